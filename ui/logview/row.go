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
func (k *look) height(at place) int {
	g := k.book.pages[at.page]
	if g.recs[at.line].kind != Line {
		return 1
	}
	text := g.string(at.line)
	if len(text) <= drawBytes && (!k.wrap || len(text) <= k.lay.text) && strings.IndexByte(text, '\n') < 0 &&
		(k.raw || !strings.Contains(text, `\`)) {
		return 1
	}
	s := k.shape(at)
	if !k.wrap {
		return strings.Count(s.text, "\n") + 1
	}
	return len(rows(s.text, k.lay.text, true))
}
