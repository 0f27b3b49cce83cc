package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// piece is a cell about to be drawn, measured.
type piece struct {
	Cell
	width int
}

// painter draws the rows on screen and changes none.
type painter[T any] struct {
	theme     *theme.Theme
	columns   *columns[T]
	roll      *roll[T]
	window    *window[T]
	narrowing *narrowing[T]
	marks     *marks[T]
	w         int
	stale     bool
	blurred   bool
	rule      func(calm, restless int) (left, right string)
}

// SetBare leaves the header line out.
func (p *painter[T]) SetBare(bare bool) { p.window.bare, p.columns.bare = bare, bare }

// SetRule says what stands at the ends of the line above the rows that recede: of so many, of which so many would not any
// more.
func (p *painter[T]) SetRule(rule func(rows, restless int) (left, right string)) { p.rule = rule }

// SetSize sets the size of View in cells, the header line included.
func (p *painter[T]) SetSize(w, h int) {
	p.w, p.window.h = max(w, 0), max(h, 0)
	p.columns.across = p.w
	p.window.scroll()
}

// SetStale greys the rows: they are the last good ones and a newer load failed.
func (p *painter[T]) SetStale(stale bool) { p.stale = stale }

// SetFocused shows or hides the cursor, where the keyboard belongs to another part of the screen.
func (p *painter[T]) SetFocused(focused bool) { p.blurred = !focused }

// View draws the header and the rows on screen: exactly h lines, none wider than w, or nothing if either is 0. Lines
// other than the cursor's are not filled with spaces to the right.
func (p *painter[T]) View() string {
	if p.w == 0 || p.window.h == 0 {
		return ""
	}
	rows := p.window.shown[p.window.top:min(p.window.top+p.window.lines(), len(p.window.shown))]
	complete(p.columns, p.roll.rows)
	pieces, widths := p.columns.measure(rows)
	gutter := p.gutter()
	slots := p.columns.layout(p.w-gutter, widths)
	d := drawing{theme: p.theme, left: p.w}
	d.b.Grow((p.w + 80) * (len(rows) + 1))
	if !p.window.bare {
		p.header(&d, slots, gutter)
		d.newline(p.w)
	}
	at, restless := len(p.window.shown)+1, 0
	if p.window.divided() {
		at, restless = p.window.divide()
	}
	for _, r := range rows { // those on screen may have changed since they were merged
		if r.low && p.roll.order.divides() && r.calm != p.roll.order.recede(r.item) {
			restless += map[bool]int{true: 1, false: -1}[r.calm]
		}
	}
	border := min(max(at-p.window.top, 0), len(rows))
	for i, r := range rows {
		if i == border && at <= len(p.window.shown) {
			p.divider(&d, len(p.window.shown)-at, restless)
			d.newline(p.w)
		}
		d.selected = p.window.top+i == p.window.cursor && !p.blurred
		p.line(&d, r, slots, pieces[i*len(p.columns.all):], gutter)
		d.newline(p.w)
	}
	if border == len(rows) && at <= len(p.window.shown) {
		p.divider(&d, len(p.window.shown)-at, restless)
		d.newline(p.w)
	}
	return exactly(d.b.String(), p.window.h)
}

// exactly makes a text, each line of which is ended, so many lines high, of which the last is not ended.
func exactly(text string, lines int) string {
	have := strings.Count(text, "\n")
	if have < lines {
		return text + strings.Repeat("\n", lines-have-1)
	}
	for ; have > lines; have-- {
		text = text[:strings.LastIndexByte(text[:len(text)-1], '\n')+1]
	}
	return strings.TrimSuffix(text, "\n")
}

// divider draws the line above the rows that recede.
func (p *painter[T]) divider(d *drawing, rows, restless int) {
	left, right := "", ""
	if p.rule != nil {
		left, right = p.rule(rows, restless)
	}
	left, _ = theme.Cut(" "+left+" ", p.w)
	if right != "" {
		right = " " + right
	}
	rule := p.w - theme.Width(left) - theme.Width(right) - 1
	if rule < 1 {
		right, rule = "", max(p.w-theme.Width(left), 0)
	}
	d.put(theme.Dim, left, theme.Width(left))
	d.put(theme.Border, strings.Repeat("─", rule), rule)
	d.put(theme.Dim, right, theme.Width(right))
}

// gutter is the width left of the columns: a cell for the cursor and, where there are marks, one for them.
func (p *painter[T]) gutter() int {
	if p.marks.count > 0 {
		return 2
	}
	return 1
}

func (p *painter[T]) header(d *drawing, slots []slot, gutter int) {
	d.skip(gutter)
	for _, s := range slots {
		c := &p.columns.all[s.column]
		name, n := theme.Cut(c.Name, min(s.width, d.left))
		before, after := 0, s.width-n
		if c.Right {
			before, after = after, before
		}
		sorted := name != "" && p.roll.order.by(c.Name)
		if sorted && before > 0 && s.gap == 0 {
			before, after = before-1, after+1 // the arrow stands behind the name
		}
		after += s.gap
		d.skip(before)
		d.put(theme.Header, name, n)
		if sorted {
			d.put(theme.Header, p.arrow(), 1) // at the worst in the gap
			after--
		}
		d.skip(after)
	}
}

// arrow shows the direction of the order; it is hollow when rows have changed since and stand elsewhere.
func (p *painter[T]) arrow() string {
	switch {
	case p.roll.order.inverted && p.roll.outs > 0:
		return "▿"
	case p.roll.order.inverted:
		return "▾"
	case p.roll.outs > 0:
		return "▵"
	}
	return "▴"
}

func (p *painter[T]) line(d *drawing, r *row[T], slots []slot, pieces []piece, gutter int) {
	p.margin(d, r, gutter)
	for _, s := range slots {
		one := &pieces[s.column]
		tone := one.Tone
		if p.stale {
			tone = theme.Dim
		}
		width := min(s.width, d.left)
		text, n := one.Text, one.width
		if n > width {
			text, n = theme.Cut(text, width)
		}
		if p.columns.all[s.column].Right {
			d.skip(s.width - n)
		}
		if spans := p.spans(r, s.column, one.Text); len(spans) > 0 {
			d.marked(tone, text, n, spans, one.width > width)
		} else {
			d.put(tone, text, n)
		}
		if !p.columns.all[s.column].Right {
			d.skip(s.width - n)
		}
		d.skip(s.gap)
	}
	d.fill()
}

// margin draws the cursor and the mark. The cursor's sign is not reversed, so that it shows even where the terminal
// knows no reverse video.
func (p *painter[T]) margin(d *drawing, r *row[T], gutter int) {
	selected := d.selected
	d.selected = false
	if selected {
		d.put(theme.Accent, "▌", 1)
	} else {
		d.skip(1)
	}
	d.selected = selected
	if gutter > 1 && r.mark {
		d.put(theme.Accent, "✓", 1)
	} else {
		d.skip(gutter - 1)
	}
}

// spans returns where the filter is found in a text as it is drawn now.
func (p *painter[T]) spans(r *row[T], column int, text string) [][]int {
	if len(p.narrowing.filter) == 0 || text == "" {
		return nil
	}
	return p.narrowing.filter.spans(column, text, lower(p.columns, r, column))
}
