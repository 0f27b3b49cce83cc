package table

// HeadAt is the name of the column whose head stands at a cell of the header line; empty where none does.
func (t *Table[T]) HeadAt(x int) string {
	p, w := t.painter, t.window
	rows := w.shown[w.top:min(w.top+w.lines(), len(w.shown))]
	_, widths := p.columns.measure(rows)
	at := p.gutter()
	for _, s := range p.columns.layout(p.w-at, widths) {
		if x >= at && x < at+s.width+s.gap {
			return p.columns.all[s.column].Name
		}
		at += s.width + s.gap
	}
	return ""
}

// PointAt moves the cursor to the row on a line of View and says whether there is one.
func (t *Table[T]) PointAt(line int) bool {
	w := t.window
	if !w.bare {
		line--
	}
	if w.divided() {
		at, _ := w.divide()
		switch border := min(max(at-w.top, 0), w.lines()); {
		case line == border:
			return false
		case line > border:
			line--
		}
	}
	if line < 0 || line >= w.lines() || w.top+line >= len(w.shown) {
		return false
	}
	t.move(w.top + line - w.cursor)
	return true
}
