package screens

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/words"
)

// tide is how far what is held has come: up to the newest line, and back to the oldest.
type tide struct {
	newest time.Time       // line
	lag    time.Duration   // of the newest line when it came
	behind bool            // lines come faster than they can be read
	others bool            // lines of others are left out
	unread map[string]bool // what cannot be read at the moment
	enough *atomic.Bool    // ends the reading of what is older than the beginning; asked from its goroutine
	reach  *atomic.Int64   // up to when all lines have come, in nanoseconds since 1970, told from the tail's goroutine; zero before it is known
}

// headstart is how much of the past comes with what is new.
const headstart = 5 * time.Second

// divided are the events that a tail brings by whether they are older than its beginning. Most pages are of one sort, and are not copied.
func divided(events []tail.Event, asked time.Time) (older, fresh []tail.Event) {
	front := asked.Add(-headstart)
	past := func(e *tail.Event) bool { return e.Note == "" && e.Time.Before(front) }
	n := 0
	for i := range events {
		if past(&events[i]) {
			n++
		}
	}
	switch n {
	case 0:
		return nil, events
	case len(events):
		return events, nil
	}
	older, fresh = make([]tail.Event, 0, n), make([]tail.Event, 0, len(events)-n)
	for i := range events {
		if past(&events[i]) {
			older = append(older, events[i])
		} else {
			fresh = append(fresh, events[i])
		}
	}
	return older, fresh
}

// note takes up what a note says of the reading.
func (t *tide) note(e tail.Event) {
	switch e.Note {
	case tail.NoteBehind:
		t.behind = e.Gap > 0
	case tail.NoteOthers:
		t.others = true
	case tail.NoteUnread:
		if t.unread == nil {
			t.unread = map[string]bool{}
		}
		t.unread[e.ID] = true
	case tail.NoteRead:
		delete(t.unread, e.ID)
	}
}

// line takes note of when a line came.
func (t *tide) line(e tail.Event, asked, now time.Time) {
	if e.Time.After(t.newest) {
		t.newest = e.Time
	}
	if e.Time.After(asked) {
		t.lag = now.Sub(e.Time) // this is not history, but what comes
	}
}

// Lag is worth a word from so much on: less is what it takes to ask CloudWatch again and to put lines in order. From so much on what is in
// between can be skipped.
const (
	sayLag  = 5 * time.Second
	skipLag = 10 * time.Second
)

// behindBy is how far what is shown is behind what is written, as far as that is known.
func (t *tide) behindBy(now time.Time) time.Duration {
	if t.reach != nil && t.reach.Load() > 0 {
		upTo := time.Unix(0, t.reach.Load())
		if t.newest.After(upTo) {
			upTo = t.newest
		}
		return now.Sub(upTo)
	}
	if t.behind && !t.newest.IsZero() {
		return now.Sub(t.newest)
	}
	return t.lag
}

// reached takes note of up to when all lines have come.
func (t *tide) reached(upTo time.Time) { t.reach.Store(upTo.UnixNano()) }

// lags says how far behind the log is, where that is more than it always is.
func (t *tide) lags(now time.Time, keys keymap.Moving) []string {
	lag := t.behindBy(now)
	switch {
	case lag < sayLag:
		return nil
	case t.behind && lag >= skipLag:
		return []string{fmt.Sprintf("%ds behind, %s", int(lag.Seconds()), keymap.Does(keys.Bottom, "skips to now"))}
	}
	return []string{fmt.Sprintf("%ds behind", int(lag.Seconds()))}
}

// lacks says what is not in the log that was asked for.
func (t *tide) lacks(keys keymap.Logs) []string {
	var parts []string
	if unread := t.lost(); len(unread) > 0 {
		parts = append(parts, "▲ cannot read "+unread[0])
		if n := len(unread); n > 1 {
			parts[0] = fmt.Sprintf("%s and %s", parts[0], words.Count(n-1, "other"))
		}
	}
	if t.others {
		parts = append(parts, "lines of others left out: "+keymap.Does(keys.All, "shows them"))
	}
	return parts
}

// lost are the names of what cannot be read, in order: a whole log group stands for its older lines, too.
func (t *tide) lost() []string {
	names := slices.Sorted(maps.Keys(t.unread))
	return slices.DeleteFunc(names, func(name string) bool {
		group, older := strings.CutPrefix(name, tail.OlderLinesOf)
		return older && t.unread[group]
	})
}
