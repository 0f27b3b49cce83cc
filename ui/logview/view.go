package logview

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// painter draws what the window shows.
type painter struct {
	theme    *theme.Theme
	window   *window
	criteria *criteria
	writers  *registry
}

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0. The columns are laid out
// for this drawing alone, on copies: it changes nothing.
func (p *painter) View() string {
	window, look := *p.window, *p.window.look
	window.look = &look
	if look.w == 0 || window.h == 0 {
		return ""
	}
	d := &drawing{painter: p, look: &look, left: window.h}
	d.b.Grow((look.w + 100) * window.h)
	if f, ok := window.frame(); ok {
		cursor := window.book.id(f.cursor)
		d.skip = f.skip
		for at, more := f.top, true; more && d.left > 0; at, more = window.book.next(at) {
			d.entry(at, !window.follow && (at == f.cursor || look.within(window.book.id(at), cursor)))
		}
	}
	for d.left > 0 {
		d.newline()
	}
	return d.b.String()
}

// drawing writes the screen, line by line.
type drawing struct {
	painter  *painter
	look     *look
	b        strings.Builder
	left     int // lines of the screen not yet begun
	skip     int // rows of the first entry above the screen
	begun    bool
	selected bool
	beside   bool // the entry does not pass the filter, but is near one that does
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
		d.painter.theme.WriteSelected(&d.b, tone, text)
	} else {
		d.painter.theme.Write(&d.b, tone, text)
	}
}

// entry draws those rows of an entry that are on screen.
func (d *drawing) entry(at place, selected bool) {
	p := d.painter
	r := p.window.book.record(at)
	s := d.look.shape(at)
	var found [][]int
	hit := p.criteria.search != nil && p.window.book.pages[at.page].found.has(at.line)
	if hit {
		found = p.criteria.search.spans(s.text)
	}
	match := theme.Match
	if selected {
		match = theme.Current
	}
	d.selected, d.beside = false, p.window.book.pages[at.page].near.has(at.line)
	defer func() { d.selected, d.beside = false, false }()
	if r.kind != Line {
		d.newline()
		d.gutter(at, selected, false)
		d.selected = selected
		d.rule(r.kind, s, found, match)
		return
	}
	for i, line := range rows(s.text, d.look.lay.text, d.look.wrap)[d.skip:] {
		if d.left == 0 {
			break
		}
		d.newline()
		d.selected = false
		d.gutter(at, selected, hit && len(found) == 0)
		d.selected = selected
		if i+d.skip == 0 {
			d.columns(&r, p.window.book.pages[at.page].string(at.line))
		} else {
			d.put(theme.Plain, theme.Spaces(d.look.lay.left-d.look.lay.gutter))
		}
		d.row(s, line, found, match)
	}
	d.skip = 0
}

// gutter draws the cursor, the mark, or that what was searched is in a part of the line that is not shown.
func (d *drawing) gutter(at place, selected, hidden bool) {
	lay := &d.look.lay
	if lay.gutter == 0 {
		return
	}
	switch {
	case selected:
		d.put(theme.Accent, "▌")
	case hidden:
		d.put(theme.Match, "·")
	case d.painter.criteria.around > 0 && !d.beside && !d.painter.criteria.filter.empty() && d.look.book.record(at).kind == Line:
		d.put(theme.Accent, "▏")
	default:
		d.b.WriteByte(' ')
	}
	if lay.gutter > 1 {
		if _, has := d.look.marks.at(d.look.book.id(at)); has {
			d.put(theme.Accent, "✓")
		} else {
			d.b.WriteByte(' ')
		}
	}
}

// columns draws time, labels and level.
func (d *drawing) columns(r *record, text string) {
	p, lay := d.painter, &d.look.lay
	if lay.time > 0 {
		if lay.clock.mode == Own {
			d.stamp = lay.clock.own(d.stamp[:0], text)
		} else {
			d.stamp = lay.clock.append(d.stamp[:0], time.Unix(0, r.time))
		}
		d.put(theme.Dim, string(d.stamp))
		d.put(theme.Plain, " ")
	}
	before, after := d.ink(r, text)
	if len(lay.labels) > 0 {
		for _, c := range lay.labels {
			text := p.writers.sources.value(r.source, c.name)
			if c.name == taskLabel {
				text = shortened(text, c.width-1)
			}
			text = theme.Fit(text, c.width-1)
			if d.selected {
				d.put(theme.Plain, text+" ")
				continue
			}
			d.b.WriteString(before)
			d.b.WriteString(text)
			d.b.WriteString(after)
			d.b.WriteByte(' ')
		}
	}
	if lay.level > 0 {
		word := r.level.String()
		word = word[:min(len(word), lay.level-1)]
		d.put(tone(r.level), word)
		d.put(theme.Plain, theme.Spaces(lay.level-len(word)))
	}
	d.fields(text, before, after)
}

// row draws one row of a message.
func (d *drawing) row(s shape, r row, found [][]int, match theme.Tone) {
	w, end := d.look.lay.text, ""
	if d.look.wrap {
		for r.to > r.from && s.text[r.to-1] == ' ' {
			r.to--
		}
	} else {
		n, _ := theme.Reach(s.text[r.from:r.to], d.painter.window.left)
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
	if d.beside {
		tone, cuts = theme.Dim, nil
	}
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
	w := d.look.w - d.look.lay.gutter
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

// shortened is the beginning of an id, in so many cells. The mark behind one that is not proven stays.
func shortened(id string, cells int) string {
	if bare, unproven := strings.CutSuffix(id, "?"); unproven && theme.Width(id) > cells {
		return shortened(bare, cells-1) + "?"
	}
	n, _ := theme.Reach(id, cells)
	return id[:n]
}
