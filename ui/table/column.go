package table

import "github.com/ecscope/ecscope/ui/theme"

// Cell is what one column shows of one row.
type Cell struct {
	Text string
	Tone theme.Tone
}

// Column says what a table shows of its rows, and how. Widths are in cells of the screen.
type Column[T any] struct {
	// Name is the header. In lower case, with "-" for spaces, it is the key in a filter's "column:value", so it must
	// be unique. A column without a name (a state glyph) is followed by a gap of one cell instead of two.
	Name string
	// Cell is called for each row that is merged and for each row that is drawn; it must be quick.
	Cell func(T) Cell
	// Less orders the rows; nil is the natural order of the text without regard to case: web-2 before web-10.
	Less func(a, b T) bool
	// Min is what the column keeps when the screen is narrow; Max, where not 0, is the most it takes.
	Min, Max int
	// Flex gives the column what is left of the width.
	Flex bool
	// Right aligns the text to the right.
	Right bool
	// Wide columns show in wide mode only; filters look into them always.
	Wide bool
	// ByName keeps a filter's bare words out of the column: only "column:value" looks into it.
	ByName bool
	// Drop is the order in which columns go when the screen is narrow, highest first; 0 stays.
	Drop int
}
