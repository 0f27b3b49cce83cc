package screens

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// entries are log events as the pane takes them. Notes that are only about how far the reading is stand in the line
// above the log instead of in it.
func (l *Logs) entries(events []aws.LogEvent) []logview.Entry {
	entries := make([]logview.Entry, 0, len(events))
	for _, e := range events {
		l.tide.note(e)
		switch e.Note {
		case "":
			l.tide.line(e, l.asked, l.Clock.Now())
		case aws.NoteProgress:
			if l.progress = e.Message; e.Message == "" {
				l.caught = l.Clock.Now()
			}
			continue
		case aws.NoteBehind:
			continue
		case aws.NoteThrottled, aws.NoteTrouble:
			l.trouble = noteText(e)
		case aws.NoteReconnected:
			l.trouble = ""
		case aws.NoteAttached:
			l.tasks[e.Task] = true
		case aws.NoteStopped:
			delete(l.tasks, e.Task)
		}
		entries = append(entries, logview.Entry{Time: e.Time, Source: l.writer(e), Kind: kindOf(e), Text: noteText(e)})
	}
	return entries
}

// writer is the number of who wrote a line.
func (l *Logs) writer(e aws.LogEvent) logview.Source {
	if e.Container != "" {
		l.containers[e.Container] = true
	}
	if e.Revision != "" && e.Note == "" && !l.revisions[e.Revision] {
		l.revisions[e.Revision] = true
		if len(l.revisions) == 2 && !l.coloured && len(l.tail.More) == 0 {
			l.colour("revision") // a rollout: old and new are to be told apart
		}
	}
	task := tail6(e.Task)
	if e.Unproven {
		task += "?"
	}
	return l.pane.Source(logview.Label{Name: "service", Value: e.Service}, logview.Label{Name: "task", Value: task}, logview.Label{Name: "container", Value: e.Container},
		logview.Label{Name: "revision", Value: e.Revision}, logview.Label{Name: "group", Value: e.Group})
}

// tail6 is the beginning of a task's id, as short as a column of them can be.
func tail6(id string) string {
	if len(id) > 6 {
		return id[:6]
	}
	return id
}

func kindOf(e aws.LogEvent) logview.Kind {
	switch e.Note {
	case "":
		return logview.Line
	case aws.NoteStopped:
		return logview.Marker
	case aws.NoteMissed, aws.NoteUnread:
		return logview.Gap
	}
	return logview.Note
}

// noteText is a line as it is, or a note in words.
func noteText(e aws.LogEvent) string {
	text := e.Message
	switch e.Note {
	case "":
		return text
	case aws.NoteStopped:
		return strings.TrimSuffix(tail6(e.Task)+" stopped: "+text, ": ")
	case aws.NoteAttached:
		return strings.TrimSpace(tail6(e.Task) + " of " + e.Revision + " attached")
	case aws.NoteElsewhere:
		return strings.TrimSpace(e.Container+" of "+e.Revision) + ": " + text
	case aws.NoteOthers:
		return text + "; a shows them"
	case aws.NoteThrottled, aws.NoteTrouble, aws.NoteMissed, aws.NoteUnread:
		text = string(e.Note) + ": " + text
	}
	if e.Gap > 0 && e.Note != aws.NoteBehind {
		text += fmt.Sprintf(" (%s)", e.Gap.Round(100*time.Millisecond))
	}
	return text
}

// info is the line above the log: who writes, what is filtered and searched, how fast it comes.
func (l *Logs) info() string {
	stats := l.pane.Stats()
	lines := fmt.Sprintf("%d lines", stats.Held)
	if stats.Shown < stats.Held {
		lines = fmt.Sprintf("%d of %d lines", stats.Shown, stats.Held)
	}
	parts := append(l.subject(), l.state())
	parts[0] = " " + parts[0]
	if e, missing := l.missing(); missing {
		parts = append(parts, fmt.Sprintf("▲ only %q before %s: ctrl-r reads all", e.term, l.at(e.before)))
	}
	parts = append(append(parts, l.tide.lags(l.Clock.Now())...), l.tide.lacks()...)
	parts = append(parts, lines)
	if stats.Dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d oldest dropped", stats.Dropped))
	}
	parts = append(parts, l.narrowing()...)
	if !l.caught.IsZero() && l.Clock.Now().Sub(l.caught) > settling {
		parts = append(parts, fmt.Sprintf("%.0f/s", l.pane.Rate()))
	}
	if l.progress != "" {
		parts = append(parts, "reading: "+l.progress+", esc stops")
	}
	if l.trouble != "" {
		parts = append(parts, l.trouble)
	}
	text, _ := theme.Cut(strings.Join(parts, " · "), l.width)
	tone := theme.Dim
	if _, missing := l.missing(); missing || l.err != nil || len(l.tide.unread) > 0 || l.tide.behind {
		tone = theme.Warn
	}
	return l.Theme.Paint(tone, text)
}

