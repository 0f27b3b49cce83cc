package logview

import (
	"slices"
	"sort"

	"github.com/ecscope/ecscope/logline"
)

// ToggleMark marks the entry under the cursor, or takes the mark away.
func (p *Pane) ToggleMark() {
	cursor, ok := p.current()
	if !ok {
		return
	}
	id := p.id(cursor)
	i, has := p.mark(id)
	if has {
		p.marks = slices.Delete(p.marks, i, i+1)
	} else {
		p.marks = slices.Insert(p.marks, i, id)
	}
	p.settle()
}

// mark returns which mark an entry has, or where one would stand.
func (p *Pane) mark(id ID) (at int, has bool) {
	at = sort.Search(len(p.marks), func(i int) bool { return p.marks[i].Compare(id) >= 0 })
	return at, at < len(p.marks) && p.marks[at] == id
}

// NextMark moves to the next marked entry that is shown, from the last to the first, and pauses.
func (p *Pane) NextMark() bool { return p.toMark(1) }

// PreviousMark moves to the marked entry before, from the first to the last, and pauses.
func (p *Pane) PreviousMark() bool { return p.toMark(-1) }

func (p *Pane) toMark(direction int) bool {
	cursor, ok := p.current()
	if !ok {
		return false
	}
	i, has := p.mark(p.id(cursor))
	if direction > 0 && !has {
		i--
	}
	n := len(p.marks)
	for range n {
		i = ((i+direction)%n + n) % n
		if at := p.find(p.marks[i]); at.page < len(p.pages) && p.pages[at.page].passed.has(at.line) {
			p.Select(p.marks[i])
			return true
		}
	}
	return false
}

// Marked returns the marked entries in their order, those the filter hides included.
func (p *Pane) Marked() []Entry {
	var all []Entry
	for _, id := range p.marks {
		at := p.find(id)
		all = append(all, p.pages[at.page].entry(at.line))
	}
	return all
}

// ToError moves to the next line shown that says it is an error or worse, or to the one before, and pauses; it says whether
// there is one.
func ToError(p *Pane, next bool) bool {
	step := p.previous
	if next {
		step = p.next
	}
	at, ok := p.current()
	for ok {
		if at, ok = step(at); ok && p.record(at).kind == Line && p.record(at).level >= logline.Error {
			p.Select(p.id(at))
			return true
		}
	}
	return false
}
