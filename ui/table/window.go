package table

// window is which rows are shown, which of them are on screen, and the row that the cursor is on.
type window[T any] struct {
	roll      *roll[T]
	narrowing *narrowing[T]
	shown     []*row[T] // those that pass the filters; all rows where there are none
	cursor    int       // place in shown
	current   *row[T]   // the row there
	home      *row[T]   // the row the user chose, to which the cursor returns when filters show it again
	touched   bool      // the user has chosen at all
	top       int       // place in shown of the first row on screen
	h         int
	bare      bool // without a header line
}

// Len returns how many rows the filters leave.
func (w *window[T]) Len() int { return len(w.shown) }

// Selected returns the row the cursor is on; false when no row is shown.
func (w *window[T]) Selected() (item T, ok bool) {
	if w.current == nil {
		return item, false
	}
	return w.current.item, true
}

// Visible returns the rows on screen and a few on either side: those to be loaded first.
func (w *window[T]) Visible() []T {
	const margin = 5
	return items(w.shown[max(w.top-margin, 0):min(w.top+w.lines()+margin, len(w.shown))])
}

// Position returns the numbers, from 1, of the first and last row on screen and how many rows the filters leave.
func (w *window[T]) Position() (first, last, total int) {
	total = len(w.shown)
	last = min(w.top+w.lines(), total)
	if first = w.top + 1; first > last {
		first = last
	}
	return first, last, total
}

// lines is how many rows fit below the header.
func (w *window[T]) lines() int {
	lines := w.h
	if !w.bare {
		lines--
	}
	if w.divided() {
		lines--
	}
	return max(lines, 0)
}

// divided says whether a line stands between the rows and those that recede: there are some, and there is room.
func (w *window[T]) divided() bool {
	const least = 6
	n := len(w.shown)
	return w.h >= least && n > 0 && w.roll.order.divides() && w.shown[n-1].low
}

// divide is the place of the first of the rows at the end that recede, and how many of them would not any more.
func (w *window[T]) divide() (at, restless int) {
	for at = len(w.shown); at > 0 && w.shown[at-1].low; at-- {
		if !w.shown[at-1].calm {
			restless++
		}
	}
	return at, restless
}

// show finds out which rows are shown after rows came, went, moved or began to pass or fail the filters, and puts the
// cursor back on its row, on the same line of the screen where that is possible.
func (w *window[T]) show() {
	w.succeed()
	line := w.cursor - w.top
	if w.narrowing.narrowed() {
		w.shown = make([]*row[T], 0, len(w.shown))
		for _, r := range w.roll.rows {
			if r.pass {
				w.shown = append(w.shown, r)
			}
		}
	} else {
		w.shown = w.roll.rows
	}
	for i, r := range w.shown {
		r.place = i
	}
	switch {
	case len(w.shown) == 0:
		w.cursor, w.top, w.current = 0, 0, nil
		return
	case !w.roll.settled && !w.touched:
		w.current, w.home, line = w.shown[0], w.shown[0], 0
	case w.current == nil:
		w.current = w.shown[0]
	}
	if w.home == nil {
		w.home = w.current
	}
	w.cursor = w.current.place
	w.top = w.cursor - line
	w.scroll()
}

// succeed lets the next row shown, or else the one before, take the cursor from a row that is not shown any more.
func (w *window[T]) succeed() {
	if r := w.current; r != nil && !r.pass {
		w.current = w.next(r.at)
	}
	if w.home != nil && w.home.gone {
		w.home = w.current
	}
}

func (w *window[T]) next(at int) *row[T] {
	for _, r := range w.roll.rows[at+1:] {
		if r.pass {
			return r
		}
	}
	for i := at - 1; i >= 0; i-- {
		if w.roll.rows[i].pass {
			return w.roll.rows[i]
		}
	}
	return nil
}

// scroll brings the cursor on screen and leaves no line empty that could show a row.
func (w *window[T]) scroll() {
	lines := w.lines()
	if lines == 0 {
		w.top = max(min(w.top, w.cursor), 0)
		return
	}
	w.top = max(min(w.top, w.cursor), w.cursor-lines+1)
	w.top = max(min(w.top, len(w.shown)-lines), 0)
}
