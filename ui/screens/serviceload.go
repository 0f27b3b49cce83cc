package screens

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// loadEvery is the time between two readings of a service's load.
const loadEvery = time.Minute

// loadFeed reads what a service uses and answers, while its screen is shown.
type loadFeed struct {
	meter  *inspect.Meter
	of     *serviceFeed
	around *serviceSnapshot
	feed   load.Feed[aws.Load]
	began  time.Time
	last   aws.Load
	known  bool
	err    error
}

// want reads the load where that is due. The target groups are needed to know which load balancers to ask about.
func (f *loadFeed) want(h nav.Host) tea.Cmd {
	groups, now := f.around.known.Targets, f.of.clock.Now()
	waits := f.of.service.Balanced() && !groups.Asked()
	if !f.meter.On() || !f.of.known || !f.of.shown || waits || f.feed.Running() || now.Sub(f.began) < loadEvery {
		return nil
	}
	f.began = now
	s := f.of.service
	return f.feed.Start(h.Context(), load.One(func(ctx context.Context) (aws.Load, error) { return f.meter.Load(ctx, s) }))
}

// take recognises what was read.
func (f *loadFeed) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := f.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, l := range p.Items {
		f.last, f.known = l, true
	}
	if p.Done {
		f.err = p.Err
	}
	return next, true
}

// why says why there are no charts; empty where there are.
func (f *loadFeed) why() string {
	switch {
	case !f.meter.On():
		return "metrics are off (metrics: false in the settings)"
	case f.known:
		return ""
	case f.err != nil:
		return "not known: " + hinted(f.err)
	}
	return "·"
}

// figure is one measure of a service: its values, how it is drawn, and what it is now.
type figure struct {
	name, title string
	values      []float64
	// least is what the upper edge of its chart shows at least; limit is where it asks for attention, or what auto scaling
	// keeps it at.
	least, limit float64
	format       func(float64) string
}

func percents(v float64) string { return fmt.Sprintf("%.0f%%", v) }

// countWord writes a count in at most five cells.
func countWord(v float64) string {
	switch {
	case v >= 9999.5:
		return fmt.Sprintf("%.0fk", v/1000)
	case v >= 10 || v == float64(int(v)):
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

// milliWord writes milliseconds in at most five cells, with the unit.
func milliWord(v float64) string {
	if v >= 999.5 {
		return fmt.Sprintf("%.1fs", v/1000)
	}
	return fmt.Sprintf("%.0fms", v)
}

// figures are the measures of a load, the most telling first.
func figuresOf(l aws.Load, targets inspect.Usage) []figure {
	limit := func(target float64) float64 {
		if target > 0 {
			return target
		}
		return hot
	}
	all := []figure{
		{"cpu", "cpu % of reservation", l.CPU, 100, limit(targets.CPUTarget), percents},
		{"mem", "memory % of reservation", l.Memory, 100, limit(targets.MemoryTarget), percents},
	}
	if l.Requests == nil {
		return all
	}
	return append(all,
		figure{"5xx", "5xx per minute, from targets", l.Errors, 5, 0, countWord},
		figure{"p99", "response time p99", l.Latency, 100, 0, milliWord},
		figure{"rps", "requests per second", l.Requests, 5, 0, countWord})
}

// now is the newest value of a figure, and its tone.
func (f figure) now() (string, theme.Tone) {
	v, ok := aws.Last(f.values)
	switch {
	case !ok:
		return "no data", theme.Dim
	case f.limit == hot && v >= hot:
		return f.format(v) + "!", theme.Warn
	}
	return f.format(v), theme.Plain
}

// spark is a figure in a few cells: "cpu ▃▃▃▃▄ 31%".
func (f figure) spark(paint func(theme.Tone, string) string, w int) string {
	text, tone := f.now()
	values := f.values
	for n := len(values); n > 0 && math.IsNaN(values[n-1]); n-- { // the newest minutes may not be measured yet
		values = values[:n-1]
	}
	shape := chart.SparkTo(values, f.top(), w)
	if f.limit > 0 {
		shape = chart.Gauge(values, w)
	}
	return paint(theme.Dim, f.name+" ") + paint(tone, strings.TrimLeft(shape, " ")+" "+text)
}

// top is the upper edge of a figure's chart.
func (f figure) top() float64 {
	most := f.least
	for _, v := range f.values {
		if v > most {
			most = v
		}
	}
	if f.least == 100 && most == 100 {
		return 100
	}
	return chart.Round(most)
}

// plot draws a figure w cells wide and h lines high, its title included; the title says what it is now.
func (f figure) plot(l aws.Load, moments []chart.Moment, zone *time.Location, w, h int) []reader.Line {
	text, tone := f.now()
	lines := []reader.Line{{{Text: "  "}, {Text: theme.Fit(f.title, max(0, w-4-theme.Width(text))), Tone: theme.Strong}, {Text: text, Tone: tone}}}
	p := chart.Plot{From: l.From, To: l.To(), Step: l.Step, Values: f.values, Top: f.top(), Limit: f.limit, Moments: moments, Zone: zone, Format: f.format}
	for _, pieces := range p.Draw(w-2, h-1) {
		line := reader.Line{{Text: " "}}
		for _, piece := range pieces {
			line = append(line, reader.Span{Text: piece.Text, Tone: inkTone(piece.Ink)})
		}
		lines = append(lines, line)
	}
	return lines
}

func inkTone(i chart.Ink) theme.Tone {
	switch i {
	case chart.Line:
		return theme.Accent
	case chart.Over:
		return theme.Warn
	case chart.Mark:
		return theme.Busy
	case chart.Label:
		return theme.Dim
	}
	return theme.Border
}
