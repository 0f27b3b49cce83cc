package table

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// SortBy sorts by the column of that name (compared without regard to case), ascending, and says whether there is one.
// The empty name stands for the order of arrival.
func (t *Table[T]) SortBy(name string) bool {
	column := -1
	if name != "" {
		if column = slices.Index(t.keys, key(name)); column < 0 {
			return false
		}
	}
	t.sort, t.inverted = column, false
	t.Resort()
	return true
}

// SortNext sorts by the next (step 1) or the previous (step -1) of the columns that can be shown, and wraps around.
func (t *Table[T]) SortNext(step int) {
	var can []int
	at := -1
	for i := range t.columns {
		if c := &t.columns[i]; c.Name != "" && (t.wide || !c.Wide) {
			if i == t.sort {
				at = len(can)
			}
			can = append(can, i)
		}
	}
	if len(can) == 0 {
		return
	}
	if at < 0 && step < 0 {
		at = 0
	}
	t.sort, t.inverted = can[((at+step)%len(can)+len(can))%len(can)], false
	t.Resort()
}

// Invert turns the order round.
func (t *Table[T]) Invert() {
	t.inverted = !t.inverted
	t.Resort()
}

// Resort puts rows whose values changed since the last sort where they belong.
func (t *Table[T]) Resort() {
	slices.SortFunc(t.rows, t.compare)
	t.index(0)
	t.recheck()
	t.show()
}

// Sorted returns the name of the column sorted by ("" for the order of arrival) and whether the order is inverted.
func (t *Table[T]) Sorted() (name string, inverted bool) {
	if t.sort >= 0 {
		name = t.columns[t.sort].Name
	}
	return name, t.inverted
}

// Unsorted says whether values changed so that the order shown is no longer the sort order; the header's arrow is
// hollow then.
func (t *Table[T]) Unsorted() bool { return t.outs > 0 }

// compare is the sort order. It is total: rows that the column holds equal stand in the natural order of their ids,
// inverted or not.
func (t *Table[T]) compare(a, b *row[T]) int {
	if a == b {
		return 0
	}
	n := 0
	if t.sort < 0 {
		n = cmp.Compare(a.arrival, b.arrival)
	} else if less := t.columns[t.sort].Less; less == nil {
		n = words.Natural(a.texts[t.sort], b.texts[t.sort])
	} else if less(a.item, b.item) {
		n = -1
	} else if less(b.item, a.item) {
		n = 1
	}
	if t.inverted {
		n = -n
	}
	if n == 0 {
		n = words.Natural(a.id, b.id)
	}
	if n == 0 {
		n = strings.Compare(a.id, b.id)
	}
	return n
}

// check looks whether these rows, and those below them, stand in the sort order still: a few comparisons rather than
// one for every row.
func (t *Table[T]) check(rows []*row[T]) {
	for _, r := range rows {
		t.checkAt(r.at)
		t.checkAt(r.at + 1)
	}
}

func (t *Table[T]) checkAt(i int) {
	if i >= len(t.rows) {
		return
	}
	r := t.rows[i]
	out := i > 0 && t.compare(t.rows[i-1], r) > 0
	if out != r.out {
		r.out = out
		if out {
			t.outs++
		} else {
			t.outs--
		}
	}
}

// recheck is check for all rows, after some were taken out.
func (t *Table[T]) recheck() {
	t.outs = 0
	for i, r := range t.rows {
		if r.out = i > 0 && t.compare(t.rows[i-1], r) > 0; r.out {
			t.outs++
		}
	}
}
