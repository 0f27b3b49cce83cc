package table

// loader brings rows, and drops those that a load did not bring.
type loader[T any] struct {
	// Keep, where set, decides what a row becomes when old is replaced: the owner can keep the details it has while a
	// newer row with nothing but a name arrives. Set it before the first Merge.
	Keep func(old, fresh T) T

	id        func(T) string
	columns   *columns[T]
	roll      *roll[T]
	narrowing *narrowing[T]
	window    *window[T]
	marks     *marks[T]
	load      int // counts loads
	loading   bool
}

// Begin starts a load: End will drop the rows that were not merged since. A load begun before and not ended is forgotten.
func (l *loader[T]) Begin() {
	l.load++
	l.loading = true
	clear(l.columns.seen)
}

// Loading says whether a load has begun and not ended.
func (l *loader[T]) Loading() bool { return l.loading }

// Merge inserts rows at their sorted places and replaces those whose id is known where they stand. Before the first
// End, rows whose values moved them are sorted again as well, and the cursor rests on the first row until the user
// has moved it. Merge is allowed outside a load.
func (l *loader[T]) Merge(items []T) {
	var fresh, known []*row[T]
	reshow := false
	for _, item := range items {
		r, had := l.roll.row(l.id(item))
		if !had {
			fresh = append(fresh, r)
		} else if l.Keep != nil {
			item = l.Keep(r.item, item)
		}
		passed := r.pass
		r.item = item
		r.calm = l.roll.order.recede != nil && l.roll.order.recede(item)
		l.columns.read(r)
		r.pass = l.narrowing.passes(r)
		r.load = l.load
		if r.at >= 0 {
			known = append(known, r)
			reshow = reshow || passed != r.pass
		}
	}
	if !l.roll.settled {
		fresh = append(fresh, l.roll.lift(known)...)
	}
	l.roll.insert(fresh)
	if l.roll.settled {
		l.roll.check(known)
	}
	if reshow || len(fresh) > 0 {
		l.window.show()
	}
}

// End finishes a load and drops the rows it did not bring. Without a Begin it does nothing.
func (l *loader[T]) End() {
	if !l.loading {
		return
	}
	l.loading, l.roll.settled = false, true
	l.columns.narrow()
	dropped := false
	for _, r := range l.roll.rows {
		if r.load == l.load {
			continue
		}
		dropped = true
		r.gone, r.pass = true, false
		delete(l.roll.byID, r.id)
		if r.mark {
			l.marks.count--
		}
	}
	if !dropped {
		return
	}
	l.window.succeed()
	l.roll.drop()
	l.window.show()
}

// Abort finishes a load that failed: it drops nothing.
func (l *loader[T]) Abort() { l.loading = false }
