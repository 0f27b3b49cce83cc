package screens

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// mostSorted is how many lines with the greatest values of a field are listed, and how many with the least.
const mostSorted = 1000

// logSorted are lines of a log sorted by the fields that have columns: those with the greatest and the least values.
type logSorted struct {
	calendar
	pane  *logview.Pane
	names []string
	lines iter.Seq[logview.Entry] // as they were when the list was opened
	at    time.Time
	have  atomic.Pointer[[]int] // how many lines have each field; told by the list's goroutine
}

// sorted lists the lines of a log by their fields; enter goes to one in the log.
func (o *logScreens) sorted(t *tail.Tail, pane *logview.Pane) nav.Screen {
	s := &logSorted{calendar: o.calendar, pane: pane, names: pane.Fields(), lines: pane.Shown(), at: o.Clock.Now()}
	l := browse.New(o.Kit, browse.Resource[logview.Ranked]{
		At: nav.Location{Cluster: t.Cluster, Thing: t.Service, View: "sorted"}, Title: "sorted", Noun: "lines",
		ID:     func(r logview.Ranked) string { return fmt.Sprint(r.ID) },
		Name:   func(logview.Ranked) string { return "the line" },
		Source: s.read, Sort: s.heading(0), Note: s.note, Columns: s.columns(),
		Empty:  "no line in view has " + strings.Join(s.names, " or "),
		Copies: func(r logview.Ranked) []browse.Copy { return []browse.Copy{{Name: "text", Text: r.Text}} },
	})
	return &sortedList{List: l, pane: pane, keys: o.Keys}
}

// sortedList is the list; enter goes back to the log, to that line.
type sortedList struct {
	*browse.List[logview.Ranked]
	pane *logview.Pane
	keys keymap.Map
}

// Update takes a message.
func (l *sortedList) Update(h nav.Host, m tea.Msg) tea.Cmd {
	k, ok := m.(tea.KeyPressMsg)
	if !ok || !slices.Contains(l.keys.Moving.Open.Keys(), k.String()) {
		return l.List.Update(h, m)
	}
	if on, any := l.Selected(); any {
		l.pane.Select(on.ID)
		h.Pop()
	}
	return nil
}

// read finds the lines. It is called from the list's goroutine.
func (s *logSorted) read(context.Context, func() []string) iter.Seq2[[]logview.Ranked, error] {
	return func(yield func([]logview.Ranked, error) bool) {
		found, have := logview.Extremes(s.lines, s.names, mostSorted)
		s.have.Store(&have)
		yield(found, nil)
	}
}

// note says what is listed, and how one goes back.
func (s *logSorted) note() string {
	have := s.have.Load()
	if have == nil {
		return ""
	}
	var parts []string
	for k, n := range *have {
		text := words.Count(n, "line") + " with " + s.names[k]
		if n > 2*mostSorted {
			text += fmt.Sprintf(", listed are the %d highest and the %d lowest", mostSorted, mostSorted)
		}
		parts = append(parts, text)
	}
	return "esc: back to time order · at " + s.calendar.at(s.at) + ": " + strings.Join(parts, " · ")
}

// heading names the column of a field; a field that is called as another column has a dot behind it.
func (s *logSorted) heading(k int) string {
	name := strings.ToUpper(s.names[k])
	for slices.Contains([]string{"TIME", "TASK", "LEVEL", "LINE"}, name) {
		name += "."
	}
	return name
}

func (s *logSorted) columns() []table.Column[logview.Ranked] {
	var all []table.Column[logview.Ranked]
	for k := range s.names {
		all = append(all, table.Column[logview.Ranked]{Name: s.heading(k), Right: true, Max: 24, Cell: func(r logview.Ranked) table.Cell {
			if !r.Has[k] {
				return table.Cell{Text: theme.Dash, Tone: theme.Dim}
			}
			return table.Cell{Text: strings.ReplaceAll(r.Values[k], "\n", " ")}
		}, Less: func(a, b logview.Ranked) bool {
			if a.Has[k] != b.Has[k] {
				return a.Has[k]
			}
			return logview.CompareValues(a.Values[k], b.Values[k]) > 0 // the greatest first
		}})
	}
	return append(all,
		table.Column[logview.Ranked]{Name: "TIME", Cell: func(r logview.Ranked) table.Cell {
			return table.Cell{Text: r.Time.In(s.zone).Format("15:04:05.000"), Tone: theme.Dim}
		}, Less: func(a, b logview.Ranked) bool { return a.Time.Before(b.Time) }},
		table.Column[logview.Ranked]{Name: "TASK", Drop: 2, Cell: func(r logview.Ranked) table.Cell {
			return table.Cell{Text: labelled(s.pane.Labels(r.Source), "task")}
		}},
		table.Column[logview.Ranked]{Name: "LEVEL", Drop: 1, Min: 5, Cell: func(r logview.Ranked) table.Cell {
			return table.Cell{Text: r.Level.String(), Tone: levelTone(r.Level)}
		}, Less: func(a, b logview.Ranked) bool { return a.Level > b.Level }},
		table.Column[logview.Ranked]{Name: "LINE", Flex: true, Min: 20, Cell: func(r logview.Ranked) table.Cell {
			return table.Cell{Text: strings.ReplaceAll(logview.Message(r.Entry, s.names), "\n", " ")}
		}})
}
