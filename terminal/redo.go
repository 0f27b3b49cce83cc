package terminal

import (
	"fmt"
	"strings"
)

// Redo is what makes the terminal again what Undo made usual. What is on the screen, its colours and the part of it that
// scrolls have to be drawn anew.
func (m *Modes) Redo() string {
	var b strings.Builder
	keyboard := func(sequences []string) {
		for _, s := range sequences {
			b.WriteString("\x1b[" + s)
		}
	}
	keyboard(m.again[0])
	for _, mode := range m.private {
		if alternate(mode) {
			fmt.Fprintf(&b, "\x1b[?%dh", mode)
		}
	}
	if m.Full() {
		keyboard(m.again[1])
	}
	for _, mode := range m.private {
		if first := map[bool]byte{true: 'l', false: 'h'}[usual(mode)]; !alternate(mode) && mode != 6 {
			fmt.Fprintf(&b, "\x1b[?%d%c", mode, first)
		}
	}
	if m.others {
		keyboard(m.again[2])
	}
	if m.keypad {
		b.WriteString("\x1b=")
	}
	return b.String()
}
