package screens

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// logLive is whether a log is read by Live Tail, which AWS bills by the minute, and since when.
type logLive struct {
	theme   *theme.Theme
	clock   nav.Clock
	reading *logReading
	warned  bool      // about the price
	since   time.Time // zero while it polls
	spent   time.Duration
}

// toggle goes from polling to Live Tail and back. What Live Tail costs is said before it is used first.
func (a *logLive) toggle(h nav.Host) {
	if a.reading.live.Load() || a.warned {
		a.set(!a.reading.live.Load())
		return
	}
	items := []dialog.Item{{ID: "no", Label: "keep polling"},
		{ID: "yes", Key: "y", Label: "use Live Tail", Note: tail.LivePrice}}
	h.Open(action.NewPick(a.theme, "Live Tail", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		if i.ID == "yes" {
			a.warned = true
			a.set(true)
		}
		return nil
	}))
}

func (a *logLive) set(on bool) {
	a.spent, a.since = a.time(), time.Time{}
	if on {
		a.since = a.clock.Now()
	}
	a.reading.live.Store(on)
}

// time is for how long Live Tail was on.
func (a *logLive) time() time.Duration {
	if a.since.IsZero() {
		return a.spent
	}
	return a.spent + a.clock.Now().Sub(a.since)
}

// state says that Live Tail is on, for how long it was, and that this costs money.
func (a *logLive) state() string {
	return "Live Tail " + a.time().Round(time.Second).String() + ", billed by the minute"
}
