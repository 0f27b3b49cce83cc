package tail

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// outlet is the way out of a reading: it holds lines back until they are in order, keeps the limit, and says what is to be
// said once.
type outlet struct {
	yield  func([]Event, error) bool
	tail   *Tail
	bounds *bounds
	clock  *logClock
	phase  *phase
	order  orderly
	limit  logLimit
	collection
	count logCount
	said  map[string]bool // what is said once
}

// logLimit is how many lines may still be yielded, where there is a limit, and the time of the last one that was.
type logLimit struct {
	left int
	last time.Time
}

// collection is what is read but not yielded yet.
type collection struct {
	collected []Event // instead of being yielded
	collects  bool
}

// logCount is what was read so far, and when that was last noted.
type logCount struct {
	lines, pages int
	at           time.Time
}

// edge is before when lines may be shown, as far as the clock goes: others of that time would have come by now.
func (o *outlet) edge() time.Time {
	switch {
	case o.order.desc:
		return time.Time{}
	case o.phase.follow:
		return o.phase.asked.Add(-patience)
	}
	return farFuture()
}

// reached tells up to when all lines have come, by the clock of who asks.
func (o *outlet) reached() {
	if o.tail.Reach == nil {
		return
	}
	upTo := o.phase.asked
	if len(o.order.lines) > 0 {
		upTo = o.edge()
	}
	o.tail.Reach(upTo.Add(-o.clock.skew))
}

// note yields a note at once.
func (o *outlet) note(n Note, gap time.Duration, text string) error {
	return o.emit([]Event{{Time: o.clock.now(), Note: n, Gap: gap, Message: text}})
}

// silence notes, once, that there is nothing to read yet; it comes with the next lines or notes.
func (o *outlet) silence(text string) {
	if !o.said[text] {
		o.said[text] = true
		o.order.add(Event{Time: o.clock.now().Add(-patience), Note: NoteSilent, Message: text})
	}
}

// flush yields the lines before a moment, or after it where the newest come first.
func (o *outlet) flush(cutoff time.Time) error {
	if err := o.emit(o.order.before(cutoff)); err != nil {
		return err
	}
	if now := o.clock.clock.Now(); !o.phase.caught && !o.collects && o.count.pages > 1 && now.Sub(o.count.at) >= time.Second {
		o.count.at = now
		return o.emit([]Event{{Time: plain.Later(o.limit.last, o.bounds.since), Note: NoteProgress, Message: fmt.Sprintf("%d lines in %d pages", o.count.lines, o.count.pages)}})
	}
	return nil
}

// emit yields events, as many as are wanted.
func (o *outlet) emit(events []Event) error {
	enough := false
	if o.tail.Wanted != nil {
		events = slices.DeleteFunc(events, func(e Event) bool { return e.Note == "" && !o.tail.Wanted(e) })
	}
	for i, e := range events {
		if e.Note != "" {
			continue
		}
		if o.tail.Limit > 0 && !o.phase.caught {
			if enough = o.limit.left <= 0 && !e.Time.Equal(o.limit.last); enough {
				events = events[:i]
				break
			}
			o.limit.left--
		}
		o.limit.last = e.Time
	}
	if o.collects {
		o.collected = append(o.collected, events...)
	} else if len(events) > 0 && !o.yield(events, nil) {
		return errLeft
	}
	if enough {
		return errEnough
	}
	return nil
}

// turn yields what was collected newest first, oldest first. What is older does not come any more.
func (o *outlet) turn() error {
	lines := o.collected
	slices.Reverse(lines)
	o.order.lines, o.collected, o.collects, o.phase.caught = nil, nil, false, true
	for _, e := range lines {
		if e.Note == "" {
			o.bounds.since = e.Time
			break
		}
	}
	if len(lines) == 0 {
		o.bounds.since = plain.Later(o.bounds.since, o.clock.now())
	}
	return o.emit(lines)
}

// unread notes, once until it works again, that something cannot be read.
func (o *outlet) unread(u missingPart) error {
	if o.said["unread "+u.key] {
		return nil
	}
	o.said["unread "+u.key] = true
	e := Event{Time: o.clock.now(), Note: NoteUnread, Message: u.text, ID: u.key}
	if u.group != nil {
		e.Group = clean.Text(u.group.name)
	}
	if !o.order.desc && o.phase.following() {
		e.Message += "; retrying"
	}
	return o.emit([]Event{e})
}

// readAgain notes that what could not be read now can.
func (o *outlet) readAgain(key string) error {
	if !o.said["unread "+key] {
		return nil
	}
	delete(o.said, "unread "+key)
	return o.emit([]Event{{Time: o.clock.now(), Note: NoteRead, ID: key, Message: key + " can be read again; the lines since then follow"}})
}

func farFuture() time.Time { return time.Unix(1<<40, 0) }
