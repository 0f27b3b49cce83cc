package logview

import (
	"math"
	"time"
)

// SetFollow sticks to the newest line, or pauses: keeps the place while lines go on arriving.
func (p *Pane) SetFollow(follow bool) {
	p.seeking = 0
	if follow == p.follow {
		return
	}
	if !follow {
		p.pause()
	}
	p.follow = follow
}

// Following says whether the pane sticks to the newest line.
func (p *Pane) Following() bool { return p.follow }

// pause puts the cursor on the newest line and leaves it there.
func (p *Pane) pause() {
	if !p.follow {
		return
	}
	f, ok := p.frame()
	if at, any := p.current(); any {
		p.cursor = p.id(at)
	}
	p.home = p.cursor
	p.row = 0
	if ok {
		p.row = f.row
	}
	p.follow = false
	p.paused = ID{time: math.MinInt64}
	if n := len(p.pages); n > 0 {
		p.paused = p.pages[n-1].last()
	}
}

// Below returns how many of the lines shown are newer than the newest there was when the pane was paused.
func (p *Pane) Below() int {
	if p.follow {
		return 0
	}
	at := p.find(p.paused)
	if at.page < len(p.pages) && p.id(at) == p.paused {
		at.line++
	}
	return p.shown() - p.rank(at)
}

// move pauses and does one of the moves below.
func (p *Pane) move(how func(f frame, height int) (place, int)) {
	p.seeking = 0
	p.pause()
	f, ok := p.frame()
	if !ok {
		return
	}
	at, row := how(f, p.height(f.cursor))
	p.cursor, p.row = p.id(at), row
	p.home = p.cursor
	p.settle()
}

// Up moves the cursor up by a line and pauses; within an entry that is higher than the screen, by a row.
func (p *Pane) Up() {
	p.move(func(f frame, _ int) (place, int) {
		before, ok := p.previous(f.cursor)
		if f.row < 0 || !ok {
			return f.cursor, min(f.row+1, 0)
		}
		n := p.height(before)
		if n > p.h {
			return before, max(f.row-n, 1-n)
		}
		return before, max(f.row-n, 0)
	})
}

// Down moves the cursor down by a line and pauses; within an entry that is higher than the screen, by a row.
func (p *Pane) Down() {
	p.move(func(f frame, height int) (place, int) {
		next, ok := p.next(f.cursor)
		if f.row+height > p.h {
			return f.cursor, f.row - 1
		}
		if !ok {
			return f.cursor, f.row
		}
		n := p.height(next)
		if n > p.h {
			return next, min(f.row+height, p.h-1)
		}
		return next, min(f.row+height, p.h-n)
	})
}

// PageUp moves up by a screen and pauses.
func (p *Pane) PageUp() { p.up(p.h) }

// PageDown moves down by a screen and pauses.
func (p *Pane) PageDown() { p.down(p.h) }

// HalfUp moves up by half a screen and pauses.
func (p *Pane) HalfUp() { p.up(p.h / 2) }

// HalfDown moves down by half a screen and pauses.
func (p *Pane) HalfDown() { p.down(p.h / 2) }

// up moves the cursor up by rows; it stays where it is on screen while there is something above.
func (p *Pane) up(rows int) {
	p.move(func(f frame, _ int) (place, int) {
		rows = max(rows, 1)
		if f.row < 0 {
			return f.cursor, min(f.row+rows, 0)
		}
		at := f.cursor
		for left := rows; left > 0; {
			before, ok := p.previous(at)
			if !ok {
				return at, 0
			}
			n := p.height(before)
			if n > left && n > p.h {
				return before, f.row + left - n
			}
			left -= n
			at = before
		}
		return at, max(f.row, 0)
	})
}

// down moves the cursor down by rows; it stays where it is on screen while there is something below.
func (p *Pane) down(rows int) {
	p.move(func(f frame, height int) (place, int) {
		rows = max(rows, 1)
		if f.row+height > p.h {
			return f.cursor, max(f.row-rows, p.h-height)
		}
		at := f.cursor
		for left := rows; left > 0; {
			left -= p.height(at)
			next, ok := p.next(at)
			if !ok {
				return at, min(f.row, max(p.h-p.height(at), 0))
			}
			at = next
		}
		return at, min(f.row, max(p.h-p.height(at), 0))
	})
}

// Top moves to the oldest line and pauses.
func (p *Pane) Top() {
	p.move(func(f frame, _ int) (place, int) {
		if at, ok := p.from(place{}); ok {
			return at, 0
		}
		return f.cursor, f.row
	})
}

// Bottom moves to the newest line and follows.
func (p *Pane) Bottom() { p.SetFollow(true) }

// GoTo moves the cursor to the first line at or after that time, or to the last, and pauses.
func (p *Pane) GoTo(t time.Time) { p.Select(ID{time: t.UnixNano(), seq: math.MinInt64}) }

// Select moves the cursor to the entry, or to the next one if it is not shown, and pauses.
func (p *Pane) Select(id ID) {
	p.seeking = 0
	p.selectID(id)
}

func (p *Pane) selectID(id ID) {
	p.pause()
	f, ok := p.frame()
	p.cursor, p.home = id, id
	at, found := p.near(id)
	if !found {
		return
	}
	p.cursor = p.id(at)
	p.home = p.cursor
	p.row = p.h / 3
	if ok {
		if row, on := p.rowOf(f, at); on {
			p.row = row
		}
	}
	p.settle()
}

// rowOf returns the row of the screen an entry begins in, if the whole of it is on screen.
func (p *Pane) rowOf(f frame, entry place) (row int, on bool) {
	row = -f.skip
	for at, ok := f.top, true; ok && row < p.h; at, ok = p.next(at) {
		n := p.height(at)
		if at == entry {
			return row, row >= 0 && row+n <= p.h
		}
		row += n
	}
	return 0, false
}

// Cursor returns the entry under the cursor: the newest while following.
func (p *Pane) Cursor() (e Entry, ok bool) {
	at, ok := p.current()
	if !ok {
		return e, false
	}
	return p.pages[at.page].entry(at.line), true
}

// Position returns the number, from 1, of the line under the cursor among those shown, and how many those are.
func (p *Pane) Position() (at, shown int) {
	cursor, ok := p.current()
	if !ok {
		return 0, 0
	}
	return p.rank(cursor) + 1, p.shown()
}
