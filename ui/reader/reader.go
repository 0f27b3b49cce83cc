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

// Reader scrolls through lines: a body of text, the window onto it, what moves it, what is searched in it, and what draws
// it. It is used by one goroutine.
type Reader struct {
	*body
	*window
	*mover
	*finder
	*painter
}

// New returns an empty reader that does not wrap.
func New(th *theme.Theme) *Reader {
	b := &body{}
	w := &window{body: b}
	f := &finder{window: w}
	return &Reader{b, w, &mover{w}, f, &painter{th, w, &f.search}}
}

// SetSize sets the size of View in cells.
func (r *Reader) SetSize(w, h int) {
	at := r.offset()
	r.body.w, r.h = max(w, 0), max(h, 0)
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
