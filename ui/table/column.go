package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

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
	// Cell is called for each row that is drawn, for each that is merged while the column is shown, and where a filter or the
	// order looks into it; it must be quick.
	Cell func(T) Cell
	// Less orders the rows; nil is the natural order of the text without regard to case: web-2 before web-10.
	Less func(a, b T) bool
	// Min is what the column keeps when the screen is narrow; Max, where not 0, is the most it takes.
	Min, Max int
	// Whole keeps the column's texts whole as long as there is a column that can be dropped instead.
	Whole bool
	// Flex gives the column what is left of the width.
	Flex bool
	// Right aligns the text to the right.
	Right bool
	// Wide columns show in wide mode only; filters look into them always.
	Wide bool
	// ByName keeps a filter's bare words out of the column: only "column:value" looks into it.
	ByName bool
	// Match says whether a word of a filter that names the column fits its text; both are in lower case. Nil is that the text
	// holds the word.
	Match func(text, word string) bool
	// Hidden columns are never shown: filters look into them.
	Hidden bool
	// From and Below, where not 0, are the widths of the table from and below which the column is shown. Of two columns of one
	// name, which show the same in different ways, one is shown at each width; filters and sorting know the first.
	From, Below int
	// Drop is the order in which columns go when the screen is narrow, highest first; 0 stays.
	Drop int
}

// columns are what a table shows of its rows, and how wide their texts are.
type columns[T any] struct {
	all    []Column[T]
	keys   []string // for filters
	byName []bool   // columns that bare words of a filter do not look into
	widths []int    // of the widest text of each column
	seen   []int    // the same since a load began
	whole  []bool   // widths are those of all rows: columns that are not shown are not measured
	chosen *choice  // nil for those that it comes with
	wide   bool
	across int  // the width of the table
	bare   bool // names are not shown
}

func newColumns[T any](all []Column[T]) *columns[T] {
	c := &columns[T]{all: all, widths: make([]int, len(all)), seen: make([]int, len(all)), whole: make([]bool, len(all))}
	for i := range all {
		c.whole[i] = true
		c.keys = append(c.keys, Key(all[i].Name))
		c.byName = append(c.byName, all[i].ByName)
	}
	return c
}

// SetWide shows or hides the columns of wide mode.
func (c *columns[T]) SetWide(wide bool) { c.wide = wide }

// Wide says whether wide mode is on.
func (c *columns[T]) Wide() bool { return c.wide }

// shows says whether a column can be shown.
func (c *columns[T]) shows(i int) bool {
	one := &c.all[i]
	switch fits := c.across >= one.From && (one.Below == 0 || c.across < one.Below); {
	case one.Hidden:
		return false
	case c.chosen == nil || one.Name == "":
		return (c.wide || !one.Wide) && fits
	case c.chosen.picked[i]:
		return fits || c.chosen.alone[i]
	default:
		return c.wide && fits
	}
}

// read measures the texts of a row that came, in the columns that are shown.
func (c *columns[T]) read(r *row[T]) {
	clear(r.asked)
	for i := range c.all {
		if c.whole[i] = c.whole[i] && c.shows(i); c.whole[i] {
			widen(c, r, i)
		}
	}
}

func widen[T any](c *columns[T], r *row[T], i int) {
	w := theme.Width(c.all[i].Cell(r.item).Text)
	c.seen[i], c.widths[i] = max(c.seen[i], w), max(c.widths[i], w)
}

// complete measures all rows in the columns that are shown and were not before.
func complete[T any](c *columns[T], rows []*row[T]) {
	for i := range c.all {
		if c.whole[i] || !c.shows(i) {
			continue
		}
		c.whole[i], c.widths[i], c.seen[i] = true, 0, 0
		for _, r := range rows {
			widen(c, r, i)
		}
	}
}

// lower is what a column says of a row, in lower case.
func lower[T any](c *columns[T], r *row[T], i int) string {
	if len(r.asked) != len(c.all) {
		r.texts, r.asked = make([]string, len(c.all)), make([]bool, len(c.all))
	}
	if !r.asked[i] {
		r.texts[i], r.asked[i] = strings.ToLower(c.all[i].Cell(r.item).Text), true
	}
	return r.texts[i]
}

// narrow lets columns shrink to what the load brought: only now, so that nothing jumps while it runs, and only by
// more than a few cells, so that ages going from 59s to 1m do not make the table tremble.
func (c *columns[T]) narrow() {
	const slack = 3
	for i, w := range c.seen {
		if c.whole[i] && c.widths[i] > w+slack {
			c.widths[i] = w
		}
	}
}

// measure asks the cells of the rows on screen and returns them with the columns' widths. A text can be longer now
// than it was when it was merged, as ages are.
func (c *columns[T]) measure(rows []*row[T]) ([]piece, []int) {
	n := len(c.all)
	pieces := make([]piece, len(rows)*n)
	widths := append(make([]int, 0, n), c.widths...)
	for i, r := range rows {
		for j := range c.all {
			one := &c.all[j]
			if !c.shows(j) {
				continue
			}
			p := &pieces[i*n+j]
			p.Cell = one.Cell(r.item)
			p.width = theme.Width(p.Text)
			widths[j] = max(widths[j], p.width)
		}
	}
	return pieces, widths
}
