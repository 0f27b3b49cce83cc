package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// run reads history, and what comes after it.
func (r *reading) run(ctx context.Context, yield func([]LogEvent, error) bool) error {
	r.yield = yield
	err := r.begin(ctx)
	if err == nil {
		err = r.history(ctx)
	}
	if err == nil && r.t.Follow {
		err = r.follow(ctx)
	}
	switch {
	case errors.Is(err, errEnough) || errors.Is(err, errLeft):
		return nil
	case err != nil && ctx.Err() != nil:
		return &Error{kind: Cancelled, operation: "read logs", err: plain{"cancelled", ctx.Err()}}
	}
	return err
}

// history reads what there is up to now, or to the end of the range.
func (r *reading) history(ctx context.Context) error {
	begun := r.now()
	r.asked, r.progress = begun, r.c.clock.now()
	r.order.desc = r.t.Newest || r.t.Limit > 0 && r.t.Since.IsZero()
	r.collects, r.seen.newest = r.order.desc && !r.t.Newest, r.order.desc
	queries, err := r.plan(ctx, r.stretches(always, 0))
	if err != nil {
		return err
	}
	if len(queries) == 0 && len(r.order.lines) == 0 {
		r.silence("nothing to read")
	}
	p := &pass{queries: queries, newest: r.order.desc, pattern: r.t.Pattern + r.t.Past, begun: begun}
	if r.t.Limit > 0 && r.t.Wanted == nil {
		p.limit = r.t.Limit
	}
	err = p.run(ctx, r)
	if err == nil {
		err = p.retryUnread(ctx, r)
	}
	if err == nil && !r.t.Follow {
		err = r.emit(r.order.all())
	} else if err == nil && r.order.desc {
		err = r.flush(time.Time{})
	}
	if r.collects && (err == nil || errors.Is(err, errEnough)) {
		err = r.turn()
	}
	r.order.desc, r.seen.newest, r.caught = false, false, true
	r.again.begun = begun
	if enough := errors.Is(err, errEnough); err == nil || enough {
		if r.back.filling() {
			return nil
		}
		if failed := r.owners.others(); failed != nil || enough && r.t.Follow { // the limit is of history alone
			err = failed
		}
	}
	if err == nil && r.t.Follow && !r.back.filling() {
		err = r.note(NoteProgress, 0, "")
	}
	return err
}

// turn yields what was collected newest first, oldest first. What is older does not come any more.
func (r *reading) turn() error {
	lines := r.collected
	slices.Reverse(lines)
	r.order.lines, r.collected, r.collects, r.caught = nil, nil, false, true
	for _, e := range lines {
		if e.Note == "" {
			r.since = e.Time
			break
		}
	}
	if len(lines) == 0 {
		r.since = later(r.since, r.now())
	}
	return r.emit(lines)
}

// stretches is what is to be read of the streams that are wanted, from their positions less an overlap.
func (r *reading) stretches(wanted func(at time.Time, synced bool) bool, overlap time.Duration) []stretch {
	var all []stretch
	for _, g := range r.groups {
		if g.open && wanted(g.at, g.synced) {
			all = append(all, stretch{group: g, from: later(r.since, g.at.Add(-overlap)), to: r.until})
		}
	}
	for _, s := range r.streams() {
		if s.done.IsZero() && wanted(s.at, s.synced) {
			all = append(all, stretch{group: s.group, stream: s, from: later(r.since, s.at.Add(-overlap)), to: r.until})
		}
	}
	return all
}

// follow goes on in rounds: who writes, what is new, what came late, who has died.
func (r *reading) follow(ctx context.Context) error {
	for _, s := range r.streams() {
		if strings.HasSuffix(s.name, "/") {
			delete(s.group.streams, s.name)
		}
	}
	r.pause = time.Second
	for {
		begun := r.now()
		if err := r.round(ctx, begun); err != nil {
			return err
		}
		if r.over(begun) {
			return r.emit(r.order.all())
		}
		if err := r.wait(ctx); err != nil {
			return err
		}
	}
}

