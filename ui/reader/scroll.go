package reader

import (
	"sort"

	"github.com/ecscope/ecscope/ui/theme"
)

// window is what of the text is on screen.
type window struct {
	body *body
	h    int
	top  place // the first row on screen
	left int   // cells scrolled sideways; 0 when lines are wrapped
}

// mover scrolls.
type mover struct{ window *window }

// Up scrolls up by a row.
func (m *mover) Up() { m.window.scroll(-1) }

// Down scrolls down by a row.
func (m *mover) Down() { m.window.scroll(1) }

// PageUp scrolls up by a screen.
func (m *mover) PageUp() { m.window.scroll(-m.window.h) }

// PageDown scrolls down by a screen.
func (m *mover) PageDown() { m.window.scroll(m.window.h) }

// HalfUp scrolls up by half a screen.
func (m *mover) HalfUp() { m.window.scroll(-max(m.window.h/2, 1)) }

// HalfDown scrolls down by half a screen.
func (m *mover) HalfDown() { m.window.scroll(max(m.window.h/2, 1)) }

// Top scrolls to the beginning.
func (m *mover) Top() { m.window.top, m.window.left = place{}, 0 }

// Bottom scrolls to the end.
func (m *mover) Bottom() { m.window.top = m.window.body.lowest(m.window.h) }

// Left scrolls sideways, back towards the beginning of the lines.
func (m *mover) Left() { m.window.left = max(m.window.left-m.sidestep(), 0) }

// Right scrolls sideways, as far as the lines on screen reach.
func (m *mover) Right() {
	m.window.left = max(m.window.left, min(m.window.left+m.sidestep(), m.window.rightmost()))
}

func (m *mover) sidestep() int { return max(min(m.window.body.w/4, 16), 1) }

// rightmost is how far the lines on screen can be scrolled sideways.
func (w *window) rightmost() int {
	if w.body.wrap {
		return 0
	}
	widest := 0
	for _, l := range w.body.lines[w.top.line:min(w.top.line+w.h, len(w.body.lines))] {
		widest = max(widest, theme.Width(l.text()))
	}
	return max(widest-w.body.w, 0)
}

func (w *window) scroll(by int) {
	w.top = w.body.step(w.top, by)
	w.clamp()
}

// clamp keeps the place within the text.
func (w *window) clamp() {
	low := w.body.lowest(w.h)
	if w.top.line > low.line || w.top.line == low.line && w.top.row > low.row {
		w.top = low
		return
	}
	w.top.row = min(w.top.row, w.body.height(w.top.line)-1)
}

// offset returns where in its line, in bytes, the first row on screen begins.
func (w *window) offset() int {
	if !w.body.wrap || w.top.line >= len(w.body.lines) {
		return 0
	}
	starts, _ := w.body.rows(w.top.line)
	return starts[w.top.row]
}

// restore puts the row that holds that byte at the top, after a change of the width.
func (w *window) restore(offset int) {
	w.top.row = 0
	if w.body.wrap && w.top.line < len(w.body.lines) {
		starts, _ := w.body.rows(w.top.line)
		w.top.row = row(starts, offset)
	}
	w.clamp()
}

// row returns which of the rows that begin at starts holds the byte.
func row(starts []int, offset int) int {
	return max(sort.SearchInts(starts, offset+1)-1, 0)
}

// Position returns the numbers, from 1, of the first and last line on screen and how many there are.
func (w *window) Position() (first, last, total int) {
	total = len(w.body.lines)
	if total == 0 || w.h == 0 {
		return 0, 0, total
	}
	return w.top.line + 1, w.body.step(w.top, w.h-1).line + 1, total
}

// Below is how many rows of the text are below the screen.
func (w *window) Below() int {
	n := -w.h - w.top.row
	for i := w.top.line; i < len(w.body.lines); i++ {
		n += w.body.height(i)
	}
	return max(n, 0)
}
