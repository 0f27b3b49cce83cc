package logview

// The cursor and the row of the screen it is on say all about the place: what is inserted above moves what is above,
// what is inserted below moves what is below, and the line that is looked at stays.

// frame is what is on screen.
type frame struct {
	top    place
	skip   int   // rows of the first entry that are above the screen
	cursor place // the entry under the cursor
	row    int   // of the screen, where it begins; negative if that is above
}

// frame finds out what is on screen, and lays out the columns for height and View. ok is false if nothing is shown.
func (p *Pane) frame() (f frame, ok bool) {
	p.lay = p.layout()
	f.cursor, ok = p.current()
	if !ok || p.h == 0 || p.w == 0 {
		return f, false
	}
	height := p.height(f.cursor)
	if p.follow {
		f.row = p.h - height
	} else {
		f.row = min(max(p.row, 1-height), p.h-1)
	}
	f.top = f.cursor
	f.skip = max(-f.row, 0)
	if short := p.climb(&f, max(f.row, 0)); short > 0 {
		f.row -= short
	}
	if !p.follow {
		if empty := p.empty(f); empty > 0 {
			f.row += empty - p.climb(&f, empty)
		}
	}
	return f, true
}

// climb moves the top up by rows, and returns by how many it could not.
func (p *Pane) climb(f *frame, rows int) (short int) {
	for rows > f.skip {
		before, ok := p.previous(f.top)
		if !ok {
			rows -= f.skip
			f.skip = 0
			return rows
		}
		rows -= f.skip
		f.top = before
		f.skip = p.height(before)
	}
	f.skip -= rows
	return 0
}

// empty returns how many rows of the screen are left below the last entry.
func (p *Pane) empty(f frame) int {
	rows := p.h + f.skip
	for at, ok := f.top, true; ok; at, ok = p.next(at) {
		if rows -= p.height(at); rows <= 0 {
			return 0
		}
	}
	return rows
}

// settle takes note of where the cursor is on screen, so that it stays there, and goes on with a search that waits.
func (p *Pane) settle() {
	p.seek()
	if p.follow {
		return
	}
	if now, ok := p.current(); ok {
		p.cursor = p.id(now)
	}
	if !p.holds(p.home) {
		p.home = p.cursor
	}
	if f, ok := p.frame(); ok {
		p.row = f.row
	}
}

// holds says whether the entry was not dropped.
func (p *Pane) holds(id ID) bool {
	at := p.find(id)
	return at.page < len(p.pages) && p.id(at) == id
}
