package logview

import "iter"

// run is a page as it was when a sequence was made.
type run struct {
	lines
	chosen set
}

// sequence returns the entries that are chosen of each page.
func (b *book) sequence(choose func(*page) set) iter.Seq[Entry] {
	var runs []run
	for _, g := range b.pages {
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
func (w *window) Visible() []Entry {
	f, ok := w.frame()
	var all []Entry
	rows := w.h + f.skip
	for at := f.top; ok && rows > 0; at, ok = w.book.next(at) {
		all = append(all, w.book.pages[at.page].entry(at.line))
		rows -= w.look.height(at)
	}
	return all
}
