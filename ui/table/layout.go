package table

import (
	"slices"

	"github.com/ecscope/ecscope/ui/theme"
)

// slot is a column's place on a line.
type slot struct {
	column int
	width  int
	want   int // the width that shows everything
	gap    int // cells that follow
}

// layout decides which columns are shown and how wide, in w cells. widths are those of the widest texts.
func (c *columns[T]) layout(w int, widths []int) []slot {
	slots := c.slots(w, widths)
	for spare(slots, w) < 0 {
		at := c.first(slots)
		if at < 0 {
			break
		}
		slots = slices.Delete(slots, at, at+1)
		if at == len(slots) && at > 0 {
			slots[at-1].gap = 0
		}
	}
	left := spare(slots, w)
	if left < 0 {
		c.shrink(slots, -left)
		return slots
	}
	c.grow(slots, left)
	return slots
}

// slots gives each column that can be shown what it wants, but for now no more than a third of the width, so that one
// long name does not push everything else off a narrow screen.
func (c *columns[T]) slots(w int, widths []int) []slot {
	const least = 12
	slots := make([]slot, 0, len(c.all))
	for _, i := range c.order() {
		one := &c.all[i]
		if !c.shows(i) {
			continue
		}
		s := slot{column: i, gap: 2}
		if one.Name == "" {
			s.gap = 1
		}
		header := theme.Width(one.Name)
		if c.bare {
			header = 0
		}
		s.want = limit(max(header, widths[i], one.Min, 1), one.Max)
		s.width = min(s.want, max(one.Min, w/3, least))
		if one.Whole {
			s.width = s.want
		}
		if one.Flex {
			s.width = limit(max(header, one.Min, 1), one.Max)
		}
		slots = append(slots, s)
	}
	if n := len(slots); n > 0 {
		slots[n-1].gap = 0
	}
	return slots
}

// first returns which of the slots is dropped first, or -1: of several the one furthest right.
func (c *columns[T]) first(slots []slot) int {
	at, highest := -1, 1
	for i, s := range slots {
		if drop := c.all[s.column].Drop; drop >= highest {
			at, highest = i, drop
		}
	}
	return at
}

// shrink takes cells from the widest columns, below their Min only when all are down to it.
func (c *columns[T]) shrink(slots []slot, cells int) {
	for ; cells > 0; cells-- {
		at := c.widest(slots, true)
		if at < 0 {
			at = c.widest(slots, false)
		}
		if at < 0 {
			return
		}
		slots[at].width--
	}
}

// widest returns which slot can best lose a cell, or -1.
func (c *columns[T]) widest(slots []slot, keepMin bool) int {
	at, most := -1, 1
	for i, s := range slots {
		if s.width > most && !(keepMin && s.width <= c.all[s.column].Min) {
			at, most = i, s.width
		}
	}
	return at
}

// grow gives spare cells to columns whose texts are cut, and what is left then to the flexible ones alike.
func (c *columns[T]) grow(slots []slot, cells int) {
	var flexible []*slot
	for i := range slots {
		s := &slots[i]
		if c.all[s.column].Flex {
			flexible = append(flexible, s)
			continue
		}
		more := min(s.want-s.width, cells)
		s.width += more
		cells -= more
	}
	for cells > 0 {
		flexible = slices.DeleteFunc(flexible, func(s *slot) bool {
			most := c.all[s.column].Max
			return most > 0 && s.width >= most
		})
		if len(flexible) == 0 {
			return
		}
		share := max(cells/len(flexible), 1)
		for _, s := range flexible {
			more := min(limit(s.width+share, c.all[s.column].Max)-s.width, cells)
			s.width += more
			cells -= more
		}
	}
}

// spare returns how many of w cells the slots leave; it is negative where they need more.
func spare(slots []slot, w int) int {
	for _, s := range slots {
		w -= s.width + s.gap
	}
	return w
}

func limit(w, most int) int {
	if most > 0 {
		return min(w, most)
	}
	return w
}
