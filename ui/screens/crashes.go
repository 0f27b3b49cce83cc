package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// crashList is the list of what ended: tasks that ended alike are one row.
type crashList struct {
	browse.Kit
	calendar
	read    taskReader
	members *memberList
	words   *lastLines
	last    *lastPanes
}

// screen lists what ended of a service, or with "" of the whole cluster.
func (l *crashList) screen(cluster, service string) nav.Screen {
	of := cluster
	if service != "" {
		of = service
	}
	q := aws.TaskQuery{Cluster: cluster, Service: service}
	return l.last.beside(browse.New(l.Kit, browse.Resource[triage.Group]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "stopped"}, Title: "stopped", Noun: "groups of stopped tasks",
		Empty: "no stopped tasks of " + of + ": ECS forgets them after about an hour",
		ID:    groupID,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]triage.Group, error] {
			return l.read.groups(ctx, q)
		},
		Every:   30 * time.Second,
		Columns: l.columns(service == ""),
		Sort:    "REASON", // what failed is above what was wanted
		Fault:   func(g triage.Group) bool { return groupState(g).fault() },
		Open:    func(g triage.Group) nav.Screen { return l.members.screen(cluster, service, g) },
		Actions: []action.Action[triage.Group]{{Key: l.Keys.Service.Because, Run: func(h nav.Host, g triage.Group) tea.Cmd {
			h.Push(l.members.page.screen(g.Tasks[0]))
			return nil
		}}, action.Open(l.Keys.Service.LastWords, func(g triage.Group) nav.Screen { return l.words.task(g.Tasks[0]) })},
		Below: textBelow(l.Kit, groupTitle, "opens its tasks", l.below), BelowSmall: true,
		Copies: func(g triage.Group) []browse.Copy {
			return []browse.Copy{{Name: "reason", Text: g.Diagnosis.Text}, {Name: "cause", Text: g.Diagnosis.Cause}}
		},
	}))
}

// groupID tells groups apart by what their tasks share.
func groupID(g triage.Group) string {
	return strings.Join([]string{g.Cluster, g.Service, g.Revision, g.StopCode, g.Container, fmt.Sprint(g.Exited, g.Exit), g.Reason}, "\x1f")
}

func groupTitle(g triage.Group) string { return fmt.Sprintf("%d × %s", len(g.Tasks), g.Revision) }

// groupState is the state of a group: what somebody wanted, or what the account could not help, is not a failure.
func groupState(g triage.Group) State {
	return State{LevelTone(inspect.StopLevel(g.Diagnosis)), string(g.Diagnosis.Kind)}
}

func (l *crashList) columns(all bool) []table.Column[triage.Group] {
	columns := []table.Column[triage.Group]{
		glyph(groupState),
		{Name: "×", Right: true, Min: 3, Cell: func(g triage.Group) table.Cell { return table.Cell{Text: fmt.Sprint(len(g.Tasks))} },
			Less: func(a, b triage.Group) bool { return len(a.Tasks) > len(b.Tasks) }},
	}
	if all {
		columns = append(columns, plain("SERVICE", func(g triage.Group) string { return startedBy(g.Tasks[0]) }))
	}
	last := since(l.calendar, "LAST", func(g triage.Group) time.Time { return g.Last })
	return append(columns,
		drop(2, plain("REVISION", func(g triage.Group) string { return g.Revision })),
		drop(6, dim("CODE", func(g triage.Group) string { return g.StopCode })),
		drop(4, plain("CONTAINER", func(g triage.Group) string { return cmp.Or(g.Container, theme.Dash) })),
		drop(3, table.Column[triage.Group]{Name: "EXIT", Right: true, Cell: groupExit}),
		table.Column[triage.Group]{Name: "REASON", Flex: true, Min: 40, Less: graver, Cell: func(g triage.Group) table.Cell {
			tone := theme.Plain
			if !groupState(g).fault() {
				tone = theme.Dim
			}
			return table.Cell{Text: groupReason(g), Tone: tone}
		}},
		drop(5, dim("LIVED", func(g triage.Group) string {
			if g.Lived == 0 {
				return "never ran"
			}
			return nav.Ago(time.Time{}.Add(time.Second).Add(g.Lived), time.Time{}.Add(time.Second))
		})),
		last,
		drop(7, dim("KIND", func(g triage.Group) string { return string(g.Diagnosis.Kind) })),
	)
}

// graver orders groups by their state, the newest of one first.
func graver(a, b triage.Group) bool {
	if x, y := groupState(a).rank(), groupState(b).rank(); x != y {
		return x < y
	}
	return a.Last.After(b.Last)
}

// groupReason is the cause in short where a rule knows it, else the text as it is.
func groupReason(g triage.Group) string {
	if g.Diagnosis.Known() && g.Diagnosis.Cause != "" {
		return words.Clause(g.Diagnosis.Cause) + g.Diagnosis.Evidence.Doubt()
	}
	return cmp.Or(g.Diagnosis.Text, theme.Dash)
}

func groupExit(g triage.Group) table.Cell {
	switch {
	case !g.Exited:
		return table.Cell{Text: theme.Dash, Tone: theme.Dim}
	case groupState(g).Tone == theme.Bad:
		return table.Cell{Text: fmt.Sprint(g.Exit), Tone: theme.Bad}
	}
	return table.Cell{Text: fmt.Sprint(g.Exit)}
}
