package action

import (
	"strings"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// sheet is a box that asks something: what is done, where, and the answers always stand in it; what there is to know beyond that
// has the room between them, and scrolls where that is too little.
type sheet struct {
	flow  *Flow
	title string
	// head and foot are lines, drawn and no wider than the box; those of the head follow the title.
	head, foot []string
	body       *reader.Reader
	// width and height are those of the screen.
	width, height int
}

// The cells within a box: so many it has at most, and at least, as a name would be cut to pieces in fewer. On a screen with fewer
// columns than spacious it stands from edge to edge.
const (
	widest   = 100
	leastBox = 16
	spacious = 64
)

// boxWidth is how wide a box on a screen is, its edges included.
func boxWidth(width int) int {
	if width >= spacious {
		width -= 2
	}
	return max(4, min(width, widest))
}

func (s sheet) inner() int { return boxWidth(s.width) - 4 }

// upper is what stands above what scrolls, and what of it stands in the upper edge: the title, if that has room there.
func (s sheet) upper() (edge string, lines []string) {
	if theme.Width(s.title) <= s.inner()-1 {
		return s.title, s.head
	}
	for _, l := range theme.Wrap(s.title, s.inner(), s.height) {
		lines = append(lines, s.flow.Theme.Paint(theme.Title, l))
	}
	return "", append(lines, s.head...)
}

// room is how many lines are left for what scrolls.
func (s sheet) room() int {
	_, upper := s.upper()
	return s.height - 2 - len(upper) - len(s.foot)
}

// fits says whether what always stands in the box has room, and the first of what scrolls: from what to what. What is asked where
// it does not must not be answered.
func (s sheet) fits() bool { return s.inner() >= leastBox && s.room() >= min(leastRows, s.body.Rows()) }

// layout gives what scrolls its lines, and its room.
func (s sheet) layout(lines []reader.Line) {
	s.body.SetSize(s.inner(), 1)
	s.body.SetLines(lines)
	s.body.SetSize(s.inner(), max(0, min(s.body.Rows(), s.room())))
}

// view draws the box, or says that there is no room for it.
func (s sheet) view() string {
	if !s.fits() {
		return strings.Join(tooSmall(s.flow, s.width, s.height), "\n")
	}
	title, lines := s.upper()
	note := ""
	if shown := min(s.body.Rows(), s.room()); shown > 0 {
		lines = append(lines, strings.Split(s.body.View(), "\n")...)
		if shown < s.body.Rows() {
			note = keymap.Does(s.flow.Keys.Moving.Down, "scrolls, ") + words.Count(s.body.Below(), "more line") + " below"
		} else if shown < s.room() {
			lines = append(lines, "")
		}
	}
	return dialog.Noted(s.flow.Theme, title, note, append(lines, s.foot...), boxWidth(s.width))
}

// tooSmall says that the terminal is too small for a question, which therefore cannot be answered.
func tooSmall(f *Flow, width, height int) []string {
	lines := theme.Wrap("Too small to confirm: enlarge the terminal, or "+keymap.Does(f.Keys.Dialog.Cancel, "cancels"), width, height)
	for i, l := range lines {
		lines[i] = f.Theme.Paint(theme.Warn, l)
	}
	return lines
}
