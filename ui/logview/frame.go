package logview

import "github.com/ecscope/ecscope/ui/theme"

// The cursor and the row of the screen it is on say all about the place: what is inserted above moves what is above,
// what is inserted below moves what is below, and the line that is looked at stays.

// window is what of the book is on screen: it follows the newest line, or stays with the line under the cursor.
type window struct {
	book   *book
	look   *look
	h      int
	left   int // cells scrolled sideways
	follow bool
	cursor ID  // while paused
	home   ID  // the entry the user put it on, to which it returns once the filter shows that again
	row    int // of the screen, where the entry under the cursor begins
	paused ID  // the newest line there was then
}

// frame is what is on screen.
type frame struct {
	top    place
	skip   int   // rows of the first entry that are above the screen
	cursor place // the entry under the cursor
	row    int   // of the screen, where it begins; negative if that is above
}

// frame finds out what is on screen, and lays out the columns for height and View. ok is false if nothing is shown.
func (w *window) frame() (f frame, ok bool) {
	w.look.lay = w.look.layout()
	f.cursor, ok = w.current()
	if !ok || w.h == 0 || w.look.w == 0 {
		return f, false
	}
	height := w.look.height(f.cursor)
	if w.follow {
		f.row = w.h - height
	} else {
		f.row = min(max(w.row, 1-height), w.h-1)
	}
	f.top = f.cursor
	f.skip = max(-f.row, 0)
	if short := w.climb(&f, max(f.row, 0)); short > 0 {
		f.row -= short
	}
	if !w.follow {
		if empty := w.empty(f); empty > 0 {
			f.row += empty - w.climb(&f, empty)
		}
	}
	return f, true
}

// climb moves the top up by rows, and returns by how many it could not.
func (w *window) climb(f *frame, rows int) (short int) {
	for rows > f.skip {
		before, ok := w.book.previous(f.top)
		if !ok {
			rows -= f.skip
			f.skip = 0
			return rows
		}
		rows -= f.skip
		f.top = before
		f.skip = w.look.height(before)
	}
	f.skip -= rows
	return 0
}

// empty returns how many rows of the screen are left below the last entry.
func (w *window) empty(f frame) int {
	rows := w.h + f.skip
	for at, ok := f.top, true; ok; at, ok = w.book.next(at) {
		if rows -= w.look.height(at); rows <= 0 {
			return 0
		}
	}
	return rows
}

// settle takes note of where the cursor is on screen, so that it stays there.
func (w *window) settle() {
	if w.follow {
		return
	}
	if now, ok := w.current(); ok {
		w.cursor = w.book.id(now)
	}
	if !w.holds(w.home) {
		w.home = w.cursor
	}
	if f, ok := w.frame(); ok {
		w.row = f.row
	}
}

// current returns the entry under the cursor.
func (w *window) current() (place, bool) {
	if w.follow {
		return w.book.newest()
	}
	return w.book.near(w.cursor)
}

// rightmost is how far the lines on screen can be scrolled sideways.
func (w *window) rightmost() int {
	f, ok := w.frame()
	if !ok || w.look.wrap {
		return 0
	}
	widest, left := 0, w.h+f.skip
	for at := f.top; ok && left > 0; at, ok = w.book.next(at) {
		if w.book.record(at).kind != Line {
			left--
			continue
		}
		s := w.look.shape(at)
		for _, r := range rows(s.text, 0, false) {
			widest = max(widest, theme.Width(s.text[r.from:r.to]))
			left--
		}
	}
	return max(widest-w.look.lay.text, 0)
}

// holds says whether the entry was not dropped.
func (w *window) holds(id ID) bool {
	at := w.book.find(id)
	return at.page < len(w.book.pages) && w.book.id(at) == id
}
