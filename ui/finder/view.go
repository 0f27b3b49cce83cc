package finder

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/theme"
)

// The width of the box: at least so many cells where the screen has them, at most so many; and its lines.
const (
	least = 70
	most  = 110
	tall  = 24
)

// View draws the box. Its size does not depend on what is typed.
func (f *Finder) View() string {
	if f.w == 0 || f.h == 0 {
		return ""
	}
	w := min(max(least, min(f.w*6/10, most)), f.w)
	inside := w - 4
	body := append([]string{f.input(inside), f.theme.Paint(theme.Border, strings.Repeat("─", max(inside, 0)))}, f.list(inside)...)
	return dialog.Box(f.theme, f.label, body, w)
}

// rows is how many lines are below the one to type in.
func (f *Finder) rows() int { return max(1, min(f.h, tall)-4) }

// input draws the line, with its cursor, and how many were found.
func (f *Finder) input(inside int) string {
	count := fmt.Sprintf("%d of %d", len(f.found), f.of)
	room := max(inside-theme.Width(count)-1, 1)
	line, x := f.line.View(room), f.line.Cursor(room)
	line = theme.Fit(line, room)
	under := ansi.Strip(ansi.Cut(line, x, x+1))
	if under == "" {
		under = " "
	}
	line = ansi.Cut(line, 0, x) + f.theme.PaintSelected(theme.Plain, under) + ansi.Cut(line, x+1, room)
	return line + " " + f.theme.Paint(theme.Dim, count)
}

// list draws the entries that there is room for, so that the one under the cursor is seen, and what was said below them.
func (f *Finder) list(inside int) []string {
	rows := f.rows()
	if f.word != "" {
		rows = max(1, rows-1)
	}
	lines, at := (sheet{f.theme, f.results, inside}).lines()
	from := 0
	if at >= rows {
		from = min(at-rows/2, len(lines)-rows)
	}
	lines = lines[from:min(len(lines), from+rows)]
	for len(lines) < rows {
		lines = append(lines, "")
	}
	if f.word != "" {
		text, _ := theme.Cut(f.word, inside)
		lines = append(lines, f.theme.Paint(theme.Warn, text))
	}
	return lines
}

// sheet draws what was found, so many cells wide.
type sheet struct {
	theme *theme.Theme
	results
	inside int
}

// lines are all entries with their headings, and the line of the one under the cursor.
func (f sheet) lines() (lines []string, at int) {
	if len(f.found) == 0 {
		return []string{f.theme.Paint(theme.Dim, "  nothing matches; esc closes, then ? lists all words")}, 0
	}
	name, in := 0, 0
	for i, e := range f.found {
		if i == 0 || e.Group != f.found[i-1].Group {
			name, in = f.columns(e.Group)
			if i > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, f.theme.Paint(theme.Title, e.Group))
		}
		if i == f.at {
			at = len(lines)
		}
		lines = append(lines, f.entry(e, i == f.at, name, in))
	}
	if f.at == 0 {
		at = 0 // with its heading
	}
	return lines, at
}

// columns are the widths of names, which stand below each other in all groups, and of the places in a group.
func (f sheet) columns(group string) (name, in int) {
	for _, e := range f.found {
		name = max(name, theme.Width(e.Name))
		if e.Group == group {
			in = max(in, theme.Width(place(e)))
		}
	}
	name = min(max(name, 16), f.inside*45/100)
	return name, min(in, f.inside-name-20)
}

// place is where an entry is, unless the heading of its group says so.
func place(e Entry) string {
	if e.In != "" && strings.HasSuffix(e.Group, " "+e.In) {
		return ""
	}
	return e.In
}

func (f sheet) entry(e Entry, here bool, name, in int) string {
	paint, mark := f.theme.Paint, " "
	if here {
		paint, mark = f.theme.PaintSelected, f.theme.Paint(theme.Accent, "▌")
	}
	text, tone := e.Note, theme.Dim
	if e.Why != "" {
		text, tone = e.Why, theme.Disabled
	}
	key := e.Key
	if here && key == "" {
		key = "enter"
	}
	room := max(f.inside-3-name-2-theme.Width(key)-1, 0)
	where := ""
	if in > 0 && place(e) != "" {
		where = theme.Fit(place(e), in) + "  "
		room -= in + 2
	}
	var b strings.Builder
	b.WriteString(mark)
	b.WriteString(paint(e.Tone, theme.Glyph(e.Tone)))
	b.WriteString(paint(theme.Plain, " "))
	b.WriteString(f.name(e, here, name))
	b.WriteString(paint(theme.Plain, "  "+where))
	b.WriteString(paint(tone, theme.Fit(text, max(room, 0))))
	b.WriteString(paint(theme.Plain, " "))
	b.WriteString(paint(theme.Key, key))
	return b.String()
}

// name draws a name with what was found in it marked.
func (f sheet) name(e Entry, here bool, width int) string {
	paint := f.theme.Paint
	if here {
		paint = f.theme.PaintSelected
	}
	text := []rune(theme.Fit(e.Name, width))
	var b strings.Builder
	for i := 0; i < len(text); {
		marked, from := slices.Contains(e.Marks, i), i
		for i < len(text) && slices.Contains(e.Marks, i) == marked {
			i++
		}
		tone := theme.Plain
		if marked && from < len([]rune(e.Name)) {
			tone = theme.Match
		}
		b.WriteString(paint(tone, string(text[from:i])))
	}
	return b.String()
}
