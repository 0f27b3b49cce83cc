package screens

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// insightsFound is what a query has found: a table of its rows, with a chart where they are over time; or lines, as a log shows them.
type insightsFound struct {
	browse.Kit
	dates  calendar
	logs   *logScreens
	asking *insightsAsk

	answer   *insightsAnswer
	answered bool
	insightsFace
}

// insightsFace is how it is shown.
type insightsFace struct {
	columns       []string // those of the table
	list          *browse.List[insightsRow]
	lines         *Logs // nil where rows are no lines, and until all are there
	part          int   // which of the parts is shown
	width, height int
}

// The parts that there may be: tab goes from one to the next.
const (
	tablePart = iota
	chartPart
	linesPart
)

// begin forgets what another query has found.
func (f *insightsFound) begin(text string) {
	f.answer, f.answered = &insightsAnswer{text: text}, false
	f.insightsFace = insightsFace{width: f.width, height: f.height}
}

// fill takes what was found so far.
func (f *insightsFound) fill(a tail.Answer) {
	f.answer.Answer, f.answered = a, true
	if columns := f.answer.shown(); f.list == nil || !slices.Equal(columns, f.columns) {
		f.columns, f.list = columns, insightsTable{f.Kit, f.answer}.list(columns)
	}
	f.list.Fill(insightsRows(a))
	f.layout()
}

// finish makes a log of the rows, where they are lines.
func (f *insightsFound) finish(h nav.Host) tea.Cmd {
	events := insightsEvents(f.answer.Answer)
	if len(events) == 0 {
		return nil
	}
	f.lines = f.logs.screen("insights", f.asking.tail)
	f.lines.reading.source = queryLines(events)
	f.lines.hands.fixed, f.lines.hands.around = true, f.around
	f.part = linesPart
	f.layout()
	return f.lines.reading.from(h.Context(), events[0].Time, events[len(events)-1].Time.Add(time.Millisecond))
}

// around is how much before and behind a line is read with it.
const around = 2 * time.Minute

// around is the log in which a line stands: its stream, some minutes before and after it.
func (f *insightsFound) around(e tail.Event) nav.Screen {
	l := f.logs.screen("around "+f.dates.at(e.Time), tail.Tail{Groups: []string{e.Group},
		Region: f.asking.planned.query.Region, Stream: e.Stream})
	l.reading.events.span.within, l.reading.events.span.goal = [2]time.Time{e.Time.Add(-around), e.Time.Add(around)}, e.Time
	return l
}

// parts is how many parts there are.
func (f *insightsFound) parts() int {
	n := 1
	if f.lines != nil {
		n++
	}
	if _, ok := f.answer.overTime(); ok {
		n++
	}
	return n
}

// next shows the next part.
func (f *insightsFound) next() {
	_, charted := f.answer.overTime()
	for range linesPart + 1 {
		f.part = (f.part + 1) % (linesPart + 1)
		if f.part == tablePart || f.part == chartPart && charted || f.part == linesPart && f.lines != nil {
			break
		}
	}
	f.layout()
}

// keys are those of the part that is shown.
func (f *insightsFound) keys() []key.Binding {
	switch {
	case !f.answered:
		return nil
	case f.part == linesPart:
		return f.lines.Keys()
	}
	return f.list.Keys()
}

// update hands a message on: keys to the part that is shown, all else to both.
func (f *insightsFound) update(h nav.Host, m tea.Msg) tea.Cmd {
	if !f.answered {
		return nil
	}
	_, pressed := m.(tea.KeyPressMsg)
	_, find := m.(nav.Find)
	var cmds []tea.Cmd
	if f.lines != nil && (f.part == linesPart || !pressed && !find) {
		cmds = append(cmds, f.lines.Update(h, m))
	}
	if f.part != linesPart || !pressed && !find {
		cmds = append(cmds, f.list.Update(h, m))
	}
	return tea.Batch(cmds...)
}

// clear clears a filter or a search.
func (f *insightsFound) clear() bool {
	switch {
	case !f.answered:
		return false
	case f.part == linesPart:
		return f.lines.Clear()
	}
	return f.list.Clear()
}

func (f *insightsFound) resize(width, height int) {
	f.width, f.height = width, height
	f.layout()
}

// chartHeight is how much of the height the chart below a table takes; 0 where there is no room for both.
func (f *insightsFound) chartHeight() int {
	if _, ok := f.answer.overTime(); !ok || f.part != tablePart || f.height < 16 {
		return 0
	}
	return min(f.height/2, 12)
}

func (f *insightsFound) layout() {
	if f.list != nil {
		f.list.Resize(f.width, max(0, f.height-1-f.chartHeight()))
	}
	if f.lines != nil {
		f.lines.Resize(f.width, f.height)
	}
}

// view draws what was found in as many lines as there is room for.
func (f *insightsFound) view() string {
	paint := f.Theme.Paint
	switch {
	case !f.answered:
		return strings.Join(f.beginning(), "\n")
	case f.part == linesPart:
		return f.lines.View()
	case f.part == chartPart:
		return strings.Join(f.chart().draw(f.height), "\n")
	}
	rows := len(f.answer.Rows)
	lines := []string{partTitle(f.Theme, "RESULT", plural(rows, "row"), f.width, true)}
	if rows == 0 {
		lines = append(lines, paint(theme.Dim, "   nothing matches"))
		return strings.Join(lines, "\n")
	}
	lines = append(lines, f.list.View())
	if h := f.chartHeight(); h > 0 {
		lines = append(lines, f.chart().draw(h)...)
	}
	return strings.Join(lines, "\n")
}

// chart draws the answer.
func (f *insightsFound) chart() insightsChart {
	return insightsChart{f.Theme, f.dates.zone, f.answer, f.width}
}

// beginning are the queries to begin with, and what the keys do.
func (f *insightsFound) beginning() []string {
	lines := []string{partTitle(f.Theme, "QUERIES TO START WITH", "", f.width, true)}
	keys := f.Kit.Keys.Insights.Ready.Keys()
	for i, q := range (&insightsHands{asked: f.logs.asked}).ready() {
		if i == len(keys) {
			break
		}
		text, _ := theme.Cut(fmt.Sprintf("   %s  %s", keys[i], q), f.width)
		lines = append(lines, f.Theme.Paint(theme.Plain, text))
	}
	return lines[:min(len(lines), f.height)]
}
