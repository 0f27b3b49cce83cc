package logview

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/theme"
)

// fields are those of JSON and logfmt that have a column of their own, and what is known of their values in the lines held.
type fields struct {
	names   []string
	counts  []measure
	colour  string // the field whose values have a color each; "" for none
	turn    int    // how often they were chosen
	pending bool   // the lines that were held then are still to be counted
}

// fieldWidth is the most cells that a field takes.
const fieldWidth = 20

// choose begins anew with other fields, of which nothing is known yet.
func (f *fields) choose(names []string) {
	f.names, f.counts, f.pending = names, make([]measure, len(names)), false
	if !slices.Contains(names, f.colour) {
		f.colour = ""
	}
	f.turn++
}

// count takes note of a line that came (n is 1), or was dropped (-1).
func (f *fields) count(r *record, text string, n int) {
	if len(f.names) == 0 || r.kind != Line {
		return
	}
	for i, name := range f.names {
		if value, ok := fieldOf(text, name); ok {
			f.counts[i].count(value, n)
		}
	}
}

func (f *fields) layout() []column {
	var all []column
	for i, name := range f.names {
		all = append(all, column{name, min(max(f.counts[i].width, theme.Width(name)), fieldWidth) + 1})
	}
	return all
}

// fieldOf is the value that a line has of a field: of JSON all of it, of other lines their first, since others may be joined to it later.
func fieldOf(text, name string) (string, bool) {
	if !logline.LooksJSON(text) {
		text, _, _ = strings.Cut(text, "\n")
	}
	return logline.Value(text, name)
}

// measure is what is known of the values of a field. Numbers are counted in bands that are a fiftieth wide, so that lines can be taken
// out again that are dropped: then the least and the greatest value are true to that.
type measure struct {
	width int // cells of the widest value
	n     int // values that are numbers
	bands map[int]band
}

type band struct {
	n         int
	low, high float64
}

func (m *measure) count(value string, n int) {
	m.width = max(m.width, theme.Width(clipTo(value, 4*fieldWidth)))
	v, ok := numeric(value)
	if !ok {
		return
	}
	if m.bands == nil {
		m.bands = map[int]band{}
	}
	k := bandOf(v)
	b, had := m.bands[k]
	if !had || b.n == 0 {
		b.low, b.high = v, v
	}
	m.bands[k] = band{b.n + n, min(b.low, v), max(b.high, v)}
	m.n += n
}

// numeric reads a number, with or without a unit: 12, 12.5ms, 3s.
func numeric(value string) (float64, bool) {
	end := len(value)
	for end > 0 && letter(value[end-1]) {
		end--
	}
	if end == 0 || len(value) > 32 || len(value)-end > 3 {
		return 0, false
	}
	v, err := strconv.ParseFloat(value[:end], 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}

// bandOf is the band of a number: those of numbers below zero mirror those above.
func bandOf(v float64) int {
	const fine = 50 // bands of a factor of e
	switch {
	case v > 0:
		return 100_000 + int(math.Round(fine*math.Log(v)))
	case v < 0:
		return -100_000 - int(math.Round(fine*math.Log(-v)))
	}
	return 0
}

// Measured is what is known of the numbers of a field in the lines held.
type Measured struct {
	Name          string
	N             int
	Min, Max, P95 float64
	// Counting says that not all lines are counted yet.
	Counting bool
}

func (m *measure) measured() (d Measured) {
	var keys []int
	for k, b := range m.bands {
		if b.n > 0 {
			keys, d.N = append(keys, k), d.N+b.n
		}
	}
	if d.N == 0 {
		return d
	}
	slices.Sort(keys)
	d.Min, d.Max = m.bands[keys[0]].low, m.bands[keys[len(keys)-1]].high
	seen := 0
	for _, k := range keys {
		if seen += m.bands[k].n; float64(seen) >= 0.95*float64(d.N) {
			d.P95 = m.bands[k].high
			break
		}
	}
	return d
}

func (m *measure) add(o measure) {
	m.width = max(m.width, o.width)
	m.n += o.n
	for k, b := range o.bands {
		if m.bands == nil {
			m.bands = map[int]band{}
		}
		if had, ok := m.bands[k]; ok {
			b = band{had.n + b.n, min(had.low, b.low), max(had.high, b.high)}
		}
		m.bands[k] = b
	}
}

// fielder chooses the fields that have columns.
type fielder struct {
	fields  *fields
	book    *book
	writers *registry
	seeker  *seeker
}

// Counting is the count of the fields' values in the lines that were held when they were chosen. It is run once, by any goroutine.
type Counting struct {
	turn int
	of   fields
	runs []run
}

// SetFields chooses the fields that have a column each, by name or by a path of names and dots. The lines held are counted by the
// Counting, if there is one, which is run and handed to Counted.
func (f *fielder) SetFields(names ...string) *Counting {
	f.fields.choose(names)
	f.seeker.settle()
	if len(names) == 0 || len(f.book.pages) == 0 {
		return nil
	}
	f.fields.pending = true
	c := &Counting{turn: f.fields.turn}
	c.of.choose(names)
	for _, g := range f.book.pages {
		r := run{lines: g.lines}
		r.chosen.span(g.gone, len(g.recs))
		c.runs = append(c.runs, r)
	}
	return c
}

// Run counts.
func (c *Counting) Run() {
	for k := range c.runs {
		r := &c.runs[k]
		for i := r.chosen.next(0); i >= 0; i = r.chosen.next(i + 1) {
			one := r.record(i)
			c.of.count(&one, r.string(i), 1)
		}
	}
	c.runs = nil
}

// Counted takes what was counted, unless other fields were chosen since.
func (f *fielder) Counted(c *Counting) {
	if c == nil || c.turn != f.fields.turn {
		return
	}
	f.fields.pending = false
	for i := range f.fields.counts {
		f.fields.counts[i].add(c.of.counts[i])
	}
	f.seeker.settle()
}

// Fields are the fields that have a column.
func (f *fielder) Fields() []string { return slices.Clone(f.fields.names) }

// Measured is what is known of the numbers of the fields; those without one are left out.
func (f *fielder) Measured() []Measured {
	var all []Measured
	for i, name := range f.fields.names {
		if d := f.fields.counts[i].measured(); d.N > 0 {
			d.Name, d.Counting = name, f.fields.pending
			all = append(all, d)
		}
	}
	return all
}

// ColourField chooses the field whose values have a color each; "" leaves the colors to the labels.
func (f *fielder) ColourField(name string) { f.fields.colour = name }

// ColouredField is the field whose values have the colors.
func (f *fielder) ColouredField() string { return f.fields.colour }

// Sample are the last lines held, so many at most.
func (f *fielder) Sample(most int) []Entry {
	var all []Entry
	for k := len(f.book.pages) - 1; k >= 0; k-- {
		g := f.book.pages[k]
		for i := len(g.recs) - 1; i >= g.gone; i-- {
			if len(all) == most {
				return all
			}
			if g.recs[i].kind == Line {
				all = append(all, g.entry(i))
			}
		}
	}
	return all
}
