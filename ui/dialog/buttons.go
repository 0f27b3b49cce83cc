package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/theme"
)

// Buttons is a row of buttons of which one has the focus: the first, which should be Cancel.
type Buttons struct {
	theme  *theme.Theme
	labels []string
	focus  int
}

// NewButtons returns a row of buttons with these labels.
func NewButtons(th *theme.Theme, labels ...string) *Buttons {
	return &Buttons{theme: th, labels: labels}
}

// Update moves the focus (tab, shift+tab, left, right) or decides: enter is Chosen, esc Cancelled.
func (b *Buttons) Update(msg tea.KeyPressMsg) Result {
	n := len(b.labels)
	switch k := msg.String(); {
	case k == "esc" || k == "ctrl+c":
		return Cancelled
	case n == 0:
		return Open
	case k == "enter":
		return Chosen
	case k == "tab" || k == "right":
		b.focus = (b.focus + 1) % n
	case k == "shift+tab" || k == "left":
		b.focus = (b.focus + n - 1) % n
	}
	return Open
}

// Focus gives the focus to a button, from 0, or with -1 to none of them.
func (b *Buttons) Focus(n int) { b.focus = n }

// Focused returns which button has the focus, from 0.
func (b *Buttons) Focused() int { return b.focus }

// View draws the row: "▐Cancel▌ [Pin]". The focused one is reversed and has no brackets, so that it can be told
// without colour and without reverse video.
func (b *Buttons) View() string {
	var s strings.Builder
	for i, label := range b.labels {
		if i > 0 {
			s.WriteByte(' ')
		}
		if i == b.focus {
			s.WriteString("▐" + b.theme.Paint(theme.Selected, label) + "▌")
		} else {
			s.WriteString("[" + label + "]")
		}
	}
	return s.String()
}
