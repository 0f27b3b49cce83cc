package tail

import (
	"context"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
)

// again is the second look for lines that came late.
type again struct {
	pass  *pass     // under way; nil for none
	begun time.Time // when the last one that is complete, or that is under way, began
	until time.Time // by when it has to be complete
	fetch *fetcher
	live  *liveTail
}

// How late a line may come and still be found, and how often late lines are looked for at most.
const (
	late  = 2 * time.Minute
	looks = 30 * time.Second
	// plenty is how many lines a second are so many that reading any twice is dear.
	plenty = 5000
)

// look reads the last minutes once more, for lines that came late. It gives way to new lines and goes on later.
func (a *again) look(ctx context.Context, begun time.Time) error {
	window := a.window()
	if a.pass == nil {
		if a.live.session != nil || begun.Sub(a.begun) < max(reminder, min(looks, window)) || a.fetch.out.said["behind"] {
			return nil
		}
		from := a.begun.Add(-window)
		stretches := a.fetch.places.stretches(always, 0)
		for i := range stretches {
			stretches[i].from = plain.Later(a.fetch.out.bounds.since, from)
		}
		stretches = append(stretches, a.fetch.places.recent(from)...)
		stretches = slices.DeleteFunc(stretches, func(s stretch) bool { return s.group.fails() }) // the tail reads those from before where it stopped
		queries, err := a.fetch.planner.plan(ctx, stretches)
		if err != nil {
			return err
		}
		a.pass, a.begun, a.until = &pass{queries: queries, pattern: a.fetch.out.tail.Pattern, again: true, begun: begun}, begun, begun.Add(2*looks)
	}
	started := a.fetch.out.clock.now()
	a.pass.enough = func() bool { return a.fetch.out.clock.now().Sub(started) > patience }
	if err := a.pass.run(ctx, a.fetch); err != nil {
		return err
	}
	switch {
	case len(a.pass.queries) == 0:
		a.pass = nil
	case a.fetch.out.clock.now().After(a.until):
		a.pass = nil
		return a.fetch.out.note(NoteMissed, 0, "too many lines to look for late ones: some may be missing")
	}
	return nil
}

// window is how late lines may come that are looked for: two minutes, or less where there are so many that they would be
// too many to read, or to remember.
func (a *again) window() time.Duration {
	window := late
	if a.fetch.intake.pace.rate > plenty/5 {
		window = max(patience+2*a.fetch.intake.pace.disorder, min(window, time.Duration(100_000/a.fetch.intake.pace.rate*float64(time.Second))))
	}
	if reach := a.fetch.intake.seen.reach(); !reach.IsZero() {
		window = min(window, a.fetch.out.clock.now().Sub(reach))
	}
	return window
}
