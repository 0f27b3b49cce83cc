package logview

import (
	"slices"
	"sort"

	"github.com/ecscope/ecscope/logline"
)

// insert puts the batch where its entries belong. Pages that get lines in their middle are written anew, so that a job
// goes on reading the old one; the last page is appended to, which nobody else sees.
func (k *intake) insert() {
	b := &k.batch
	late := 0
	if n := len(k.book.pages); n > 0 {
		last := k.book.pages[n-1].last()
		late = sort.Search(len(b.order), func(i int) bool { return b.all[b.order[i]].id().Compare(last) > 0 })
	}
	for late > 0 { // from the last to the first, so that the numbers of the pages hold
		id := b.all[b.order[late-1]].id()
		at := k.book.pageAt(id)
		from := late - 1
		for from > 0 && (at == 0 || b.all[b.order[from-1]].id().Compare(k.book.pages[at-1].last()) > 0) {
			from--
		}
		k.merge(at, b.order[from:late])
		b.order = slices.Delete(b.order, from, late)
		late = from
	}
	k.extend(b.order)
}

// extend appends what is newer than all that is held.
func (k *intake) extend(order []int32) {
	if len(order) == 0 {
		return
	}
	first, from := max(len(k.book.pages)-1, 0), 0
	if len(k.book.pages) > 0 {
		from = len(k.book.pages[first].recs)
	}
	for _, i := range order {
		in := &k.batch.all[i]
		g := k.tail(in)
		k.put(g, in)
	}
	for _, g := range k.book.pages[first:] {
		k.criteria.test(g, from)
		from = 0
	}
}

// tail returns the page that the next line is appended to.
func (k *intake) tail(in *incoming) *page {
	n := len(k.book.pages)
	if n > 0 && !k.book.pages[n-1].full(in) {
		return k.book.pages[n-1]
	}
	g := &page{tested: true, searched: true}
	if n > 0 {
		k.book.pages[n-1].seal()
		g.recs = make([]packed, 0, pageLines)
		g.text = make([]byte, 0, max(pageBytes, in.size))
	}
	k.book.pages = append(k.book.pages, g)
	return g
}

// put appends an entry of the batch to a page.
func (k *intake) put(g *page, in *incoming) {
	if in.join { // but what it continues is not there any more
		in.level = logline.LevelIn(in.text)
	}
	g.text = k.batch.write(g.text, in)
	g.add(&in.record)
	k.counts.came(&in.record, in.text)
	k.tally.held++
	if in.kind != Line {
		k.tally.notes++
	}
	k.tally.bytes += in.size + recordBytes
}

// merge replaces a page by one or more that also have these entries of the batch, all of which belong before its last
// line or continue one of its lines.
func (k *intake) merge(at int, order []int32) {
	old := k.book.pages[at]
	w := k.newMerging(old, order)
	i := old.gone
	for _, one := range order {
		in := &k.batch.all[one]
		for i < len(old.recs) && old.id(i).Compare(in.id()) < 0 {
			w.keep(old, i)
			i++
		}
		if in.join && i < len(old.recs) && old.id(i) == in.id() {
			w.keep(old, i)
			w.page.text = k.batch.write(append(w.page.text, '\n'), in)
			w.page.recs[len(w.page.recs)-1].end = uint32(len(w.page.text))
			k.tally.bytes += 1 + in.size
			i++
			continue
		}
		w.room(&in.record, in.size)
		k.put(w.page, in)
	}
	for ; i < len(old.recs); i++ {
		w.keep(old, i)
	}
	for _, g := range w.pages {
		if at < len(k.book.pages)-1 {
			g.seal()
		}
		// Tested at once, even if the old page waited for a job: were it to wait again, lines that come often enough
		// would make it wait for ever.
		g.tested, g.searched = true, true
		k.criteria.test(g, 0)
	}
	k.book.pages = slices.Replace(k.book.pages, at, at+1, w.pages...)
}

// merging writes pages of about the same size.
type merging struct {
	pages       []*page
	page        *page
	recs, bytes int // of a page, about
}

func (k *intake) newMerging(old *page, order []int32) *merging {
	recs, size := len(old.recs)-old.gone+len(order), len(old.text)-old.start(old.gone)
	for _, one := range order {
		size += k.batch.all[one].size + 1
	}
	n := max((recs+pageLines-1)/pageLines, size/(pageBytes+pageBytes/4), 1)
	w := &merging{recs: (recs + n - 1) / n, bytes: size/n + 1}
	w.next()
	return w
}

func (w *merging) next() {
	w.page = &page{lines: lines{recs: make([]packed, 0, w.recs), text: make([]byte, 0, w.bytes)}}
	w.pages = append(w.pages, w.page)
}

// room begins a new page if the next line is too much for this one.
func (w *merging) room(r *record, size int) {
	n := len(w.page.recs)
	if n >= w.recs || n > 0 && len(w.page.text)+size/2 > w.bytes || !w.page.fits(r) {
		w.next()
	}
}

// keep copies a line.
func (w *merging) keep(old *page, i int) {
	r, text := old.record(i), old.line(i)
	w.room(&r, len(text))
	w.page.text = append(w.page.text, text...)
	w.page.add(&r)
}
