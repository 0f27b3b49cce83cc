package logview

import (
	"slices"
	"sort"

	"github.com/ecscope/ecscope/logline"
)

// insert puts the batch where its entries belong. Pages that get lines in their middle are written anew, so that a job
// goes on reading the old one; the last page is appended to, which nobody else sees.
func (p *Pane) insert() {
	b := &p.batch
	late := 0
	if n := len(p.pages); n > 0 {
		last := p.pages[n-1].last()
		late = sort.Search(len(b.order), func(i int) bool { return b.all[b.order[i]].id().Compare(last) > 0 })
	}
	for late > 0 { // from the last to the first, so that the numbers of the pages hold
		id := b.all[b.order[late-1]].id()
		at := p.pageAt(id)
		from := late - 1
		for from > 0 && (at == 0 || b.all[b.order[from-1]].id().Compare(p.pages[at-1].last()) > 0) {
			from--
		}
		p.merge(at, b.order[from:late])
		b.order = slices.Delete(b.order, from, late)
		late = from
	}
	p.extend(b.order)
}

// pageAt returns the number of the first page whose last line is not before the id.
func (p *Pane) pageAt(id ID) int {
	return sort.Search(len(p.pages), func(i int) bool { return p.pages[i].last().Compare(id) >= 0 })
}

// extend appends what is newer than all that is held.
func (p *Pane) extend(order []int32) {
	if len(order) == 0 {
		return
	}
	first, from := max(len(p.pages)-1, 0), 0
	if len(p.pages) > 0 {
		from = len(p.pages[first].recs)
	}
	for _, i := range order {
		in := &p.batch.all[i]
		g := p.tail(in.size)
		p.put(g, in)
	}
	for _, g := range p.pages[first:] {
		p.test(g, from)
		from = 0
	}
}

// tail returns the page that the next line is appended to.
func (p *Pane) tail(size int) *page {
	n := len(p.pages)
	if n > 0 && !p.pages[n-1].full(size) {
		return p.pages[n-1]
	}
	g := &page{tested: true, searched: true}
	if n > 0 {
		p.pages[n-1].seal()
		g.recs = make([]record, 0, pageLines)
		g.text = make([]byte, 0, max(pageBytes, size))
	}
	p.pages = append(p.pages, g)
	return g
}

// put appends an entry of the batch to a page.
func (p *Pane) put(g *page, in *incoming) {
	if in.join { // but what it continues is not there any more
		in.level = logline.LevelIn(in.text)
	}
	g.text = p.batch.write(g.text, in)
	in.end = uint32(len(g.text))
	g.recs = append(g.recs, in.record)
	p.held++
	p.bytes += in.size + recordBytes
}

// merge replaces a page by one or more that also have these entries of the batch, all of which belong before its last
// line or continue one of its lines.
func (p *Pane) merge(at int, order []int32) {
	old := p.pages[at]
	w := p.newMerging(old, order)
	i := old.gone
	for _, k := range order {
		in := &p.batch.all[k]
		for i < len(old.recs) && old.recs[i].id().Compare(in.id()) < 0 {
			w.keep(old, i)
			i++
		}
		if in.join && i < len(old.recs) && old.recs[i].id() == in.id() {
			w.keep(old, i)
			w.page.text = p.batch.write(append(w.page.text, '\n'), in)
			w.page.recs[len(w.page.recs)-1].end = uint32(len(w.page.text))
			p.bytes += 1 + in.size
			i++
			continue
		}
		w.room(in.size)
		p.put(w.page, in)
	}
	for ; i < len(old.recs); i++ {
		w.keep(old, i)
	}
	for _, g := range w.pages {
		if at < len(p.pages)-1 {
			g.seal()
		}
		// Tested at once, even if the old page waited for a job: were it to wait again, lines that come often enough
		// would make it wait for ever.
		g.tested, g.searched = true, true
		p.test(g, 0)
	}
	p.pages = slices.Replace(p.pages, at, at+1, w.pages...)
}

// merging writes pages of about the same size.
type merging struct {
	pages       []*page
	page        *page
	recs, bytes int // of a page, about
}

func (p *Pane) newMerging(old *page, order []int32) *merging {
	recs, size := len(old.recs)-old.gone+len(order), len(old.text)-old.start(old.gone)
	for _, k := range order {
		size += p.batch.all[k].size + 1
	}
	n := max((recs+pageLines-1)/pageLines, size/(pageBytes+pageBytes/4), 1)
	w := &merging{recs: (recs + n - 1) / n, bytes: size/n + 1}
	w.next()
	return w
}

func (w *merging) next() {
	w.page = &page{lines: lines{recs: make([]record, 0, w.recs), text: make([]byte, 0, w.bytes)}}
	w.pages = append(w.pages, w.page)
}

// room begins a new page if the next line is too much for this one.
func (w *merging) room(size int) {
	n := len(w.page.recs)
	if n >= w.recs || n > 0 && len(w.page.text)+size/2 > w.bytes {
		w.next()
	}
}

// keep copies a line.
func (w *merging) keep(old *page, i int) {
	text := old.line(i)
	w.room(len(text))
	w.page.text = append(w.page.text, text...)
	r := old.recs[i]
	r.end = uint32(len(w.page.text))
	w.page.recs = append(w.page.recs, r)
}
