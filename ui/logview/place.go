package logview

import "sort"

// book is what is held: pages of lines in their order, none without a line that is held.
type book struct{ pages []*page }

// place is where an entry stands now: its page and line. Only ids outlive a change.
type place struct{ page, line int }

func (b *book) id(at place) ID         { return b.pages[at.page].lines.id(at.line) }
func (b *book) record(at place) record { return b.pages[at.page].lines.record(at.line) }

// shown returns how many entries pass the filter.
func (b *book) shown() int {
	n := 0
	for _, g := range b.pages {
		n += g.shown
	}
	return n
}

// find returns where the first entry held that is not before the id stands, or the end.
func (b *book) find(id ID) place {
	at := place{page: b.pageAt(id)}
	if at.page < len(b.pages) {
		g := b.pages[at.page]
		at.line = max(g.at(id), g.gone)
	}
	return at
}

// from returns the first entry shown at a place or behind it.
func (b *book) from(at place) (place, bool) {
	for ; at.page < len(b.pages); at = (place{at.page + 1, 0}) {
		if g := b.pages[at.page]; g.shown > 0 {
			if i := g.seen.next(at.line); i >= 0 {
				return place{at.page, i}, true
			}
		}
	}
	return place{}, false
}

// upTo returns the last entry shown at a place or before it.
func (b *book) upTo(at place) (place, bool) {
	if at.page >= len(b.pages) {
		at = place{len(b.pages) - 1, pageLines - 1}
	}
	for ; at.page >= 0; at = (place{at.page - 1, pageLines - 1}) {
		if g := b.pages[at.page]; g.shown > 0 {
			if i := g.seen.previous(at.line); i >= 0 {
				return place{at.page, i}, true
			}
		}
	}
	return place{}, false
}

func (b *book) next(at place) (place, bool)     { return b.from(place{at.page, at.line + 1}) }
func (b *book) previous(at place) (place, bool) { return b.upTo(place{at.page, at.line - 1}) }

// newest returns the last entry shown.
func (b *book) newest() (place, bool) { return b.upTo(place{page: len(b.pages)}) }

// near returns the entry with that id if it is shown, else the next one, else the one before.
func (b *book) near(id ID) (place, bool) {
	at := b.find(id)
	if found, ok := b.from(at); ok {
		return found, true
	}
	return b.upTo(at)
}

// rank returns how many entries shown are before a place.
func (b *book) rank(at place) int {
	n := 0
	for _, g := range b.pages[:min(at.page, len(b.pages))] {
		n += g.shown
	}
	if at.page < len(b.pages) {
		n += b.pages[at.page].seen.rank(at.line)
	}
	return n
}

// pageAt returns the number of the first page whose last line is not before the id.
func (b *book) pageAt(id ID) int {
	return sort.Search(len(b.pages), func(i int) bool { return b.pages[i].last().Compare(id) >= 0 })
}

// first returns the id of the oldest entry held.
func (b *book) first() (id ID, ok bool) {
	if len(b.pages) == 0 {
		return id, false
	}
	g := b.pages[0]
	return g.id(g.gone), true
}

// pending returns how many of the lines held are not yet tested.
func (b *book) pending() (untested, held int) {
	for _, g := range b.pages {
		n := len(g.recs) - g.gone
		held += n
		if !g.tested || !g.searched {
			untested += n
		}
	}
	return untested, held
}
