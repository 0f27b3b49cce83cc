// Package table is a list of rows in columns that stays put while its rows are refreshed: the cursor belongs to a row
// and not to a line, and rows keep their places until the user sorts.
//
// It is not made from bubbles/table, whose cursor is a line number (a refresh would put "stop" on another task), whose
// selected row breaks where a cell is styled, which panics on a row longer than its columns and which renders all rows
// again for each key: 10 ms with 5,000 of them.
//
// The parts of a table each own what they change: the columns their widths, the roll the rows and their order, the
// narrowing the filter, and the window what is shown and where the cursor is. The loader, the sorter, the filters, the
// mover and the marks change them for the owner; the painter draws them and changes nothing.
//
//	Merge, End ─▶ loader ──▶ roll ◀── sorter ◀─ SortBy
//	                          ▲
//	SetFilter ─▶ filters ─▶ window ◀─ mover, marks ◀─ keys
//	                          ▲
//	View ◀────────────────── painter ─▶ columns
package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// Table is a list of rows of T, told apart by their ids. It is used by one goroutine.
type Table[T any] struct {
	*columns[T]
	*roll[T]
	*window[T]
	*mover[T]
	*loader[T]
	*sorter[T]
	*filters[T]
	*marks[T]
	*painter[T]
}

// New returns an empty table. Columns are shown in the order given. Until SortBy is called rows stand in the order
// of their arrival.
func New[T any](th *theme.Theme, id func(T) string, all []Column[T]) *Table[T] {
	c := newColumns(all)
	n := &narrowing[T]{columns: c}
	o := &order[T]{columns: c, sort: -1}
	r := &roll[T]{order: o, byID: map[string]*row[T]{}}
	w := &window[T]{roll: r, narrowing: n}
	m := &mover[T]{w}
	k := &marks[T]{roll: r, window: w, mover: m}
	return &Table[T]{c, r, w, m, &loader[T]{id: id, columns: c, roll: r, narrowing: n, window: w, marks: k},
		&sorter[T]{o, r, w}, &filters[T]{n, r, w}, k,
		&painter[T]{theme: th, columns: c, roll: r, window: w, narrowing: n, marks: k}}
}

func items[T any](rows []*row[T]) []T {
	if len(rows) == 0 {
		return nil
	}
	all := make([]T, len(rows))
	for i, r := range rows {
		all[i] = r.item
	}
	return all
}

// Key is a column's name as filters write it.
func Key(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", "-")
}
