package action

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
)

// Many says whether the action takes several things at once.
func (a Action[T]) Many() bool { return a.AskAll != nil || a.Change != nil }

// WhyAll says why the action cannot be done with the marked things, or nil. What cannot be changed of them is left out of
// the plan, which says why.
func (a Action[T]) WhyAll(f *Flow, marked Marked[T]) error {
	if err := f.Desk.Refuse(a.reach()); err != nil {
		return err
	}
	switch {
	case !a.Many():
		return fmt.Errorf("%s works on one at a time, and %d are marked, %s first; %s", a.Key.Help().Desc, len(marked.All), marked.name(0), keymap.Does(f.Keys.Everywhere.Back, "clears the marks"))
	case a.Alike != nil:
		return a.Alike(marked.All)
	}
	return nil
}

// Marked are the things that are marked, and how they are called.
type Marked[T any] struct {
	All  []T
	Name func(T) string
}

func (m Marked[T]) name(i int) string { return m.Name(m.All[i]) }

// DoAll runs the action for all marked things, or says why not.
func (a Action[T]) DoAll(f *Flow, h nav.Host, marked Marked[T]) tea.Cmd {
	if err := a.WhyAll(f, marked); err != nil {
		h.Flash(err, "")
		return nil
	}
	begin := func(h nav.Host, to func(T) change.Change) tea.Cmd {
		parts := make([]change.Part, len(marked.All))
		for i, on := range marked.All {
			if parts[i].Name = marked.name(i); a.Check != nil {
				parts[i].Out = a.Check(on)
			}
			if parts[i].Out == nil {
				parts[i].Change = to(on)
			}
		}
		return f.BeginAll(h, a.Key.Help().Desc, parts)
	}
	if a.AskAll != nil {
		return a.AskAll(h, marked.All, begin)
	}
	return begin(h, a.Change)
}

// TakeOne is Take for the one thing that is marked; an action that looks at the marks itself gets what the cursor is on.
func TakeOne[T any](f *Flow, h nav.Host, actions []Action[T], k tea.KeyPressMsg, marked, on T) (tea.Cmd, bool) {
	for _, a := range actions {
		if key.Matches(k, a.Key) && a.Marks {
			return a.Do(f, h, on), true
		}
	}
	return Take(f, h, actions, k, marked)
}

// TakeAll is Take for marked things.
func TakeAll[T any](f *Flow, h nav.Host, actions []Action[T], k tea.KeyPressMsg, marked Marked[T]) (tea.Cmd, bool) {
	for _, a := range actions {
		if key.Matches(k, a.Key) {
			return a.DoAll(f, h, marked), true
		}
	}
	return nil, false
}

// ItemsOfAll are the actions for a menu while things are marked, each with the reason why it cannot be done with them.
func ItemsOfAll[T any](f *Flow, actions []Action[T], marked Marked[T]) []nav.Item {
	var items []nav.Item
	for _, a := range actions {
		if !a.offered(marked.All...) {
			continue
		}
		i := nav.Item{Key: a.Key}
		if err := a.WhyAll(f, marked); err != nil {
			i.Why = err.Error()
		}
		items = append(items, i)
	}
	return items
}

// inside are what the things hold, of those that hold something.
func inside[T, S any](on []T, check func(T) error, inner func(T) S) (all []S) {
	for _, t := range on {
		if check(t) == nil {
			all = append(all, inner(t))
		}
	}
	return all
}
