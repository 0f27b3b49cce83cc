package screens

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Events is the list of a service's events, at most the newest hundred, newest first.
func (k *Kit) Events(cluster, service string) nav.Screen {
	return browse.New(k.Kit, k.eventList(service, func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Event, error] {
		return func(yield func([]aws.Event, error) bool) {
			s, err := k.Account.Service(ctx, cluster, service)
			yield(s.Events, err)
		}
	}))
}

func (k *Kit) eventList(service string, source func(context.Context, func() []string) iter.Seq2[[]aws.Event, error]) browse.Resource[aws.Event] {
	return browse.Resource[aws.Event]{
		Title: "events", Noun: "events",
		Empty:   "no events: ECS has had nothing to say about " + service,
		ID:      func(e aws.Event) string { return e.ID },
		Source:  source,
		Every:   10 * time.Second,
		Columns: k.eventColumns(),
		Sort:    "TIME",
		Fault:   func(e aws.Event) bool { return eventState(e).fault() },
		Open:    func(e aws.Event) nav.Screen { return k.Event(e) },
		Copies: func(e aws.Event) []browse.Copy {
			return []browse.Copy{{Name: "message", Text: e.Message}, {Name: "id", Text: e.ID}}
		},
	}
}

func (k *Kit) eventColumns() []table.Column[aws.Event] {
	return []table.Column[aws.Event]{
		glyph(eventState),
		{
			Name: "TIME",
			Cell: func(e aws.Event) table.Cell { return table.Cell{Text: k.at(e.Time), Tone: theme.Dim} },
			Less: func(a, b aws.Event) bool { return a.Time.After(b.Time) },
		},
		drop(1, since(k, "AGE", func(e aws.Event) time.Time { return e.Time })),
		{Name: "EVENT", Flex: true, Min: 20, Cell: func(e aws.Event) table.Cell {
			return table.Cell{Text: eventText(e), Tone: eventState(e).Tone}
		}},
	}
}

// Event is one event in full.
func (k *Kit) Event(e aws.Event) nav.Screen {
	return browse.NewPage(k.Kit, browse.Text[aws.Event]{
		Title: "event", Noun: "event", First: e, Known: true, Fixed: true, // events never change
		Lines: func(e aws.Event, _ int) []reader.Line {
			return []reader.Line{
				field("time", k.when(e.Time)),
				field("service", e.Cluster+"/"+e.Service),
				field("id", e.ID),
				nil,
				{{Text: "   " + e.Message}},
			}
		},
	})
}

// field is a line of a text with the name of what it says in front.
func field(name, value string) reader.Line { return toned(name, value, theme.Plain) }

func toned(name, value string, tone theme.Tone) reader.Line {
	if strings.TrimSpace(value) == "" {
		value, tone = "-", theme.Dim
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
