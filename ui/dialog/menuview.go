package dialog

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// View draws the box, for Splice; it is empty where the screen is. Its size does not depend on what is typed.
func (m *Menu) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	keys, labels, inside := m.widths()
	inside = min(inside, max(m.w-frame, 1))
	var body []string
	if m.Filter {
		body = append(body, m.input(inside))
	}
	lines := m.lines()
	top := min(max(m.cursor-lines/2, 0), max(len(m.shown)-lines, 0))
	for i := range lines {
		switch {
		case top+i < len(m.shown):
			body = append(body, m.line(top+i, keys, labels, inside))
		case i == 0:
			body = append(body, m.theme.Paint(theme.Dim, "  none"))
		default:
			body = append(body, "")
		}
	}
	note := ""
	if len(m.shown) > lines {
		note = fmt.Sprintf("%d of %d", m.cursor+1, len(m.shown))
	}
	return Noted(m.theme, m.title, note, body, inside+frame)
}

// lines is how many items fit on the screen, with a line left above and below the box where there is room.
func (m *Menu) lines() int {
	room := m.h - 2
	if m.Filter {
		room--
	}
	if room > 6 {
		room -= 2
	}
	return max(min(len(m.items), room), 1)
}

// widths measures the column of keys, that of labels, and what is within the frame.
func (m *Menu) widths() (keys, labels, inside int) {
	beside := 0
	for _, item := range m.items {
		keys = max(keys, theme.Width(item.Key))
		labels = max(labels, theme.Width(item.Label))
		beside = max(beside, theme.Width(item.beside()))
	}
	if keys > 0 {
		keys += 2
	} else {
		keys = 0
	}
	const cursor, least = 2, 24
	inside = cursor + keys + labels
	if beside > 0 {
		inside += 2 + beside
	}
	return keys, labels, max(inside, theme.Width(m.title)+2, least)
}

func (i Item) beside() string {
	if i.Reason != "" {
		return i.Reason
	}
	return i.Note
}

func (m *Menu) line(at, keys, labels, inside int) string {
	item := m.items[m.shown[at]]
	tone := theme.Plain
	if item.Reason != "" {
		tone = theme.Disabled
	}
	paint, mark := m.theme.Paint, "  "
	if at == m.cursor {
		paint, mark = m.theme.PaintSelected, m.theme.Paint(theme.Accent, "▌")+m.theme.PaintSelected(theme.Plain, " ")
	}
	key := ""
	if keys > 0 {
		key = theme.Fit(item.Key, keys)
	}
	label, n := theme.Cut(item.Label, max(inside-2-keys, 0))
	var b strings.Builder
	b.WriteString(mark)
	b.WriteString(paint(theme.Key, key))
	b.WriteString(paint(tone, label)) // without its spaces, which would be struck through too
	b.WriteString(paint(theme.Plain, theme.Spaces(min(labels-n+2, inside-2-keys-n))))
	rest := inside - 2 - keys - labels - 2
	b.WriteString(paint(theme.Dim, theme.Fit(item.beside(), max(rest, 0))))
	return b.String()
}

// input draws the text typed, with its end in view, and a cursor.
func (m *Menu) input(inside int) string {
	typed := m.typed
	for theme.Width(typed) > inside-4 && typed != "" {
		typed = string([]rune(typed)[1:])
	}
	if typed == "" {
		return m.theme.Paint(theme.Key, "/ ") + m.theme.PaintSelected(theme.Plain, " ") + m.theme.Paint(theme.Dim, " type to filter")
	}
	return m.theme.Paint(theme.Key, "/ ") + typed + m.theme.PaintSelected(theme.Plain, " ")
}
