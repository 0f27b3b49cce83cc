package logview

import (
	"math"
	"time"
)

// mover moves the cursor. What is moved by hand ends the wait for a match.
type mover struct {
	book   *book
	window *window
	seeker *seeker
}

// SetFollow sticks to the newest line, or pauses: keeps the place while lines go on arriving.
func (m *mover) SetFollow(follow bool) {
	m.seeker.seeking = 0
	if follow == m.window.follow {
		return
	}
	if !follow {
		m.window.pause()
	}
	m.window.follow = follow
}

// Following says whether the pane sticks to the newest line.
func (w *window) Following() bool { return w.follow }

// pause puts the cursor on the newest line and leaves it there.
func (w *window) pause() {
	if !w.follow {
		return
	}
	f, ok := w.frame()
	if at, any := w.current(); any {
		w.cursor = w.book.id(at)
	}
	w.home = w.cursor
	w.row = 0
	if ok {
		w.row = f.row
	}
	w.follow = false
	w.paused = ID{time: math.MinInt64}
	if n := len(w.book.pages); n > 0 {
		w.paused = w.book.pages[n-1].last()
	}
}

// Below returns how many of the lines shown are newer than the newest there was when the pane was paused.
func (w *window) Below() int {
	if w.follow {
		return 0
	}
	at := w.book.find(w.paused)
	if at.page < len(w.book.pages) && w.book.id(at) == w.paused {
		at.line++
	}
	return w.book.shown() - w.book.rank(at)
}

// move pauses and does one of the moves below.
func (m *mover) move(how func(f frame, height int) (place, int)) {
	m.seeker.seeking = 0
	m.window.pause()
	f, ok := m.window.frame()
	if !ok {
		return
	}
	at, row := how(f, m.window.look.height(f.cursor))
	m.window.cursor, m.window.row = m.book.id(at), row
	m.window.home = m.window.cursor
	m.window.settle()
}

// Up moves the cursor up by a line and pauses; within an entry that is higher than the screen, by a row.
func (m *mover) Up() {
	m.move(func(f frame, _ int) (place, int) {
		before, ok := m.book.previous(f.cursor)
		if f.row < 0 || !ok {
			return f.cursor, min(f.row+1, 0)
		}
		n := m.window.look.height(before)
		if n > m.window.h {
			return before, max(f.row-n, 1-n)
		}
		return before, max(f.row-n, 0)
	})
}

// Down moves the cursor down by a line and pauses; within an entry that is higher than the screen, by a row.
func (m *mover) Down() {
	m.move(func(f frame, height int) (place, int) {
		next, ok := m.book.next(f.cursor)
		if f.row+height > m.window.h {
			return f.cursor, f.row - 1
		}
		if !ok {
			return f.cursor, f.row
		}
		n := m.window.look.height(next)
		if n > m.window.h {
			return next, min(f.row+height, m.window.h-1)
		}
		return next, min(f.row+height, m.window.h-n)
	})
}

// PageUp moves up by a screen and pauses.
func (m *mover) PageUp() { m.up(m.window.h) }

// PageDown moves down by a screen and pauses.
func (m *mover) PageDown() { m.down(m.window.h) }

// HalfUp moves up by half a screen and pauses.
func (m *mover) HalfUp() { m.up(m.window.h / 2) }

// HalfDown moves down by half a screen and pauses.
func (m *mover) HalfDown() { m.down(m.window.h / 2) }

// up moves the cursor up by rows; it stays where it is on screen while there is something above.
func (m *mover) up(rows int) {
	m.move(func(f frame, _ int) (place, int) {
		rows = max(rows, 1)
		if f.row < 0 {
			return f.cursor, min(f.row+rows, 0)
		}
		at := f.cursor
		for left := rows; left > 0; {
			before, ok := m.book.previous(at)
			if !ok {
				return at, 0
			}
			n := m.window.look.height(before)
			if n > left && n > m.window.h {
				return before, f.row + left - n
			}
			left -= n
			at = before
		}
		return at, max(f.row, 0)
	})
}

// down moves the cursor down by rows; it stays where it is on screen while there is something below.
func (m *mover) down(rows int) {
	m.move(func(f frame, height int) (place, int) {
		rows = max(rows, 1)
		if f.row+height > m.window.h {
			return f.cursor, max(f.row-rows, m.window.h-height)
		}
		at := f.cursor
		for left := rows; left > 0; {
			left -= m.window.look.height(at)
			next, ok := m.book.next(at)
			if !ok {
				return at, min(f.row, max(m.window.h-m.window.look.height(at), 0))
			}
			at = next
		}
		return at, min(f.row, max(m.window.h-m.window.look.height(at), 0))
	})
}

// Top moves to the oldest line and pauses.
func (m *mover) Top() {
	m.move(func(f frame, _ int) (place, int) {
		if at, ok := m.book.from(place{}); ok {
			return at, 0
		}
		return f.cursor, f.row
	})
}

// Bottom moves to the newest line and follows.
func (m *mover) Bottom() { m.SetFollow(true) }

// GoTo moves the cursor to the first line at or after that time, or to the last, and pauses.
func (m *mover) GoTo(t time.Time) { m.Select(ID{time: t.UnixNano(), seq: math.MinInt64}) }

// Select moves the cursor to the entry, or to the next one if it is not shown, and pauses.
func (m *mover) Select(id ID) {
	m.seeker.seeking = 0
	m.window.show(id)
}

// show moves the cursor to the entry, or to the next one if it is not shown, and pauses.
func (w *window) show(id ID) {
	w.pause()
	f, ok := w.frame()
	w.cursor, w.home = id, id
	at, found := w.book.near(id)
	if !found {
		return
	}
	w.cursor = w.book.id(at)
	w.home = w.cursor
	w.row = w.h / 3
	if ok {
		if row, on := w.rowOf(f, at); on {
			w.row = row
		}
	}
	w.settle()
}

// rowOf returns the row of the screen an entry begins in, if the whole of it is on screen.
func (w *window) rowOf(f frame, entry place) (row int, on bool) {
	row = -f.skip
	for at, ok := f.top, true; ok && row < w.h; at, ok = w.book.next(at) {
		n := w.look.height(at)
		if at == entry {
			return row, row >= 0 && row+n <= w.h
		}
		row += n
	}
	return 0, false
}

// Cursor returns the entry under the cursor: the newest while following.
func (w *window) Cursor() (e Entry, ok bool) {
	at, ok := w.current()
	if !ok {
		return e, false
	}
	return w.book.pages[at.page].entry(at.line), true
}

// Position returns the number, from 1, of the line under the cursor among those shown, and how many those are.
func (w *window) Position() (at, shown int) {
	cursor, ok := w.current()
	if !ok {
		return 0, 0
	}
	return w.book.rank(cursor) + 1, w.book.shown()
}
