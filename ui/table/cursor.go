package table

// Up moves the cursor to the row above.
func (t *Table[T]) Up() { t.move(-1) }

// Down moves the cursor to the row below.
func (t *Table[T]) Down() { t.move(1) }

// PageUp moves up by the rows of a screen.
func (t *Table[T]) PageUp() { t.page(-t.lines()) }

// PageDown moves down by the rows of a screen.
func (t *Table[T]) PageDown() { t.page(t.lines()) }

// HalfUp moves up by half a screen.
func (t *Table[T]) HalfUp() { t.page(-max(t.lines()/2, 1)) }

// HalfDown moves down by half a screen.
func (t *Table[T]) HalfDown() { t.page(max(t.lines()/2, 1)) }

// Top moves to the first row.
func (t *Table[T]) Top() { t.move(-len(t.shown)) }

// Bottom moves to the last row.
func (t *Table[T]) Bottom() { t.move(len(t.shown)) }

// SelectID moves the cursor to the row and says whether it is shown.
func (t *Table[T]) SelectID(id string) bool {
	r := t.byID[id]
	if r == nil || !r.pass {
		return false
	}
	t.move(r.place - t.cursor)
	return true
}

// Selected returns the row the cursor is on; false when no row is shown.
func (t *Table[T]) Selected() (item T, ok bool) {
	if t.current == nil {
		return item, false
	}
	return t.current.item, true
}

// ToggleMark marks the cursor's row, or takes its mark away.
func (t *Table[T]) ToggleMark() {
	r := t.current
	if r == nil {
		return
	}
	t.move(0)
	if r.mark = !r.mark; r.mark {
		t.marks++
	} else {
		t.marks--
	}
}

// ClearMarks takes all marks away.
func (t *Table[T]) ClearMarks() {
	for _, r := range t.rows {
		r.mark = false
	}
	t.marks = 0
}

// Marked returns the marked rows in their order, those the filter hides included.
func (t *Table[T]) Marked() []T {
	if t.marks == 0 {
		return nil
	}
	marked := make([]T, 0, t.marks)
	for _, r := range t.rows {
		if r.mark {
			marked = append(marked, r.item)
		}
	}
	return marked
}

// move is the user's: it makes the row it ends on the one the cursor returns to.
func (t *Table[T]) move(by int) {
	if len(t.shown) == 0 {
		return
	}
	t.cursor = min(max(t.cursor+by, 0), len(t.shown)-1)
	t.current = t.shown[t.cursor]
	t.home, t.touched = t.current, true
	t.scroll()
}

// page moves the cursor and what is on screen together, so that the cursor stays on its line.
func (t *Table[T]) page(by int) {
	t.top = min(max(t.top+by, 0), max(len(t.shown)-t.lines(), 0))
	t.move(by)
}

// show finds out which rows are shown after rows came, went, moved or began to pass or fail the filters, and puts the
// cursor back on its row, on the same line of the screen where that is possible.
func (t *Table[T]) show() {
	t.succeed()
	line := t.cursor - t.top
	if t.narrowed() {
		t.shown = make([]*row[T], 0, len(t.shown))
		for _, r := range t.rows {
			if r.pass {
				t.shown = append(t.shown, r)
			}
		}
	} else {
		t.shown = t.rows
	}
	for i, r := range t.shown {
		r.place = i
	}
	switch {
	case len(t.shown) == 0:
		t.cursor, t.top, t.current = 0, 0, nil
		return
	case !t.settled && !t.touched:
		t.current, t.home, line = t.shown[0], t.shown[0], 0
	case t.current == nil:
		t.current = t.shown[0]
	}
	if t.home == nil {
		t.home = t.current
	}
	t.cursor = t.current.place
	t.top = t.cursor - line
	t.scroll()
}

// succeed lets the next row shown, or else the one before, take the cursor from a row that is not shown any more.
func (t *Table[T]) succeed() {
	if r := t.current; r != nil && !r.pass {
		t.current = t.next(r.at)
	}
	if t.home != nil && t.home.gone {
		t.home = t.current
	}
}

func (t *Table[T]) next(at int) *row[T] {
	for _, r := range t.rows[at+1:] {
		if r.pass {
			return r
		}
	}
	for i := at - 1; i >= 0; i-- {
		if t.rows[i].pass {
			return t.rows[i]
		}
	}
	return nil
}

// scroll brings the cursor on screen and leaves no line empty that could show a row.
func (t *Table[T]) scroll() {
	lines := t.lines()
	if lines == 0 {
		t.top = max(min(t.top, t.cursor), 0)
		return
	}
	t.top = max(min(t.top, t.cursor), t.cursor-lines+1)
	t.top = max(min(t.top, len(t.shown)-lines), 0)
}
