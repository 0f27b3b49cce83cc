package logview

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// row is a piece of a text that takes one row of the screen, in bytes.
type row struct{ from, to int }

// rows returns the rows of a text: its lines, broken to w cells if they are wrapped. Rows end behind a space if there
// is one in their second half.
func rows(text string, w int, wrap bool) []row {
	var all []row
	plain := ascii(text)
	for from := 0; ; {
		end := len(text)
		if n := strings.IndexByte(text[from:], '\n'); n >= 0 {
			end = from + n
		}
		if wrap && w > 0 {
			all = broken(all, text, from, end, w, plain)
		} else {
			all = append(all, row{from, end})
		}
		if end == len(text) {
			return all
		}
		from = end + 1
	}
}

// broken appends the rows of one line.
func broken(all []row, text string, from, end, w int, plain bool) []row {
	for end-from > w {
		var n int
		if plain {
			n = w
		} else {
			n, _ = theme.Reach(text[from:end], w)
			if n == end-from {
				break
			}
			if n == 0 {
				n, _ = theme.First(text[from:end]) // wider than the screen
			}
		}
		if text[from+n] == ' ' {
			n++
		} else if at := strings.LastIndexByte(text[from:from+n], ' '); at > n/2 {
			n = at + 1
		}
		all = append(all, row{from, from + n})
		from += n
	}
	return append(all, row{from, end})
}

// height returns how many rows an entry takes; most are one, which is seen without laying them out.
func (p *Pane) height(at place) int {
	g := p.pages[at.page]
	if g.recs[at.line].kind != Line {
		return 1
	}
	text := g.string(at.line)
	if len(text) <= drawBytes && (!p.wrap || len(text) <= p.lay.text) && strings.IndexByte(text, '\n') < 0 &&
		(p.raw || !strings.Contains(text, `\`)) {
		return 1
	}
	s := p.shape(at)
	if !p.wrap {
		return strings.Count(s.text, "\n") + 1
	}
	return len(rows(s.text, p.lay.text, true))
}

// rightmost is how far the lines on screen can be scrolled sideways.
func (p *Pane) rightmost() int {
	f, ok := p.frame()
	if !ok || p.wrap {
		return 0
	}
	widest, left := 0, p.h+f.skip
	for at := f.top; ok && left > 0; at, ok = p.next(at) {
		if p.record(at).kind != Line {
			left--
			continue
		}
		s := p.shape(at)
		for _, r := range rows(s.text, 0, false) {
			widest = max(widest, theme.Width(s.text[r.from:r.to]))
			left--
		}
	}
	return max(widest-p.lay.text, 0)
}
