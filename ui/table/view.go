package table

import (
	"github.com/ecscope/ecscope/ui/theme"
)

// piece is a cell about to be drawn, measured.
type piece struct {
	Cell
	width int
}

// View draws the header and the rows on screen: exactly h lines, none wider than w, or nothing if either is 0. Lines
// other than the cursor's are not filled with spaces to the right.
func (t *Table[T]) View() string {
	if t.w == 0 || t.h == 0 {
		return ""
	}
	rows := t.shown[t.top:min(t.top+t.lines(), len(t.shown))]
	pieces, widths := t.measure(rows)
	gutter := t.gutter()
	slots := t.layout(t.w-gutter, widths)
	d := drawing{theme: t.theme, left: t.w}
	d.b.Grow((t.w + 80) * (len(rows) + 1))
	t.header(&d, slots, gutter)
	for i, r := range rows {
		d.newline(t.w)
		d.selected = t.top+i == t.cursor && !t.blurred
		t.line(&d, r, slots, pieces[i*len(t.columns):], gutter)
	}
	for range t.lines() - len(rows) {
		d.b.WriteByte('\n')
	}
	return d.b.String()
}

// measure asks the cells of the rows on screen and returns them with the columns' widths. A text can be longer now
// than it was when it was merged, as ages are.
func (t *Table[T]) measure(rows []*row[T]) ([]piece, []int) {
	n := len(t.columns)
	pieces := make([]piece, len(rows)*n)
	widths := append(make([]int, 0, n), t.widths...)
	for i, r := range rows {
		for j := range t.columns {
			c := &t.columns[j]
			if c.Wide && !t.wide {
				continue
			}
			p := &pieces[i*n+j]
			p.Cell = c.Cell(r.item)
			p.width = theme.Width(p.Text)
			widths[j] = max(widths[j], p.width)
		}
	}
	return pieces, widths
}

// gutter is the width left of the columns: a cell for the cursor and, where there are marks, one for them.
func (t *Table[T]) gutter() int {
	if t.marks > 0 {
		return 2
	}
	return 1
}

func (t *Table[T]) header(d *drawing, slots []slot, gutter int) {
	d.skip(gutter)
	for _, s := range slots {
		c := &t.columns[s.column]
		name, n := theme.Cut(c.Name, min(s.width, d.left))
		before, after := 0, s.width-n
		if c.Right {
			before, after = after, before
		}
		after += s.gap
		d.skip(before)
		d.put(theme.Header, name, n)
		if s.column == t.sort {
			d.put(theme.Header, t.arrow(), 1) // at the worst in the gap
			after--
		}
		d.skip(after)
	}
}

// arrow shows the direction of the order; it is hollow when rows have changed since and stand elsewhere.
func (t *Table[T]) arrow() string {
	switch {
	case t.inverted && t.outs > 0:
		return "▿"
	case t.inverted:
		return "▾"
	case t.outs > 0:
		return "▵"
	}
	return "▴"
}

func (t *Table[T]) line(d *drawing, r *row[T], slots []slot, pieces []piece, gutter int) {
	t.margin(d, r, gutter)
	for _, s := range slots {
		p := &pieces[s.column]
		tone := p.Tone
		if t.stale {
			tone = theme.Dim
		}
		width := min(s.width, d.left)
		text, n := p.Text, p.width
		if n > width {
			text, n = theme.Cut(text, width)
		}
		if t.columns[s.column].Right {
			d.skip(s.width - n)
		}
		if spans := t.spans(r, s.column, p.Text); len(spans) > 0 {
			d.marked(tone, text, n, spans, p.width > width)
		} else {
			d.put(tone, text, n)
		}
		if !t.columns[s.column].Right {
			d.skip(s.width - n)
		}
		d.skip(s.gap)
	}
	d.fill()
}

// margin draws the cursor and the mark. The cursor's sign is not reversed, so that it shows even where the terminal
// knows no reverse video.
func (t *Table[T]) margin(d *drawing, r *row[T], gutter int) {
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
func (t *Table[T]) spans(r *row[T], column int, text string) [][]int {
	if len(t.filter) == 0 || text == "" {
		return nil
	}
	return t.filter.spans(column, text, r.texts[column])
}
