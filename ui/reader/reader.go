// Package reader shows lines of styled text that are longer or wider than the screen: a description, help, a diff.
//
// It is not made from bubbles/viewport, which measures every line whenever the text changes (half a second for 100,000)
// and every line again for each scroll of wrapped text. Here only the lines on screen are measured.
package reader

import "github.com/ecscope/ecscope/ui/theme"

// Span is a piece of a line in one tone.
type Span struct {
	Text string
	Tone theme.Tone
}

// Line is a line of text.
type Line []Span

// Reader scrolls through lines. It is used by one goroutine.
type Reader struct{}

// New returns an empty reader that does not wrap.
func New(th *theme.Theme) *Reader { return &Reader{} }

// SetSize sets the size of View in cells.
func (r *Reader) SetSize(w, h int) {}

// SetLines replaces the text; the place scrolled to and the search stay, as far as the new text reaches. The reader
// keeps the slice: the caller must not change it afterwards.
func (r *Reader) SetLines(lines []Line) {}

// Text returns everything as plain text, one line each, for copying.
func (r *Reader) Text() string { return "" }

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (r *Reader) View() string { return "" }

// Up scrolls up by a row.
func (r *Reader) Up() {}

// Down scrolls down by a row.
func (r *Reader) Down() {}

// PageUp scrolls up by a screen.
func (r *Reader) PageUp() {}

// PageDown scrolls down by a screen.
func (r *Reader) PageDown() {}

// HalfUp scrolls up by half a screen.
func (r *Reader) HalfUp() {}

// HalfDown scrolls down by half a screen.
func (r *Reader) HalfDown() {}

// Top scrolls to the beginning.
func (r *Reader) Top() {}

// Bottom scrolls to the end.
func (r *Reader) Bottom() {}

// Left scrolls sideways, back towards the beginning of the lines.
func (r *Reader) Left() {}

// Right scrolls sideways, as far as the lines on screen reach.
func (r *Reader) Right() {}

// SetWrap breaks lines that are wider than the screen, or cuts them.
func (r *Reader) SetWrap(wrap bool) {}

// Wrap says whether lines are wrapped.
func (r *Reader) Wrap() bool { return false }

// Position returns the numbers, from 1, of the first and last line on screen and how many there are.
func (r *Reader) Position() (first, last, total int) { return 0, 0, 0 }

// Search marks what matches, without regard to case, goes to the first match at or below the top of the screen and
// returns how many there are. "re:" begins a regular expression; one that cannot be understood is an error of one
// line and the search stays as it was. The empty text ends the search.
func (r *Reader) Search(text string) (count int, err error) { return 0, nil }

// Next goes to the next match, after the last to the first.
func (r *Reader) Next() {}

// Previous goes to the match before, before the first to the last.
func (r *Reader) Previous() {}

// Match returns which match the search stands on, from 1 (0 when there is none), and how many there are.
func (r *Reader) Match() (current, count int) { return 0, 0 }
