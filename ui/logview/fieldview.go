package logview

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// within says whether an entry is selected.
func (k *look) within(id, cursor ID) bool {
	if k.marks.anchor == nil {
		return false
	}
	a, b := k.marks.anchor.Compare(id), id.Compare(cursor)
	return a <= 0 && b <= 0 || a >= 0 && b >= 0
}

// Heading names the columns, where fields have some.
func (p *painter) Heading() string {
	look := *p.window.look
	lay := look.layout()
	text := theme.Spaces(lay.gutter)
	add := func(name string, width int) {
		if width > 0 {
			n, _ := theme.Reach(strings.ToUpper(name), width-1)
			text += theme.Fit(strings.ToUpper(name[:n]), width-1) + " "
		}
	}
	add("time", lay.time)
	for _, c := range lay.labels {
		add(c.name, c.width)
	}
	add("level", lay.level)
	for _, c := range lay.fields {
		add(c.name, c.width)
	}
	text, _ = theme.Cut(text+"MESSAGE", look.w)
	return text
}

// ink is what is written around a line's columns, in the color: that of its source, or of the value of a field.
func (d *drawing) ink(r *record, text string) (before, after string) {
	p := d.painter
	if by := d.look.fields.colour; by != "" && !d.selected {
		value, ok := fieldOf(text, by)
		if !ok {
			return "", ""
		}
		return p.theme.Source(hashed(value))
	}
	if d.selected || int(r.source) >= len(p.writers.colours.of) {
		return "", ""
	}
	return p.theme.Source(p.writers.colours.of[r.source])
}

// fields draws the values of the fields that have columns.
func (d *drawing) fields(text, before, after string) {
	for _, c := range d.look.lay.fields {
		value, ok := fieldOf(text, c.name)
		tone := theme.Plain
		if !ok {
			value, tone = theme.Dash, theme.Dim
		}
		value = theme.Fit(strings.ReplaceAll(value, "\n", " "), c.width-1)
		if c.name == d.look.fields.colour && ok && !d.selected {
			d.b.WriteString(before + value + after)
		} else {
			d.put(tone, value)
		}
		d.put(theme.Plain, " ")
	}
}
