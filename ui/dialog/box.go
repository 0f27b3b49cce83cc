// Package dialog draws boxes over the screen: menus, pickers and the buttons of questions.
package dialog

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// frame is the cells that the edges of a box and the space beside them take of its width.
const frame = 4

// Box draws a frame of w cells, at least 4, around the lines, with the title in its upper edge. Lines may be styled;
// they are cut or filled to w-4 cells.
func Box(th *theme.Theme, title string, body []string, w int) string {
	return Noted(th, title, "", body, w)
}

// Noted is Box with a note in the lower edge, to the right.
func Noted(th *theme.Theme, title, note string, body []string, w int) string {
	w = max(w, frame)
	var b strings.Builder
	line := func(n int) string { return strings.Repeat("─", max(n, 0)) }
	edge := func(s string) { th.Write(&b, theme.Border, s) }

	title, n := theme.Cut(title, w-frame-1)
	if n > 0 {
		edge("┌ ")
		th.Write(&b, theme.Title, title)
		edge(" " + line(w-n-4) + "┐")
	} else {
		edge("┌" + line(w-2) + "┐")
	}
	for _, l := range body {
		b.WriteByte('\n')
		edge("│ ")
		b.WriteString(theme.Fit(l, w-frame))
		edge(" │")
	}
	b.WriteByte('\n')
	note, n = theme.Cut(note, w-frame-1)
	if n > 0 {
		edge("└" + line(w-n-5) + " ")
		th.Write(&b, theme.Dim, note)
		edge(" ─┘")
	} else {
		edge("└" + line(w-2) + "┘")
	}
	return b.String()
}
