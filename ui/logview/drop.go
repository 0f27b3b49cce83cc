package logview

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
	Notes    int // entries held that are not lines, but about the log
	Shown    int // entries that pass the filter, as far as tested, and those around them
	Around   int // of these the entries that do not pass: see SetAround
	Dropped  int // entries dropped for the limits since New or Clear
	Received int // entries handed in since New or Clear, lines joined to others included
	Bytes    int // of the limit in use
}

// drop keeps the limits, and says whether it had to drop lines for that.
func (k *intake) drop() bool {
	before := k.tally.dropped
	for k.tally.held > k.limits.Lines || k.tally.bytes > k.limits.Bytes {
		g := k.book.pages[0]
		i := g.gone
		r := g.record(i)
		k.counts.went(&r, g.string(i))
		k.tally.bytes -= len(g.line(i)) + recordBytes
		k.tally.held--
		if r.kind != Line {
			k.tally.notes--
		}
		k.tally.dropped++
		g.gone++
		if g.seen.has(i) {
			g.shown--
			if g.found.has(i) {
				g.hits--
			}
			g.passed.take(i)
			g.near.take(i)
			g.seen.take(i)
		}
		if g.gone == len(g.recs) {
			k.book.pages[0] = nil
			k.book.pages = k.book.pages[1:]
		}
	}
	if k.tally.dropped > before {
		k.counts.histogram.trim()
	}
	return k.tally.dropped > before
}
