package screens

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// watches has services and clusters watched: the first screen shows them, and they are read before others.
type watches struct {
	keys  keymap.Service
	names *index.Index
}

func (w *watches) ofService() action.Action[aws.Service] {
	return watching(w, func(s aws.Service) string { return s.Cluster + "/" + s.Name })
}

func (w *watches) ofCluster() action.Action[clusterRow] {
	return watching(w, func(c clusterRow) string { return c.Name })
}

// watching is the action that has things watched; where all of them are already, they no longer are.
func watching[T any](w *watches, id func(T) string) action.Action[T] {
	set := func(h nav.Host, on []T) tea.Cmd {
		ids := make([]string, len(on))
		for i, one := range on {
			ids[i] = id(one)
		}
		return w.toggle(h, ids)
	}
	return action.Action[T]{Key: w.keys.Watch, Rank: looking,
		Run: func(h nav.Host, on T) tea.Cmd { return set(h, []T{on}) },
		AskAll: func(h nav.Host, on []T, _ func(nav.Host, func(T) change.Change) tea.Cmd) tea.Cmd {
			return set(h, on)
		}}
}

func (w *watches) toggle(h nav.Host, ids []string) tea.Cmd {
	all := true
	for _, id := range ids {
		all = all && w.names.Watches(id)
	}
	what := ids[0]
	if len(ids) > 1 {
		what = fmt.Sprintf("%d marked rows", len(ids))
	}
	for _, id := range ids {
		if all {
			w.names.Unwatch(id)
			continue
		}
		if err := w.names.Watch(id); err != nil {
			h.Flash(fmt.Errorf("watch %s: %w", id, err), "")
			return w.save()
		}
	}
	if all {
		h.Flash(nil, "stopped watching "+what)
	} else {
		h.Flash(nil, "watching "+what+" · "+keymap.Does(w.keys.Watch, "again stops watching"))
	}
	return w.save()
}

// save writes the names to disk, where they are kept.
func (w *watches) save() tea.Cmd {
	return func() tea.Msg {
		if err := w.names.Save(); err != nil {
			return nav.Then(func(h nav.Host) tea.Cmd { h.Flash(err, ""); return nil })
		}
		return nil
	}
}

// named is the name of a service or a cluster, with the sign of what is watched.
func (w *watches) named(id, name string) string {
	if w.names.Watches(id) {
		return name + " *"
	}
	return name
}

// watchedList is the list of what is watched on the first screen.
func (s *homes) watchedList() *browse.List[inspect.Watched] {
	services := func(w inspect.Watched) error {
		if w.Name == "" {
			return errors.New("this is a cluster: " + keymap.Does(s.Keys.Moving.Open, "lists its services"))
		}
		return nil
	}
	actions := []action.Action[inspect.Watched]{watching(s.watches, inspect.Watched.ID)}
	for _, a := range action.Of(s.problems.actions, services, func(w inspect.Watched) aws.Service { return w.Service }) {
		if a.Key.Help() != s.watches.keys.Watch.Help() {
			actions = append(actions, a)
		}
	}
	return browse.New(s.Kit, browse.Resource[inspect.Watched]{
		Noun: "watched services and clusters", ID: inspect.Watched.ID, Columns: s.watchedColumns(), Bare: true, Sort: "WHERE",
		Open: func(w inspect.Watched) nav.Screen {
			if w.Name == "" {
				return s.clusters.services.screen(w.Cluster)
			}
			return s.problems.service.screen(w.Cluster, w.Name)
		},
		Actions: actions,
		Copies:  func(w inspect.Watched) []browse.Copy { return []browse.Copy{{Name: "name", Text: w.ID()}} },
	})
}

// watchedColumns are what is said of a watched thing in a line: where, how many run, how it is and why, since when, and how old
// that is.
func (s *homes) watchedColumns() []table.Column[inspect.Watched] {
	state := func(w inspect.Watched) State { return State{LevelTone(w.Level), w.Word} }
	at := plain("WHERE", inspect.Watched.ID)
	at.Min, at.Max = 16, 30
	is := table.Column[inspect.Watched]{Name: "STATE", Flex: true, Min: 16, Cell: func(w inspect.Watched) table.Cell {
		text := w.Word
		if w.Cause != "" {
			text += ": " + w.Cause
		}
		return table.Cell{Text: text, Tone: LevelTone(w.Level)}
	}}
	usage := table.Column[inspect.Watched]{Name: "CPU", From: figures, Drop: 1, Cell: func(w inspect.Watched) table.Cell {
		if u, ok := s.meter.Of(w.Cluster, w.Name); ok {
			return gauge(u.CPU, u.CPUTarget, 8)
		}
		return table.Cell{}
	}}
	return []table.Column[inspect.Watched]{
		glyph(state), at,
		{Name: "TASKS", Right: true, Min: 5, Cell: func(w inspect.Watched) table.Cell {
			if !w.Service.Described {
				return table.Cell{Text: theme.Dash, Tone: theme.Dim}
			}
			return taskCount(w.Service)
		}},
		is, usage,
		since(s.calendar, "SINCE", func(w inspect.Watched) time.Time { return w.Since }),
		{Name: "SEEN", Right: true, Min: 8, Cell: func(w inspect.Watched) table.Cell {
			if w.Seen.IsZero() {
				return table.Cell{Text: "?", Tone: theme.Dim}
			}
			return table.Cell{Text: "seen " + words.Age(s.now().Sub(w.Seen)), Tone: theme.Dim}
		}},
	}
}

// watchedBeside are the rows on screen, and what is watched, so that both are read.
func (f *homeFeed) watchedBeside(onScreen func() []string) []string {
	ids := onScreen()
	for _, w := range inspect.WatchedOf(f.plan) {
		if w.Name != "" {
			ids = append(ids, w.ID())
		}
	}
	return ids
}

// Watched is what is watched, and how it is as far as is known.
func (s *Screens) Watched(context.Context) []inspect.Watched { return inspect.WatchedOf(s.plan) }
