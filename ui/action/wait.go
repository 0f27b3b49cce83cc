package action

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// Wait is a small box that stands above the screen while something is read without which there is no next step. Esc
// gives up, and ends the reading.
type Wait[T any] struct {
	theme *theme.Theme
	text  string
	feed  load.Feed[T]
	read  func(context.Context) (T, error)
	then  func(T) tea.Cmd
	width int
}

// NewWait makes one; then is called once, after the box closed. An error is said instead.
func NewWait[T any](t *theme.Theme, text string, read func(context.Context) (T, error), then func(T) tea.Cmd) *Wait[T] {
	return &Wait[T]{theme: t, text: text, read: read, then: then}
}

// Keys are what the box answers to.
func (w *Wait[T]) Keys() []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "cancel"))}
}

// Resize tells the size of the screen.
func (w *Wait[T]) Resize(width, _ int) { w.width = width }

// Update takes the answer, or gives up.
func (w *Wait[T]) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		return w.feed.Start(h.Context(), load.One(w.read))
	case tea.KeyPressMsg:
		if m.String() == "esc" {
			h.Pop()
		}
		return nil
	}
	p, next, ok := w.feed.Take(m)
	switch {
	case !ok:
		return nil
	case p.Err != nil:
		h.Pop()
		h.Flash(p.Err, "")
		return nil
	case p.Done:
		return nil
	}
	h.Pop()
	return tea.Batch(next, w.then(p.Items[0]))
}

// View draws the box.
func (w *Wait[T]) View() string {
	text := w.text + "   esc cancels"
	width := max(4, min(w.width-2, theme.Width(text)+4))
	return dialog.Box(w.theme, "", theme.Wrap(text, width-4, 3), width)
}
