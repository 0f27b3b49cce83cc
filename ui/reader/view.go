package reader

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (r *Reader) View() string {
	if r.w == 0 || r.h == 0 {
		return ""
	}
	var b strings.Builder
	drawn := 0
	for line, first := r.top.line, r.top.row; line < len(r.lines) && drawn < r.h; line, first = line+1, 0 {
		text := r.lines[line].text()
		if !r.wrap {
			r.cut(&b, line, text)
			b.WriteByte('\n')
			drawn++
			continue
		}
		starts, hang := r.rows(line)
		starts = append(starts, len(text))
		for i := first; i < len(starts)-1 && drawn < r.h; i++ {
			room := r.w
			if i > 0 {
				room -= hang
				b.WriteString(theme.Spaces(hang))
			}
			n, _ := theme.Reach(text[starts[i]:starts[i+1]], room)
			r.draw(&b, line, starts[i], starts[i]+n)
			b.WriteByte('\n')
			drawn++
		}
	}
	for ; drawn < r.h; drawn++ {
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cut draws the part of a line that is on screen. A character that is half scrolled out leaves a space, and one
// that does not fit any more a "…".
func (r *Reader) cut(b *strings.Builder, line int, text string) {
	from, skipped := theme.Reach(text, r.left)
	left := r.w
	if skipped < r.left {
		if from == len(text) {
			return
		}
		n, cells := theme.First(text[from:])
		from += n
		gap := min(skipped+cells-r.left, left)
		b.WriteString(theme.Spaces(gap))
		left -= gap
	}
	n, _ := theme.Reach(text[from:], left)
	if from+n == len(text) {
		r.draw(b, line, from, from+n)
		return
	}
	n, _ = theme.Reach(text[from:], left-1)
	r.draw(b, line, from, from+n)
	if left > 0 {
		r.theme.Write(b, theme.Dim, "…")
	}
}

// draw writes bytes from to to of a line in their tones, with what the search found in them.
func (r *Reader) draw(b *strings.Builder, line, from, to int) {
	hits, number := r.in(line)
	start := 0 // of the span
	for _, s := range r.lines[line] {
		end := start + len(s.Text)
		at, stop := max(from, start), min(to, end)
		for i, h := range hits {
			if h.to <= at || h.from >= stop {
				continue
			}
			tone := theme.Match
			if number+i == r.current {
				tone = theme.Current
			}
			first, last := max(h.from, at), min(h.to, stop)
			r.theme.Write(b, s.Tone, s.Text[at-start:first-start])
			r.theme.Write(b, tone, s.Text[first-start:last-start])
			at = last
		}
		if at < stop {
			r.theme.Write(b, s.Tone, s.Text[at-start:stop-start])
		}
		start = end
	}
}
