package browse

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// patience is after how long without a key rows move to where they belong now.
const patience = 10 * time.Second

// ranks moves rows whose values changed to their new places, but only while nobody is about to press a key: what is under
// the cursor, and above and below it, stays where it was seen.
type ranks[T any] struct {
	clock   nav.Clock
	table   *table.Table[T]
	touched time.Time // the last key
	waiting bool      // a wake-up is on its way
}

// ranked wakes a list up to move its rows.
type ranked[T any] struct{ of *ranks[T] }

// touch notes a key.
func (r *ranks[T]) touch() { r.touched = r.clock.Now() }

// watch asks for a wake-up where rows do not stand where they belong.
func (r *ranks[T]) watch() tea.Cmd {
	if r.waiting || !r.table.Unsorted() {
		return nil
	}
	r.waiting = true
	return r.clock.After(max(patience-r.clock.Now().Sub(r.touched), time.Second), ranked[T]{of: r})
}

// wake moves the rows, or waits on where a key was pressed meanwhile.
func (r *ranks[T]) wake(m ranked[T]) tea.Cmd {
	if m.of != r {
		return nil
	}
	r.waiting = false
	if r.clock.Now().Sub(r.touched) >= patience {
		r.table.Resort()
	}
	return r.watch()
}
