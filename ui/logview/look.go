package logview

import (
	"maps"
	"slices"
	"time"
)

// look is how entries are drawn, and so how many rows they take.
type look struct {
	book    *book
	writers *registry
	marks   *marks
	folds   folds
	fields  *fields
	dates   dates
	wrap    bool
	raw     bool
	w       int
	lay     layout // as the window found it last
}

// folds are the entries of several lines that are folded to their first.
type folds map[ID]bool

func (f folds) toggle(id ID) {
	if f[id] {
		delete(f, id)
	} else {
		f[id] = true
	}
}

// keep forgets entries that are not kept.
func (f folds) keep(kept func(ID) bool) {
	maps.DeleteFunc(f, func(id ID, _ bool) bool { return !kept(id) })
}

// controls change how the log is drawn, and scroll it sideways.
type controls struct {
	look   *look
	window *window
	seeker *seeker
}

// SetSize sets the size of View in cells.
func (c *controls) SetSize(w, h int) {
	c.look.w, c.window.h = max(w, 0), max(h, 0)
	c.seeker.settle()
}

// SetWrap breaks lines that are wider than the screen, at spaces where there are any, or cuts them.
func (c *controls) SetWrap(wrap bool) {
	c.look.wrap, c.window.left = wrap, 0
	c.seeker.settle()
}

// Wrap says whether lines are wrapped.
func (c *controls) Wrap() bool { return c.look.wrap }

// SetRaw shows lines as they were written, or parsed into level and message.
func (c *controls) SetRaw(raw bool) {
	c.look.raw = raw
	c.seeker.settle()
}

// Raw says whether lines are shown as they were written.
func (c *controls) Raw() bool { return c.look.raw }

// ToggleFold folds or unfolds the entry under the cursor.
func (c *controls) ToggleFold() {
	at, ok := c.window.current()
	if !ok {
		return
	}
	c.look.folds.toggle(c.look.book.id(at))
	c.seeker.settle()
}

// SetTime chooses how times are written; zone is what Local means, nil for the system's.
func (c *controls) SetTime(mode TimeMode, zone *time.Location) {
	if zone == nil {
		zone = time.Local
	}
	c.look.dates.mode, c.look.dates.zone = mode, zone
	c.seeker.settle()
}

// Time returns how times are written.
func (c *controls) Time() TimeMode { return c.look.dates.mode }

// SetColumns chooses the labels that are shown, by name and in this order. Until then all are.
func (c *controls) SetColumns(names ...string) {
	c.look.writers.columns.names = append([]string{}, names...)
	c.seeker.settle()
}

// Columns returns the names of the labels that are shown.
func (c *controls) Columns() []string { return slices.Clone(c.look.writers.columns.shown()) }

// Left scrolls sideways, back towards the beginning of the lines.
func (c *controls) Left() { c.window.left = max(c.window.left-c.sidestep(), 0) }

// Right scrolls sideways, as far as the lines on screen reach.
func (c *controls) Right() {
	c.window.left = max(c.window.left, min(c.window.left+c.sidestep(), c.window.rightmost()))
}

func (c *controls) sidestep() int { return max(min(c.look.w/4, 16), 1) }
