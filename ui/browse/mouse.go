package browse

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// twice is how soon a second click on a row opens it.
const twice = 500 * time.Millisecond

// Click sorts by the head that is clicked, or moves the cursor to the row; a second click there opens it.
func (l *List[T]) Click(h nav.Host, x, y int) tea.Cmd {
	l.ranks.touch()
	if y -= l.face.above(); y == 0 && !l.resource.Bare {
		if head := l.table.HeadAt(x); head != "" {
			cmd, err := l.SortBy(head)
			if err != nil {
				h.Flash(err, "")
			}
			return cmd
		}
		return nil
	}
	now, before := l.Clock.Now(), l.hands.clicked
	on, had := l.table.Selected()
	if y < 0 || !l.table.PointAt(y) {
		return nil
	}
	l.hands.chosen, l.hands.clicked = true, now
	if to, ok := l.table.Selected(); ok && had && l.resource.Open != nil && l.resource.ID(to) == l.resource.ID(on) && now.Sub(before) < twice {
		l.hands.clicked = time.Time{}
		h.Push(l.resource.Open(to))
	}
	return nil
}
