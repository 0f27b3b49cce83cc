package reader

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// body is the text, and how it is broken into rows.
type body struct {
	lines []Line
	w     int
	wrap  bool
}

// place is a row: a line, and which of the rows it is wrapped to.
type place struct{ line, row int }

// rows returns where the rows of a line begin, and by how many cells those after the first are set in.
func (b *body) rows(line int) (starts []int, hang int) {
	l := b.lines[line]
	at := 0
	for _, s := range l {
		at += theme.Width(s.Text)
		if s.Hang && at <= b.w/2 {
			hang = at
		}
	}
	return theme.Rows(l.text(), b.w, hang), hang
}

// Text returns everything as plain text, one line each, for copying.
func (b *body) Text() string {
	var text strings.Builder
	for i, l := range b.lines {
		if i > 0 {
			text.WriteByte('\n')
		}
		for _, s := range l {
			text.WriteString(s.Text)
		}
	}
	return text.String()
}

// step returns the place so many rows below, or above where by is negative; the first or the last if there are fewer.
func (b *body) step(from place, by int) place {
	if len(b.lines) == 0 {
		return place{}
	}
	if !b.wrap {
		return place{line: min(max(from.line+by, 0), len(b.lines)-1)}
	}
	row := from.row + by
	line := from.line
	for row < 0 {
		if line == 0 {
			return place{}
		}
		line--
		row += b.height(line)
	}
	for {
		n := b.height(line)
		if row < n {
			return place{line, row}
		}
		if line == len(b.lines)-1 {
			return place{line, n - 1}
		}
		row -= n
		line++
	}
}

// height is how many rows a line takes.
func (b *body) height(line int) int {
	if !b.wrap || line >= len(b.lines) {
		return 1
	}
	starts, _ := b.rows(line)
	return len(starts)
}

// lowest is the place at the top of the screen when its last row is the last there is.
func (b *body) lowest(h int) place {
	if len(b.lines) == 0 {
		return place{}
	}
	last := len(b.lines) - 1
	return b.step(place{last, b.height(last) - 1}, -max(h-1, 0))
}

// Rows returns how many rows the whole text takes at the width there is.
func (b *body) Rows() int {
	n := 0
	for i := range b.lines {
		n += b.height(i)
	}
	return n
}
