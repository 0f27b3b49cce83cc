package screens

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// leap acts on the keys that go to a line of some kind, and says where there is none.
func (a *logHands) leap(h nav.Host, k tea.KeyPressMsg) bool {
	x, p := a.Kit.Keys.Logs, a.pane
	var there bool
	var none string
	switch {
	case key.Matches(k, x.Error, x.ErrorUp):
		there, none = p.ToError(key.Matches(k, x.Error)), "no more errors in this direction"
	case key.Matches(k, x.NextEvent, x.LastEvent):
		there, none = p.ToEvent(key.Matches(k, x.NextEvent)), "no task started or ended in this direction, and no lines are missing"
	case key.Matches(k, x.NextMark, x.LastMark):
		there, none = p.ToMark(key.Matches(k, x.NextMark)), "no marked line is shown: "+keymap.Does(x.Mark, "marks one")
	case key.Matches(k, x.LastBar, x.NextBar):
		there, none = p.ToBar(a.columns.cells, key.Matches(k, x.NextBar)), "no more lines in this direction"
	default:
		return false
	}
	if !there {
		h.Flash(nil, none)
	}
	return true
}

// sameRequest shows only the lines that have the id of the request which the line under the cursor is about, whichever task or container
// wrote them. Of several ids it asks which; the filters that were in force go off, and can be switched on again. What it returns goes on with
// what the pane has to test.
func (c *logChips) sameRequest(h nav.Host, work func() tea.Cmd) tea.Cmd {
	e, ok := c.pane.Cursor()
	ids := logline.RequestIDs(e.Text)
	if !ok || len(ids) == 0 {
		h.Flash(nil, "this line names no request: it has no field such as request_id or traceId")
		return nil
	}
	if len(ids) == 1 {
		c.only(logChip{"&", ids[0].Value})
		return work()
	}
	var items []dialog.Item
	for _, id := range ids {
		items = append(items, dialog.Item{ID: id.Value, Label: id.Value, Note: id.Name})
	}
	h.Open(action.NewPick(c.theme, "All lines with", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		c.only(logChip{"&", i.ID})
		return work()
	}))
	return nil
}
