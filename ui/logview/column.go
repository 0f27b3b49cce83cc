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
	values map[string]string // the first of each
	differ map[string]bool   // those of which there are several values
}

// roomy is from how many cells on the columns take what they like. In less, milliseconds, half of a task's id and all of a level but its
// letter give way to the message, and so does a label that is the same for all.
const roomy = 100

// taskLabel is the label that is an id, of which the beginning tells it from others.
const taskLabel, shortTask = "task", 4

// labelWidth is the most cells a label takes.
const labelWidth = 24

// grow makes room for the labels of a source.
func (c *columns) grow(labels []Label) {
	if c.widths == nil {
		c.widths, c.values, c.differ = map[string]int{}, map[string]string{}, map[string]bool{}
	}
	for _, l := range labels {
		if first := c.values[l.Name]; first == "" {
			c.values[l.Name] = l.Value
		} else if l.Value != "" && first != l.Value {
			c.differ[l.Name] = true
		}
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

// room is how many cells a column takes, without the space behind it; 0 where it is not shown.
func (c *columns) room(name string, near bool) int {
	n := c.widths[name]
	switch {
	case near && name == taskLabel:
		return min(n, shortTask)
	case near && !c.differ[name]:
		return 0
	}
	return n
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
	near := k.w < roomy
	l := layout{gutter: 1, clock: k.dates.clock(k.book), level: len("ERROR") + 1}
	if l.clock.near = near; near {
		l.level = len("E") + 1
	}
	if len(k.marks.ids) > 0 {
		l.gutter++
	}
	if n := l.clock.width(); n > 0 {
		l.time = n + 1
	}
	l.left = l.gutter + l.time + l.level
	for _, name := range k.writers.columns.shown() {
		if n := k.writers.columns.room(name, near); n > 0 {
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
