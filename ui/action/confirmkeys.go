package action

import (
	"errors"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/prompt"
)

// press acts on a key. Until the plan has been on screen for a moment, none but esc is taken for an answer, and
// none where the plan has no room on the screen.
func (d *Confirm) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	keys := d.flow.Keys.Dialog
	switch {
	case d.step == sending:
		return nil
	case key.Matches(k, keys.Cancel):
		h.Pop()
		return nil
	case !d.armed, !sheetOf(d).fits():
		return nil
	case key.Matches(k, keys.Next):
		d.turn(1)
		return nil
	case key.Matches(k, keys.Before):
		d.turn(-1)
		return nil
	case d.inField:
		return d.edit(k)
	case Move(d.flow.Keys.Moving, d.body, k):
		return nil
	case key.Matches(k, keys.Left):
		d.turn(-1)
	case key.Matches(k, keys.Right):
		d.turn(1)
	case key.Matches(k, keys.Command) && d.step == asking && d.plan.Command != "":
		h.Flash(nil, "copied the command")
		return tea.SetClipboard(d.plan.Command)
	case key.Matches(k, keys.Press):
		return d.decide(h)
	}
	return nil
}

// turn moves the focus: from Cancel over the field, where there is one, to the other button.
func (d *Confirm) turn(by int) {
	stops := []int{0}
	if d.step == asking && d.typed != "" {
		stops = append(stops, -1)
	}
	if d.step == asking || d.instead() != nil {
		stops = append(stops, 1)
	}
	at := 0
	for i, s := range stops {
		if d.inField && s == -1 || !d.inField && s == d.buttons.Focused() {
			at = i
		}
	}
	to := stops[(at+by+len(stops))%len(stops)]
	d.inField = to == -1
	d.buttons.Focus(to)
	d.layout()
}

// edit types into the field. Enter goes on to the button once the name is right.
func (d *Confirm) edit(k tea.KeyPressMsg) tea.Cmd {
	result, cmd := d.field.Update(k)
	if result == prompt.Accepted && d.right() {
		d.turn(1)
	}
	d.layout()
	return cmd
}

func (d *Confirm) right() bool { return d.typed == "" || d.field.Value() == d.typed }

// decide presses the focused button.
func (d *Confirm) decide(h nav.Host) tea.Cmd {
	if d.buttons.Focused() == 0 {
		h.Pop()
		return nil
	}
	if other := d.instead(); other != nil {
		h.Pop()
		return d.flow.Begin(h, other)
	}
	if !d.right() {
		h.Flash(errors.New("not confirmed: type "+d.typed+" exactly"), "")
		return nil
	}
	if d.open != nil {
		h.Pop()
		return d.open()
	}
	return d.send(h)
}

// instead is the change that is offered in place of a refused one.
func (d *Confirm) instead() change.Change {
	if r, ok := errors.AsType[*change.Refused](d.err); ok && d.step == refused {
		return r.Instead
	}
	return nil
}
