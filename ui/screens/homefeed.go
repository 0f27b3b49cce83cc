package screens

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
)

// What the first screen shows: changes of the last hour, anew every few seconds; while it fills, a few times a second.
const (
	hour     = time.Hour
	homeDay  = 5 * time.Second
	homeFill = 250 * time.Millisecond
)

// glimpse is what is known of an account at a moment.
type glimpse struct {
	pulse   inspect.Pulse
	changes []inspect.Happening
	watched []inspect.Watched
}

// homeFeed reads the account for the first screen, while that is shown: the first time what was never looked at, then what
// of it is old. The plan decides what that is, and what it may cost.
type homeFeed struct {
	clock nav.Clock
	plan  *inspect.Plan
	meter *inspect.Meter
	feed  load.Feed[glimpse]
	ctx   context.Context // of the screen that the last reading was started for
	shown bool
	times lastReading
	last  glimpse
}

// homeDue wakes the feed up.
type homeDue struct {
	feed *homeFeed
	turn int
}

func (f *homeFeed) show(h nav.Host, onScreen func() []string) tea.Cmd {
	f.shown = true
	if f.feed.Running() && f.ctx.Err() == nil {
		return nil
	}
	return f.read(h, onScreen)
}

func (f *homeFeed) read(h nav.Host, onScreen func() []string) tea.Cmd {
	f.times.turn++
	f.ctx, f.times.began = h.Context(), f.clock.Now()
	ids := f.watchedBeside(onScreen)
	return f.feed.Start(f.ctx, func(ctx context.Context) iter.Seq2[[]glimpse, error] {
		return func(yield func([]glimpse, error) bool) { f.look(ctx, func() []string { return ids }, yield) }
	})
}

func (f *homeFeed) wake(h nav.Host, m homeDue, onScreen func() []string) tea.Cmd {
	if m.feed != f || m.turn != f.times.turn || !f.shown {
		return nil
	}
	return f.read(h, onScreen)
}

// look yields what is known at once, and again and again while what was never looked at is. Somebody may open something
// meanwhile: that goes first.
func (f *homeFeed) look(ctx context.Context, onScreen aws.Wanted, yield func([]glimpse, error) bool) {
	if first := f.known(); len(first.pulse.Rows) > 0 && !yield([]glimpse{first}, nil) {
		return
	}
	said := time.Time{}
	for s := range f.plan.Look(call.Background(ctx), "") {
		if now := f.clock.Now(); !s.Done && now.Sub(said) >= homeFill {
			if said = now; !yield([]glimpse{f.known()}, nil) {
				return
			}
		}
	}
	last := f.plan.Again(ctx, onScreen)
	if !yield([]glimpse{f.known()}, nil) {
		return
	}
	f.meter.Read(ctx, f.measured(), false)
	if !yield([]glimpse{f.known()}, nil) {
		return
	}
	if err := last.Trouble(); err != nil {
		yield(nil, err)
	}
}

// measured are the services whose use is read: those of the clusters that come first, as many as one call takes. A cluster of
// which not all fit is left out, as its figures would be those of a part.
func (f *homeFeed) measured() []string {
	var ids []string
	for _, c := range f.plan.Pulse().Rows {
		if len(ids)+c.ClusterView.Services > inspect.MeterAtOnce {
			break
		}
		for _, s := range f.plan.Known(c.Cluster.Name) {
			ids = append(ids, s.Cluster+"/"+s.Name)
		}
	}
	return ids
}

// known is what is known now.
func (f *homeFeed) known() glimpse {
	return glimpse{f.plan.Pulse(), f.plan.Since(f.clock.Now().Add(-hour)), inspect.WatchedOf(f.plan)}
}

// take recognises what was read.
func (f *homeFeed) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := f.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, g := range p.Items {
		f.last = g
		if len(g.pulse.Rows) > 0 {
			f.times.seen = f.clock.Now()
		}
	}
	if !p.Done {
		return next, true
	}
	if f.times.err = p.Err; p.Err == nil {
		f.times.seen = f.clock.Now()
	}
	f.times.turn++
	return f.clock.After(homeDay, homeDue{feed: f, turn: f.times.turn}), true
}
