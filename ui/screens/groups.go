package screens

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// groupList is the list of the log groups of a region.
type groupList struct {
	browse.Kit
	calendar
	source groupSource
	logs   *logScreens
}

// screen lists the log groups; those on screen are asked for their newest line, a call each.
func (l *groupList) screen() nav.Screen {
	known := func(g tail.Group) bool { return g.Described }
	return browse.New(l.Kit, browse.Resource[tail.Group]{
		At: nav.Location{View: "groups"}, Title: "groups", Noun: "log groups",
		ID: func(g tail.Group) string { return g.Name },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]tail.Group, error] {
			return l.source.LogGroups(ctx, "")
		},
		Every:   5 * time.Minute,
		Sort:    "GROUP",
		Partial: func(g tail.Group) bool { return !g.LastRead },
		Detail:  l.source.LastLine,
		SeenAt:  func(g tail.Group) time.Time { return g.Seen },
		Columns: []table.Column[tail.Group]{
			{Name: "GROUP", Min: 20, Cell: func(g tail.Group) table.Cell { return table.Cell{Text: g.Name} },
				Less: func(a, b tail.Group) bool { return words.Natural(a.Name, b.Name) < 0 }},
			{Name: "STORED", Right: true, Min: 7, Cell: func(g tail.Group) table.Cell { return unread(known(g), words.Bytes(g.Stored)) },
				Less: func(a, b tail.Group) bool { return a.Stored < b.Stored }},
			{Name: "KEPT", Right: true, Cell: func(g tail.Group) table.Cell { return unread(known(g), tail.KeptFor(g.Retention)) },
				Less: func(a, b tail.Group) bool { return uint(a.Retention-1) < uint(b.Retention-1) }}, // for ever is the longest
			drop(2, l.perDay()),
			drop(3, dim("CLASS", func(g tail.Group) string { return g.Class })),
			l.newest(),
			drop(4, wide(since(l.calendar, "CREATED", func(g tail.Group) time.Time { return g.Created }))),
		},
		Open:    func(g tail.Group) nav.Screen { return l.logs.group(g.Name) },
		Actions: []action.Action[tail.Group]{l.openAll()},
		Copies: func(g tail.Group) []browse.Copy {
			return []browse.Copy{{Name: "name", Text: g.Name}, {Name: "ARN", Text: g.ARN}}
		},
	})
}

// openAll opens the log of a group, or those of all that are marked together.
func (l *groupList) openAll() action.Action[tail.Group] {
	a := action.OpenAll(l.Keys.Service.Logs, func(g tail.Group) nav.Screen { return l.logs.group(g.Name) }, func(all []tail.Group) nav.Screen {
		var t tail.Tail
		for _, g := range all {
			t.Groups = append(t.Groups, g.Name)
		}
		return l.logs.screen("logs of "+words.Count(len(all), "group"), t)
	})
	a.Rank = first
	return a
}

// perDay is the column of how much comes in a day, roughly: what is stored, shared out over the time that it is of. AWS bills what comes.
func (l *groupList) perDay() table.Column[tail.Group] {
	return table.Column[tail.Group]{Name: "A DAY", Right: true, Min: 7, Cell: func(g tail.Group) table.Cell {
		n, known := g.PerDay(l.now())
		return unread(known, "~"+words.Bytes(n))
	}, Less: func(a, b tail.Group) bool {
		x, _ := a.PerDay(l.now())
		y, _ := b.PerDay(l.now())
		return x < y
	}}
}

// newest is the column of when the newest line was written, which CloudWatch knows up to an hour late.
func (l *groupList) newest() table.Column[tail.Group] {
	c := since(l.calendar, "LAST LINE", func(g tail.Group) time.Time { return g.Last })
	c.Cell = func(g tail.Group) table.Cell {
		text := "none"
		if !g.Last.IsZero() {
			text = l.ago(g.Last)
		}
		return unread(g.LastRead, text)
	}
	return c
}

// unread is a value, or a mark where it is not known.
func unread(known bool, text string) table.Cell {
	if !known {
		return table.Cell{Text: "·", Tone: theme.Dim}
	}
	return table.Cell{Text: text}
}
