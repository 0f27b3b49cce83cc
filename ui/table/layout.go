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
func (t *Table[T]) layout(w int, widths []int) []slot {
	slots := t.slots(w, widths)
	for spare(slots, w) < 0 {
		at := t.first(slots)
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
		t.shrink(slots, -left)
		return slots
	}
	t.grow(slots, left)
	return slots
}

// slots gives each column that can be shown what it wants, but for now no more than a third of the width, so that one
// long name does not push everything else off a narrow screen.
func (t *Table[T]) slots(w int, widths []int) []slot {
	const least = 12
	slots := make([]slot, 0, len(t.columns))
	for i := range t.columns {
		c := &t.columns[i]
		if c.Wide && !t.wide {
			continue
		}
		s := slot{column: i, gap: 2}
		if c.Name == "" {
			s.gap = 1
		}
		header := theme.Width(c.Name)
		s.want = limit(max(header, widths[i], c.Min, 1), c.Max)
		s.width = min(s.want, max(c.Min, w/3, least))
		if c.Flex {
			s.width = limit(max(header, c.Min, 1), c.Max)
		}
		slots = append(slots, s)
	}
	if n := len(slots); n > 0 {
		slots[n-1].gap = 0
	}
	return slots
}

// first returns which of the slots is dropped first, or -1: of several the one furthest right.
func (t *Table[T]) first(slots []slot) int {
	at, highest := -1, 1
	for i, s := range slots {
		if drop := t.columns[s.column].Drop; drop >= highest {
			at, highest = i, drop
		}
	}
	return at
}

// shrink takes cells from the widest columns, below their Min only when all are down to it.
func (t *Table[T]) shrink(slots []slot, cells int) {
	for ; cells > 0; cells-- {
		at := t.widest(slots, true)
		if at < 0 {
			at = t.widest(slots, false)
		}
		if at < 0 {
			return
		}
		slots[at].width--
	}
}

// widest returns which slot can best lose a cell, or -1.
func (t *Table[T]) widest(slots []slot, keepMin bool) int {
	at, most := -1, 1
	for i, s := range slots {
		if s.width > most && !(keepMin && s.width <= t.columns[s.column].Min) {
			at, most = i, s.width
		}
	}
	return at
}

// grow gives spare cells to columns whose texts are cut, and what is left then to the flexible ones alike.
func (t *Table[T]) grow(slots []slot, cells int) {
	var flexible []*slot
	for i := range slots {
		s := &slots[i]
		if t.columns[s.column].Flex {
			flexible = append(flexible, s)
			continue
		}
		more := min(s.want-s.width, cells)
		s.width += more
		cells -= more
	}
	for cells > 0 {
		flexible = slices.DeleteFunc(flexible, func(s *slot) bool {
			most := t.columns[s.column].Max
			return most > 0 && s.width >= most
		})
		if len(flexible) == 0 {
			return
		}
		share := max(cells/len(flexible), 1)
		for _, s := range flexible {
			more := min(limit(s.width+share, t.columns[s.column].Max)-s.width, cells)
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
