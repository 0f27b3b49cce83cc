package browse

import (
	"errors"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// hands act on the keys of a list.
type hands[T any] struct {
	Kit
	resource *Resource[T]
	table    *table.Table[T]
	face     *face[T]
	chosen   bool // the operator has moved the cursor
	clicked  time.Time
	touch    func()
	*arrangement[T]
}

// keys are what every list can do.
func (a *hands[T]) keys() []key.Binding {
	t, e := a.Kit.Keys.Tables, a.Kit.Keys.Everywhere
	keys := []key.Binding{e.Filter}
	if a.resource.Fault != nil {
		keys = append(keys, t.Faults)
	}
	if a.resource.Copies != nil {
		keys = append(keys, t.Copy, t.CopyAs)
	}
	if !a.resource.Bare {
		keys = append(keys, t.SortNext, t.SortLast, t.Invert, t.Wide, t.Columns)
	}
	return append(keys, t.Mark)
}

// clear clears the filter, then "faults only", then the marks.
func (a *hands[T]) clear() bool {
	switch {
	case a.face.filter != "":
		_ = a.setFilter("") // the empty filter is never refused
	case a.face.faults:
		a.face.faults = false
		a.table.SetFaults(false)
	case len(a.table.Marked()) > 0:
		a.table.ClearMarks()
	default:
		return false
	}
	a.face.layout()
	_ = a.keepFilter() // it is written with what is kept next, or at the end
	return true
}

// prefer moves the cursor to the row that is wanted, until the operator has moved it.
func (a *hands[T]) prefer() {
	if a.resource.Prefer != nil && !a.chosen {
		a.table.SelectID(a.resource.Prefer())
	}
}

// marked are the rows that the operator marked.
func (a *hands[T]) marked() action.Marked[T] {
	return action.Marked[T]{All: a.table.Marked(), Name: a.resource.name}
}

// chosen is what an action would be done with: the marked rows, and where none is marked the one under the cursor.
func chosen[T any](a *hands[T]) action.Marked[T] {
	on := a.marked()
	if here, ok := a.table.Selected(); ok && len(on.All) == 0 {
		on.All = append(on.All, here)
	}
	return on
}

// act runs the action of a key: for all marked rows, and where none is marked for the one under the cursor.
func (a *hands[T]) act(h nav.Host, k tea.KeyPressMsg, on T) (tea.Cmd, bool) {
	marked := a.marked()
	switch len(marked.All) {
	case 0:
		return action.Take(a.Flow, h, a.resource.Actions, k, on)
	case 1:
		return action.TakeOne(a.Flow, h, a.resource.Actions, k, marked.All[0], on)
	}
	return action.TakeAll(a.Flow, h, a.resource.Actions, k, marked)
}

func (a *hands[T]) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	if action.Move(a.Kit.Keys.Moving, a.table, k) {
		a.chosen = true
		return nil
	}
	before, shows := "", a.rearranges(k)
	if shows {
		before = a.face.view()
	}
	if cmd, done := a.arrange(h, k); done {
		if a.face.layout(); shows && a.face.view() == before {
			h.Flash(nil, keymap.Label(k.String())+" changes nothing on screen now")
		}
		return cmd
	}
	if key.Matches(k, a.Kit.Keys.Moving.Out) {
		h.Pop()
		return nil
	}
	on, ok := a.table.Selected()
	if !ok {
		if a.ofRow(k) {
			h.Flash(errors.New("there is no row to select"), "")
		}
		return nil
	}
	if cmd, done := a.act(h, k, on); done {
		return cmd
	}
	t := a.Kit.Keys.Tables
	switch {
	case key.Matches(k, a.Kit.Keys.Moving.Open) && a.resource.Open != nil:
		h.Push(a.resource.Open(on))
	case key.Matches(k, t.Copy) && a.resource.Copies != nil:
		return a.copy(h, a.resource.Copies(on)[0])
	case key.Matches(k, t.CopyAs) && a.resource.Copies != nil:
		h.Open(pickCopy(a.Kit, a.offered(on), a.copy))
	}
	return nil
}

