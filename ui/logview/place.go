package logview

// place is where an entry stands now: its page and line. Only ids outlive a change.
type place struct{ page, line int }

func (p *Pane) id(at place) ID         { return p.pages[at.page].recs[at.line].id() }
func (p *Pane) record(at place) record { return p.pages[at.page].recs[at.line] }

// shown returns how many entries pass the filter.
func (p *Pane) shown() int {
	n := 0
	for _, g := range p.pages {
		n += g.shown
	}
	return n
}

// find returns where the first entry held that is not before the id stands, or the end.
func (p *Pane) find(id ID) place {
	at := place{page: p.pageAt(id)}
	if at.page < len(p.pages) {
		g := p.pages[at.page]
		at.line = max(g.at(id), g.gone)
	}
	return at
}

// from returns the first entry shown at a place or behind it.
func (p *Pane) from(at place) (place, bool) {
	for ; at.page < len(p.pages); at = (place{at.page + 1, 0}) {
		if g := p.pages[at.page]; g.shown > 0 {
			if i := g.passed.next(at.line); i >= 0 {
				return place{at.page, i}, true
			}
		}
	}
	return place{}, false
}

// upTo returns the last entry shown at a place or before it.
func (p *Pane) upTo(at place) (place, bool) {
	if at.page >= len(p.pages) {
		at = place{len(p.pages) - 1, pageLines - 1}
	}
	for ; at.page >= 0; at = (place{at.page - 1, pageLines - 1}) {
		if g := p.pages[at.page]; g.shown > 0 {
			if i := g.passed.previous(at.line); i >= 0 {
				return place{at.page, i}, true
			}
		}
	}
	return place{}, false
}

func (p *Pane) next(at place) (place, bool)     { return p.from(place{at.page, at.line + 1}) }
func (p *Pane) previous(at place) (place, bool) { return p.upTo(place{at.page, at.line - 1}) }

// newest returns the last entry shown.
func (p *Pane) newest() (place, bool) { return p.upTo(place{page: len(p.pages)}) }

// near returns the entry with that id if it is shown, else the next one, else the one before.
func (p *Pane) near(id ID) (place, bool) {
	at := p.find(id)
	if found, ok := p.from(at); ok {
		return found, true
	}
	return p.upTo(at)
}

// current returns the entry under the cursor.
func (p *Pane) current() (place, bool) {
	if p.follow {
		return p.newest()
	}
	return p.near(p.cursor)
}

// rank returns how many entries shown are before a place.
func (p *Pane) rank(at place) int {
	n := 0
	for _, g := range p.pages[:min(at.page, len(p.pages))] {
		n += g.shown
	}
	if at.page < len(p.pages) {
		n += p.pages[at.page].passed.rank(at.line)
	}
	return n
}
