package dialog

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

// Splice puts the box in the middle of the base, a frame of w by h cells, and returns a frame of the same size. A box
// larger than the frame is cut. Lines are spliced rather than composed of layers, which is some fifty times quicker.
func Splice(base, box string, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	lines := strings.Split(base, "\n")
	for len(lines) < h {
		lines = append(lines, "")
	}
	lines = lines[:h]
	rows := strings.Split(box, "\n")
	rows = rows[:min(len(rows), h)]
	widths := make([]int, len(rows))
	n := 0
	for i, row := range rows {
		if widths[i] = ansi.StringWidth(row); widths[i] > w {
			rows[i] = ansi.Truncate(row, w, "")
			widths[i] = ansi.StringWidth(rows[i])
		}
		n = max(n, widths[i])
	}
	x, y := (w-n)/2, (h-len(rows))/2
	for i, row := range rows {
		lines[y+i] = splice(lines[y+i], row+reset+theme.Spaces(n-widths[i]), x, n, w)
	}
	return strings.Join(lines, "\n")
}

// reset ends a style that a line may have left open.
const reset = "\x1b[m"

// splice replaces the cells from x to x+n of a line. Characters of two cells that stand half in that place become
// spaces in the other half.
func splice(line, row string, x, n, w int) string {
	all := ansi.StringWidth(line)
	if all > w {
		line = ansi.Truncate(line, w, "")
		all = ansi.StringWidth(line)
	}
	left := ansi.Truncate(line, x, "")
	left += reset + theme.Spaces(x-ansi.StringWidth(left))
	rest := all - x - n
	if rest <= 0 {
		return left + row
	}
	right := ansi.TruncateLeft(line, x+n, "")
	if ansi.StringWidth(right) > rest {
		right = " " + ansi.TruncateLeft(line, x+n+1, "")
	}
	return left + row + right
}
