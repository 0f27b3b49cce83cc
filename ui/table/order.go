package table

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// order is how rows are sorted.
type order[T any] struct {
	columns  *columns[T]
	sort     int // column, or -1 for the order of arrival
	inverted bool
	recede   func(T) bool // rows that stand back; nil where none do
	first    int          // the column by which those stand at the end
}

// divides says whether the rows that stand back are at the end.
func (o *order[T]) divides() bool { return o.recede != nil && o.sort == o.first && !o.inverted }

// by says whether the rows are sorted by the column of that name.
func (o *order[T]) by(name string) bool { return o.sort >= 0 && o.columns.all[o.sort].Name == name }

// sorter changes the order.
type sorter[T any] struct {
	order  *order[T]
	roll   *roll[T]
	window *window[T]
}

// SortBy sorts by the column of that name (compared without regard to case), ascending, and says whether there is one.
// The empty name stands for the order of arrival.
func (s *sorter[T]) SortBy(name string) bool {
	column := -1
	if name != "" {
		if column = slices.Index(s.order.columns.keys, Key(name)); column < 0 {
			return false
		}
	}
	s.order.sort, s.order.inverted = column, false
	s.Resort()
	return true
}

// Recede parts the rows that stand back from the others by a line, as long as the rows are sorted by the column, whose order
// puts them at the end. Call it before the first Merge.
func (s *sorter[T]) Recede(column string, recede func(T) bool) {
	s.order.recede, s.order.first = recede, slices.Index(s.order.columns.keys, Key(column))
}

// SortNext sorts by the next (step 1) or the previous (step -1) of the columns that can be shown, and wraps around.
func (s *sorter[T]) SortNext(step int) {
	var can []int
	at := -1
	for _, i := range s.order.columns.order() {
		if c := &s.order.columns.all[i]; c.Name != "" && s.order.columns.shows(i) {
			if s.order.by(c.Name) {
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
	s.order.sort, s.order.inverted = can[((at+step)%len(can)+len(can))%len(can)], false
	s.Resort()
}

// Invert turns the order round.
func (s *sorter[T]) Invert() {
	s.order.inverted = !s.order.inverted
	s.Resort()
}

// Resort puts rows whose values changed since the last sort where they belong.
func (s *sorter[T]) Resort() {
	s.roll.sort()
	s.window.show()
}

// Sorted returns the name of the column sorted by ("" for the order of arrival) and whether the order is inverted.
func (s *sorter[T]) Sorted() (name string, inverted bool) {
	if s.order.sort >= 0 {
		name = s.order.columns.all[s.order.sort].Name
	}
	return name, s.order.inverted
}

// compare is the sort order. It is total: rows that the column holds equal stand in the natural order of their ids,
// inverted or not.
func (o *order[T]) compare(a, b *row[T]) int {
	if a == b {
		return 0
	}
	n := 0
	if o.sort < 0 {
		n = cmp.Compare(a.arrival, b.arrival)
	} else if less := o.columns.all[o.sort].Less; less == nil {
		n = words.Natural(lower(o.columns, a, o.sort), lower(o.columns, b, o.sort))
	} else if less(a.item, b.item) {
		n = -1
	} else if less(b.item, a.item) {
		n = 1
	}
	if o.inverted {
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