// subject is whose log it is, and where there is room how many write.
func (l *Logs) subject() []string {
	var parts []string
	if l.tail.Service != "" && len(l.tail.More) == 0 {
		parts = append(parts, l.tail.Service)
	}
	if l.width < 140 || len(l.tail.Groups) > 0 {
		return parts
	}
	if n := len(l.tasks); n > 0 && l.tail.Task == "" {
		parts = append(parts, words.Count(n, "task"))
	}
	if n := len(l.containers); n > 0 {
		parts = append(parts, words.Count(n, "container"))
	}
	return parts
}

// settling is how long after history was read the rate is still that of history, and would be taken for the log's.
const settling = 7 * time.Second

// state is whether the log follows, and how.
func (l *Logs) state() string {
	switch {
	case l.err != nil:
		return strings.TrimSuffix("ended: "+l.err.Error()+": "+nav.HintOf(l.err), ": ")
	case !l.until.IsZero():
		return l.at(l.oldest) + " to " + l.at(l.until)
	case l.pane.Following() && l.live.Load():
		return "live"
	case l.pane.Following():
		return "following"
	case l.pane.Below() > 0:
		return fmt.Sprintf("paused, %d new below", l.pane.Below())
	}
	return "paused"
}

// narrowing is what is searched for and what is filtered.
func (l *Logs) narrowing() []string {
	var parts []string
	if l.search != "" {
		at, of := l.pane.Matches()
		parts = append(parts, fmt.Sprintf("/%s  %d of %d", l.search, at, of))
	}
	f := l.pane.Filter()
	for _, t := range f.Include {
		parts = append(parts, "& "+t)
	}
	for _, t := range f.Exclude {
		parts = append(parts, "^ "+t)
	}
	for _, only := range f.Only {
		parts = append(parts, only.Name+" "+only.Value)
	}
	if _, missing := l.missing(); !missing && len(l.excerpts) > 0 {
		parts = append(parts, fmt.Sprintf("before %s only these were read", l.at(l.excerpts[0].before)))
	}
	if untested, _ := l.pane.Pending(); untested > 0 {
		parts = append(parts, fmt.Sprintf("%d not tested yet", untested))
	}
	return parts
}

// entry is one event of a log in full.
func (o *logScreens) entry(e logview.Entry, labels []logview.Label) nav.Screen {
	return browse.NewPage(o.Kit, browse.Text[logview.Entry]{
		Title: "event", Noun: "event", First: e, Known: true, Fixed: true,
		Lines:  func(e logview.Entry, _ int) []reader.Line { return o.entryLines(e, labels) },
		Copies: func(e logview.Entry) []browse.Copy { return []browse.Copy{{Name: "text", Text: e.Text}} },
	})
}

func (o *logScreens) entryLines(e logview.Entry, labels []logview.Label) []reader.Line {
	lines := []reader.Line{field("time", e.Time.In(o.zone).Format("2006-01-02 15:04:05.000 MST"))}
	for _, label := range labels {
		if label.Value != "" {
			lines = append(lines, field(label.Name, label.Value))
		}
	}
	lines = append(lines, nil)
	for _, spans := range logview.Pretty(e.Text) {
		var line reader.Line
		for _, s := range spans {
			line = append(line, reader.Span{Text: s.Text, Tone: s.Tone})
		}
		lines = append(lines, line)
	}
	return lines
}

// at is a time of day, in the zone that the log shows.
func (l *Logs) at(t time.Time) string {
	if l.pane.Time() != logview.UTC {
		return l.calendar.at(t)
	}
	return calendar{clock: l.Clock, zone: time.UTC}.at(t)
}
