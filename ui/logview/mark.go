package logview

import (
	"slices"
	"sort"
)

// marks are the entries that are marked, in their order.
type marks struct {
	ids    []ID
	anchor *ID // where a selection begins; nil for none
}

// at returns which mark an entry has, or where one would stand.
func (m *marks) at(id ID) (at int, has bool) {
	at = sort.Search(len(m.ids), func(i int) bool { return m.ids[i].Compare(id) >= 0 })
	return at, at < len(m.ids) && m.ids[at] == id
}

func (m *marks) toggle(id ID) {
	i, has := m.at(id)
	if has {
		m.ids = slices.Delete(m.ids, i, i+1)
	} else {
		m.ids = slices.Insert(m.ids, i, id)
	}
}

// keep forgets the marks of entries that are not kept.
func (m *marks) keep(kept func(ID) bool) {
	m.ids = slices.DeleteFunc(m.ids, func(id ID) bool { return !kept(id) })
}

// marker marks entries and goes from one mark to the next.
type marker struct {
	marks  *marks
	book   *book
	mover  *mover
	seeker *seeker
}

// ToggleMark marks the entry under the cursor, or takes the mark away.
func (m *marker) ToggleMark() {
	cursor, ok := m.mover.window.current()
	if !ok {
		return
	}
	m.marks.toggle(m.book.id(cursor))
	m.seeker.settle()
}

// ToMark moves to the next marked entry that is shown, from the last to the first, or to the one before, and pauses. It says whether
// there is one.
func (m *marker) ToMark(next bool) bool {
	cursor, ok := m.mover.window.current()
	if !ok {
		return false
	}
	i, has := m.marks.at(m.book.id(cursor))
	step, n := 1, len(m.marks.ids)
	switch {
	case !next:
		step, i = -1, i-1
	case has:
		i++
	}
	for range n {
		i = (i + n) % n
		if at := m.book.find(m.marks.ids[i]); at.page < len(m.book.pages) && m.book.pages[at.page].seen.has(at.line) {
			m.mover.Select(m.marks.ids[i])
			return true
		}
		i += step
	}
	return false
}

// mostChosen is how many entries are chosen at once at most.
const mostChosen = 100_000

// ToggleRange selects the entries from the one under the cursor on to wherever that goes, or ends that.
func (m *marker) ToggleRange() {
	if m.EndRange() {
		return
	}
	m.mover.window.pause()
	if at, ok := m.mover.window.current(); ok {
		id := m.book.id(at)
		m.mover.window.look.marks.anchor = &id
	}
	m.seeker.settle()
}

// EndRange ends the selection, and says whether there was one.
func (m *marker) EndRange() bool {
	had := m.mover.window.look.marks.anchor != nil
	m.mover.window.look.marks.anchor = nil
	return had
}

// Chosen are the entries that are selected, else those that are marked, else the one under the cursor.
func (m *marker) Chosen() []Entry {
	cursor, ok := m.mover.window.current()
	anchor := m.mover.window.look.marks.anchor
	if ok && anchor != nil {
		from, to := *anchor, m.book.id(cursor)
		if to.Compare(from) < 0 {
			from, to = to, from
		}
		var all []Entry
		for at, more := m.book.from(m.book.find(from)); more && m.book.id(at).Compare(to) <= 0 && len(all) < mostChosen; at, more = m.book.next(at) {
			all = append(all, m.book.pages[at.page].entry(at.line))
		}
		return all
	}
	if all := m.Marked(); len(all) > 0 || !ok {
		return all
	}
	return []Entry{m.book.pages[cursor.page].entry(cursor.line)}
}

// Marked returns the marked entries in their order, those the filter hides included.
func (m *marker) Marked() []Entry {
	var all []Entry
	for _, id := range m.marks.ids {
		at := m.book.find(id)
		all = append(all, m.book.pages[at.page].entry(at.line))
	}
	return all
}
