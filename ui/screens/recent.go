package screens

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// lately is how far back the feed of what changed goes.
const lately = 30 * time.Minute

// happened is how something that happened is drawn; what is routine has no mark.
func happened(h inspect.Happening) State {
	if h.Kind == "event" && h.Mark.Level == inspect.Idle {
		return State{theme.Plain, ""}
	}
	return stateOf(h.Mark)
}

func happeningID(h inspect.Happening) string     { return h.ID }
func happenedAt(h inspect.Happening) time.Time   { return h.At }
func copiesOf(h inspect.Happening) []browse.Copy { return []browse.Copy{{Name: "text", Text: h.Text}} }

// recentList is what changed lately.
type recentList struct {
	browse.Kit
	calendar
	source  serviceSource
	names   *names
	tasks   taskReader
	rules   *triage.Rules
	service *cockpits
}

// screen lists what changed in the last half hour in all clusters, the newest first.
func (l *recentList) screen() nav.Screen {
	return browse.New(l.Kit, browse.Resource[inspect.Happening]{
		Title: "recent", Noun: "changes of the last 30 minutes",
		Empty: "nothing changed in the last 30 minutes",
		ID:    happeningID,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]inspect.Happening, error] {
			return l.happenings(ctx)
		},
		Every: time.Minute,
		Sort:  "TIME",
		Fault: func(h inspect.Happening) bool { return happened(h).fault() },
		Columns: []table.Column[inspect.Happening]{
			glyph(happened),
			moment(l.calendar, happenedAt),
			drop(3, since(l.calendar, "AGE", happenedAt)),
			plain("SERVICE", func(h inspect.Happening) string { return h.Service }),
			drop(2, dim("CLUSTER", func(h inspect.Happening) string { return h.Cluster })),
			{Name: "WHAT", Flex: true, Min: 39, Cell: func(h inspect.Happening) table.Cell {
				return table.Cell{Text: h.BesideService(), Tone: happened(h).Tone}
			}},
		},
		Open:   l.more,
		Copies: copiesOf,
	})
}

// more is the service to which something happened.
func (l *recentList) more(h inspect.Happening) nav.Screen {
	return l.service.screen(h.Cluster, h.Service)
}

func (l *recentList) happenings(ctx context.Context) iter.Seq2[[]inspect.Happening, error] {
	return inspect.Recent(seen(l.source.Services(ctx, "", nil), l.names.service), l.tasks.groups(ctx, aws.TaskQuery{}), l.rules, l.now().Add(-lately))
}
