package screens

import (
	"cmp"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

// moved acts on the keys that move in a log.
func moved(keys keymap.Map, p *logview.Pane, k tea.KeyPressMsg) bool {
	x := keys.Text
	switch {
	case action.Move(keys.Moving, p, k):
	case key.Matches(k, x.Left) && !p.Wrap():
		p.Left()
	case key.Matches(k, x.Right) && !p.Wrap():
		p.Right()
	default:
		return false
	}
	return true
}

// looked does as look, and says where nothing on screen has changed by it.
func (a *logHands) looked(h nav.Host, k tea.KeyPressMsg) bool {
	x := a.Kit.Keys.Logs
	if !key.Matches(k, x.Wrap, x.Raw, x.Fold) {
		done := a.look(k)
		switch {
		case key.Matches(k, x.Colour):
			h.Flash(nil, "colors by "+cmp.Or(a.pane.ColouredField(), a.pane.Colour()))
		case key.Matches(k, x.Time):
			h.Flash(nil, timeWord(a.pane.Time()))
		}
		return done
	}
	before := a.pane.View()
	if a.look(k); a.pane.View() == before {
		h.Flash(nil, keymap.Label(k.String())+" changes nothing on screen now")
	}
	return true
}

// timeWord says which times a log shows.
func timeWord(m logview.TimeMode) string {
	switch m {
	case logview.UTC:
		return "times in UTC"
	case logview.Relative:
		return "times: how long ago"
	case logview.Own:
		return "times as each line states them"
	case logview.Off:
		return "no times"
	}
	return "times as CloudWatch has them"
}

// look acts on the keys that change how the log is drawn, or where in it one is.
func (a *logHands) look(k tea.KeyPressMsg) bool {
	x, p := a.Kit.Keys.Logs, a.pane
	switch {
	case key.Matches(k, x.Follow):
		p.SetFollow(!p.Following())
	case key.Matches(k, x.Next):
		p.Next()
	case key.Matches(k, x.Previous):
		p.Previous()
	case key.Matches(k, x.Wrap):
		p.SetWrap(!p.Wrap())
	case key.Matches(k, x.Raw):
		p.SetRaw(!p.Raw())
	case key.Matches(k, x.Time):
		p.SetTime((p.Time()+1)%(logview.Off+1), a.dates.zone)
	case key.Matches(k, x.Mark):
		p.ToggleMark()
	case key.Matches(k, x.Fold):
		p.ToggleFold()
	case key.Matches(k, x.Select):
		p.ToggleRange()
	case key.Matches(k, x.Colour):
		a.reading.events.writers.nextColour()
	default:
		return false
	}
	return true
}
