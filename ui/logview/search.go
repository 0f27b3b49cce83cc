package logview

// seeker goes from match to match.
type seeker struct {
	book     *book
	criteria *criteria
	window   *window
	seeking  int // the direction in which a match is awaited
}

// Matches returns how many of the lines shown match the search so far, and the number of the one under the cursor from
// 1, or 0 if that one does not match.
func (s *seeker) Matches() (at, count int) {
	cursor, ok := s.window.current()
	for i, g := range s.book.pages {
		if ok && i == cursor.page && g.seen.has(cursor.line) && g.found.has(cursor.line) {
			both := g.seen
			both.and(&g.found)
			at = count + both.rank(cursor.line) + 1
		}
		count += g.hits
	}
	return at, count
}

// Next moves to the next line that matches, from the last to the first; if none is known yet, as soon as one is.
// It pauses.
func (s *seeker) Next() { s.start(1) }

// Previous moves to the matching line before, from the first to the last; if none is known yet, as soon as one is.
// It pauses.
func (s *seeker) Previous() { s.start(-1) }

func (s *seeker) start(direction int) {
	if s.criteria.search == nil {
		return
	}
	s.window.pause()
	s.seeking = direction
	s.seek()
}

// seek moves to the match that is looked for, once it is known. Beyond lines that are not tested another may be
// nearer: the one that is known is taken, because a key is answered at once.
func (s *seeker) seek() {
	if s.seeking == 0 {
		return
	}
	at, ok := s.match(s.seeking)
	if ok {
		s.seeking = 0
		s.window.show(s.book.id(at))
		return
	}
	if untested, _ := s.book.pending(); untested == 0 {
		s.seeking = 0
	}
}

// match returns the next match in a direction, going round at the end.
func (s *seeker) match(direction int) (place, bool) {
	cursor := s.book.find(s.window.cursor)
	n := len(s.book.pages)
	if n == 0 {
		return cursor, false
	}
	if cursor.page == n {
		cursor = place{n - 1, pageLines}
	}
	for k := range n + 1 {
		i := ((cursor.page+direction*k)%n + n) % n
		g := s.book.pages[i]
		if g.hits == 0 {
			continue
		}
		both := g.seen
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

// settle goes on with a search that waits, and takes note of where the cursor is on screen. It follows every change of
// what is held, shown or drawn.
func (s *seeker) settle(kept ...ID) {
	if s.criteria.around > 0 {
		surround(s.book.pages, s.criteria.around)
		for _, id := range kept {
			keep(s.book, id)
		}
	}
	s.seek()
	s.window.settle()
}
