package table

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// drawing writes one line after the other and never more than fits on each.
type drawing struct {
	theme    *theme.Theme
	b        strings.Builder
	left     int // cells left on the line
	blank    int // spaces not yet written: those at a line's end never are
	selected bool
}

func (d *drawing) newline(w int) {
	d.b.WriteByte('\n')
	d.left, d.blank, d.selected = w, 0, false
}

// skip leaves n cells empty.
func (d *drawing) skip(n int) {
	if n = min(n, d.left); n > 0 {
		d.blank += n
		d.left -= n
	}
}

// put writes a text of n cells, or nothing if it does not fit.
func (d *drawing) put(tone theme.Tone, text string, n int) {
	if n > d.left || text == "" {
		return
	}
	d.flush()
	d.left -= n
	if d.selected {
		d.theme.WriteSelected(&d.b, tone, text)
	} else {
		d.theme.Write(&d.b, tone, text)
	}
}

// marked writes a text of n cells with spans of it, in bytes, as matches. Of a text that was cut they are those of the
// whole: what is found in the part cut off marks the "…".
func (d *drawing) marked(tone theme.Tone, text string, n int, spans [][]int, cut bool) {
	if n > d.left {
		return
	}
	d.left -= n // the parts need not be measured: together they are n cells
	left := d.left
	d.left = n
	end := len(text)
	if cut {
		end = max(end-len("…"), 0)
	}
	at := 0
	for _, s := range spans {
		from, to := min(s[0], end), min(s[1], end)
		d.put(tone, text[at:from], 0)
		d.put(theme.Match, text[from:to], 0)
		at = to
	}
	d.put(tone, text[at:end], 0)
	if len(spans) > 0 && spans[len(spans)-1][1] > end {
		tone = theme.Match
	}
	d.put(tone, text[end:], 0)
	d.left = left
}

// fill extends the cursor's row to the end of the line.
func (d *drawing) fill() {
	if d.selected {
		d.skip(d.left)
		d.flush()
	}
}

// flush writes the spaces due.
func (d *drawing) flush() {
	if d.blank > 0 {
		if d.selected {
			d.theme.WriteSelected(&d.b, theme.Plain, theme.Spaces(d.blank))
		} else {
			d.b.WriteString(theme.Spaces(d.blank))
		}
		d.blank = 0
	}
}
