package cli

import (
	"bytes"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// column is one column of a table for people.
type column[T any] struct {
	head string
	cell func(T, look) cell
	// right aligns numbers.
	right bool
}

// cell is a text and how it stands. A glyph comes before it on a terminal, to say the same without colour.
type cell struct {
	text  string
	state state
}

// look is how a table may be drawn, and when.
type look struct {
	glyphs, colors bool
	now            time.Time
}

// state is how a thing stands.
type state int

const (
	plain state = iota
	healthy
	changing
	failing
	warning
	idle
)

func (s state) glyph() string { return [...]string{"", "●", "◐", "✗", "▲", "○"}[s] }

func (s state) style() ansi.Style {
	switch s {
	case healthy:
		return ansi.NewStyle().ForegroundColor(ansi.Green)
	case changing:
		return ansi.NewStyle().ForegroundColor(ansi.Cyan)
	case failing:
		return ansi.NewStyle().ForegroundColor(ansi.Red)
	case warning:
		return ansi.NewStyle().ForegroundColor(ansi.Yellow)
	case idle:
		return ansi.NewStyle().Faint()
	}
	return nil
}

// table writes aligned columns under a line of heads, and nothing where there are no rows.
func (s rowTable[T]) table(b *bytes.Buffer, look look) {
	if len(s.rows) == 0 {
		return
	}
	grid := make([][]cell, 0, len(s.rows)+1)
	head := make([]cell, len(s.columns))
	widths := make([]int, len(s.columns))
	for i, c := range s.columns {
		head[i] = cell{text: c.head}
	}
	grid = append(grid, head)
	for _, r := range s.rows {
		cells := make([]cell, len(s.columns))
		for i, c := range s.columns {
			cells[i] = c.cell(r, look)
			cells[i].text = look.text(cells[i])
		}
		grid = append(grid, cells)
	}
	for _, row := range grid {
		for i, c := range row {
			widths[i] = max(widths[i], ansi.StringWidth(c.text))
		}
	}
	for _, row := range grid {
		s.row(b, look, row, widths)
	}
}

func (s rowTable[T]) row(b *bytes.Buffer, look look, row []cell, widths []int) {
	var text strings.Builder
	gap := 0
	for i, c := range row {
		pad := widths[i] - ansi.StringWidth(c.text)
		if s.columns[i].right {
			gap, pad = gap+pad, 0
		}
		if c.text != "" {
			text.WriteString(strings.Repeat(" ", gap))
			text.WriteString(look.paint(c))
			gap = 0
		}
		gap += pad + 2
	}
	b.WriteString(text.String() + "\n")
}

// text is what a cell says, in one line.
func (l look) text(c cell) string {
	text := line(c.text)
	if g := c.state.glyph(); l.glyphs && g != "" {
		return strings.TrimSpace(g + " " + text)
	}
	return text
}

func (l look) paint(c cell) string {
	style := c.state.style()
	if !l.colors || style == nil {
		return c.text
	}
	return style.Styled(c.text)
}
