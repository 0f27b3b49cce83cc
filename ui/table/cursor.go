package table

// mover moves the cursor for the user.
type mover[T any] struct{ window *window[T] }

// Up moves the cursor to the row above.
func (m *mover[T]) Up() { m.move(-1) }

// Down moves the cursor to the row below.
func (m *mover[T]) Down() { m.move(1) }

// PageUp moves up by the rows of a screen.
func (m *mover[T]) PageUp() { m.page(-m.window.lines()) }

// PageDown moves down by the rows of a screen.
func (m *mover[T]) PageDown() { m.page(m.window.lines()) }

// HalfUp moves up by half a screen.
func (m *mover[T]) HalfUp() { m.page(-max(m.window.lines()/2, 1)) }

// HalfDown moves down by half a screen.
func (m *mover[T]) HalfDown() { m.page(max(m.window.lines()/2, 1)) }

// Top moves to the first row.
func (m *mover[T]) Top() { m.move(-len(m.window.shown)) }

// Bottom moves to the last row.
func (m *mover[T]) Bottom() { m.move(len(m.window.shown)) }

// SelectID moves the cursor to the row and says whether it is shown.
func (m *mover[T]) SelectID(id string) bool {
	r := m.window.roll.byID[id]
	if r == nil || !r.pass {
		return false
	}
	m.move(r.place - m.window.cursor)
	return true
}

// move is the user's: it makes the row it ends on the one the cursor returns to.
func (m *mover[T]) move(by int) {
	if len(m.window.shown) == 0 {
		return
	}
	w := m.window
	w.cursor = min(max(w.cursor+by, 0), len(w.shown)-1)
	w.current = w.shown[w.cursor]
	w.home, w.touched = w.current, true
	w.scroll()
}

// page moves the cursor and what is on screen together, so that the cursor stays on its line.
func (m *mover[T]) page(by int) {
	w := m.window
	w.top = min(max(w.top+by, 0), max(len(w.shown)-w.lines(), 0))
	m.move(by)
}