// round is one look at always.
func (r *reading) round(ctx context.Context, begun time.Time) error {
	r.fresh, r.asked = 0, begun
	if err := r.attend(ctx); err != nil {
		return err
	}
	if err := r.live(ctx, begun); err != nil {
		return err
	}
	queries, err := r.plan(ctx, r.stretches(r.polled, r.overlap()))
	if err != nil {
		return err
	}
	p := &pass{queries: queries, pattern: r.t.Pattern, begun: begun}
	if err := p.run(ctx, r); err != nil {
		return err
	}
	if err := r.behind(r.now().Sub(begun)); err != nil {
		return err
	}
	r.markEnded(begun)
	if err := r.lookAgain(ctx, begun); err != nil {
		return err
	}
	r.measure(begun)
	if err := r.flush(r.edge()); err != nil {
		return err
	}
	if err := r.back.fill(ctx, r); err != nil {
		return err
	}
	if !r.back.filling() && begun.Sub(r.owners.noted) > time.Minute {
		if err := r.owners.others(); err != nil {
			return err
		}
	}
	return nil
}

// overlap is how much is read again each time, for lines that come a little out of order. Where there are many lines, it
// is as much as they have been out of order lately.
func (r *reading) overlap() time.Duration {
	if r.rate < 500 {
		return 10 * time.Second
	}
	return min(10*time.Second, time.Second+2*r.disorder)
}

// measure learns how many lines come and how soon to look again.
func (r *reading) measure(begun time.Time) {
	passed := max(r.pause, r.now().Sub(begun)).Seconds()
	r.disorder = max(r.late, r.disorder*9/10)
	r.late, r.before = 0, begun
	r.rate += (float64(r.fresh)/passed - r.rate) / 4
	switch {
	case r.rate > plenty:
		r.pause = 2 * time.Second
	case r.fresh > 0 || len(r.order.lines) > 0:
		r.pause = time.Second
	default:
		r.pause = min(5*time.Second, r.pause*3/2)
	}
}

// behind tells when a round took so long that the lines are behind, and when they no longer are.
func (r *reading) behind(took time.Duration) error {
	switch told := r.noted["behind"]; {
	case took > reminder:
		r.noted["behind"] = true
		return r.note(NoteBehind, took.Truncate(time.Millisecond), fmt.Sprintf("%v behind: lines come faster than they can be read", took.Round(time.Second)))
	case told && took < reminder/2:
		delete(r.noted, "behind")
		return r.note(NoteBehind, 0, "caught up")
	}
	return nil
}

// over says that nothing more can come.
func (r *reading) over(begun time.Time) bool {
	if !r.until.IsZero() && begun.After(r.until.Add(drain)) {
		return true
	}
	if len(r.t.Groups) > 0 {
		return false
	}
	return !slices.ContainsFunc(r.sets, func(s *logTarget) bool {
		return s.ofService() || len(s.order) == 0 || slices.ContainsFunc(s.order, func(m *logTask) bool { return !m.ended })
	})
}

// wait pauses between rounds, and notices when the computer slept.
func (r *reading) wait(ctx context.Context) error {
	before := r.c.clock.now().Round(0)
	d := r.pause
	if r.back.filling() && r.now().After(r.back.paused) {
		return nil
	}
	if err := r.nap(ctx, d); err != nil {
		return r.c.fault(ctx, operation{words: "read logs"}, err)
	}
	if passed := r.c.clock.now().Round(0).Sub(before); passed > d+looks {
		dueNow(r.sets)
		return r.note(NoteReconnected, passed.Truncate(time.Millisecond), "nothing was read meanwhile; what was written follows")
	}
	return nil
}

// polled says whether what was read up to a moment is polled now.
func (r *reading) polled(at time.Time, synced bool) bool {
	return r.session == nil || !r.session.covers(at, synced, r.skew)
}

func always(time.Time, bool) bool { return true }
