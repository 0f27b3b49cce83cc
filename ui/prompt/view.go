package prompt

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// View draws the label, the text and the candidates in one line not wider than w. It draws no cursor: see Cursor.
func (p *Prompt) View(w int) string {
	if w <= 0 {
		return ""
	}
	var b strings.Builder
	label, room := p.label(w)
	p.theme.Write(&b, theme.Key, label)
	value := p.Value()
	if value == "" {
		// One cell for the cursor, as behind a text.
		text, n := theme.Cut(p.o.Placeholder, room)
		p.theme.Write(&b, theme.Dim, text)
		p.beside(&b, room-max(n, 1))
		return b.String()
	}
	from, _ := p.window(room)
	n, cells := theme.Reach(value[from:], room)
	b.WriteString(value[from : from+n])
	if room > cells {
		b.WriteByte(' ')
	}
	p.beside(&b, room-cells-1)
	return b.String()
}

// Cursor returns the column, from 0, of the cursor in View(w).
func (p *Prompt) Cursor(w int) int {
	if w <= 0 {
		return 0
	}
	label, room := p.label(w)
	_, cursor := p.window(room)
	return min(theme.Width(label)+cursor, w-1)
}

// leastTyped is how many cells the text has at least, on a line that is twice as wide: a long label is cut for it.
const leastTyped = 12

// label returns the label as far as it fits and the cells behind it.
func (p *Prompt) label(w int) (text string, room int) {
	text, n := theme.Cut(p.o.Label, w-min(leastTyped, w/2))
	return text, w - n
}

// window returns the byte from which the text is drawn in so many cells and the cell of the cursor behind it. A text
// that is too long is scrolled so that the cursor has some of the text on both sides.
func (p *Prompt) window(room int) (from, cursor int) {
	value := p.Value()
	before := string([]rune(value)[:p.input.Position()])
	at, all := theme.Width(before), theme.Width(value)
	if all < room {
		return 0, at
	}
	skip := max(min(at-room*3/4, all+1-room), 0)
	skipped := 0
	for from < len(value) && skipped < skip {
		n, cells := theme.First(value[from:])
		from += n
		skipped += cells
	}
	return from, max(at-skipped, 0)
}

// beside draws what went wrong, or the candidates, in so many cells.
func (p *Prompt) beside(b *strings.Builder, room int) {
	const gap = 2
	if room -= gap; room < gap {
		return
	}
	if p.err != "" {
		text, _ := theme.Cut(theme.Glyph(theme.Bad)+" "+p.err, room)
		b.WriteString(theme.Spaces(gap))
		p.theme.Write(b, theme.Bad, text)
		return
	}
	chosen := max(p.at, 0) - 1
	for i := p.start(chosen, room); i < len(p.found); i++ {
		text, tone := p.found[i].Text, theme.Dim
		n := theme.Width(text)
		if i == chosen {
			tone = theme.Selected
		} else if n > room {
			break
		}
		text, n = theme.Cut(text, room)
		b.WriteString(theme.Spaces(gap))
		p.theme.Write(b, tone, text)
		room -= n
		if hint := p.found[i].Hint; hint != "" && room > 8 && (i == chosen || len(p.found) == 1) {
			hint, n = theme.Cut(" "+hint, room)
			p.theme.Write(b, theme.Dim, hint)
			room -= n
		}
		if room -= gap; room <= 0 {
			break
		}
	}
}

// start returns the first candidate to draw so that the chosen one is seen.
func (p *Prompt) start(chosen, room int) int {
	start, used := 0, 0
	for i := 0; i <= chosen; i++ {
		used += theme.Width(p.found[i].Text) + 2
		for used > room && start < i {
			used -= theme.Width(p.found[start].Text) + 2
			start++
		}
	}
	return start
}
