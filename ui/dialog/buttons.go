package dialog

import (
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

// View draws the buttons in lines of at most w cells, of which there is one where they have room: "▐Cancel▌ [Pin]". The focused
// one is reversed and has no brackets, so that it can be told without colour and without reverse video.
func (b *Buttons) View(w int) []string {
	var lines []string
	used := 0
	for i, label := range b.labels {
		label, n := theme.Cut(label, w-2)
		text := "[" + label + "]"
		if i == b.focus {
			text = "▐" + b.theme.Paint(theme.Selected, label) + "▌"
		}
		if n += 2; i > 0 && used+1+n <= w {
			lines[len(lines)-1] += " " + text
			used += 1 + n
			continue
		}
		lines, used = append(lines, text), n
	}
	return lines
}
