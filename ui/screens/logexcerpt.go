package screens

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/logview"
)

// excerpt is a time of which CloudWatch was asked for no more than what a term of the filter can let through: from when on, where
// that is not as far back as was read, and up to when, where it has an end.
type excerpt struct {
	from, before time.Time
	term         string
}

// when says which time it is.
func (e excerpt) when(at func(time.Time) string) string {
	switch {
	case e.from.IsZero():
		return "before " + at(e.before)
	case e.before.IsZero():
		return "since " + at(e.from)
	}
	return "from " + at(e.from) + " to " + at(e.before)
}

// excerpts are those times, the newest first.
type excerpts struct {
	pane    *logview.Pane
	list    []excerpt
	refused bool // CloudWatch does not take the patterns that are made of filters
	typing  bool // the filter is being typed
	asked   []string
	live    atomic.Pointer[livePattern] // of Live Tail; read by the tail's goroutine
}

// livePattern is what Live Tail is asked for: what a term needs.
type livePattern struct{ term, pattern string }

// need is the filter as a pattern that CloudWatch applies, and the term that it is of; empty where it cannot be one.
func (x *excerpts) need() livePattern {
	if x.pane.Around() > 0 { // what is around a match has to be read as well
		return livePattern{}
	}
	need := logline.Needs(x.pane.Filter().Include, "task", "container", "revision", "service", "group")
	return livePattern{need.Term, tail.Containing(need.Texts, need.Shapes)}
}

// pattern is the filter as a pattern that CloudWatch applies to what is older than a time, and takes note of that; empty
// where it cannot be one.
func (x *excerpts) pattern(before time.Time) string {
	if x.refused {
		return ""
	}
	need := x.need()
	n := len(x.list)
	if need.pattern != "" && (n == 0 || x.list[n-1].term != need.term || !x.list[n-1].from.IsZero()) {
		x.list = append(x.list, excerpt{before: before, term: need.term})
	}
	return need.pattern
}

// settle has Live Tail apply the filter, once that is not typed any more.
func (x *excerpts) settle() {
	now := x.pane.Filter().Include
	if x.pane.Around() > 0 {
		now = nil
	}
	if !x.typing && (x.live.Load() == nil || !slices.Equal(now, x.asked)) {
		need := x.need()
		x.asked = slices.Clone(now)
		x.live.Store(&need)
	}
}

// livePattern is the filter as a pattern that Live Tail applies.
func (x *excerpts) livePattern() string {
	if need := x.live.Load(); need != nil {
		return need.pattern
	}
	return ""
}

// note takes note of when Live Tail began to send no more than some lines, and ended.
func (x *excerpts) note(e tail.Event) {
	switch e.Note {
	case tail.NoteLive, tail.NoteLiveEnded, tail.NotePolling:
	default:
		return
	}
	if x.sends() != "" {
		x.list[0].before = e.Time
	}
	if need := x.live.Load(); e.Note == tail.NoteLive && need != nil && need.pattern != "" {
		x.list = slices.Insert(x.list, 0, excerpt{from: e.Time, term: need.term})
	}
}

// sends is the term of which Live Tail sends the lines; empty where it sends all.
func (x *excerpts) sends() string {
	if len(x.list) > 0 && x.list[0].before.IsZero() {
		return x.list[0].term
	}
	return ""
}

// missing is the newest time of which lines are not held that the filter would let through, or that are around those.
func (x *excerpts) missing() (e excerpt, ok bool) {
	terms := x.pane.Filter().Include
	if x.pane.Around() > 0 {
		terms = nil
	}
	i := slices.IndexFunc(x.list, func(e excerpt) bool { return !slices.Contains(terms, e.term) })
	if i < 0 {
		return e, false
	}
	return x.list[i], true
}
