// Package table is a list of rows in columns that stays put while its rows are refreshed: the cursor belongs to a row
// and not to a line, and rows keep their places until the user sorts.
//
// It is not made from bubbles/table, whose cursor is a line number (a refresh would put "stop" on another task), whose
// selected row breaks where a cell is styled, which panics on a row longer than its columns and which renders all rows
// again for each key: 10 ms with 5,000 of them.
package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// Table is a list of rows of T, told apart by their ids. It is used by one goroutine.
type Table[T any] struct {
	// Keep, where set, decides what a row becomes when old is replaced: the owner can keep the details it has while a
	// newer row with nothing but a name arrives. Set it before the first Merge.
	Keep func(old, fresh T) T
	// Fault says whether a row is one that SetFaults(true) leaves. Set it before the first Merge.
	Fault func(T) bool

	theme   *theme.Theme
	id      func(T) string
	columns []Column[T]
	keys    []string // of the columns, for filters
	byName  []bool   // columns that bare words of a filter do not look into

	byID  map[string]*row[T]
	rows  []*row[T] // all, in the order shown
	shown []*row[T] // those that pass the filters; rows itself where there are none

	load    int // counts loads
	loading bool
	settled bool // a load has ended: rows keep their places now
	arrived int  // counts rows ever inserted

	sort     int // column, or -1 for the order of arrival
	inverted bool
	outs     int // rows that stand before their predecessor in the sort order

	cursor  int     // place in shown
	current *row[T] // the row there
	home    *row[T] // the row the user chose, to which the cursor returns when filters show it again
	touched bool    // the user has chosen at all
	top     int     // place in shown of the first row on screen

	w, h   int
	widths []int // of the widest text of each column
	seen   []int // the same since Begin
	marks  int

	filter filter
	expr   string
	faults bool
	wide   bool
	stale  bool

	blurred bool
}

// New returns an empty table. Columns are shown in the order given. Until SortBy is called rows stand in the order
// of their arrival.
func New[T any](th *theme.Theme, id func(T) string, columns []Column[T]) *Table[T] {
	t := &Table[T]{
		theme:   th,
		id:      id,
		columns: columns,
		byID:    map[string]*row[T]{},
		sort:    -1,
		widths:  make([]int, len(columns)),
		seen:    make([]int, len(columns)),
	}
	for i := range columns {
		t.keys = append(t.keys, key(columns[i].Name))
		t.byName = append(t.byName, columns[i].ByName)
	}
	return t
}

// SetSize sets the size of View in cells, the header line included.
func (t *Table[T]) SetSize(w, h int) {
	t.w, t.h = max(w, 0), max(h, 0)
	t.scroll()
}

// SetStale greys the rows: they are the last good ones and a newer load failed.
func (t *Table[T]) SetStale(stale bool) { t.stale = stale }

// SetWide shows or hides the columns of wide mode.
func (t *Table[T]) SetWide(wide bool) { t.wide = wide }

// Wide says whether wide mode is on.
func (t *Table[T]) Wide() bool { return t.wide }

// Len returns how many rows the filters leave.
func (t *Table[T]) Len() int { return len(t.shown) }

// Total returns how many rows there are.
func (t *Table[T]) Total() int { return len(t.rows) }

// All returns every row in its order, those the filter hides included.
func (t *Table[T]) All() []T { return items(t.rows) }

// Find returns the row with that id, shown or filtered out.
func (t *Table[T]) Find(id string) (item T, ok bool) {
	if r := t.byID[id]; r != nil {
		return r.item, true
	}
	return item, false
}

// Visible returns the rows on screen and a few on either side: those to be loaded first.
func (t *Table[T]) Visible() []T {
	const margin = 5
	return items(t.shown[max(t.top-margin, 0):min(t.top+t.lines()+margin, len(t.shown))])
}

// Position returns the numbers, from 1, of the first and last row on screen and how many rows the filters leave.
func (t *Table[T]) Position() (first, last, total int) {
	total = len(t.shown)
	last = min(t.top+t.lines(), total)
	if first = t.top + 1; first > last {
		first = last
	}
	return first, last, total
}

// lines is how many rows fit below the header.
func (t *Table[T]) lines() int { return max(t.h-1, 0) }

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

// key is a column's name as filters write it.
func key(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", "-")
}

// SetFocused shows or hides the cursor, where the keyboard belongs to another part of the screen.
func (t *Table[T]) SetFocused(focused bool) { t.blurred = !focused }
