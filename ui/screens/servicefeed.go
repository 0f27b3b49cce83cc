package screens

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
)

// serviceFeed reads one service again and again while its screen is shown. Before the first answer the service has no more
// than its name.
type serviceFeed struct {
	clock   nav.Clock
	source  serviceReader
	fault   func() bool // something is wrong with the service, so that it is read more often
	where   nav.Location
	service aws.Service
	known   bool
	feed    load.Feed[aws.Service]
	ctx     context.Context // of the screen that the last reading was started for
	shown   bool
	last    lastReading
}

// lastReading is when the reading under way began, when the last complete one did, what the last one failed at, and the
// number of the last wake-up that was asked for.
type lastReading struct {
	began, seen time.Time
	err         error
	turn        int
}

// pacedClock wakes what reads the account up as often as the operator wants it read.
type pacedClock struct {
	nav.Clock
	pace func(time.Duration) time.Duration
}

// After delivers a message after a time between two readings.
func (c pacedClock) After(d time.Duration, m tea.Msg) tea.Cmd { return c.Clock.After(c.pace(d), m) }

// serviceDue wakes a feed up to read again.
type serviceDue struct {
	feed *serviceFeed
	turn int
}

func (f *serviceFeed) show(h nav.Host) tea.Cmd {
	f.shown = true
	if f.feed.Running() && f.ctx.Err() == nil {
		return nil
	}
	return f.read(h)
}

func (f *serviceFeed) read(h nav.Host) tea.Cmd {
	f.last.turn++
	f.ctx, f.last.began = h.Context(), f.clock.Now()
	return f.feed.Start(f.ctx, load.One(func(ctx context.Context) (aws.Service, error) {
		return f.source.Service(ctx, f.where.Cluster, f.where.Thing)
	}))
}

// wake reads where that is due.
func (f *serviceFeed) wake(h nav.Host, m serviceDue) tea.Cmd {
	if m.feed == f && m.turn == f.last.turn && f.shown {
		return f.read(h)
	}
	return nil
}

// take recognises what was read; each calls judge with what is new.
func (f *serviceFeed) take(m tea.Msg, judge func()) (tea.Cmd, bool) {
	p, next, ok := f.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, s := range p.Items {
		f.service, f.known = s, true
		judge()
	}
	if !p.Done {
		return next, true
	}
	f.last.err = p.Err
	if p.Err == nil {
		f.last.seen = f.last.began
	}
	f.last.turn++
	return f.clock.After(f.every(), serviceDue{feed: f, turn: f.last.turn}), true
}

// every is the time between two readings: short while something is going on.
func (f *serviceFeed) every() time.Duration {
	switch {
	case f.last.err != nil:
		return 5 * time.Second
	case f.fault():
		return 3 * time.Second
	}
	return 15 * time.Second
}