// ofRow says whether a key does something with the row under the cursor.
func (a *hands[T]) ofRow(k tea.KeyPressMsg) bool {
	t := a.Kit.Keys.Tables
	return slices.ContainsFunc(a.resource.Actions, func(a action.Action[T]) bool { return key.Matches(k, a.Key) }) ||
		a.resource.Open != nil && key.Matches(k, a.Kit.Keys.Moving.Open) || a.resource.Copies != nil && key.Matches(k, t.Copy, t.CopyAs)
}

// rearranges says whether a key arranges the rows anew at once: one that asks, or says why not, does not.
func (a *hands[T]) rearranges(k tea.KeyPressMsg) bool {
	t := a.Kit.Keys.Tables
	return key.Matches(k, t.Mark) || !a.resource.Bare && key.Matches(k, t.SortNext, t.SortLast, t.Invert, t.Wide) || a.resource.Fault != nil && key.Matches(k, t.Faults)
}

// offered are the copies of a row. What is read for one is not read for many.
func (a *hands[T]) offered(on T) []Copy {
	copies := a.resource.Copies(on)
	if len(a.table.Marked()) < 2 {
		return copies
	}
	for i := range copies {
		if copies[i].Screen != nil {
			copies[i].Why = "one at a time: " + keymap.Does(a.Kit.Keys.Everywhere.Back, "clears the marks")
		}
	}
	return copies
}

// arrange acts on the keys that change which rows are shown and in what order.
func (a *hands[T]) arrange(h nav.Host, k tea.KeyPressMsg) (tea.Cmd, bool) {
	t := a.Kit.Keys.Tables
	switch {
	case a.resource.Bare && key.Matches(k, t.SortNext, t.SortLast, t.Invert, t.Wide, t.Columns):
		return nil, false
	case key.Matches(k, t.SortNext):
		a.table.SortNext(1)
	case key.Matches(k, t.SortLast):
		a.table.SortNext(-1)
	case key.Matches(k, t.Invert):
		a.table.Invert()
	case key.Matches(k, t.Wide):
		a.table.SetWide(!a.table.Wide())
	case key.Matches(k, t.Columns):
		h.Open(newColumnBox(a.Kit, a.arrangement))
		return nil, true
	case key.Matches(k, t.Mark):
		a.table.ToggleMark()
		a.table.Down()
		a.chosen = true
		return nil, true
	case key.Matches(k, t.Faults) && a.resource.Fault != nil:
		a.face.faults = !a.face.faults
		a.table.SetFaults(a.face.faults)
		return a.keepFilter(), true
	case key.Matches(k, t.Faults):
		h.Flash(errors.New(a.resource.Noun+" can't be filtered by fault"), "")
		return nil, true
	default:
		return nil, false
	}
	return a.keep(), true
}

// copy puts a text on the terminal's clipboard (OSC 52), which works over SSH too. With marked rows it takes the same
// of each, a line a row.
func (a *hands[T]) copy(h nav.Host, c Copy) tea.Cmd {
	text, word := c.Text, "copied "+c.Name+" "+c.Text
	if marked := a.table.Marked(); len(marked) > 0 {
		text = ""
		for _, m := range marked {
			for _, other := range a.resource.Copies(m) {
				if other.Name == c.Name && other.Why == "" {
					text += other.Text + "\n"
				}
			}
		}
		word = "copied " + c.Name + " of the marked " + a.resource.Noun
	}
	h.Flash(nil, word)
	return tea.SetClipboard(text)
}

// ask opens the filter line; every edit filters at once.
func (a *hands[T]) ask(h nav.Host) {
	before := a.face.filter
	h.Prompt(nav.Prompt{
		Label:  "/",
		Value:  a.face.filter,
		Change: a.setFilter,
		Done: func(nav.Host, string) tea.Cmd {
			// The row that the filter led to is the one chosen: it keeps the cursor when the filter is cleared.
			if on, ok := a.table.Selected(); ok {
				a.table.SelectID(a.resource.ID(on))
			}
			return a.keepFilter()
		},
		Cancel: func() { _ = a.setFilter(before) },
	})
}

func (a *hands[T]) setFilter(text string) error {
	a.touch()
	if err := a.table.SetFilter(text); err != nil {
		return err
	}
	a.face.filter = text
	a.face.layout()
	return nil
}
