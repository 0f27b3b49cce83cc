// Package reader shows lines of styled text that are longer or wider than the screen: a description, help, a diff.
//
// It is not made from bubbles/viewport, which measures every line whenever the text changes (half a second for 100,000)
// and every line again for each scroll of wrapped text. Here only the lines on screen are measured.
package reader

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// Span is a piece of a line in one tone.
type Span struct {
	Text string
	Tone theme.Tone
	// Hang begins the rows that a wrapped line continues in under the end of this span, unless that is more than half
	// the screen away.
	Hang bool
}

// Line is a line of text.
type Line []Span

// Reader scrolls through lines. It is used by one goroutine.
type Reader struct {
	theme *theme.Theme
	lines []Line
	w, h  int
	wrap  bool
	top   place // the first row on screen
	left  int   // cells scrolled sideways; 0 when lines are wrapped
	search
}

// place is a row: a line, and which of the rows it is wrapped to.
type place struct{ line, row int }

// New returns an empty reader that does not wrap.
func New(th *theme.Theme) *Reader { return &Reader{theme: th} }

// SetSize sets the size of View in cells.
func (r *Reader) SetSize(w, h int) {
	at := r.offset()
	r.w, r.h = max(w, 0), max(h, 0)
	r.restore(at)
}

// SetWrap breaks lines that are wider than the screen, at spaces where there are any, or cuts them.
func (r *Reader) SetWrap(wrap bool) {
	at := r.offset()
	r.wrap, r.left = wrap, 0
	r.restore(at)
}

// Wrap says whether lines are wrapped.
func (r *Reader) Wrap() bool { return r.wrap }

// SetLines replaces the text; the place scrolled to and the search stay, as far as the new text reaches. The reader
// keeps the slice: the caller must not change it afterwards.
func (r *Reader) SetLines(lines []Line) {
	r.lines = lines
	r.clamp()
	r.left = min(r.left, r.rightmost())
	r.refind()
}

// Text returns everything as plain text, one line each, for copying.
func (r *Reader) Text() string {
	var b strings.Builder
	for i, l := range r.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, s := range l {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Position returns the numbers, from 1, of the first and last line on screen and how many there are.
func (r *Reader) Position() (first, last, total int) {
	total = len(r.lines)
	if total == 0 || r.h == 0 {
		return 0, 0, total
	}
	return r.top.line + 1, r.step(r.top, r.h-1).line + 1, total
}

// text returns the line without its tones.
func (l Line) text() string {
	if len(l) == 1 {
		return l[0].Text
	}
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}
