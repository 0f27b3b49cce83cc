package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// row is one row and what is remembered of it, so that filtering and sorting need not ask its cells again.
type row[T any] struct {
	id      string
	item    T
	texts   []string // of all columns, in lower case
	at      int      // place in rows; -1 before it has one
	place   int      // place in shown, while it passes
	load    int      // the load that last brought it
	arrival int
	pass    bool // the filters leave it
	out     bool // it stands before its predecessor in the sort order
	mark    bool
	gone    bool
}

// fill gives the row a new value and measures its texts.
func (t *Table[T]) fill(r *row[T], item T) {
	r.item = item
	if r.texts == nil {
		r.texts = make([]string, len(t.columns))
	}
	for i := range t.columns {
		text := t.columns[i].Cell(item).Text
		r.texts[i] = strings.ToLower(text)
		w := theme.Width(text)
		t.seen[i] = max(t.seen[i], w)
		t.widths[i] = max(t.widths[i], w)
	}
	r.pass = t.passes(r)
}
