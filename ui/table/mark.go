package table

// marks are the rows that the user has marked.
type marks[T any] struct {
	roll   *roll[T]
	window *window[T]
	mover  *mover[T]
	count  int
}

// ToggleMark marks the cursor's row, or takes its mark away.
func (m *marks[T]) ToggleMark() {
	r := m.window.current
	if r == nil {
		return
	}
	m.mover.move(0)
	if r.mark = !r.mark; r.mark {
		m.count++
	} else {
		m.count--
	}
}

// ClearMarks takes all marks away.
func (m *marks[T]) ClearMarks() {
	for _, r := range m.roll.rows {
		r.mark = false
	}
	m.count = 0
}

// Marked returns the marked rows in their order, those the filter hides included.
func (m *marks[T]) Marked() []T {
	if m.count == 0 {
		return nil
	}
	marked := make([]T, 0, m.count)
	for _, r := range m.roll.rows {
		if r.mark {
			marked = append(marked, r.item)
		}
	}
	return marked
}
