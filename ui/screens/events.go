package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// eventList is the list of a service's events.
type eventList struct {
	browse.Kit
	calendar
	source serviceReader
	rules  *triage.Rules
	page   *eventPage
}

// screen lists a service's events, at most the newest hundred, newest first. Neighbours that say the same are
// one row.
func (l *eventList) screen(cluster, service string) nav.Screen {
	all := l.resource(cluster, service, func(ctx context.Context, _ func() []string) iter.Seq2[[]triage.Run, error] {
		return func(yield func([]triage.Run, error) bool) {
			s, err := l.source.Service(ctx, cluster, service)
			yield(l.rules.Collapse(s.Events), cmp.Or(err, s.Lacks(aws.EventList)))
		}
	})
	all.Below = textBelow(l.Kit, func(r triage.Run) string { return "event of " + l.at(r.Newest) }, "opens it", func(r triage.Run, _, _ int) []reader.Line { return l.page.lines(r) })
	all.BelowSmall = true
	return browse.New(l.Kit, all)
}

func (l *eventList) resource(cluster, service string, source func(context.Context, func() []string) iter.Seq2[[]triage.Run, error]) browse.Resource[triage.Run] {
	return browse.Resource[triage.Run]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "events"}, Title: "events", Noun: "events",
		Empty: "no events for " + service,
		// The oldest event of a run stays the same while the run grows.
		ID:      func(r triage.Run) string { return r.Events[len(r.Events)-1].ID },
		Source:  source,
		Every:   10 * time.Second,
		Columns: l.columns(),
		Sort:    "TIME",
		Fault:   func(r triage.Run) bool { return runState(r).fault() },
		Open:    func(r triage.Run) nav.Screen { return l.page.screen(r) },
		Copies: func(r triage.Run) []browse.Copy {
			return []browse.Copy{{Name: "message", Text: r.Event.Message}, {Name: "meaning", Text: r.Meaning.Meaning}, {Name: "id", Text: r.Event.ID}}
		},
	}
}

// runState is how loud a run of events is, as the rules say; what no rule knows is not loud.
func runState(r triage.Run) State {
	return State{severityTone(r.Severity), ""}
}

func severityTone(s triage.Severity) theme.Tone {
	switch s {
	case triage.Error:
		return theme.Bad
	case triage.Warn:
		return theme.Warn
	}
	return theme.Plain
}

func (l *eventList) columns() []table.Column[triage.Run] {
	newest := func(r triage.Run) time.Time { return r.Newest }
	return []table.Column[triage.Run]{
		glyph(runState),
		moment(l.calendar, newest),
		drop(1, since(l.calendar, "AGE", newest)),
		{Name: "EVENT", Flex: true, Min: 20, Cell: func(r triage.Run) table.Cell {
			return table.Cell{Text: repeated(l.calendar, inspect.EventText(r.Event), len(r.Events), r.Oldest), Tone: runState(r).Tone}
		}},
		wide(dim("MEANING", meaningOf)),
	}
}

// repeated says of an event how often it came, and since when.
func repeated(c calendar, text string, n int, oldest time.Time) string {
	if n < 2 {
		return text
	}
	return fmt.Sprintf("%s  × %d since %s", text, n, c.at(oldest))
}

// meaningOf is what an event means where it is more than its words.
func meaningOf(r triage.Run) string {
	if r.Severity == triage.Info || !r.Known() {
		return ""
	}
	if r.Reason != nil && r.Reason.Known() {
		return r.Reason.Cause
	}
	return r.Meaning.Meaning
}

// eventPage is one event.
type eventPage struct {
	browse.Kit
	calendar
}

// screen shows one event in full, with what it means.
func (p *eventPage) screen(r triage.Run) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[triage.Run]{
		At: nav.Location{Cluster: r.Event.Cluster, Thing: r.Event.Service, View: "event"}, Title: "event", Noun: "event", First: r, Known: true, Fixed: true, // events never change
		Lines: func(r triage.Run, _ int) []reader.Line { return p.lines(r) },
		Copies: func(r triage.Run) []browse.Copy {
			return []browse.Copy{{Name: "message", Text: r.Event.Message}, {Name: "id", Text: r.Event.ID}}
		},
	})
}

func (p *eventPage) lines(r triage.Run) []reader.Line {
	e := r.Event
	lines := []reader.Line{
		field("message", e.Message),
		field("time", p.when(e.Time)),
		field("service", e.Cluster+"/"+e.Service),
	}
	if !r.Known() {
		lines = append(lines, toned("meaning", "no rule matches this text", theme.Warn))
	} else {
		lines = append(lines, toned("meaning", r.Meaning.Meaning, theme.Strong), field("fix", r.Fix), toned("rule", r.Rule+"  "+r.Source, theme.Dim))
	}
	if r.Reason != nil {
		lines = append(lines, nil)
		lines = append(lines, diagnosisLines(*r.Reason)...)
	}
	if len(r.Events) > 1 {
		lines = section(lines, fmt.Sprintf("THE SAME %d TIMES", len(r.Events)))
		for _, e := range r.Events {
			lines = append(lines, field(p.at(e.Time), inspect.EventText(e)))
		}
	}
	return append(lines, nil, toned("id", e.ID, theme.Dim))
}

// field is a line of a text with the name of what it says in front.
func field(name, value string) reader.Line { return toned(name, value, theme.Plain) }

func toned(name, value string, tone theme.Tone) reader.Line {
	if strings.TrimSpace(value) == "" {
		value, tone = theme.Dash, theme.Dim
	}
	return reader.Line{{Text: "   " + theme.Fit(name, 20), Tone: theme.Dim, Hang: true}, {Text: value, Tone: tone}}
}

// section is the title of a part of a text, with an empty line before it.
func section(lines []reader.Line, name string) []reader.Line {
	if len(lines) > 0 {
		lines = append(lines, nil)
	}
	return append(lines, reader.Line{{Text: " " + name, Tone: theme.Title}})
}
