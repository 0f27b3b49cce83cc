package tail

import (
	"errors"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// reading is one call of Logs while it runs. Only the goroutine that runs the sequence touches it. Its parts each own what
// they find out:
//
//	writers  the services and tasks, as ECS tells them, and where they log to
//	places   the groups and streams that are read, and how far
//	owners   whose the streams are that none of them is known to write
//	fetch    what a page of lines takes: queries, and calls that may fail
//	intake   which lines are new, and how fast they come
//	live     the Live Tail session, if there is one
//	again    the second look for late lines
//	back     the reading of what is older than a tail's beginning
//	out      what is yielded, in order: lines and notes
type reading struct {
	out     *outlet
	places  *logPlaces
	writers *logWriters
	owners  *owners
	intake  *intake
	fetch   *fetcher
	live    *liveTail
	again   *again
	back    *backfill // nil for none
}

// bounds is the time that is read: from since, to until where that is not zero.
type bounds struct{ since, until time.Time }

// covers says whether a moment is within the bounds.
func (s *bounds) covers(t time.Time) bool {
	return !t.Before(s.since) && (s.until.IsZero() || t.Before(s.until))
}

// logClock is AWS's time.
type logClock struct {
	clock call.Clock
	skew  time.Duration // of AWS's clock against this one
}

func (k *logClock) now() time.Time { return k.clock.Now().Round(0).Add(k.skew).UTC() }

// keep compares the clocks. The server's is told in whole seconds.
func (k *logClock) keep(server time.Time) {
	if server.IsZero() {
		return
	}
	k.skew = server.Sub(k.clock.Now().Round(0))
	if k.skew.Abs() < patience {
		k.skew = 0
	}
}

// phase is where a reading stands.
type phase struct {
	follow bool      // it goes on after its history
	caught bool      // history is read, and what comes is new
	asked  time.Time // when this round of questions began
}

// following says that the reading is past its history and goes on.
func (p *phase) following() bool { return p.follow && p.caught }

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
		return call.NewError(call.Invalid, "read logs", "", errors.New(text))
	}
	switch {
	case len(t.Groups) == 0 && len(targetsOf(t)) == 0:
		return nil, wrong("no service, task or log group given")
	case t.Newest && t.Follow:
		return nil, wrong("following can't start with the newest line")
	case t.Pattern != "" && t.Past != "":
		return nil, wrong("two filter patterns were given")
	case len(t.Pattern+t.Past) > mostPattern:
		return nil, wrong("a filter pattern can't be longer than 1,024 bytes")
	}
	r := c.wire(t, bounds{since: t.Since.Truncate(time.Millisecond), until: t.Until})
	now := r.out.clock.now()
	s := r.out.bounds
	switch {
	case !t.Since.IsZero():
	case t.Newest || t.Limit > 0:
		s.since = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) // CloudWatch reads backwards from no earlier than this
	case t.Follow:
		s.since = now
	case t.Until.IsZero():
		s.since = now.Add(-time.Hour)
	default:
		s.since = t.Until.Add(-time.Hour)
	}
	for _, target := range targetsOf(t) {
		r.writers.sets = append(r.writers.sets, newLogTarget(target))
	}
	for _, name := range t.Groups {
		r.places.groups = append(r.places.groups, r.places.openGroup(t.Region, name, t.Stream))
	}
	return r, r.fillBehind()
}

// wire puts the parts of a reading together.
func (c *logReader) wire(t Tail, s bounds) *reading {
	out := &outlet{tail: &t, bounds: &s, clock: &logClock{clock: c.Clock}, phase: &phase{follow: t.Follow}, limit: logLimit{left: t.Limit}, said: map[string]bool{}}
	places := &logPlaces{bounds: out.bounds, home: c.Place().Region}
	writers := &logWriters{c: c, tail: out.tail, places: places, out: out}
	ask := &asker{c: c, out: out, places: places}
	late := &again{}
	in := &intake{out: out, seen: newSeen(remembered, t.Live != nil), again: late}
	live := &liveTail{c: c, places: places, writers: writers, intake: in}
	who := &owners{writers: writers, asker: ask, all: t.All}
	late.live, late.fetch = live, &fetcher{c: c, out: out, places: places, planner: &planner{c, out.clock, out.phase}, asker: ask, owners: who, intake: in}
	return &reading{out: out, places: places, writers: writers, owners: who, intake: in, fetch: late.fetch, live: live, again: late}
}
