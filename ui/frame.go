package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/theme"
)

// View draws the frame: one header line, the body, one key line.
func (p *Program) View() tea.View {
	v := tea.NewView(p.theme.Signs(p.draw()))
	v.AltScreen = true
	v.ReportFocus = true
	if p.account.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if p.prompt != nil && (p.overlay == nil || p.prompt.first) && p.height > 0 {
		v.Cursor = tea.NewCursor(min(p.prompt.line.Cursor(p.width), max(0, p.width-1)), p.height-1)
	}
	return v
}

func (p *Program) draw() string {
	if p.width <= 0 || p.height <= 0 || p.top() == nil || p.leaving {
		return ""
	}
	w, h := p.body()
	lines := []string{p.header()}
	if h > 0 {
		lines = append(lines, fit(p.drawBody(w, h), h))
	}
	if p.height > 1 {
		lines = append(lines, p.keyLine())
	}
	return clipped(strings.Join(lines, "\n"), p.width)
}

// narrow is a width below which screens do not all fit: what does not is cut, at the edge.
const narrow = 60

// clipped is a screen so many cells wide, without what is beyond its edge where that is narrow.
func clipped(screen string, width int) string {
	if width >= narrow {
		return screen
	}
	lines := strings.Split(screen, "\n")
	for i, l := range lines {
		lines[i] = ansi.Truncate(l, width, "")
	}
	return strings.Join(lines, "\n")
}

func (p *Program) drawBody(w, h int) string {
	body := p.top().screen.View()
	if p.overlay == nil {
		return body
	}
	return dialog.Splice(receding(p.theme, fit(body, h)), p.overlay.overlay.View(), w, h)
}

// receding is a screen beneath a box: its text without the colors that would draw the eye.
func receding(th *theme.Theme, body string) string {
	lines := strings.Split(ansi.Strip(body), "\n")
	for i, l := range lines {
		lines[i] = th.Paint(theme.Dim, l)
	}
	return strings.Join(lines, "\n")
}

// fit makes a body exactly as many lines high as asked.
func fit(body string, height int) string {
	have := strings.Count(body, "\n") + 1
	if have < height {
		return body + strings.Repeat("\n", height-have)
	}
	for ; have > height; have-- {
		body = body[:strings.LastIndexByte(body, '\n')]
	}
	return body
}
