package logview

import (
	"slices"

	"github.com/ecscope/ecscope/ui/theme"
)

// columns are the labels that can be shown, and how wide they are.
type columns struct {
	names  []string // chosen; nil for all there are
	known  []string // in the order they were met
	widths map[string]int
}

// labelWidth is the most cells a label takes.
const labelWidth = 24

// grow makes room for the labels of a source.
func (c *columns) grow(labels []Label) {
	if c.widths == nil {
		c.widths = map[string]int{}
	}
	for _, l := range labels {
		if !slices.Contains(c.known, l.Name) {
			c.known = append(c.known, l.Name)
		}
		c.widths[l.Name] = max(c.widths[l.Name], min(theme.Width(l.Value), labelWidth))
	}
}

// shown returns the names of the columns that are shown.
func (c *columns) shown() []string {
	if c.names != nil {
		return c.names
	}
	return c.known
}

// layout is how wide what stands before the message is.
type layout struct {
	gutter int // for the cursor, and for marks where there are any
	clock  clock
	time   int // with the space behind it; 0 if not shown
	labels []column
	level  int
	fields []column
	left   int // cells of all these
	text   int // cells of the message
}

type column struct {
	name  string
	width int
}

// textWidth is what a message has at least, before columns give way to it.
const textWidth = 24

// layout finds room for the columns; on a narrow screen the labels go first, then the time, then the level.
func (k *look) layout() layout {
	l := layout{gutter: 1, clock: k.dates.clock(k.book), level: len("ERROR") + 1}
	if len(k.marks.ids) > 0 {
		l.gutter++
	}
	if n := l.clock.width(); n > 0 {
		l.time = n + 1
	}
	l.left = l.gutter + l.time + l.level
	for _, name := range k.writers.columns.shown() {
		if n := k.writers.columns.widths[name]; n > 0 {
			l.labels = append(l.labels, column{name, n + 1})
			l.left += n + 1
		}
	}
	l.fields = k.fields.layout()
	for _, f := range l.fields {
		l.left += f.width
	}
	for k.w-l.left < textWidth && len(l.labels) > 0 {
		last := len(l.labels) - 1
		l.left -= l.labels[last].width
		l.labels = l.labels[:last]
	}
	if k.w-l.left < textWidth {
		l.left -= l.time
		l.time = 0
	}
	if k.w-l.left < textWidth {
		l.left -= l.level
		l.level = 0
	}
	for k.w-l.left < textWidth && len(l.fields) > 0 {
		last := len(l.fields) - 1
		l.left -= l.fields[last].width
		l.fields = l.fields[:last]
	}
	if l.text = k.w - l.left; l.text <= 0 {
		l.left, l.gutter, l.text = 0, 0, k.w
	}
	return l
}
