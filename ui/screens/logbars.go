package screens

import (
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/theme"
)

// logBars are the histogram of a log: how many lines there are when, of them errors and warnings, and where the cursor is.
type logBars struct {
	theme *theme.Theme
	dates logDates
	pane  *logview.Pane
	marks []logMark
}

// barsWidth is how many bars there is room for, between a word to the left and one to the right.
func barsWidth(width int) int { return max(0, width-2*barsGutter) }

const barsGutter = 10

// draw draws errors and all lines, and in full warnings and marks as well; nothing where there are no bars.
func (b *logBars) draw(width int, full bool) []string {
	t := b.pane.Timeline(barsWidth(width))
	if len(t.Bars) < 2 {
		return nil
	}
	var lines []string
	row := func(tone theme.Tone, left, right string, of func(logview.Bar) int) {
		values := make([]float64, len(t.Bars))
		for i, bar := range t.Bars {
			values[i] = float64(of(bar))
		}
		lines = append(lines, b.line(tone, left, []rune(chart.Spark(values, len(values))), right, t.At))
	}
	var sum logview.Bar
	for _, bar := range t.Bars {
		sum.Errors, sum.Warnings = sum.Errors+bar.Errors, sum.Warnings+bar.Warnings
	}
	if sum.Errors > 0 || full {
		row(theme.Bad, "errors", strconv.Itoa(sum.Errors), func(b logview.Bar) int { return b.Errors })
	}
	if full && sum.Warnings > 0 {
		row(theme.Warn, "warnings", strconv.Itoa(sum.Warnings), func(b logview.Bar) int { return b.Warnings })
	}
	row(theme.Dim, b.dates.onAxis(t.From), b.dates.onAxis(t.From.Add(t.Cell*time.Duration(len(t.Bars)))), func(b logview.Bar) int { return b.Lines })
	if signs := b.signs(t); full && signs != "" {
		lines = append(lines, b.theme.Paint(theme.Dim, theme.Fit(" events", barsGutter))+b.theme.Paint(theme.Warn, signs))
	}
	return lines
}

// line draws one row of bars; that of the cursor is reversed while the log is paused.
func (b *logBars) line(tone theme.Tone, left string, bars []rune, right string, at int) string {
	text := b.theme.Paint(theme.Dim, theme.Fit(" "+left, barsGutter))
	if at < 0 || b.pane.Following() {
		text += b.theme.Paint(tone, string(bars))
	} else {
		text += b.theme.Paint(tone, string(bars[:at])) + b.theme.PaintSelected(tone, string(bars[at:at+1])) + b.theme.Paint(tone, string(bars[at+1:]))
	}
	return text + b.theme.Paint(theme.Dim, " "+right)
}

// signs are where tasks stopped and another revision came.
func (b *logBars) signs(t logview.Timeline) string {
	row := []rune(strings.Repeat(" ", len(t.Bars)))
	any := false
	for _, m := range b.marks {
		if i := int(m.at.Sub(t.From) / t.Cell); i >= 0 && i < len(row) {
			if any = true; row[i] != '▼' {
				row[i] = m.sign
			}
		}
	}
	if !any {
		return ""
	}
	return strings.TrimRight(string(row), " ")
}
