package logview

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (p *Pane) View() string {
	if p.w == 0 || p.h == 0 {
		return ""
	}
	d := &drawing{pane: p, left: p.h}
	d.b.Grow((p.w + 100) * p.h)
	if f, ok := p.frame(); ok {
		d.skip = f.skip
		for at, more := f.top, true; more && d.left > 0; at, more = p.next(at) {
			d.entry(at, at == f.cursor && !p.follow)
		}
	}
	for d.left > 0 {
		d.newline()
	}
	return d.b.String()
}

// drawing writes the screen, line by line.
type drawing struct {
	pane     *Pane
	b        strings.Builder
	left     int // lines of the screen not yet begun
	skip     int // rows of the first entry above the screen
	begun    bool
	selected bool
	stamp    []byte
}

// newline begins the next line.
func (d *drawing) newline() {
	if d.begun {
		d.b.WriteByte('\n')
	}
	d.begun = true
	d.left--
}

func (d *drawing) put(tone theme.Tone, text string) {
	if d.selected {
		d.pane.theme.WriteSelected(&d.b, tone, text)
	} else {
		d.pane.theme.Write(&d.b, tone, text)
	}
}

// entry draws those rows of an entry that are on screen.
func (d *drawing) entry(at place, selected bool) {
	p := d.pane
	r := p.record(at)
	s := p.shape(at)
	var found [][]int
	hit := p.search != nil && p.pages[at.page].found.has(at.line)
	if hit {
		found = p.search.spans(s.text)
	}
	match := theme.Match
	if selected {
		match = theme.Current
	}
	d.selected = false
	defer func() { d.selected = false }()
	if r.kind != Line {
		d.newline()
		d.gutter(at, selected, false)
		d.selected = selected
		d.rule(r.kind, s, found, match)
		return
	}
	for i, line := range rows(s.text, p.lay.text, p.wrap)[d.skip:] {
		if d.left == 0 {
			break
		}
		d.newline()
		d.selected = false
		d.gutter(at, selected, hit && len(found) == 0)
		d.selected = selected
		if i+d.skip == 0 {
			d.columns(&r)
		} else {
			d.put(theme.Plain, theme.Spaces(p.lay.left-p.lay.gutter))
		}
		d.row(s, line, found, match)
	}
	d.skip = 0
}

// gutter draws the cursor, the mark, or that what was searched is in a part of the line that is not shown.
func (d *drawing) gutter(at place, selected, hidden bool) {
	lay := &d.pane.lay
	if lay.gutter == 0 {
		return
	}
	switch {
	case selected:
		d.put(theme.Accent, "▌")
	case hidden:
		d.put(theme.Match, "·")
	default:
		d.b.WriteByte(' ')
	}
	if lay.gutter > 1 {
		if _, has := d.pane.mark(d.pane.id(at)); has {
			d.put(theme.Accent, "✓")
		} else {
			d.b.WriteByte(' ')
		}
	}
}

// columns draws time, labels and level.
func (d *drawing) columns(r *record) {
	p := d.pane
	if p.lay.time > 0 {
		d.stamp = p.lay.clock.append(d.stamp[:0], time.Unix(0, r.time))
		d.put(theme.Dim, string(d.stamp))
		d.put(theme.Plain, " ")
	}
	if len(p.lay.labels) > 0 {
		ink := [2]string{}
		if !d.selected && int(r.source) < len(p.colours.of) {
			ink = p.palette.ink(p.colours.of[r.source], p.theme.Dark())
		}
		for _, c := range p.lay.labels {
			text := theme.Fit(p.sources.value(r.source, c.name), c.width-1)
			if d.selected {
				d.put(theme.Plain, text+" ")
				continue
			}
			d.b.WriteString(ink[0])
			d.b.WriteString(text)
			d.b.WriteString(ink[1])
			d.b.WriteByte(' ')
		}
	}
	if p.lay.level > 0 {
		word := r.level.String()
		d.put(tone(r.level), word)
		d.put(theme.Plain, theme.Spaces(p.lay.level-len(word)))
	}
}

// row draws one row of a message.
func (d *drawing) row(s shape, r row, found [][]int, match theme.Tone) {
	p := d.pane
	w, end := p.lay.text, ""
	if p.wrap {
		for r.to > r.from && s.text[r.to-1] == ' ' {
			r.to--
		}
	} else {
		n, _ := theme.Reach(s.text[r.from:r.to], p.left)
		r.from += n
	}
	cells := 0
	if rest := s.text[r.from:r.to]; len(rest) <= w && ascii(rest) {
		cells = len(rest)
	} else if n, used := theme.Reach(rest, w); n == len(rest) { // unlike Width it does not look at all of a long row
		cells = used
	} else {
		n, used = theme.Reach(rest, w-1)
		r.to = r.from + n
		cells, end = used+1, "…"
	}
	d.pieces(s, r, found, match)
	d.put(theme.Dim, end)
	if d.selected {
		d.put(theme.Plain, theme.Spaces(w-cells))
	}
}

// pieces draws a piece of a text, tone by tone.
func (d *drawing) pieces(s shape, r row, found [][]int, match theme.Tone) {
	tone, cuts := theme.Plain, s.cuts
	for at := r.from; at < r.to; {
		for len(cuts) > 0 && cuts[0].at <= at {
			tone, cuts = cuts[0].tone, cuts[1:]
		}
		for len(found) > 0 && found[0][1] <= at {
			found = found[1:]
		}
		to, now := r.to, tone
		if len(cuts) > 0 {
			to = min(to, cuts[0].at)
		}
		if len(found) > 0 {
			if found[0][0] <= at {
				now, to = match, min(to, found[0][1])
			} else {
				to = min(to, found[0][0])
			}
		}
		d.put(now, s.text[at:to])
		at = to
	}
}

// rule draws an entry about the stream itself as a line across it.
func (d *drawing) rule(kind Kind, s shape, found [][]int, match theme.Tone) {
	tone, bar, short := theme.Strong, "─", "── "
	switch kind {
	case Gap:
		tone, bar, short = theme.Warn, "╌", "╌╌ "
	case Note:
		tone, bar, short = theme.Dim, "┄", "┄┄ "
	}
	w := d.pane.w - d.pane.lay.gutter
	const least = 6
	if w < least {
		short = ""
	}
	w -= theme.Width(short)
	d.put(theme.Border, short)
	r := row{0, len(s.text)}
	cells, end := theme.Width(s.text), ""
	if cells > w {
		r.to, cells = theme.Reach(s.text, w-1)
		end = "…"
		cells++
	}
	s.cuts = []cut{{0, tone}}
	d.pieces(s, r, found, match)
	d.put(tone, end)
	if w -= cells; w > 1 {
		d.put(theme.Border, " "+strings.Repeat(bar, w-1))
	}
}
