package browse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// face draws a list, and knows what of it is shown.
type face[T any] struct {
	keys     keymap.Everywhere
	theme    *theme.Theme
	resource *Resource[T]
	table    *table.Table[T]
	reading  *reading[T]

	width, height int
	filter        string
	faults        bool
}

// layout gives the table what the lines above and below it leave.
func (f *face[T]) layout() {
	f.table.SetSize(f.width, max(0, f.height-f.above()-belowLines(f)))
	f.table.SetStale(f.reading.times.err != nil)
}

// A screen of this size has room below the rows; the rows leave at least so many lines.
const (
	belowWidth, belowHeight = 150, 44
	leastBelow              = 12
	fewBelow                = 6 // of a small screen
)

// belowLines is how many lines are for the row under the cursor: what the rows leave, and some of it whatever they take.
func belowLines[T any](f *face[T]) int {
	if f.resource.Below == nil || f.table.Len() == 0 {
		return 0
	}
	const heads = 2 // the names of the columns, and the line before what recedes
	left := f.height - f.above() - f.table.Len() - heads
	switch large := f.width >= belowWidth && f.height >= belowHeight; {
	case large:
		return max(leastBelow, left)
	case f.resource.BelowSmall && left >= fewBelow:
		return left
	}
	return 0
}

// below is what is said of the row under the cursor.
func below[T any](f *face[T]) []string {
	on, ok := f.table.Selected()
	if n := belowLines(f); ok && n > 0 {
		rows := f.table.Visible()
		at := slices.IndexFunc(rows, func(r T) bool { return f.resource.ID(r) == f.resource.ID(on) })
		lines := f.resource.Below(rows[max(0, at):], f.width, n)
		return lines[:min(n, len(lines))]
	}
	return nil
}

// above is how many lines stand above the table.
func (f *face[T]) above() int {
	n := len(trouble(f.theme, f.reading.times.err, f.width))
	if f.info() != "" {
		n++
	}
	return n
}

// view draws the body.
func (f *face[T]) view() string {
	var lines []string
	if i := f.info(); i != "" {
		lines = append(lines, f.theme.Paint(theme.Accent, theme.Fit(i, f.width)))
	}
	lines = append(lines, trouble(f.theme, f.reading.times.err, f.width)...)
	switch {
	case f.table.Len() > 0:
		lines = append(lines, f.table.View())
		lines = append(lines, below(f)...)
	case f.reading.feed.Running() && f.reading.times.seen.IsZero() && f.table.Total() == 0:
		lines = append(lines, "", f.line(theme.Dim, "   reading "+f.resource.Noun+"…"))
	case f.resource.Source == nil && f.reading.times.seen.IsZero(): // who fills it has not yet
		lines = append(lines, "", f.line(theme.Dim, "   "+f.resource.Noun+" are not known yet"))
	case f.table.Total() > 0: // all are filtered out
		lines = append(lines, "", f.line(theme.Dim, fmt.Sprintf("   none of the %d %s match; %s", f.table.Total(), f.resource.Noun, keymap.Does(f.keys.Back, "clears the filter"))))
	case f.reading.times.err != nil:
		lines = append(lines, "", f.line(theme.Dim, "   "+f.resource.Noun+" couldn't be read"))
	default:
		lines = append(lines, "", f.line(theme.Dim, "   "+f.nothing()))
	}
	return strings.Join(lines, "\n")
}

func (f *face[T]) nothing() string {
	if f.resource.Empty != "" {
		return f.resource.Empty
	}
	return "no " + f.resource.Noun
}

// info is the line that says what part of the rows is shown; it is empty where all are.
func (f *face[T]) info() string {
	var parts []string
	if f.filter != "" {
		parts = append(parts, "/"+f.filter)
	}
	if f.faults {
		parts = append(parts, "faults only")
	}
	if len(parts) > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d", f.table.Len(), f.table.Total()))
	}
	if n := len(f.table.Marked()); n > 0 {
		parts = append(parts, fmt.Sprintf("%d marked", n))
	}
	if f.resource.Note != nil && f.resource.Note() != "" {
		parts = append(parts, f.resource.Note())
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
	sign, tone := " ▲ ", theme.Warn
	if nav.KindOf(err) == nav.Unfinished {
		sign, tone = " ◌ ", theme.Busy
	}
	lines := []string{sign + nav.Line(err)}
	if hint := nav.HintOf(err); hint != "" && theme.Width(lines[0]+hint)+3 <= width {
		lines[0] += " · " + hint
	} else if hint != "" {
		lines = append(lines, "   "+hint)
	}
	for i := range lines {
		text, _ := theme.Cut(lines[i], width)
		lines[i] = t.Paint(tone, text)
	}
	return lines
}

func (f *face[T]) line(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, f.width)
	return f.theme.Paint(tone, text)
}
