package table

import "slices"

// Begin starts a load: End will drop the rows that were not merged since. A load begun before and not ended is forgotten.
func (t *Table[T]) Begin() {
	t.load++
	t.loading = true
	clear(t.seen)
}

// Loading says whether a load has begun and not ended.
func (t *Table[T]) Loading() bool { return t.loading }

// Merge inserts rows at their sorted places and replaces those whose id is known where they stand. Before the first
// End, rows whose values moved them are sorted again as well, and the cursor rests on the first row until the user
// has moved it. Merge is allowed outside a load.
func (t *Table[T]) Merge(items []T) {
	var fresh, known []*row[T]
	reshow := false
	for _, item := range items {
		id := t.id(item)
		r := t.byID[id]
		if r == nil {
			t.arrived++
			r = &row[T]{id: id, at: -1, arrival: t.arrived}
			t.byID[id] = r
			fresh = append(fresh, r)
		} else if t.Keep != nil {
			item = t.Keep(r.item, item)
		}
		passed := r.pass
		t.fill(r, item)
		r.load = t.load
		if r.at >= 0 {
			known = append(known, r)
			reshow = reshow || passed != r.pass
		}
	}
	if !t.settled {
		fresh = append(fresh, t.lift(known)...)
	}
	t.insert(fresh)
	if t.settled {
		t.check(known)
	}
	if reshow || len(fresh) > 0 {
		t.show()
	}
}

// End finishes a load and drops the rows it did not bring. Without a Begin it does nothing.
func (t *Table[T]) End() {
	if !t.loading {
		return
	}
	t.loading, t.settled = false, true
	t.narrow()
	dropped := false
	for _, r := range t.rows {
		if r.load == t.load {
			continue
		}
		dropped = true
		r.gone, r.pass = true, false
		delete(t.byID, r.id)
		if r.mark {
			t.marks--
		}
	}
	if !dropped {
		return
	}
	t.succeed()
	t.rows = slices.DeleteFunc(t.rows, func(r *row[T]) bool { return r.gone })
	t.index(0)
	t.recheck()
	t.show()
}

// Abort finishes a load that failed: it drops nothing.
func (t *Table[T]) Abort() { t.loading = false }

// narrow lets columns shrink to what the load brought: only now, so that nothing jumps while it runs, and only by
// more than a few cells, so that ages going from 59s to 1m do not make the table tremble.
func (t *Table[T]) narrow() {
	const slack = 3
	for i, w := range t.seen {
		if t.widths[i] > w+slack {
			t.widths[i] = w
		}
	}
}

// lift takes rows out of the order, to be inserted again.
func (t *Table[T]) lift(known []*row[T]) []*row[T] {
	if len(known) == 0 {
		return nil
	}
	from := len(t.rows)
	for _, r := range known {
		if r.at >= 0 {
			from = min(from, r.at)
			r.at = -1
		}
	}
	t.rows = slices.DeleteFunc(t.rows, func(r *row[T]) bool { return r.at < 0 })
	t.index(from)
	slices.SortFunc(known, t.compare)
	return slices.Compact(known)
}

// insert puts rows that have no place at their sorted places, all in one pass over the table from its end.
func (t *Table[T]) insert(fresh []*row[T]) {
	if len(fresh) == 0 {
		return
	}
	slices.SortFunc(fresh, t.compare)
	// Where each goes. Rows of a settled table need not be in order, so each place is sought behind the one before.
	places := make([]int, len(fresh))
	from := 0
	for i, r := range fresh {
		n, _ := slices.BinarySearchFunc(t.rows[from:], r, t.compare)
		from += n
		places[i] = from
	}
	end := len(t.rows)
	t.rows = append(t.rows, fresh...)
	for i := len(fresh) - 1; i >= 0; i-- {
		copy(t.rows[places[i]+i+1:], t.rows[places[i]:end])
		t.rows[places[i]+i] = fresh[i]
		end = places[i]
	}
	t.index(places[0])
	t.check(fresh)
}

// index tells the rows from a place on where they stand.
func (t *Table[T]) index(from int) {
	for i := from; i < len(t.rows); i++ {
		t.rows[i].at = i
	}
}
