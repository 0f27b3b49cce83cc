package tail

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// backfill reads what was written before a tail began, the newest first, while the tail goes on with what comes. It gives way to
// what is new.
type backfill struct {
	r       *reading
	pass    *pass     // nil before it has begun
	paused  time.Time // until when it is left alone, since a call failed
	retries int
	edge    *edge
	read    bool        // all of the past, or as much as was wanted
	looks   []time.Time // when lines that came late are looked for
}

// edge remembers the lines just before the tail's beginning, so that those that come late are found and others not shown twice.
type edge struct {
	seen    *seen
	floor   time.Time // lines from here on are remembered
	looking bool      // others are not new
}

// headstart is how much of the past a tail that begins with now reads first, and backSlice for how long it reads older lines
// before it looks for new ones.
const (
	headstart = 5 * time.Second
	backSlice = time.Second
)

// edgeRemembered is how many lines just before its beginning a tail remembers, beside all those that are new: two minutes of a service
// that writes a thousand a second.
const edgeRemembered = 130_000

// fillBehind has a reading begin with now: what is older is read behind it.
func (r *reading) fillBehind() error {
	start := r.out.clock.now().Add(-headstart)
	if !r.out.tail.NowFirst || !r.out.phase.follow || !r.out.bounds.since.Before(start) {
		return nil
	}
	t := *r.out.tail
	t.Follow, t.NowFirst, t.Newest, t.Live, t.Limit = false, false, true, nil, 0
	t.Since, t.Until = r.out.bounds.since, start
	t.Pattern, t.Past = t.Pattern+t.Past, ""
	past, err := r.fetch.c.newReading(t)
	if err != nil {
		return err
	}
	past.fetch.asker.yields, past.out.said = true, r.out.said
	past.out.order.desc = true
	past.intake.seen = newSeen(remembered/3, false) // pages that overlap come soon after one another
	past.intake.seen.newest = true
	r.out.bounds.since = start
	for _, g := range r.places.groups {
		g.at = start
	}
	r.back = &backfill{r: past, edge: &edge{seen: newSeen(edgeRemembered, false), floor: start.Add(-late)},
		looks: []time.Time{start.Add(looks), start.Add(late)}}
	past.intake.fringe = r.back.edge
	return nil
}

// isNew notes a line that was polled, and says whether it is a new one.
func (e *edge) isNew(seen *seen, s *logStream, id string, at time.Time, message string) bool {
	if e != nil {
		switch known := !at.Before(e.floor); {
		case known && len(e.seen.ring) < e.seen.most:
			return e.seen.polled(s, id, at, message)
		case e.looking:
			return false
		case known:
			e.floor = at.Add(time.Millisecond) // there are too many to remember
		}
	}
	return seen.polled(s, id, at, message)
}

// fill reads older lines for a moment.
func (b *backfill) fill(ctx context.Context, r *reading) error {
	if b == nil || r.out.said["behind"] || r.out.clock.now().Before(b.paused) {
		return nil
	}
	step := b.goOn
	if b.read {
		step = b.look
	}
	err := step(ctx, r)
	switch kind := call.KindOf(err); {
	case err == nil:
		b.retries = 0
		return nil
	case ctx.Err() != nil || kind == call.Unknown: // left, or cancelled
		return err
	case passing(kind):
		b.paused = r.out.clock.now().Add(call.Backoff(b.retries))
		b.retries++
		return nil
	}
	r.back = nil
	if err := b.r.out.unread(missingPart{key: "older lines", text: "can't read older lines: " + err.Error()}); err != nil {
		return err
	}
	return r.out.note(NoteProgress, 0, "")
}

// goOn reads on for a moment, until all is read or nobody wants more.
func (b *backfill) goOn(ctx context.Context, r *reading) error {
	past := b.r
	past.out.yield, past.out.clock.skew = r.out.yield, r.out.clock.skew
	if b.pass == nil {
		past.out.count.at = r.fetch.c.Clock.Now()
		if err := past.writers.begin(ctx); err != nil {
			return err
		}
		queries, err := past.fetch.planner.plan(ctx, past.places.stretches(always, 0))
		if err != nil {
			return err
		}
		b.pass = &pass{queries: queries, newest: true, pattern: past.out.tail.Pattern, begun: past.out.clock.now()}
		b.pass.divide()
	}
	wanted := func() bool { return r.out.tail.Enough == nil || !r.out.tail.Enough() }
	started := r.out.clock.now()
	b.pass.enough = func() bool { return r.out.clock.now().Sub(started) > backSlice || !wanted() }
	if err := b.pass.run(ctx, past.fetch); err != nil {
		return err
	}
	if len(b.pass.queries) > 0 && wanted() {
		return nil
	}
	return b.finish(r, wanted())
}

// finish notes that the past is read, or as much of it as was wanted. Lines of it that come late are still looked for.
func (b *backfill) finish(r *reading, whole bool) error {
	past := b.r
	b.read = true
	if err := past.out.emit(past.out.order.all()); err != nil {
		return err
	}
	past.out.phase.caught = true
	past.intake.seen = newSeen(1, false) // what is looked at once more is known by the edge
	if at := past.out.limit.last; !whole {
		if at.IsZero() {
			at = past.out.bounds.until
		}
		b.looks = nil
		e := Event{Time: at, Note: NoteMissed, Gap: at.Sub(past.out.bounds.since).Truncate(time.Millisecond), Message: "older lines were not read"}
		if err := r.out.emit([]Event{e}); err != nil {
			return err
		}
	}
	r.owners.merge(past.owners)
	if err := r.owners.others(); err != nil {
		return err
	}
	return r.out.note(NoteProgress, 0, "")
}

// look reads the last of the past once more, for lines that came late.
func (b *backfill) look(ctx context.Context, r *reading) error {
	past := b.r
	switch {
	case len(b.looks) == 0:
		r.back = nil
		return nil
	case r.out.clock.now().Before(b.looks[0]):
		return nil
	}
	past.out.order.desc, b.edge.looking = false, true
	var stretches []stretch
	for _, s := range append(past.places.stretches(always, 0), past.places.recent(time.Time{})...) {
		s.from = plain.Later(past.out.bounds.since, b.edge.floor)
		stretches = append(stretches, s)
	}
	queries, err := past.fetch.planner.plan(ctx, stretches)
	if err != nil {
		return err
	}
	p := &pass{queries: queries, pattern: past.out.tail.Pattern, again: true, begun: past.out.clock.now()}
	if err := p.run(ctx, past.fetch); err != nil {
		return err
	}
	b.looks = b.looks[1:]
	return nil
}

// filling says that older lines are being read.
func (b *backfill) filling() bool { return b != nil && !b.read }
