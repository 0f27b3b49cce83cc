package browse

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// ask opens the filter line; every edit filters at once.
func (l *List[T]) ask(h nav.Host) {
	before := l.filter
	h.Prompt(nav.Prompt{
		Label:  "/",
		Value:  l.filter,
		Change: l.setFilter,
		Done: func(nav.Host, string) tea.Cmd {
			// The row that the filter led to is the one chosen: it keeps the cursor when the filter is cleared.
			if on, ok := l.table.Selected(); ok {
				l.table.SelectID(l.resource.ID(on))
			}
			return nil
		},
		Cancel: func() { _ = l.setFilter(before) },
	})
}

func (l *List[T]) setFilter(text string) error {
	if err := l.table.SetFilter(text); err != nil {
		return err
	}
	l.filter = text
	l.layout()
	return nil
}

// layout gives the table what the lines above and below it leave.
func (l *List[T]) layout() {
	h := l.height
	if l.info() != "" {
		h--
	}
	h -= len(trouble(l.Theme, l.err, l.width))
	l.table.SetSize(l.width, max(0, h))
	l.table.SetStale(l.err != nil)
}

// View draws the body.
func (l *List[T]) View() string {
	var lines []string
	if i := l.info(); i != "" {
		lines = append(lines, l.Theme.Paint(theme.Accent, theme.Fit(i, l.width)))
	}
	lines = append(lines, trouble(l.Theme, l.err, l.width)...)
	switch {
	case l.table.Len() > 0:
		lines = append(lines, l.table.View())
	case l.feed.Running() && l.times.seen.IsZero() && l.table.Total() == 0:
		lines = append(lines, "", l.line(theme.Dim, "   reading "+l.resource.Noun+"…"))
	case l.table.Total() > 0: // all are filtered out
		lines = append(lines, "", l.line(theme.Dim, fmt.Sprintf("   none of %d %s to show; esc clears what hides them", l.table.Total(), l.resource.Noun)))
	case l.err != nil:
		lines = append(lines, "", l.line(theme.Dim, "   "+l.resource.Noun+" could not be read"))
	default:
		lines = append(lines, "", l.line(theme.Dim, "   "+l.nothing()))
	}
	return strings.Join(lines, "\n")
}

func (l *List[T]) nothing() string {
	if l.resource.Empty != "" {
		return l.resource.Empty
	}
	return "no " + l.resource.Noun
}

// info is the line that says what part of the rows is shown; it is empty where all are.
func (l *List[T]) info() string {
	var parts []string
	if l.filter != "" {
		parts = append(parts, "/"+l.filter)
	}
	if l.faults {
		parts = append(parts, "faults only")
	}
	if len(parts) > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d", l.table.Len(), l.table.Total()))
	}
	if n := len(l.table.Marked()); n > 0 {
		parts = append(parts, fmt.Sprintf("%d marked", n))
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + strings.Join(parts, "   ")
}

// trouble says what the last reading failed at and what to do: in one line, or in two where that is too long for one.
func trouble(t *theme.Theme, err error, width int) []string {
	if err == nil {
		return nil
	}
	lines := []string{" ▲ " + err.Error()}
	if hint := nav.HintOf(err); hint != "" && theme.Width(lines[0]+hint)+3 <= width {
		lines[0] += " · " + hint
	} else if hint != "" {
		lines = append(lines, "   "+hint)
	}
	for i := range lines {
		text, _ := theme.Cut(lines[i], width)
		lines[i] = t.Paint(theme.Warn, text)
	}
	return lines
}

func (l *List[T]) line(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, l.width)
	return l.Theme.Paint(tone, text)
}
