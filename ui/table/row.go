package table

// row is one row and what is remembered of it, so that filtering and sorting need not ask its cells again.
type row[T any] struct {
	id      string
	item    T
	texts   []string // of the columns that were asked for, in lower case
	asked   []bool   // which those are
	at      int      // place in rows; -1 before it has one
	place   int      // place in shown, while it passes
	load    int      // the load that last brought it
	arrival int
	pass    bool // the filters leave it
	out     bool // it stands before its predecessor in the sort order
	mark    bool
	calm    bool // it recedes now
	low     bool // it receded when it was put where it stands
	gone    bool
}
