package aws

import (
	"context"
	"time"
)

// again is the second look for lines that came late.
type again struct {
	pass  *pass     // under way; nil for none
	begun time.Time // when the last one that is complete, or that is under way, began
	until time.Time // by when it has to be complete
}

// How late a line may come and still be found, and how often late lines are looked for at most.
const (
	late  = 2 * time.Minute
	looks = 30 * time.Second
	// plenty is how many lines a second are so many that reading any twice is dear.
	plenty = 5000
)

// lookAgain reads the last minutes once more, for lines that came late. It gives way to new lines and goes on later.
func (r *reading) lookAgain(ctx context.Context, begun time.Time) error {
	a := &r.again
	window := r.window()
	if a.pass == nil {
		if r.session != nil || begun.Sub(a.begun) < max(reminder, min(looks, window)) || r.noted["behind"] {
			return nil
		}
		from := a.begun.Add(-window)
		stretches := r.stretches(always, 0)
		for i := range stretches {
			stretches[i].from = later(r.since, from)
		}
		stretches = append(stretches, r.recent(from)...)
		queries, err := r.plan(ctx, stretches)
		if err != nil {
			return err
		}
		a.pass, a.begun, a.until = &pass{queries: queries, pattern: r.t.Pattern, again: true, begun: begun}, begun, begun.Add(2*looks)
	}
	started := r.now()
	a.pass.enough = func() bool { return r.now().Sub(started) > patience }
	if err := a.pass.run(ctx, r); err != nil {
		return err
	}
	switch {
	case len(a.pass.queries) == 0:
		a.pass = nil
	case r.now().After(a.until):
		a.pass = nil
		return r.note(NoteMissed, 0, "there are too many lines to look for late ones: some may be missing")
	}
	return nil
}

// window is how late lines may come that are looked for: two minutes, or less where there are so many that they would be
// too many to read, or to remember.
func (r *reading) window() time.Duration {
	window := late
	if r.rate > plenty/5 {
		window = max(patience+2*r.disorder, min(window, time.Duration(100_000/r.rate*float64(time.Second))))
	}
	if reach := r.seen.reach(); !reach.IsZero() {
		window = min(window, r.now().Sub(reach))
	}
	return window
}

// recent are the streams that were left not long ago.
func (r *reading) recent(from time.Time) []stretch {
	var stretches []stretch
	for _, s := range r.streams() {
		if !s.done.IsZero() && s.done.After(from) {
			stretches = append(stretches, stretch{group: s.group, stream: s, from: later(r.since, from), to: r.until})
		}
	}
	return stretches
}
