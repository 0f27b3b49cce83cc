package screens

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// logDates writes times in the zone that the log shows.
type logDates struct {
	calendar
	pane *logview.Pane
}

// at is a time of day.
func (d logDates) at(t time.Time) string {
	if d.pane.Time() != logview.UTC {
		return d.calendar.at(t)
	}
	return calendar{clock: d.clock, zone: time.UTC}.at(t)
}

// onAxis is a time in eight cells: a time of day within 24 hours of now, else the day of the month and the minute. The lines below
// say the rest.
func (d logDates) onAxis(t time.Time) string {
	zone := d.zoned().Location()
	if d.now().Sub(t).Abs() < 24*time.Hour {
		return t.In(zone).Format("15:04:05")
	}
	return t.In(zone).Format("02 15:04")
}

// zoned is the time now.
func (d logDates) zoned() time.Time {
	if d.pane.Time() == logview.UTC {
		return d.now().UTC()
	}
	return d.now().In(d.zone)
}

// logHead says above the log what is shown, and how the reading of it stands.
type logHead struct {
	keys    keymap.Map
	theme   *theme.Theme
	dates   logDates
	pane    *logview.Pane
	reading *logReading
	live    *logLive
	chips   *logChips
	columns *logFields
	width   int
	lines   int // above the log
}

// info is the line above the log: who writes, what is filtered and searched, how fast it comes.
func (d *logHead) info() string {
	stats := d.pane.Stats()
	held := stats.Held - stats.Notes
	lines := words.Count(held, "line")
	if stats.Shown < stats.Held {
		lines = fmt.Sprintf("%d of %s", max(0, stats.Shown-stats.Around-stats.Notes), lines) // a filter lets notes through
	}
	parts := append(d.subject(), d.state())
	parts[0] = " " + parts[0]
	if e, missing := d.reading.excerpts.missing(); missing {
		parts = append(parts, fmt.Sprintf("▲ only %q %s: %s", e.term, e.when(d.dates.at), keymap.Does(d.keys.Everywhere.Refresh, "reads all")))
	}
	parts = append(append(parts, d.reading.events.tide.lags(d.dates.clock.Now(), d.keys.Moving)...), d.reading.events.tide.lacks(d.keys.Logs)...)
	parts = append(parts, lines)
	if stats.Dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d oldest dropped", stats.Dropped))
	}
	parts = append(parts, d.narrowing()...)
	if !d.reading.events.span.caught.IsZero() && d.dates.clock.Now().Sub(d.reading.events.span.caught) > settling {
		parts = append(parts, fmt.Sprintf("%.0f/s", d.pane.Rate()))
	}
	if d.reading.events.news.progress != "" {
		parts = append(parts, "reading: "+d.reading.events.news.progress+", "+keymap.Does(d.keys.Everywhere.Back, "stops"))
	}
	if d.reading.events.news.trouble != "" {
		parts = append(parts, d.reading.events.news.trouble)
	}
	text, _ := theme.Cut(strings.Join(parts, " · "), d.width)
	tone := theme.Dim
	if _, missing := d.reading.excerpts.missing(); missing || d.reading.events.news.err != nil || len(d.reading.events.tide.unread) > 0 || d.reading.events.tide.behind {
		tone = theme.Warn
	}
	return d.theme.Paint(tone, text)
}

// subject is whose log it is, and where there is room how many write.
func (d *logHead) subject() []string {
	var parts []string
	if d.reading.tail.Service != "" && len(d.reading.tail.More) == 0 {
		parts = append(parts, d.reading.tail.Service)
	}
	if d.width < 140 || len(d.reading.tail.Groups) > 0 {
		return parts
	}
	if n := len(d.reading.events.writers.tasks); n > 0 && d.reading.tail.Task == "" {
		parts = append(parts, words.Count(n, "task"))
	}
	if n := len(d.reading.events.writers.containers); n > 0 {
		parts = append(parts, words.Count(n, "container"))
	}
	return parts
}

// settling is how long after history was read the rate is still that of history, and would be taken for the log's.
const settling = 7 * time.Second

// state is whether the log follows, and how.
func (d *logHead) state() string {
	switch {
	case d.reading.events.news.err != nil:
		return strings.TrimSuffix("ended: "+d.reading.events.news.err.Error()+": "+nav.HintOf(d.reading.events.news.err), ": ")
	case !d.reading.events.span.until.IsZero():
		return d.dates.at(d.reading.events.span.oldest) + " to " + d.dates.at(d.reading.events.span.until)
	case d.pane.Following() && d.reading.live.Load():
		return d.live.state()
	case d.pane.Following():
		return "following"
	case d.pane.Below() > 0:
		return fmt.Sprintf("paused, %d new below", d.pane.Below())
	}
	return "paused"
}

// The heights of the body from which the histogram is shown, and from which warnings and marks have a line of their own.
const (
	histogramFrom = 16
	allBarsFrom   = 28
)

// above are the lines above the log.
func (d *logHead) above(height int) []string {
	lines := []string{d.info()}
	if height >= histogramFrom {
		lines = append(lines, (&logBars{d.theme, d.dates, d.pane, d.reading.events.marks}).draw(d.width, height >= allBarsFrom)...)
	}
	return append(lines, d.columns.lines(d.width)...)
}

// measure finds out how many they are.
func (d *logHead) measure(height int) {
	d.columns.cells = barsWidth(d.width)
	d.lines = min(len(d.above(height)), max(height, 1))
}

// narrowing is what is searched for and what is filtered.
func (d *logHead) narrowing() []string {
	var parts []string
	if d.pane.Searched() != "" {
		at, of := d.pane.Matches()
		parts = append(parts, fmt.Sprintf("/%s  %d of %d", d.pane.Searched(), at, of))
	}
	if chips := d.chips.draw(); chips != "" {
		parts = append(parts, chips)
	}
	if _, missing := d.reading.excerpts.missing(); !missing && len(d.reading.excerpts.list) > 0 {
		parts = append(parts, d.reading.excerpts.list[0].when(d.dates.at)+" only these were read")
	}
	if untested, _ := d.pane.Pending(); untested > 0 {
		parts = append(parts, fmt.Sprintf("%d not tested yet", untested))
	}
	return parts
}

// silence says why no line is shown; it is empty where there are some.
func (d *logHead) silence() string {
	stats := d.pane.Stats()
	untested, _ := d.pane.Pending()
	switch {
	case stats.Shown > 0 || d.reading.events.news.err != nil || untested > 0:
		return ""
	case stats.Held > 0:
		return fmt.Sprintf("none of %d lines match the filter; %s", stats.Held, keymap.Does(d.keys.Everywhere.Back, "removes the filter"))
	case !d.reading.events.span.until.IsZero() && !d.reading.feed.Running():
		return "no lines in that time"
	case d.reading.events.span.caught.IsZero() && d.reading.events.tide.unread == nil:
		return "reading…"
	}
	return fmt.Sprintf("no lines since %s; new lines appear here, and %s", d.dates.at(d.reading.events.span.oldest), keymap.Does(d.keys.Logs.Older, "loads older ones"))
}
