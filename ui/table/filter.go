package table

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// filter is what a row must satisfy, all of it.
type filter []term

// term is one word of a filter.
type term struct {
	column  int // -1 for any
	exclude bool
	byName  []bool                       // columns that it does not look into unless it names them
	text    string                       // in lower case; "" for a pattern
	match   func(text, word string) bool // of the column that it names; nil for one that holds it
	pattern *regexp.Regexp               // for a text, what finds it whatever its case
}

// parse reads a filter. Words are separated by spaces and all must hold:
//
//	text          some column contains the text, without regard to case
//	column:text   that column contains it; where no column has that name, the whole word is the text
//	re:pattern    some column matches the regular expression, without regard to case; also column:re:pattern
//	!word         the row does not satisfy the word
//	"a b"         quotes keep spaces, colons and "!" as they are; the last one may be missing while it is typed
//
// keys are the names of the columns. Words that say nothing yet, such as "column:", are passed over.
func parse(expr string, keys []string) (filter, error) {
	var f filter
	for _, w := range split(expr) {
		t, rest := term{column: -1}, w
		if rest.plain("!") {
			t.exclude, rest = true, rest.after(1)
		}
		if name, tail, ok := rest.prefix(); ok && name != "" {
			if column := slices.Index(keys, Key(name)); column >= 0 {
				t.column, rest = column, tail
			}
		}
		if name, tail, ok := rest.prefix(); ok && name == "re" {
			if tail.text == "" {
				continue
			}
			re, err := regexp.Compile("(?i)" + tail.text)
			if err != nil {
				return nil, words.PatternError(tail.text, err)
			}
			t.pattern = re
			f = append(f, t)
			continue
		}
		if rest.text == "" {
			continue
		}
		t.text = strings.ToLower(rest.text)
		re, err := regexp.Compile("(?i)" + regexp.QuoteMeta(rest.text))
		if err != nil {
			return nil, words.PatternError(rest.text, err)
		}
		t.pattern = re
		f = append(f, t)
	}
	return f, nil
}

// matches says whether one row, given by the texts of its n columns in lower case, satisfies the whole filter.
func (f filter) matches(n int, text func(column int) string) bool {
	for i := range f {
		if f[i].matches(n, text) == f[i].exclude {
			return false
		}
	}
	return true
}

func (t *term) matches(n int, text func(column int) string) bool {
	if t.column >= 0 {
		return t.in(text(t.column))
	}
	for i := range n {
		if !t.passesOver(i) && t.in(text(i)) {
			return true
		}
	}
	return false
}

// passesOver says whether the term, which names no column, does not look into this one.
func (t *term) passesOver(column int) bool {
	return column < len(t.byName) && t.byName[column]
}

func (t *term) in(text string) bool {
	if t.text != "" && t.match != nil {
		return t.match(text, t.text)
	}
	if t.text != "" {
		return strings.Contains(text, t.text)
	}
	return t.pattern.MatchString(text)
}

// spans returns where the filter's words are found in a column's text, in order and without overlap. lower is the
// same text in lower case.
func (f filter) spans(column int, text, lower string) [][]int {
	var found [][]int
	for i := range f {
		t := &f[i]
		if t.exclude || t.column >= 0 && t.column != column || t.column < 0 && t.passesOver(column) || !t.in(lower) {
			continue
		}
		found = append(found, t.pattern.FindAllStringIndex(text, -1)...)
	}
	if len(found) < 2 {
		return found
	}
	slices.SortFunc(found, func(a, b []int) int { return a[0] - b[0] })
	merged := found[:1]
	for _, s := range found[1:] {
		if last := merged[len(merged)-1]; s[0] <= last[1] {
			last[1] = max(last[1], s[1])
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}

// narrowing is which rows are shown: those that match the filter and, where only faults are wanted, are faults.
type narrowing[T any] struct {
	// Fault says whether a row is one that SetFaults(true) leaves. Set it before the first Merge.
	Fault func(T) bool

	columns *columns[T]
	filter  filter
	expr    string
	faults  bool
}

// filters change which rows are shown.
type filters[T any] struct {
	*narrowing[T]
	roll   *roll[T]
	window *window[T]
}

// SetFilter leaves the rows that match every word of the expression: "text" in any column, those of wide mode
// too but none that is ByName,
// "column:text", "re:pattern", "!word", quotes around spaces. An expression that cannot be understood is refused with
// an error of one line and the filter stays as it was.
func (f *filters[T]) SetFilter(expr string) error {
	read, err := parse(expr, f.columns.keys)
	if err != nil {
		return err
	}
	for i := range read {
		read[i].byName = f.columns.byName
		if c := read[i].column; c >= 0 {
			read[i].match = f.columns.all[c].Match
		}
	}
	f.filter, f.expr = read, expr
	f.refilter()
	return nil
}

// Filter returns the expression in force.
func (f *filters[T]) Filter() string { return f.expr }

// SetFaults leaves only rows that Fault reports, or all again.
func (f *filters[T]) SetFaults(on bool) {
	f.faults = on
	f.refilter()
}

// Faults says whether only faulty rows are shown.
func (f *filters[T]) Faults() bool { return f.faults }

// refilter is the only place where the cursor returns to the row the user chose: were a refresh to bring it back, it
// would leave the row the user is looking at.
func (f *filters[T]) refilter() {
	for _, r := range f.roll.rows {
		r.pass = f.passes(r)
	}
	if home := f.window.home; home != nil && home.pass {
		f.window.current = home
	}
	f.window.show()
}

// narrowed says whether the filters may hide rows.
func (n *narrowing[T]) narrowed() bool { return len(n.filter) > 0 || n.faults && n.Fault != nil }

func (n *narrowing[T]) passes(r *row[T]) bool {
	if n.faults && n.Fault != nil && !n.Fault(r.item) {
		return false
	}
	return len(n.filter) == 0 || n.filter.matches(len(n.columns.all), func(i int) string { return lower(n.columns, r, i) })
}
