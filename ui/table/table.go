// Package table is a list of rows in columns that stays put while its rows are refreshed: the cursor belongs to a row
// and not to a line, and rows keep their places until the user sorts.
//
// It is not made from bubbles/table, whose cursor is a line number (a refresh would put "stop" on another task), whose
// selected row breaks where a cell is styled, which panics on a row longer than its columns and which renders all rows
// again for each key: 10 ms with 5,000 of them.
package table

import "github.com/ecscope/ecscope/ui/theme"

// Table is a list of rows of T, told apart by their ids. It is used by one goroutine.
type Table[T any] struct {
	// Keep, where set, decides what a row becomes when old is replaced: the owner can keep the details it has while a
	// newer row with nothing but a name arrives. Set it before the first Merge.
	Keep func(old, fresh T) T
	// Fault says whether a row is one that SetFaults(true) leaves. Set it before the first Merge.
	Fault func(T) bool
}

// New returns an empty table. Columns are shown in the order given. Until SortBy is called rows stand in the order
// of their arrival.
func New[T any](th *theme.Theme, id func(T) string, columns []Column[T]) *Table[T] { return &Table[T]{} }

// Begin starts a load: End will drop the rows that were not merged since. A load begun before and not ended is forgotten.
func (t *Table[T]) Begin() {}

// Merge inserts rows at their sorted places and replaces those whose id is known where they stand. Before the first
// End, rows whose values moved them are sorted again as well. Merge is allowed outside a load.
func (t *Table[T]) Merge(items []T) {}

// End finishes a load and drops the rows it did not bring. Without a Begin it does nothing.
func (t *Table[T]) End() {}

// Abort finishes a load that failed: it drops nothing.
func (t *Table[T]) Abort() {}

// Loading says whether a load has begun and not ended.
func (t *Table[T]) Loading() bool { return false }

// SetSize sets the size of View in cells, the header line included.
func (t *Table[T]) SetSize(w, h int) {}

// View draws the header and the rows on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (t *Table[T]) View() string { return "" }

// SetStale greys the rows: they are the last good ones and a newer load failed.
func (t *Table[T]) SetStale(stale bool) {}

// SetWide shows or hides the columns of wide mode.
func (t *Table[T]) SetWide(wide bool) {}

// Wide says whether wide mode is on.
func (t *Table[T]) Wide() bool { return false }

// SortBy sorts by the column of that name (compared without regard to case), ascending, and says whether there is one.
// The empty name stands for the order of arrival.
func (t *Table[T]) SortBy(name string) bool { return false }

// SortNext sorts by the next (step 1) or the previous (step -1) of the columns that can be shown, and wraps around.
func (t *Table[T]) SortNext(step int) {}

// Invert turns the order round.
func (t *Table[T]) Invert() {}

// Resort puts rows whose values changed since the last sort where they belong.
func (t *Table[T]) Resort() {}

// Sorted returns the name of the column sorted by ("" for the order of arrival) and whether the order is inverted.
func (t *Table[T]) Sorted() (name string, inverted bool) { return "", false }

// Unsorted says whether values changed so that the order shown is no longer the sort order; the header's arrow is
// hollow then.
func (t *Table[T]) Unsorted() bool { return false }

// Up moves the cursor to the row above.
func (t *Table[T]) Up() {}

// Down moves the cursor to the row below.
func (t *Table[T]) Down() {}

// PageUp moves up by the rows of a screen.
func (t *Table[T]) PageUp() {}

// PageDown moves down by the rows of a screen.
func (t *Table[T]) PageDown() {}

// HalfUp moves up by half a screen.
func (t *Table[T]) HalfUp() {}

// HalfDown moves down by half a screen.
func (t *Table[T]) HalfDown() {}

// Top moves to the first row.
func (t *Table[T]) Top() {}

// Bottom moves to the last row.
func (t *Table[T]) Bottom() {}

// SelectID moves the cursor to the row and says whether it is shown.
func (t *Table[T]) SelectID(id string) bool { return false }

// Selected returns the row the cursor is on; false when no row is shown.
func (t *Table[T]) Selected() (item T, ok bool) { return item, false }

// Find returns the row with that id, shown or filtered out.
func (t *Table[T]) Find(id string) (item T, ok bool) { return item, false }

// ToggleMark marks the cursor's row, or takes its mark away.
func (t *Table[T]) ToggleMark() {}

// ClearMarks takes all marks away.
func (t *Table[T]) ClearMarks() {}

// Marked returns the marked rows in their order, those the filter hides included.
func (t *Table[T]) Marked() []T { return nil }

// Visible returns the rows on screen and a few on either side: those to be loaded first.
func (t *Table[T]) Visible() []T { return nil }

// Len returns how many rows the filters leave.
func (t *Table[T]) Len() int { return 0 }

// Total returns how many rows there are.
func (t *Table[T]) Total() int { return 0 }

// All returns every row in its order, those the filter hides included.
func (t *Table[T]) All() []T { return nil }

// Position returns the numbers, from 1, of the first and last row on screen and how many rows the filters leave.
func (t *Table[T]) Position() (first, last, total int) { return 0, 0, 0 }

// SetFilter leaves the rows that match every word of the expression; see filter for its grammar. An expression that
// cannot be understood is refused with an error of one line and the filter stays as it was.
func (t *Table[T]) SetFilter(expr string) error { return nil }

// Filter returns the expression in force.
func (t *Table[T]) Filter() string { return "" }

// SetFaults leaves only rows that Fault reports, or all again.
func (t *Table[T]) SetFaults(on bool) {}

// Faults says whether only faulty rows are shown.
func (t *Table[T]) Faults() bool { return false }
