// Package logview shows a log: up to a million lines in bounded memory, in the order of their time, growing at the end
// and now and then in the middle, filtered and searched without ever making a key wait.
//
// Pane is used by one goroutine. Two things may be used by others, because they read only what never changes once it
// is written: a Job, which is how filters and searches test all that is held, and the sequences of Held and Shown.
//
// The owner drives the jobs. After Append, Prepend, SetFilter, Search and Finish it asks Work for a job until there is
// none, runs each in a command of its own, and hands it back:
//
//	func (s *screen) work() tea.Cmd {
//		j := s.pane.Work()
//		if j == nil {
//			return nil
//		}
//		return func() tea.Msg { j.Run(); return tested{j} }
//	}
//	…
//	case tested:
//		s.pane.Finish(msg.job)
//		return s.work()
//
// What is near the cursor is tested at once; lines not yet tested are not shown and not counted, and Pending says that
// there are some.
package logview

import (
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// Pane holds a log and shows it.
type Pane struct {
	theme    *theme.Theme
	palette  *palette
	now      func() time.Time
	limits   Limits
	portions portions

	sources sources
	columns columns
	colours colours

	pages             []*page // none without a line that is held
	heads             map[Source]head
	batch             batch
	rate              rate
	held, bytes       int
	dropped, received int
	nextSeq, firstSeq int64 // of the next line appended, and the lowest given to one prepended

	w, h   int
	mode   TimeMode
	zone   *time.Location
	wrap   bool
	raw    bool
	folded bool
	odd    map[ID]bool // entries that are not folded as the others are
	lay    layout      // as frame found it last
	left   int         // cells scrolled sideways
	follow bool
	cursor ID  // while paused
	home   ID  // the entry the user put it on, to which it returns once the filter shows that again
	row    int // of the screen, where the entry under the cursor begins
	paused ID  // the newest line there was then
	marks  []ID

	expr       Filter
	filter     filter
	filterTurn int
	search     *matcher // nil for none
	searched   string
	searchTurn int
	seeking    int // the direction in which a match is awaited
}

// New returns an empty pane that follows what is appended. now is asked for the rate, for relative times and for which
// day it is.
func New(th *theme.Theme, now func() time.Time, limits Limits) *Pane {
	p := &Pane{theme: th, palette: newPalette(), now: now, limits: limits.orDefault(), heads: map[Source]head{},
		odd: map[ID]bool{}, portions: portions{job: 6 << 20, begin: 1 << 20}, zone: time.Local, follow: true}
	return p
}

// SetSize sets the size of View in cells.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.settle()
}

// SetWrap breaks lines that are wider than the screen, at spaces where there are any, or cuts them.
func (p *Pane) SetWrap(wrap bool) {
	p.wrap, p.left = wrap, 0
	p.settle()
}

// Wrap says whether lines are wrapped.
func (p *Pane) Wrap() bool { return p.wrap }

// SetRaw shows lines as they were written, or parsed into level and message.
func (p *Pane) SetRaw(raw bool) {
	p.raw = raw
	p.settle()
}

// Raw says whether lines are shown as they were written.
func (p *Pane) Raw() bool { return p.raw }

// SetFolded folds all entries of several lines to their first, or unfolds them.
func (p *Pane) SetFolded(folded bool) {
	p.folded = folded
	clear(p.odd)
	p.settle()
}

// Folded says whether entries are folded unless they were unfolded singly.
func (p *Pane) Folded() bool { return p.folded }

// ToggleFold folds or unfolds the entry under the cursor.
func (p *Pane) ToggleFold() {
	at, ok := p.current()
	if !ok {
		return
	}
	id := p.id(at)
	if p.odd[id] {
		delete(p.odd, id)
	} else {
		p.odd[id] = true
	}
	p.settle()
}

// Left scrolls sideways, back towards the beginning of the lines.
func (p *Pane) Left() { p.left = max(p.left-p.sidestep(), 0) }

// Right scrolls sideways, as far as the lines on screen reach.
func (p *Pane) Right() {
	p.left = max(p.left, min(p.left+p.sidestep(), p.rightmost()))
}

func (p *Pane) sidestep() int { return max(min(p.w/4, 16), 1) }
