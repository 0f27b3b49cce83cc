package logview

import "github.com/ecscope/ecscope/logline"

// leaper goes from one line that stands out to the next.
type leaper struct {
	book  *book
	mover *mover
}

// ToError moves to the next line shown that says it is an error or worse, or to the one before, and pauses; it says whether
// there is one.
func (l *leaper) ToError(next bool) bool {
	return l.to(next, func(r record) bool { return r.kind == Line && r.level >= logline.Error })
}

// ToEvent moves to the next entry shown that no container wrote, or to the one before, and pauses: a task that came or ended, lines that
// are missing, a note. It says whether there is one.
func (l *leaper) ToEvent(next bool) bool {
	return l.to(next, func(r record) bool { return r.kind != Line })
}

// to moves to the next entry shown that is wanted, or to the one before.
func (l *leaper) to(next bool, wanted func(record) bool) bool {
	step := l.book.previous
	if next {
		step = l.book.next
	}
	at, ok := l.mover.window.current()
	for ok {
		if at, ok = step(at); ok && wanted(l.book.record(at)) {
			l.mover.Select(l.book.id(at))
			return true
		}
	}
	return false
}
