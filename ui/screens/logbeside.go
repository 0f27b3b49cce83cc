package screens

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// logBeside shows the line under the cursor in full beside the log, and how many others are like it: on a wide screen, while the log is
// paused. What follows would pass too fast to be read there, and needs the width.
type logBeside struct {
	theme   *theme.Theme
	keys    keymap.Logs
	dates   logDates
	pane    *logview.Pane
	writers *logWriters
	entry   func(logview.Entry, []logview.Label) []reader.Line
}

// From which width of the screen on it is shown, how wide it is, and how many bytes of a line it shows at most.
const (
	besideFrom  = 180
	besideWidth = 66
	besideBytes = 8 << 10
)

// width is what it takes of the screen's; 0 where it is not shown. Where lines are wrapped they are whole already.
func (b *logBeside) width(screen int) int {
	if screen < besideFrom || b.pane.Following() || b.pane.Wrap() {
		return 0
	}
	return besideWidth
}

// draw draws it in h lines.
func (b *logBeside) draw(h int) []string {
	e, ok := b.pane.Cursor()
	if !ok || h < 2 {
		return nil
	}
	like := b.like(e)
	e.Text = strings.ToValidUTF8(e.Text[:min(len(e.Text), besideBytes)], "")
	lines := b.part(h-len(like)-1, "LINE UNDER THE CURSOR", keymap.Does(b.keys.Open, "opens it"), b.entry(e, b.pane.Labels(e.Source)))
	if len(like) > 0 {
		lines = append(append(lines, ""), like...)
	}
	return lines[:min(len(lines), h)]
}

// part is a title and as much of a text as has room in h lines.
func (b *logBeside) part(h int, title, right string, text []reader.Line) []string {
	r := reader.New(b.theme)
	r.SetWrap(true)
	r.SetLines(text)
	r.SetSize(besideWidth-2, 1)
	r.SetSize(besideWidth-2, max(1, min(h-1, r.Rows())))
	lines := []string{"  " + ruled(b.theme.Paint, theme.Strong, title, right, besideWidth-2)}
	for line := range strings.SplitSeq(r.View(), "\n") {
		lines = append(lines, "  "+line)
	}
	return lines
}

// like is how many lines are like one, since when, and whether only one of several revisions writes them.
func (b *logBeside) like(e logview.Entry) []string {
	p, ok := b.pane.Like(e.Text)
	if !ok || e.Kind != logview.Line {
		return nil
	}
	text := fmt.Sprintf("%s from %s to %s", words.Count(p.Count, "line"), b.dates.at(p.First), b.dates.at(p.Last))
	if len(p.Versions) == 1 && p.Versions[0] != "" && len(b.writers.revisions) > 1 {
		text += ", only by " + p.Versions[0]
	}
	return b.part(4, "LINES LIKE IT", keymap.Does(b.keys.Patterns, "lists all patterns"), []reader.Line{{{Text: "   " + text}}, {{Text: "   " + p.Text, Tone: theme.Dim}}})
}
