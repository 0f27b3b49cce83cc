package screens

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// ruled is the head of a section: its title, a rule, and at the right end what is useful to know of it.
func ruled(paint func(theme.Tone, string) string, tone theme.Tone, title, right string, width int) string {
	head := " " + title + " "
	room := width - theme.Width(head) - 1
	if right != "" {
		right, _ = theme.Cut(right, max(0, room-4))
		room -= theme.Width(right) + 1
		right = " " + right
	}
	return paint(tone, head) + paint(theme.Border, strings.Repeat("─", max(0, room))) + paint(theme.Dim, right)
}
