package table

import "slices"

// roll is all rows in the order shown.
type roll[T any] struct {
	order   *order[T]
	byID    map[string]*row[T]
	rows    []*row[T]
	arrived int  // counts rows ever inserted
	outs    int  // rows that stand before their predecessor in the sort order
	settled bool // a load has ended: rows keep their places now
}

// Total returns how many rows there are.
func (l *roll[T]) Total() int { return len(l.rows) }

// All returns every row in its order, those the filter hides included.
func (l *roll[T]) All() []T { return items(l.rows) }

// Find returns the row with that id, shown or filtered out.
func (l *roll[T]) Find(id string) (item T, ok bool) {
	if r := l.byID[id]; r != nil {
		return r.item, true
	}
	return item, false
}

// Unsorted says whether values changed so that the order shown is no longer the sort order; the header's arrow is
// hollow then.
func (l *roll[T]) Unsorted() bool { return l.outs > 0 }

// row returns the row with that id, which is made where there is none.
func (l *roll[T]) row(id string) (r *row[T], known bool) {
	if r = l.byID[id]; r != nil {
		return r, true
	}
	l.arrived++
	r = &row[T]{id: id, at: -1, arrival: l.arrived}
	l.byID[id] = r
	return r, false
}

// lift takes rows out of the order, to be inserted again.
func (l *roll[T]) lift(known []*row[T]) []*row[T] {
	if len(known) == 0 {
		return nil
	}
	from := len(l.rows)
	for _, r := range known {
		if r.at >= 0 {
			from = min(from, r.at)
			r.at = -1
		}
	}
	l.rows = slices.DeleteFunc(l.rows, func(r *row[T]) bool { return r.at < 0 })
	l.index(from)
	slices.SortFunc(known, l.order.compare)
	return slices.Compact(known)
}

// insert puts rows that have no place at their sorted places, all in one pass over the table from its end.
func (l *roll[T]) insert(fresh []*row[T]) {
	if len(fresh) == 0 {
		return
	}
	slices.SortFunc(fresh, l.order.compare)
	for _, r := range fresh {
		r.low = r.calm
	}
	// Where each goes. Rows of a settled table need not be in order, so each place is sought behind the one before.
	places := make([]int, len(fresh))
	from := 0
	for i, r := range fresh {
		n, _ := slices.BinarySearchFunc(l.rows[from:], r, l.order.compare)
		from += n
		places[i] = from
	}
	end := len(l.rows)
	l.rows = append(l.rows, fresh...)
	for i := len(fresh) - 1; i >= 0; i-- {
		copy(l.rows[places[i]+i+1:], l.rows[places[i]:end])
		l.rows[places[i]+i] = fresh[i]
		end = places[i]
	}
	l.index(places[0])
	l.check(fresh)
}

// drop takes out the rows that are gone.
func (l *roll[T]) drop() {
	l.rows = slices.DeleteFunc(l.rows, func(r *row[T]) bool { return r.gone })
	l.index(0)
	l.recheck()
}

// sort puts all rows where they belong.
func (l *roll[T]) sort() {
	slices.SortFunc(l.rows, l.order.compare)
	for _, r := range l.rows {
		r.low = r.calm
	}
	l.index(0)
	l.recheck()
}

// index tells the rows from a place on where they stand.
func (l *roll[T]) index(from int) {
	for i := from; i < len(l.rows); i++ {
		l.rows[i].at = i
	}
}

// check looks whether these rows, and those below them, stand in the sort order still: a few comparisons rather than
// one for every row.
func (l *roll[T]) check(rows []*row[T]) {
	for _, r := range rows {
		l.checkAt(r.at)
		l.checkAt(r.at + 1)
	}
}

func (l *roll[T]) checkAt(i int) {
	if i >= len(l.rows) {
		return
	}
	r := l.rows[i]
	out := i > 0 && l.order.compare(l.rows[i-1], r) > 0
	if out != r.out {
		r.out = out
		if out {
			l.outs++
		} else {
			l.outs--
		}
	}
}

// recheck is check for all rows, after some were taken out.
func (l *roll[T]) recheck() {
	l.outs = 0
	for i, r := range l.rows {
		if r.out = i > 0 && l.order.compare(l.rows[i-1], r) > 0; r.out {
			l.outs++
		}
	}
}
