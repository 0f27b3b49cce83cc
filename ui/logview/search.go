package logview

// Search looks for a text, in capitals or not, or for a pattern after "re:"; "" ends the search. The cursor stays.
func (p *Pane) Search(expr string) error {
	var m *matcher
	if expr != "" && expr != "re:" {
		var err error
		if m, err = newMatcher(expr); err != nil {
			return err
		}
	}
	p.search, p.searched, p.seeking = m, expr, 0
	p.searchTurn++
	for _, g := range p.pages {
		g.searched, g.out = m == nil, false
		g.found = set{}
		g.hits = 0
	}
	if m != nil {
		p.begin()
	}
	return nil
}

// Searched returns what is looked for.
func (p *Pane) Searched() string { return p.searched }

// Matches returns how many of the lines shown match the search so far, and the number of the one under the cursor from
// 1, or 0 if that one does not match.
func (p *Pane) Matches() (at, count int) {
	cursor, ok := p.current()
	for i, g := range p.pages {
		if ok && i == cursor.page && g.passed.has(cursor.line) && g.found.has(cursor.line) {
			both := g.passed
			both.and(&g.found)
			at = count + both.rank(cursor.line) + 1
		}
		count += g.hits
	}
	return at, count
}

// Next moves to the next line that matches, from the last to the first; if none is known yet, as soon as one is.
// It pauses.
func (p *Pane) Next() { p.start(1) }

// Previous moves to the matching line before, from the first to the last; if none is known yet, as soon as one is.
// It pauses.
func (p *Pane) Previous() { p.start(-1) }

func (p *Pane) start(direction int) {
	if p.search == nil {
		return
	}
	p.pause()
	p.seeking = direction
	p.seek()
}

// seek moves to the match that is looked for, once it is known. Beyond lines that are not tested another may be
// nearer: the one that is known is taken, because a key is answered at once.
func (p *Pane) seek() {
	if p.seeking == 0 {
		return
	}
	at, ok := p.match(p.seeking)
	if ok {
		p.seeking = 0
		p.selectID(p.id(at))
		return
	}
	if untested, _ := p.Pending(); untested == 0 {
		p.seeking = 0
	}
}

// match returns the next match in a direction, going round at the end.
func (p *Pane) match(direction int) (place, bool) {
	cursor := p.find(p.cursor)
	n := len(p.pages)
	if n == 0 {
		return cursor, false
	}
	if cursor.page == n {
		cursor = place{n - 1, pageLines}
	}
	for k := range n + 1 {
		i := ((cursor.page+direction*k)%n + n) % n
		g := p.pages[i]
		if g.hits == 0 {
			continue
		}
		both := g.passed
		both.and(&g.found)
		var line int
		switch {
		case direction > 0 && k == 0:
			line = both.next(cursor.line + 1)
		case direction > 0:
			line = both.next(0)
		case k == 0:
			line = both.previous(cursor.line - 1)
		default:
			line = both.previous(pageLines - 1)
		}
		if line >= 0 {
			return place{i, line}, true
		}
	}
	return place{}, false
}
