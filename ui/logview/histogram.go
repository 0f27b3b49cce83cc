package logview

import (
	"time"

	"github.com/ecscope/ecscope/logline"
)

// The bars of a histogram: at most so many, of a second at least. Where the time that is held does not fit, two become one.
const (
	mostBars = 4096
	leastBar = int64(time.Second)
)

// Bar is how many lines there are in a piece of time, by how serious they are.
type Bar struct{ Lines, Warnings, Errors int }

// histogram counts the lines held over time, as they come and go: nothing is counted again for a frame.
type histogram struct {
	width int64 // nanoseconds of a bar
	first int64 // the number of the first bar since 1970
	bars  []Bar
}

// count takes note of a line that came (n is 1), or was dropped (-1).
func (h *histogram) count(r *record, n int) {
	if r.kind != Line {
		return
	}
	if h.width == 0 {
		h.width = leastBar
	}
	i := h.place(r.time)
	if i < 0 {
		return
	}
	b := &h.bars[i]
	b.Lines += n
	switch {
	case r.level >= logline.Error:
		b.Errors += n
	case r.level == logline.Warn:
		b.Warnings += n
	}
}

// place is the bar of a time, for which room is made.
func (h *histogram) place(at int64) int {
	for {
		k := floor(at, h.width)
		if len(h.bars) == 0 {
			h.first = k
		}
		first, last := min(h.first, k), max(h.first+int64(len(h.bars))-1, k)
		if last-first < mostBars {
			if grow := int(h.first - first); grow > 0 {
				h.bars = append(make([]Bar, grow, last-first+1), h.bars...)
				h.first = first
			}
			for h.first+int64(len(h.bars)) <= last {
				h.bars = append(h.bars, Bar{})
			}
			return int(k - h.first)
		}
		h.widen()
	}
}

// widen makes bars of two each.
func (h *histogram) widen() {
	first := floor(h.first, 2)
	wide := make([]Bar, 0, len(h.bars)/2+1)
	for i, b := range h.bars {
		k := int(floor(h.first+int64(i), 2) - first)
		for len(wide) <= k {
			wide = append(wide, Bar{})
		}
		wide[k].add(b)
	}
	h.width, h.first, h.bars = 2*h.width, first, wide
}

// trim forgets bars at the beginning of which all lines were dropped. What is left may fit in narrower bars, but is not counted again:
// bars become narrow with the next log.
func (h *histogram) trim() {
	n := 0
	for n < len(h.bars) && h.bars[n].Lines == 0 {
		n++
	}
	h.bars, h.first = h.bars[n:], h.first+int64(n)
}

func (b *Bar) add(o Bar) {
	b.Lines += o.Lines
	b.Warnings += o.Warnings
	b.Errors += o.Errors
}

func floor(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// Timeline is the histogram in so many cells.
type Timeline struct {
	From time.Time
	Cell time.Duration
	Bars []Bar
	// At is the cell of the line under the cursor, -1 where there is none.
	At int
}

// ranger shows how many lines there are when, and goes from one bar of that to the next.
type ranger struct {
	counts *histogram
	book   *book
	mover  *mover
}

// Timeline shares the time that is held out over so many cells.
func (r *ranger) Timeline(cells int) Timeline {
	h := r.counts
	if len(h.bars) == 0 || cells <= 0 {
		return Timeline{At: -1}
	}
	each := (len(h.bars) + cells - 1) / cells
	t := Timeline{From: time.Unix(0, h.first*h.width), Cell: time.Duration(int64(each) * h.width), At: -1}
	t.Bars = make([]Bar, (len(h.bars)+each-1)/each)
	for i, b := range h.bars {
		t.Bars[i/each].add(b)
	}
	if at, ok := r.mover.window.current(); ok {
		if i := int((r.book.record(at).time - h.first*h.width) / int64(t.Cell)); i >= 0 && i < len(t.Bars) {
			t.At = i
		}
	}
	return t
}

// ToBar goes to the first line of the next bar of so many cells in which a line is shown, or of the one before, and says whether there is
// one.
func (r *ranger) ToBar(cells int, next bool) bool {
	t := r.Timeline(cells)
	begin := func(i int) ID { return ID{time: t.From.Add(time.Duration(i) * t.Cell).UnixNano(), seq: -1 << 63} }
	if t.At < 0 {
		return false
	}
	if next {
		at, ok := r.book.from(r.book.find(begin(t.At + 1)))
		if ok {
			r.mover.Select(r.book.id(at))
		}
		return ok
	}
	first := r.book.find(begin(t.At))
	before, ok := r.book.previous(first)
	if !ok {
		return false
	}
	i := int(time.Unix(0, r.book.record(before).time).Sub(t.From) / t.Cell)
	if at, ok := r.book.from(r.book.find(begin(i))); ok {
		r.mover.Select(r.book.id(at))
	}
	return true
}
