// Package action is what can be done with a thing on screen. An action is data: the key line, the help, the menu of
// actions and the palette are all made from it, and nothing can be reached another way.
package action

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// Action is one thing that can be done with a T.
type Action[T any] struct {
	Key key.Binding
	// Check says why it cannot be done with this one, or nil; it may be nil itself.
	Check func(T) error
	// Run does it.
	Run func(nav.Host, T) tea.Cmd
}

// Take runs the action whose key was pressed on a thing. The second result is false if no action has that key.
func Take[T any](h nav.Host, actions []Action[T], k tea.KeyPressMsg, on T) (tea.Cmd, bool) {
	for _, a := range actions {
		if !key.Matches(k, a.Key) {
			continue
		}
		return a.Do(h, on), true
	}
	return nil, false
}

// Do runs the action unless its check says why not; then that is said instead.
func (a Action[T]) Do(h nav.Host, on T) tea.Cmd {
	if a.Check != nil {
		if err := a.Check(on); err != nil {
			h.Flash(err, "")
			return nil
		}
	}
	return a.Run(h, on)
}

// Open is an action that shows a screen.
func Open[T any](k key.Binding, screen func(T) nav.Screen) Action[T] {
	return Action[T]{Key: k, Run: func(h nav.Host, on T) tea.Cmd {
		h.Push(screen(on))
		return nil
	}}
}

// Keys are the actions' keys, in their order.
func Keys[T any](actions []Action[T]) []key.Binding {
	keys := make([]key.Binding, len(actions))
	for i, a := range actions {
		keys[i] = a.Key
	}
	return keys
}
