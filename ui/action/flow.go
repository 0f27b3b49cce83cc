package action

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// Flow is the way of every change through the interface. There is one for all screens of an account.
type Flow struct {
	Desk  *change.Desk
	Theme *theme.Theme
	Keys  keymap.Map
	Clock nav.Clock
	// Done is called once a change was sent: it follows what becomes of it, and keeps the undo.
	Done func(nav.Host, change.Change, change.Plan, change.Receipt) tea.Cmd
}

// Begin opens the dialog of a change and makes its plan.
func (f *Flow) Begin(h nav.Host, c change.Change) tea.Cmd {
	if err := f.Desk.Check(); err != nil {
		h.Flash(err, "")
		return nil
	}
	d := newConfirm(f, c)
	h.Open(d)
	return nil
}
