// Package action is what can be done with a thing on screen: check, ask, show the plan, confirm, apply, follow, written
// once. An action is data: the key line, the help, the menu of actions and read-only mode are all made from it, and
// nothing can be changed another way.
package action

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/nav"
)

// Action is one thing that can be done with a T: either Run looks at something, or Change makes a change of it, for
// which Ask may ask something first.
type Action[T any] struct {
	Key key.Binding
	// Check says why it cannot be done with this one, or nil; it may be nil itself.
	Check func(T) error
	// Run does it.
	Run func(nav.Host, T) tea.Cmd
	// Able says that what Run opens can change anything, such as a shell: read-only mode refuses it like a change.
	Able bool
	// Change is what is planned, shown, confirmed and applied. It is nil for an action that looks.
	Change func(T) change.Change
	// Ask asks what Change needs to know, and goes on with then; Change is nil where this is set.
	Ask func(h nav.Host, on T, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd
}

// Changes says whether the action changes something, or can.
func (a Action[T]) Changes() bool { return a.Change != nil || a.Ask != nil || a.Able }

// Why says why the action cannot be done with this one now, or nil.
func (a Action[T]) Why(f *Flow, on T) error {
	if a.Changes() {
		if err := f.Desk.Check(); err != nil && a.Able {
			return fmt.Errorf("%w, and a command in a container could change anything", err)
		} else if err != nil {
			return err
		}
	}
	if a.Check != nil {
		return a.Check(on)
	}
	return nil
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

// Keys are the actions' keys, in their order. Those that change something are disabled in read-only mode, which the key
// line shows struck through.
func Keys[T any](f *Flow, actions []Action[T]) []key.Binding {
	keys := make([]key.Binding, len(actions))
	for i, a := range actions {
		keys[i] = a.Key
		keys[i].SetEnabled(!a.Changes() || f.Desk.Check() == nil)
	}
	return keys
}
