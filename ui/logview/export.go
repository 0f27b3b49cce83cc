package logview

import "iter"

// run is a page as it was when a sequence was made.
type run struct {
	lines
	chosen set
}

// Held returns all entries in their order, as they are now: it may be read later and by another goroutine. Nothing is
// copied but the entry that is handed out.
func (p *Pane) Held() iter.Seq[Entry] {
	return p.sequence(func(g *page) (all set) {
		all.span(g.gone, len(g.recs))
		return all
	})
}

// Shown returns the entries that pass the filter, as far as they are tested, as Held does.
func (p *Pane) Shown() iter.Seq[Entry] {
	return p.sequence(func(g *page) set { return g.passed })
}

func (p *Pane) sequence(choose func(*page) set) iter.Seq[Entry] {
	var runs []run
	for _, g := range p.pages {
		runs = append(runs, run{g.lines, choose(g)})
	}
	return func(yield func(Entry) bool) {
		for k := range runs {
			r := &runs[k]
			for i := r.chosen.next(0); i >= 0; i = r.chosen.next(i + 1) {
				if !yield(r.entry(i)) {
					return
				}
			}
		}
	}
}

// Visible returns the entries that are on screen, whole or in part.
func (p *Pane) Visible() []Entry {
	f, ok := p.frame()
	var all []Entry
	rows := p.h + f.skip
	for at := f.top; ok && rows > 0; at, ok = p.next(at) {
		all = append(all, p.pages[at.page].entry(at.line))
		rows -= p.height(at)
	}
	return all
}
