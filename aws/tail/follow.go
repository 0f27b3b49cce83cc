package tail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// run reads history, and what comes after it.
func (r *reading) run(ctx context.Context, yield func([]Event, error) bool) error {
	r.out.yield = yield
	err := r.writers.begin(ctx)
	if err == nil {
		err = r.history(ctx)
	}
	if err == nil && r.out.phase.follow {
		err = r.follow(ctx)
	}
	switch {
	case errors.Is(err, errEnough) || errors.Is(err, errLeft):
		return nil
	case err != nil && ctx.Err() != nil:
		return call.NewError(call.Cancelled, "read logs", "", call.Plain("cancelled", ctx.Err()))
	}
	return err
}

// history reads what there is up to now, or to the end of the range.
func (r *reading) history(ctx context.Context) error {
	begun := r.out.clock.now()
	r.out.phase.asked, r.out.count.at = begun, r.fetch.c.Clock.Now()
	r.out.order.desc = r.out.tail.Newest || r.out.tail.Limit > 0 && r.out.tail.Since.IsZero()
	r.out.collects, r.intake.seen.newest = r.out.order.desc && !r.out.tail.Newest, r.out.order.desc
	queries, err := r.fetch.planner.plan(ctx, r.places.stretches(always, 0))
	if err != nil {
		return err
	}
	if len(queries) == 0 && len(r.out.order.lines) == 0 {
		r.out.silence("nothing to read")
	}
	p := &pass{queries: queries, newest: r.out.order.desc, pattern: r.out.tail.Pattern + r.out.tail.Past, begun: begun}
	p.divide()
	if r.out.tail.Limit > 0 && r.out.tail.Wanted == nil {
		p.limit = r.out.tail.Limit
	}
	err = p.run(ctx, r.fetch)
	if err == nil {
		err = p.retryUnread(ctx, r.fetch)
	}
	if err == nil && !r.out.phase.follow {
		err = r.out.emit(r.out.order.all())
	} else if err == nil && r.out.order.desc {
		err = r.out.flush(time.Time{})
	}
	if r.out.collects && (err == nil || errors.Is(err, errEnough)) {
		err = r.out.turn()
	}
	r.out.order.desc, r.intake.seen.newest, r.out.phase.caught = false, false, true
	r.again.begun = begun
	if enough := errors.Is(err, errEnough); err == nil || enough {
		if r.back.filling() {
			return nil
		}
		if failed := r.owners.others(); failed != nil || enough && r.out.phase.follow { // the limit is of history alone
			err = failed
		}
	}
	if err == nil && r.out.phase.follow && !r.back.filling() {
		err = r.out.note(NoteProgress, 0, "")
	}
	return err
}

// follow goes on in rounds: who writes, what is new, what came late, who has died.
func (r *reading) follow(ctx context.Context) error {
	for _, s := range r.places.streams() {
		if strings.HasSuffix(s.name, "/") {
			delete(s.group.streams, s.name)
		}
	}
	r.intake.pace.pause = time.Second
	for {
		begun := r.out.clock.now()
		if err := r.round(ctx, begun); err != nil {
			return err
		}
		if r.over(begun) {
			return r.out.emit(r.out.order.all())
		}
		if err := r.wait(ctx); err != nil {
			return err
		}
	}
}

// round is one look at always.
func (r *reading) round(ctx context.Context, begun time.Time) error {
	r.intake.pace.fresh, r.out.phase.asked = 0, begun
	if err := r.writers.attend(ctx); err != nil {
		return err
	}
	if err := r.live.keep(ctx, begun); err != nil {
		return err
	}
	queries, err := r.fetch.planner.plan(ctx, r.places.stretches(r.live.polled, r.intake.pace.overlap()))
	if err != nil {
		return err
	}
	p := &pass{queries: queries, pattern: r.out.tail.Pattern, begun: begun}
	if err := p.run(ctx, r.fetch); err != nil {
		return err
	}
	if err := r.behind(r.out.clock.now().Sub(begun)); err != nil {
		return err
	}
	r.writers.markEnded(begun)
	if err := r.again.look(ctx, begun); err != nil {
		return err
	}
	r.intake.pace.measure(begun, r.out.clock.now().Sub(begun), len(r.out.order.lines) > 0)
	if err := r.out.flush(r.out.edge()); err != nil {
		return err
	}
	r.out.reached()
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

// behind tells when a round took so long that the lines are behind, and when they no longer are.
func (r *reading) behind(took time.Duration) error {
	switch told := r.out.said["behind"]; {
	case took > reminder:
		r.out.said["behind"] = true
		return r.out.note(NoteBehind, took.Truncate(time.Millisecond), fmt.Sprintf("%v behind: lines arrive faster than they can be read", took.Round(time.Second)))
	case told && took < reminder/2:
		delete(r.out.said, "behind")
		return r.out.note(NoteBehind, 0, "caught up")
	}
	return nil
}

// over says that nothing more can come.
func (r *reading) over(begun time.Time) bool {
	if !r.out.bounds.until.IsZero() && begun.After(r.out.bounds.until.Add(drain)) {
		return true
	}
	if len(r.out.tail.Groups) > 0 {
		return false
	}
	return !slices.ContainsFunc(r.writers.sets, func(s *logTarget) bool {
		return s.ofService() || len(s.order) == 0 || slices.ContainsFunc(s.order, func(m *logTask) bool { return !m.ended })
	})
}

// wait pauses between rounds, and notices when the computer slept.
func (r *reading) wait(ctx context.Context) error {
	before := r.fetch.c.Clock.Now().Round(0)
	d := r.intake.pace.pause
	if r.back.filling() && r.out.clock.now().After(r.back.paused) {
		return nil
	}
	if err := r.live.nap(ctx, d); err != nil {
		return r.fetch.c.Fault(ctx, call.Op("", "read logs"), err)
	}
	if passed := r.fetch.c.Clock.Now().Round(0).Sub(before); passed > d+looks {
		dueNow(r.writers.sets)
		return r.out.note(NoteReconnected, passed.Truncate(time.Millisecond), "nothing was read for a while; the missed lines follow")
	}
	return nil
}

func always(time.Time, bool) bool { return true }
