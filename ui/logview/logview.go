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
//
// Pane is made of parts that each own what they change and know no more than they need: the book of pages, which knows
// nothing of filters or screens; the intake, which writes it; the criteria, which lines are tested against, and the queue of
// their tests; the look, which says how many rows an entry takes; the window, which says what is on screen, with the mover,
// the seeker and the marker, which change that; and the painter, which draws it and changes nothing.
//
//	Append ─▶ intake ─▶ book ◀─ queue ◀─ Job (any goroutine)
//	             └─ criteria ─┘   ▲
//	                              │
//	keys ─▶ mover, seeker, marker ─▶ window ─▶ look
//	                                   ▲
//	View ◀─────────────────────────── painter
package logview

import (
	"iter"
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// Pane holds a log and shows it.
type Pane struct {
	*registry
	*intake
	*queue
	*window
	*mover
	*seeker
	pointers
	*controls
	*painter
	meter
}

// pointers choose what is pointed at: marked and selected entries, bars of the histogram, fields, errors and events.
type pointers struct {
	*marker
	*ranger
	*fielder
	*leaper
}

// New returns an empty pane that follows what is appended. now is asked for the rate, for relative times and for which
// day it is.
func New(th *theme.Theme, now func() time.Time, limits Limits) *Pane {
	b, r, m := &book{}, &registry{}, &marks{}
	c := &criteria{writers: r}
	f := &fields{}
	n := newCounters(r, f)
	l := &look{book: b, writers: r, marks: m, fields: f, folds: folds{}, dates: dates{zone: time.Local, now: now}}
	w := &window{book: b, look: l, follow: true}
	s := &seeker{book: b, criteria: c, window: w}
	mv := &mover{b, w, s}
	return &Pane{registry: r, window: w, mover: mv, seeker: s, controls: &controls{l, w, s},
		intake:   &intake{book: b, criteria: c, limits: limits.orDefault(), counts: n, heads: map[Source]head{}},
		pointers: pointers{&marker{m, b, mv, s}, &ranger{&n.histogram, b, mv}, &fielder{f, b, r, s}, &leaper{b, mv}},
		queue:    &queue{book: b, criteria: c, window: w, portions: portions{job: 6 << 20, begin: 1 << 20}},
		painter:  &painter{th, w, c, r}, meter: meter{now: now}}
}

// Append takes a batch of lines, in any order. Each is inserted where its time belongs, behind those of the same time;
// the place on screen stays. Lines that continue another of their source (indented, "at …", "Caused by", the lines of a
// Python or Go trace) within a second are joined to it. The batch may be reused afterwards, its texts not changed.
func (p *Pane) Append(entries []Entry) {
	p.rate.add(p.meter.now(), len(entries))
	if len(entries) > 0 {
		p.took(func() bool { return p.intake.append(entries) })
	}
}

// Prepend is Append for a page of older lines: they stand before those of the same time that are held.
func (p *Pane) Prepend(entries []Entry) {
	if len(entries) > 0 {
		p.took(func() bool { return p.intake.prepend(entries) })
	}
}

// took takes lines in and forgets what was known of those that were dropped for them. The line under the cursor stays, also where one has
// come between it and the line that it is shown around.
func (p *Pane) took(in func() (dropped bool)) {
	var kept []ID
	if at, ok := p.window.current(); ok && !p.Following() {
		kept = append(kept, p.intake.book.id(at))
	}
	if in() {
		first, ok := p.intake.book.first()
		kept := func(id ID) bool { return ok && id.Compare(first) >= 0 }
		p.marks.keep(kept)
		p.controls.look.folds.keep(kept)
	}
	p.seeker.settle(kept...)
}

// Clear forgets all lines and marks; sources, filter, search and folding stay. The pane follows.
func (p *Pane) Clear() {
	p.intake.clear()
	p.marks.ids, p.controls.look.folds = nil, folds{}
	p.follow, p.seeking = true, 0
}

// SetFilter puts the filter in force. A term that cannot be understood is refused with an error of one line, and the
// filter stays as it was. Empty terms are passed over.
func (p *Pane) SetFilter(f Filter) error {
	c := p.intake.criteria
	if err := c.filterBy(f); err != nil {
		return err
	}
	p.cursor = p.home
	all := c.filter.empty()
	for _, g := range p.intake.book.pages {
		g.tested, g.out = all, false
		g.passed = set{}
		if all {
			g.passed.span(g.gone, len(g.recs))
		}
		g.count()
	}
	if !all {
		p.begin()
	}
	p.seeker.settle()
	return nil
}

// Filter returns the filter in force.
func (p *Pane) Filter() Filter { return p.intake.criteria.expr }

// Search looks for a text, in capitals or not, or for a pattern after "re:"; "" ends the search. The cursor stays.
func (p *Pane) Search(expr string) error {
	c := p.intake.criteria
	if err := c.searchFor(expr); err != nil {
		return err
	}
	p.seeking = 0
	for _, g := range p.intake.book.pages {
		g.searched, g.out = c.search == nil, false
		g.found = set{}
		g.hits = 0
	}
	if c.search != nil {
		p.begin()
	}
	return nil
}

// Searched returns what is looked for.
func (p *Pane) Searched() string { return p.intake.criteria.searched }

// Finish takes the results of a job that was run. Those of a filter or search no longer in force are dropped; those of
// pages no longer held do no harm.
func (p *Pane) Finish(j *Job) {
	if j == nil {
		return
	}
	p.finish(j)
	p.seeker.settle()
}

// Stats says how much is held, shown and dropped.
func (p *Pane) Stats() Stats {
	n := p.tally
	return Stats{Held: n.held, Notes: n.notes, Shown: p.intake.book.shown(), Around: besides(p.intake.book.pages), Dropped: n.dropped, Received: n.received, Bytes: n.bytes}
}

// Held returns all entries in their order, as they are now: it may be read later and by another goroutine. Nothing is
// copied but the entry that is handed out.
func (p *Pane) Held() iter.Seq[Entry] {
	return p.intake.book.sequence(func(g *page) (all set) {
		all.span(g.gone, len(g.recs))
		return all
	})
}

// Shown returns the entries that are shown, as far as they are tested, as Held does.
func (p *Pane) Shown() iter.Seq[Entry] {
	return p.intake.book.sequence(func(g *page) set { return g.seen })
}

// Patterns are those of the lines that came since New or Clear, how many lines have others, and how many lines came of each revision. It may
// be asked by another goroutine.
func (p *Pane) Patterns() (all []Pattern, others int, versions map[string]int) {
	return p.intake.counts.patterns.Patterns()
}

// Like is the pattern of a text among Patterns; ok is false where there is none.
func (p *Pane) Like(text string) (one Pattern, ok bool) { return p.intake.counts.patterns.Like(text) }

// Format returns the way the pane writes entries now.
func (p *Pane) Format() Format {
	l := p.controls.look
	f := Format{clock: l.dates.clock(l.book), sources: p.sources, raw: l.raw}
	f.clock.date = false
	for _, name := range p.columns.shown() {
		if n := p.columns.widths[name]; n > 0 {
			f.labels = append(f.labels, column{name, n})
		}
	}
	return f
}
