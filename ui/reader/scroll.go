package reader

import (
	"sort"

	"github.com/ecscope/ecscope/ui/theme"
)

// Up scrolls up by a row.
func (r *Reader) Up() { r.scroll(-1) }

// Down scrolls down by a row.
func (r *Reader) Down() { r.scroll(1) }

// PageUp scrolls up by a screen.
func (r *Reader) PageUp() { r.scroll(-r.h) }

// PageDown scrolls down by a screen.
func (r *Reader) PageDown() { r.scroll(r.h) }

// HalfUp scrolls up by half a screen.
func (r *Reader) HalfUp() { r.scroll(-max(r.h/2, 1)) }

// HalfDown scrolls down by half a screen.
func (r *Reader) HalfDown() { r.scroll(max(r.h/2, 1)) }

// Top scrolls to the beginning.
func (r *Reader) Top() { r.top, r.left = place{}, 0 }

// Bottom scrolls to the end.
func (r *Reader) Bottom() { r.top = r.lowest() }

// Left scrolls sideways, back towards the beginning of the lines.
func (r *Reader) Left() { r.left = max(r.left-r.sidestep(), 0) }

// Right scrolls sideways, as far as the lines on screen reach.
func (r *Reader) Right() {
	r.left = max(r.left, min(r.left+r.sidestep(), r.rightmost()))
}

func (r *Reader) sidestep() int { return max(min(r.w/4, 16), 1) }

// rightmost is how far the lines on screen can be scrolled sideways.
func (r *Reader) rightmost() int {
	if r.wrap {
		return 0
	}
	widest := 0
	for _, l := range r.lines[r.top.line:min(r.top.line+r.h, len(r.lines))] {
		widest = max(widest, theme.Width(l.text()))
	}
	return max(widest-r.w, 0)
}

func (r *Reader) scroll(by int) {
	r.top = r.step(r.top, by)
	r.clamp()
}

// step returns the place so many rows below, or above where by is negative; the first or the last if there are fewer.
func (r *Reader) step(from place, by int) place {
	if len(r.lines) == 0 {
		return place{}
	}
	if !r.wrap {
		return place{line: min(max(from.line+by, 0), len(r.lines)-1)}
	}
	row := from.row + by
	line := from.line
	for row < 0 {
		if line == 0 {
			return place{}
		}
		line--
		row += r.height(line)
	}
	for {
		n := r.height(line)
		if row < n {
			return place{line, row}
		}
		if line == len(r.lines)-1 {
			return place{line, n - 1}
		}
		row -= n
		line++
	}
}

// height is how many rows a line takes.
func (r *Reader) height(line int) int {
	if !r.wrap || line >= len(r.lines) {
		return 1
	}
	starts, _ := r.rows(line)
	return len(starts)
}

// lowest is the place at the top of the screen when its last row is the last there is.
func (r *Reader) lowest() place {
	if len(r.lines) == 0 {
		return place{}
	}
	last := len(r.lines) - 1
	return r.step(place{last, r.height(last) - 1}, -max(r.h-1, 0))
}

// clamp keeps the place within the text.
func (r *Reader) clamp() {
	low := r.lowest()
	if r.top.line > low.line || r.top.line == low.line && r.top.row > low.row {
		r.top = low
		return
	}
	r.top.row = min(r.top.row, r.height(r.top.line)-1)
}

// offset returns where in its line, in bytes, the first row on screen begins.
func (r *Reader) offset() int {
	if !r.wrap || r.top.line >= len(r.lines) {
		return 0
	}
	starts, _ := r.rows(r.top.line)
	return starts[r.top.row]
}

// restore puts the row that holds that byte at the top, after a change of the width.
func (r *Reader) restore(offset int) {
	r.top.row = 0
	if r.wrap && r.top.line < len(r.lines) {
		starts, _ := r.rows(r.top.line)
		r.top.row = row(starts, offset)
	}
	r.clamp()
}

// row returns which of the rows that begin at starts holds the byte.
func row(starts []int, offset int) int {
	return max(sort.SearchInts(starts, offset+1)-1, 0)
}

// Rows returns how many rows the whole text takes at the width there is.
func (r *Reader) Rows() int {
	n := 0
	for i := range r.lines {
		n += r.height(i)
	}
	return n
}
