package logview

// SetAround has so many entries shown before and after each that passes the filter; 0 shows only those that pass. It looks at
// what is held, whoever wrote it. Without a filter it changes nothing.
func (s *seeker) SetAround(n int) {
	s.criteria.around = max(n, 0)
	surround(s.book.pages, s.criteria.around)
	s.settle()
}

// Around returns how many entries are shown before and after each that passes.
func (s *seeker) Around() int { return s.criteria.around }

// surround has n lines shown before and after each that passes. What no container wrote passes any filter: nothing is shown around that.
func surround(pages []*page, n int) {
	left := 0 // lines of the next page that are near one of those before
	for _, g := range pages {
		g.near = set{}
		left = g.behind(n, left)
	}
	left = 0
	for i := len(pages) - 1; i >= 0; i-- {
		left = pages[i].before(n, left)
	}
	for _, g := range pages {
		g.near.without(&g.passed)
		g.near.without(&g.notes)
		g.count()
	}
}

// keep has an entry shown, if it is held, as those around another are.
func keep(b *book, id ID) {
	at := b.find(id)
	if at.page == len(b.pages) || b.id(at) != id || b.pages[at.page].seen.has(at.line) {
		return
	}
	b.pages[at.page].near.add(at.line)
	b.pages[at.page].count()
}

// besides is how many entries are shown that do not pass.
func besides(pages []*page) (n int) {
	for _, g := range pages {
		n += g.near.count()
	}
	return n
}

// matches are the lines that pass.
func (g *page) matches() set {
	m := g.passed
	m.without(&g.notes)
	m.cut(g.gone)
	return m
}

// behind adds the n lines behind each match, and as many at the beginning as are left of another page's; it returns how many are left then.
func (g *page) behind(n, left int) int {
	m, end := g.matches(), len(g.recs)
	last := m.previous(end - 1)
	m.spread(n)
	m.below(end)
	g.near.or(&m)
	g.near.span(g.gone, min(g.gone+left, end))
	left -= end - g.gone
	if last >= 0 {
		left = max(left, n-(end-1-last))
	}
	return max(left, 0)
}

// before is behind for the n lines before each match.
func (g *page) before(n, left int) int {
	m, end := g.matches(), len(g.recs)
	first := m.next(g.gone)
	m.spread(-n)
	m.cut(g.gone)
	g.near.or(&m)
	g.near.span(max(g.gone, end-left), end)
	left -= end - g.gone
	if first >= 0 {
		left = max(left, n-(first-g.gone))
	}
	return max(left, 0)
}

// spread adds the n lines behind each in the set, or before each where n is negative.
func (s *set) spread(n int) {
	way := 1
	if n < 0 {
		n, way = -n, -1
	}
	for run := 1; n > 0; { // each line in the set stands for a run that long
		step := min(run, n)
		moved := s.moved(way * step)
		s.or(&moved)
		n, run = n-step, run+step
	}
}

// moved is the set with each line so many further on, or back.
func (s *set) moved(by int) (m set) {
	words, bits := by>>6, by&63 // by is words*64+bits, with bits from 0 to 63, also where it is negative
	for i := range s {
		if to := i + words; to >= 0 && to < len(m) {
			m[to] |= s[i] << bits
		}
		if to := i + words + 1; bits > 0 && to >= 0 && to < len(m) {
			m[to] |= s[i] >> (64 - bits)
		}
	}
	return m
}

// below takes away the lines from one on.
func (s *set) below(end int) {
	var held set
	held.span(0, end)
	s.and(&held)
}
