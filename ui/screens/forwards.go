package screens

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// forwardList is the list of the port forwards of the program, of whatever account.
type forwardList struct {
	browse.Kit
	calendar
	sessions interface {
		Forwards() []exec.State
		Stop(id int)
	}
}

// screen lists the port forwards.
func (l *forwardList) screen() nav.Screen {
	return browse.New(l.Kit, browse.Resource[exec.State]{
		Title: "forwards", Noun: "forwards", Empty: "no open forwards; " + l.Keys.Exec.Forward.Help().Key + " on a service or a task opens one",
		ID: func(s exec.State) string { return strconv.Itoa(s.ID) },
		Source: func(context.Context, func() []string) iter.Seq2[[]exec.State, error] {
			return func(yield func([]exec.State, error) bool) { yield(l.sessions.Forwards(), nil) }
		},
		Every: time.Second, Columns: l.columns(), Sort: "LOCAL",
		Fault:   func(s exec.State) bool { return forwardState(s).fault() },
		Actions: []action.Action[exec.State]{{Key: keymap.As(l.Keys.Changes.Stop, "close"), Run: l.stop}},
		Copies: func(s exec.State) []browse.Copy {
			return []browse.Copy{{Name: "address", Text: s.Local}, {Name: "URL", Text: "http://" + s.Local + "/"}, {Name: "remote", Text: s.Remote}}
		},
	})
}

func (l *forwardList) stop(h nav.Host, s exec.State) tea.Cmd {
	l.sessions.Stop(s.ID)
	h.Flash(nil, s.Local+" is no longer open")
	return refresh
}

func forwardState(s exec.State) State {
	word := string(s.Status)
	switch s.Status {
	case exec.StatusOpen:
		if s.Err != nil {
			return State{theme.Warn, word}
		}
		return State{theme.Good, word}
	case exec.StatusOpening, exec.StatusReconnecting:
		return State{theme.Busy, word}
	case exec.StatusIdle:
		return State{theme.Idle, word}
	}
	return State{theme.Bad, word}
}

func (l *forwardList) columns() []table.Column[exec.State] {
	always := func(exec.State) bool { return true }
	trouble := table.Column[exec.State]{Name: "TROUBLE", Flex: true, Min: 12, Cell: func(s exec.State) table.Cell {
		if s.Err == nil {
			return table.Cell{}
		}
		return table.Cell{Text: s.Err.Error(), Tone: theme.Warn}
	}}
	return []table.Column[exec.State]{
		glyph(forwardState),
		{Name: "LOCAL", Cell: func(s exec.State) table.Cell { return table.Cell{Text: s.Local} },
			Less: func(a, b exec.State) bool { return a.ID < b.ID }},
		plain("REMOTE", func(s exec.State) string { return s.Remote }),
		word("STATE", forwardState),
		drop(6, dim("NAME", func(s exec.State) string { return s.Name })),
		drop(2, dim("THROUGH", func(s exec.State) string { return s.Place + " " + aws.ShortID(s.Task) })),
		wide(dim("CONTAINER", func(s exec.State) string { return s.Container })),
		{Name: "OPEN", Right: true, Cell: func(s exec.State) table.Cell {
			return table.Cell{Text: fmt.Sprintf("%d/%d", s.Connections, s.Total)}
		}},
		drop(4, size64("IN", func(s exec.State) int64 { return s.In })),
		drop(3, size64("OUT", func(s exec.State) int64 { return s.Out })),
		drop(5, since(l.calendar, "AGE", func(s exec.State) time.Time { return s.Since })),
		drop(1, trouble),
		wide(number("ID", always, func(s exec.State) int { return s.ID })),
	}
}

// size64 is a column of bytes.
func size64(name string, of func(exec.State) int64) table.Column[exec.State] {
	return table.Column[exec.State]{Name: name, Right: true, Min: 7,
		Cell: func(s exec.State) table.Cell { return table.Cell{Text: words.Bytes(of(s))} },
		Less: func(a, b exec.State) bool { return of(a) < of(b) }}
}
