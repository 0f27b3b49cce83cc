package logview

import (
	"maps"
	"slices"
)

// Limits bound what a pane holds. The oldest lines are dropped and counted.
type Limits struct {
	Lines int // 1,000,000 if 0
	Bytes int // text and what is kept about it; 256 MiB if 0
}

// orDefault fills in what is not given.
func (l Limits) orDefault() Limits {
	if l.Lines <= 0 {
		l.Lines = 1_000_000
	}
	if l.Bytes <= 0 {
		l.Bytes = 256 << 20
	}
	return l
}

// Stats says how much there is.
type Stats struct {
	Held     int // entries; a stack trace is one
	Shown    int // entries that pass the filter, as far as tested
	Dropped  int // entries dropped for the limits since New or Clear
	Received int // entries handed in since New or Clear, lines joined to others included
	Bytes    int // of the limit in use
}

// Stats says how much is held, shown and dropped.
func (p *Pane) Stats() Stats {
	return Stats{Held: p.held, Shown: p.shown(), Dropped: p.dropped, Received: p.received, Bytes: p.bytes}
}

// drop keeps the limits.
func (p *Pane) drop() {
	before := p.dropped
	for p.held > p.limits.Lines || p.bytes > p.limits.Bytes {
		g := p.pages[0]
		i := g.gone
		p.bytes -= len(g.line(i)) + recordBytes
		p.held--
		p.dropped++
		g.gone++
		if g.passed.has(i) {
			g.shown--
			if g.found.has(i) {
				g.hits--
			}
			g.passed[i>>6] &^= 1 << (i & 63)
		}
		if g.gone == len(g.recs) {
			p.pages[0] = nil
			p.pages = p.pages[1:]
		}
	}
	if p.dropped > before && len(p.marks)+len(p.odd) > 0 {
		first, ok := p.first()
		gone := func(id ID) bool { return !ok || id.Compare(first) < 0 }
		p.marks = slices.DeleteFunc(p.marks, gone)
		maps.DeleteFunc(p.odd, func(id ID, _ bool) bool { return gone(id) })
	}
}

// first returns the id of the oldest entry held.
func (p *Pane) first() (id ID, ok bool) {
	if len(p.pages) == 0 {
		return id, false
	}
	g := p.pages[0]
	return g.recs[g.gone].id(), true
}

// Clear forgets all lines and marks; sources, filter, search and folding stay. The pane follows.
func (p *Pane) Clear() {
	p.pages, p.marks, p.heads = nil, nil, map[Source]head{}
	p.odd = map[ID]bool{}
	p.held, p.bytes, p.dropped, p.received = 0, 0, 0, 0
	p.follow, p.seeking = true, 0
}
