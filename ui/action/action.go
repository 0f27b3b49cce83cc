// Package action is what can be done with a thing on screen: check, ask, show the plan, confirm, apply, follow, written
// once. An action is data: the key line, the help, the menu of actions and read-only mode are all made from it, and
// nothing can be changed another way.
package action

import (
	"cmp"
	"errors"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/ui/nav"
)

// Action is one thing that can be done with a T: either Run looks at something, or Change makes a change of it, for
// which Ask may ask something first.
type Action[T any] struct {
	Key key.Binding
	// Rank is the place among the actions of a thing, in the key line and in menus: see Ranked.
	Rank int
	// Check says why it cannot be done with this one, or nil; it may be nil itself. An action that has nothing to do with it says
	// so with a [Pointless].
	Check func(T) error
	// Run does it.
	Run func(nav.Host, T) tea.Cmd
	// Reach is how what Run does reaches into the account, such as by a shell, which can change anything.
	Reach guard.Reach
	// Change is what is planned, shown, confirmed and applied. It is nil for an action that looks.
	Change func(T) change.Change
	// Ask asks what Change needs to know, and goes on with then; Change is nil where this is set.
	Ask func(h nav.Host, on T, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd
	// AskAll is Ask for several marked things: it asks once, and goes on with how each is changed. Without it, and without
	// Change, the action takes one thing. An action that looks shows all of them in it, and does not go on.
	AskAll func(h nav.Host, on []T, then func(nav.Host, func(T) change.Change) tea.Cmd) tea.Cmd
	// Alike says why the marked things cannot be changed in the same way, and names one of them; it may be nil.
	Alike func([]T) error
	// Marks says that Run looks at the marks itself.
	Marks bool
}

// Pointless is why an action has nothing to do with a thing: no key line, help, menu or palette names it there, and its key says why.
type Pointless struct{ Reason string }

func (p *Pointless) Error() string { return p.Reason }

// reach is how the action reaches into the account.
func (a Action[T]) reach() guard.Reach {
	if a.Change != nil || a.Ask != nil {
		return guard.Change
	}
	return a.Reach
}

// Why says why the action cannot be done with this one now, or nil.
func (a Action[T]) Why(f *Flow, on T) error {
	if err := f.Desk.Refuse(a.reach()); err != nil {
		return err
	}
	if a.Check != nil {
		return a.Check(on)
	}
	return nil
}

// offered says whether the action has anything to do with one of these; of none, with what has no name.
func (a Action[T]) offered(on ...T) bool {
	if len(on) == 0 {
		on = make([]T, 1)
	}
	return a.Check == nil || slices.ContainsFunc(on, func(t T) bool { return !pointless(a.Check(t)) })
}

func pointless(err error) bool {
	_, is := errors.AsType[*Pointless](err)
	return is
}

// Do runs the action unless there is a reason why not; then that is said instead.
func (a Action[T]) Do(f *Flow, h nav.Host, on T) tea.Cmd {
	if err := a.Why(f, on); err != nil {
		h.Flash(err, "")
		return nil
	}
	switch {
	case a.Ask != nil:
		return a.Ask(h, on, f.Begin)
	case a.Change != nil:
		return f.Begin(h, a.Change(on))
	}
	return a.Run(h, on)
}

// Take runs the action whose key was pressed on a thing. The second result is false if no action has that key.
func Take[T any](f *Flow, h nav.Host, actions []Action[T], k tea.KeyPressMsg, on T) (tea.Cmd, bool) {
	for _, a := range actions {
		if key.Matches(k, a.Key) {
			return a.Do(f, h, on), true
		}
	}
	return nil, false
}

// Open is an action that shows a screen.
func Open[T any](k key.Binding, screen func(T) nav.Screen) Action[T] {
	return Action[T]{Key: k, Run: func(h nav.Host, on T) tea.Cmd {
		h.Push(screen(on))
		return nil
	}}
}

// OpenAll is an action that shows a screen of one thing, or one of all that are marked.
func OpenAll[T any](k key.Binding, screen func(T) nav.Screen, all func([]T) nav.Screen) Action[T] {
	a := Open(k, screen)
	a.AskAll = func(h nav.Host, on []T, _ func(nav.Host, func(T) change.Change) tea.Cmd) tea.Cmd {
		h.Push(all(on))
		return nil
	}
	return a
}

// Of makes the actions of a thing actions of what holds it, such as those of a service actions of its problem; check says
// why what holds it has none.
func Of[T, S any](actions []Action[S], check func(T) error, inner func(T) S) []Action[T] {
	all := make([]Action[T], len(actions))
	for i, a := range actions {
		all[i] = Action[T]{Key: a.Key, Rank: a.Rank, Reach: a.Reach, Marks: a.Marks}
		all[i].Check = func(t T) error {
			if a.Check == nil {
				return check(t)
			}
			err := a.Check(inner(t))
			if pointless(err) { // whatever else is in its way, it has nothing to do
				return err
			}
			return cmp.Or(check(t), err)
		}
		if a.Run != nil {
			all[i].Run = func(h nav.Host, t T) tea.Cmd { return a.Run(h, inner(t)) }
		}
		if a.Change != nil {
			all[i].Change = func(t T) change.Change { return a.Change(inner(t)) }
		}
		if a.Alike != nil {
			all[i].Alike = func(marked []T) error { return a.Alike(inside(marked, check, inner)) }
		}
		if a.AskAll != nil {
			all[i].AskAll = func(h nav.Host, on []T, then func(nav.Host, func(T) change.Change) tea.Cmd) tea.Cmd {
				held := inside(on, check, inner)
				if len(held) == 0 {
					return then(h, nil)
				}
				return a.AskAll(h, held, func(h nav.Host, to func(S) change.Change) tea.Cmd {
					return then(h, func(t T) change.Change { return to(inner(t)) })
				})
			}
		}
		if a.Ask != nil {
			all[i].Ask = func(h nav.Host, t T, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
				return a.Ask(h, inner(t), then)
			}
		}
	}
	return all
}

// Ranked puts actions in the order of their ranks; those of one rank stay in theirs.
func Ranked[T any](all ...[]Action[T]) []Action[T] {
	out := slices.Concat(all...)
	slices.SortStableFunc(out, func(a, b Action[T]) int { return a.Rank - b.Rank })
	return out
}

// Keys are the keys of the actions that are offered for one of these things, in their order. Those that change something are
// disabled in read-only mode, which the key line shows struck through.
func Keys[T any](f *Flow, actions []Action[T], on ...T) []key.Binding {
	var keys []key.Binding
	for _, a := range actions {
		if a.offered(on...) {
			a.Key.SetEnabled(f.Desk.Refuse(a.reach()) == nil)
			keys = append(keys, a.Key)
		}
	}
	return keys
}

// Items are the actions for a menu, each with the reason why it cannot be done with the thing; ok is false where there is
// none.
func Items[T any](f *Flow, actions []Action[T], on T, ok bool) []nav.Item {
	var items []nav.Item
	for _, a := range actions {
		if !a.offered(on) {
			continue
		}
		i := nav.Item{Key: a.Key}
		if !ok {
			i.Why = "nothing is selected"
		} else if err := a.Why(f, on); err != nil {
			i.Why = err.Error()
		}
		items = append(items, i)
	}
	return items
}
