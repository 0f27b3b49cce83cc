package browse

import (
	"errors"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

func (l *List[T]) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	if Move(l.Kit.Keys.Moving, l.table, k) {
		l.chosen = true
		return nil
	}
	if l.arrange(h, k) {
		return nil
	}
	if key.Matches(k, l.Kit.Keys.Moving.Out) {
		h.Pop()
		return nil
	}
	on, ok := l.table.Selected()
	if !ok {
		if slices.ContainsFunc(l.resource.Actions, func(a action.Action[T]) bool { return key.Matches(k, a.Key) }) {
			h.Flash(errors.New("no row is selected: there is none yet"), "")
		}
		return nil
	}
	if cmd, done := action.Take(l.Flow, h, l.resource.Actions, k, on); done {
		return cmd
	}
	t := l.Kit.Keys.Tables
	switch {
	case key.Matches(k, l.Kit.Keys.Moving.Open) && l.resource.Open != nil:
		h.Push(l.resource.Open(on))
	case key.Matches(k, t.Copy) && l.resource.Copies != nil:
		return l.copy(h, l.resource.Copies(on)[0])
	case key.Matches(k, t.CopyAs) && l.resource.Copies != nil:
		h.Open(pickCopy(l.Kit, l.resource.Copies(on), l.copy))
	}
	return nil
}

// arrange acts on the keys that change which rows are shown and in what order.
func (l *List[T]) arrange(h nav.Host, k tea.KeyPressMsg) bool {
	t := l.Kit.Keys.Tables
	switch {
	case key.Matches(k, t.SortNext):
		l.table.SortNext(1)
	case key.Matches(k, t.SortLast):
		l.table.SortNext(-1)
	case key.Matches(k, t.Invert):
		l.table.Invert()
	case key.Matches(k, t.Wide):
		l.table.SetWide(!l.table.Wide())
	case key.Matches(k, t.Mark):
		l.table.ToggleMark()
	case key.Matches(k, t.Faults) && l.resource.Fault != nil:
		l.faults = !l.faults
		l.table.SetFaults(l.faults)
	case key.Matches(k, t.Faults):
		h.Flash(errors.New(l.resource.Noun+" have no faults to show alone"), "")
	default:
		return false
	}
	return true
}

// copy puts a text on the terminal's clipboard (OSC 52), which works over SSH too. With marked rows it takes the same
// of each, a line a row.
func (l *List[T]) copy(h nav.Host, c Copy) tea.Cmd {
	text, word := c.Text, "copied "+c.Name+" "+c.Text
	if marked := l.table.Marked(); len(marked) > 0 {
		text = ""
		for _, m := range marked {
			for _, other := range l.resource.Copies(m) {
				if other.Name == c.Name {
					text += other.Text + "\n"
				}
			}
		}
		word = "copied " + c.Name + " of the marked " + l.resource.Noun
	}
	h.Flash(nil, word)
	return tea.SetClipboard(text)
}
