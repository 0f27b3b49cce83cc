package tail

import (
	"cmp"
	"slices"
	"time"
)

// orderly holds lines back for a moment, so that those that come from elsewhere can be put before them.
type orderly struct {
	desc  bool
	lines []Event
	dirty bool // lines were added since they were last in order
}

func (o *orderly) add(e Event) {
	o.lines = append(o.lines, e)
	o.dirty = true
}

// compare orders lines as CloudWatch does. Those that it cannot tell apart stay as they came.
func (o *orderly) compare(a, b Event) int {
	n := cmp.Or(a.Time.Compare(b.Time), a.Ingested.Compare(b.Ingested))
	if o.desc {
		return -n
	}
	return n
}

// before takes out the lines before a moment (after it, where the newest come first), in order.
func (o *orderly) before(t time.Time) []Event {
	if len(o.lines) == 0 {
		return nil
	}
	if o.dirty {
		slices.SortStableFunc(o.lines, o.compare)
		o.dirty = false
	}
	n, _ := slices.BinarySearchFunc(o.lines, t, func(e Event, t time.Time) int {
		if o.desc && e.Time.After(t) || !o.desc && e.Time.Before(t) {
			return -1
		}
		return 1
	})
	out := slices.Clone(o.lines[:n])
	o.lines = slices.Delete(o.lines, 0, n)
	return out
}

// all takes out all lines, in order.
func (o *orderly) all() []Event {
	slices.SortStableFunc(o.lines, o.compare)
	out := o.lines
	o.lines, o.dirty = nil, false
	return out
}
