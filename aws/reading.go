package aws

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// reading is one call of Logs while it runs. Only the goroutine that runs the sequence touches it.
type reading struct {
	c     *logReader
	t     Tail
	yield func([]LogEvent, error) bool

	sets    []*logTarget
	groups  []*logGroup
	owners  owners
	seen    *seen
	order   orderly
	session *liveSession // nil while polling

	since, until time.Time     // bounds of the lines; until may be zero
	skew         time.Duration // of AWS's clock against this one
	asked        time.Time     // when this round of questions began
	caught       bool          // history is read, and what comes is new
	lines, pages int           // read so far
	left         int           // lines that may still be yielded, where there is a limit
	last         time.Time     // the time of the last line that was yielded under the limit
	collection
	pace
	again    again
	back     *backfill // of what is older than the tail's beginning; nil for none
	tail     *reading  // for which this one reads what is older; nil otherwise
	fringe   *edge
	trouble  trouble
	noted    map[string]bool // what is said once
	progress time.Time       // the last note of it
	refused  bool            // Live Tail cannot be used until it is switched off and on again
	attempts int             // to begin Live Tail
	taken    time.Time       // when its lines were last taken
	sampled  bool            // it leaves lines out
}

// collection is what is read but not yielded yet.
type collection struct {
	collected []LogEvent // instead of being yielded
	collects  bool
}

// pace is how many lines come and how often is looked for them.
type pace struct {
	fresh    int           // lines in this round
	pause    time.Duration // between rounds
	rate     float64       // lines in a second
	before   time.Time     // when the round before this began
	late     time.Duration // how long before that a line of this round was written
	disorder time.Duration // the same lately
}

// Why a reading ends early: its limit is reached, or nobody wants more of it.
var (
	errEnough = errors.New("enough")
	errLeft   = errors.New("left")
)

// How long lines are held back so that others can be put before them, and how late after the last line of a dead task
// others may come.
const (
	patience = 2 * time.Second
	drain    = 10 * time.Second
)

// newReading checks what is asked for.
func (c *logReader) newReading(t Tail) (*reading, error) {
	wrong := func(text string) error {
		return &Error{kind: Invalid, operation: "read logs", err: errors.New(text)}
	}
	switch {
	case len(t.Groups) == 0 && len(targetsOf(t)) == 0:
		return nil, wrong("no service, task or log group is named")
	case t.Newest && t.Follow:
		return nil, wrong("a tail that goes on cannot begin with the newest line")
	case t.Pattern != "" && t.Past != "":
		return nil, wrong("there are two filter patterns")
	case len(t.Pattern+t.Past) > mostPattern:
		return nil, wrong("a filter pattern has at most 1,024 bytes")
	}
	r := &reading{c: c, t: t, until: t.Until, left: t.Limit, noted: map[string]bool{}, seen: newSeen(remembered, t.Live != nil)}
	r.owners.r = r
	r.since = t.Since.Truncate(time.Millisecond)
	now := r.now()
	switch {
	case !t.Since.IsZero():
	case t.Newest || t.Limit > 0:
		r.since = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) // CloudWatch reads backwards from no earlier than this
	case t.Follow:
		r.since = now
	case t.Until.IsZero():
		r.since = now.Add(-time.Hour)
	default:
		r.since = t.Until.Add(-time.Hour)
	}
	for _, target := range targetsOf(t) {
		r.sets = append(r.sets, newLogTarget(target))
	}
	for _, name := range t.Groups {
		r.groups = append(r.groups, r.openGroup(name))
	}
	return r, r.fillBehind()
}

// openGroup is a group that is asked for by name or ARN (arn:aws:logs:region:account:log-group:name, with or without ":*").
func (r *reading) openGroup(name string) *logGroup {
	g := &logGroup{region: r.t.Region, name: name, open: true, streams: map[string]*logStream{}}
	if parts := strings.SplitN(name, ":", 8); len(parts) >= 7 && parts[0] == "arn" {
		g.region, g.name, g.id = parts[3], parts[6], strings.Join(parts[:7], ":")
	}
	if g.region == "" {
		g.region = r.c.place.Region
	}
	g.at = r.since
	return g
}

// now is AWS's time.
func (r *reading) now() time.Time { return r.c.clock.now().Round(0).Add(r.skew).UTC() }

// keepTime compares the clocks. The server's is told in whole seconds.
func (r *reading) keepTime(server time.Time) {
	if server.IsZero() {
		return
	}
	r.skew = server.Sub(r.c.clock.now().Round(0))
	if r.skew.Abs() < patience {
		r.skew = 0
	}
}

// following says that the reading is past its history and goes on.
func (r *reading) following() bool { return r.t.Follow && r.caught }

// covers says whether a moment is within the bounds.
func (r *reading) covers(t time.Time) bool {
	return !t.Before(r.since) && (r.until.IsZero() || t.Before(r.until))
}

func farFuture() time.Time { return time.Unix(1<<40, 0) }

// edge is before when lines may be shown, as far as the clock goes: others of that time would have come by now.
func (r *reading) edge() time.Time {
	switch {
	case r.order.desc:
		return time.Time{}
	case r.t.Follow:
		return r.asked.Add(-patience)
	}
	return farFuture()
}

// line adds a line.
func (r *reading) line(s *logStream, id string, at, ingested time.Time, message string) {
	if r.late < r.before.Sub(at) && r.again.pass == nil {
		r.late = min(10*time.Second, r.before.Sub(at))
	}
	r.order.add(s.written(id, at, ingested, message))
	r.lines++
	r.fresh++
}

// note yields a note at once.
func (r *reading) note(n Note, gap time.Duration, text string) error {
	return r.emit([]LogEvent{{Time: r.now(), Note: n, Gap: gap, Message: text}})
}

// silence notes, once, that there is nothing to read yet; it comes with the next lines or notes.
func (r *reading) silence(text string) {
	if !r.noted[text] {
		r.noted[text] = true
		r.order.add(LogEvent{Time: r.now().Add(-patience), Note: NoteSilent, Message: text})
	}
}

// flush yields the lines before a moment, or after it where the newest come first.
func (r *reading) flush(cutoff time.Time) error {
	if err := r.emit(r.order.before(cutoff)); err != nil {
		return err
	}
	if now := r.c.clock.now(); !r.caught && !r.collects && r.pages > 1 && now.Sub(r.progress) >= time.Second {
		r.progress = now
		return r.emit([]LogEvent{{Time: later(r.last, r.since), Note: NoteProgress, Message: fmt.Sprintf("%d lines in %d pages", r.lines, r.pages)}})
	}
	return nil
}

// emit yields events, as many as are wanted.
func (r *reading) emit(events []LogEvent) error {
	enough := false
	if r.t.Wanted != nil {
		events = slices.DeleteFunc(events, func(e LogEvent) bool { return e.Note == "" && !r.t.Wanted(e) })
	}
	for i, e := range events {
		if e.Note != "" {
			continue
		}
		if r.t.Limit > 0 && !r.caught {
			if enough = r.left <= 0 && !e.Time.Equal(r.last); enough {
				events = events[:i]
				break
			}
			r.left--
		}
		r.last = e.Time
	}
	if r.collects {
		r.collected = append(r.collected, events...)
	} else if len(events) > 0 && !r.yield(events, nil) {
		return errLeft
	}
	if enough {
		return errEnough
	}
	return nil
}
