package reader

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// painter draws what is on screen.
type painter struct {
	theme  *theme.Theme
	window *window
	search *search
}

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (p *painter) View() string {
	if p.window.body.w == 0 || p.window.h == 0 {
		return ""
	}
	var b strings.Builder
	drawn := 0
	for line, first := p.window.top.line, p.window.top.row; line < len(p.window.body.lines) && drawn < p.window.h; line, first = line+1, 0 {
		text := p.window.body.lines[line].text()
		if !p.window.body.wrap {
			p.cut(&b, line, text)
			b.WriteByte('\n')
			drawn++
			continue
		}
		starts, hang := p.window.body.rows(line)
		starts = append(starts, len(text))
		for i := first; i < len(starts)-1 && drawn < p.window.h; i++ {
			room := p.window.body.w
			if i > 0 {
				room -= hang
				b.WriteString(theme.Spaces(hang))
			}
			n, _ := theme.Reach(text[starts[i]:starts[i+1]], room)
			p.draw(&b, line, starts[i], starts[i]+n)
			b.WriteByte('\n')
			drawn++
		}
	}
	for ; drawn < p.window.h; drawn++ {
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cut draws the part of a line that is on screen. A character that is half scrolled out leaves a space, and one
// that does not fit any more a "…".
func (p *painter) cut(b *strings.Builder, line int, text string) {
	from, skipped := theme.Reach(text, p.window.left)
	left := p.window.body.w
	if skipped < p.window.left {
		if from == len(text) {
			return
		}
		n, cells := theme.First(text[from:])
		from += n
		gap := min(skipped+cells-p.window.left, left)
		b.WriteString(theme.Spaces(gap))
		left -= gap
	}
	n, _ := theme.Reach(text[from:], left)
	if from+n == len(text) {
		p.draw(b, line, from, from+n)
		return
	}
	n, _ = theme.Reach(text[from:], left-1)
	p.draw(b, line, from, from+n)
	if left > 0 {
		p.theme.Write(b, theme.Dim, "…")
	}
}

// draw writes bytes from to to of a line in their tones, with what the search found in them.
func (p *painter) draw(b *strings.Builder, line, from, to int) {
	hits, number := p.search.in(line)
	start := 0 // of the span
	for _, s := range p.window.body.lines[line] {
		end := start + len(s.Text)
		at, stop := max(from, start), min(to, end)
		for i, h := range hits {
			if h.to <= at || h.from >= stop {
				continue
			}
			tone := theme.Match
			if number+i == p.search.current {
				tone = theme.Current
			}
			first, last := max(h.from, at), min(h.to, stop)
			p.theme.Write(b, s.Tone, s.Text[at-start:first-start])
			p.theme.Write(b, tone, s.Text[first-start:last-start])
			at = last
		}
		if at < stop {
			p.theme.Write(b, s.Tone, s.Text[at-start:stop-start])
		}
		start = end
	}
}
