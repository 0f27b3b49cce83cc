package screens

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// ExecTarget is where a session opens: a container of a task, as both were just read. The revision may be zero where it could
// not be read.
type ExecTarget struct {
	Task      aws.Task
	Revision  aws.Revision
	Container string
	// Any says that another task of the service would do as well.
	Any bool
}

// words are how an exec target is told of: app of task 0f3c1a2b.
func (s ExecTarget) words() string { return s.Container + " of task " + aws.ShortID(s.Task.ID) }

// onTarget goes on once it is known where.
type onTarget func(nav.Host, ExecTarget) tea.Cmd

// targets finds the container that a session opens in.
type targets struct {
	calendar
	keys      keymap.Service
	theme     *theme.Theme
	read      taskReader
	revisions revisionReader
	chooser   interface {
		Choose(tasks []aws.Task, container string) (aws.Task, bool)
	}
}

// ofService finds the task of a service to open a session in: the newest that is well, or where tasks of several
// revisions run the one that is chosen.
func (x targets) ofService(h nav.Host, s aws.Service, then onTarget) tea.Cmd {
	h.Open(action.NewWait(x.theme, "finding a task of "+s.Name+"…", func(ctx context.Context) ([]aws.Task, error) {
		return x.read.running(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name})
	}, func(tasks []aws.Task) tea.Cmd {
		t, ok := x.chooser.Choose(tasks, "")
		if !ok {
			h.Flash(fmt.Errorf("no task of %s is running, so you can't open a session; %s", s.Name, keymap.Does(x.keys.Stopped, "shows the stopped tasks")), "")
			return nil
		}
		if !slices.ContainsFunc(tasks, func(other aws.Task) bool { return other.Revision != t.Revision }) {
			return x.ofTask(h, t, false, func(h nav.Host, s ExecTarget) tea.Cmd {
				s.Any = true
				return then(h, s)
			})
		}
		h.Open(x.pickTask(tasks, t, func(t aws.Task) tea.Cmd { return x.ofTask(h, t, false, then) }))
		return nil
	}))
	return nil
}

// pickTask asks which task; the cursor is on the one that would have been taken.
func (x targets) pickTask(tasks []aws.Task, first aws.Task, then func(aws.Task) tea.Cmd) nav.Overlay {
	var items []dialog.Item
	width := 0
	for _, t := range tasks {
		width = max(width, theme.Width(t.Revision))
	}
	for _, t := range tasks {
		items = append(items, dialog.Item{ID: t.ID, Label: fmt.Sprintf("%s  %s  up %-4s  %-9s  exec %s", aws.ShortID(t.ID), theme.Fit(t.Revision, width),
			x.ago(t.Started), health(t.Health), onOff(t.Exec))})
	}
	return action.NewPick(x.theme, "Several revisions are running. Choose a task", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		at := slices.IndexFunc(tasks, func(t aws.Task) bool { return t.ID == i.ID })
		return then(tasks[at])
	}).At(first.ID)
}

// ofTask reads a task again and finds the container in it. Where it has several that may be meant, they are offered;
// with all, those that serve the others are offered too.
func (x targets) ofTask(h nav.Host, t aws.Task, all bool, then onTarget) tea.Cmd {
	h.Open(action.NewWait(x.theme, "reading task "+aws.ShortID(t.ID)+"…", func(ctx context.Context) (ExecTarget, error) {
		return x.at(ctx, t.Cluster, t.ID)
	}, func(s ExecTarget) tea.Cmd {
		own := exec.Containers(s.Task, s.Revision)
		if n := len(s.Task.Containers); n == 0 || len(own) == 1 && (n == 1 || !all) {
			s.Container = append(own, "")[0]
			return then(h, s)
		}
		h.Open(x.pickContainer(s, own, func(s ExecTarget) tea.Cmd { return then(h, s) }))
		return nil
	}))
	return nil
}

// at reads a task and its revision. That the revision cannot be read is no reason against a session.
func (x targets) at(ctx context.Context, cluster, id string) (ExecTarget, error) {
	t, err := x.read.source.Task(ctx, cluster, id)
	if err != nil {
		return ExecTarget{}, err
	}
	r, err := x.revisions.Revision(ctx, t.Revision)
	if err != nil {
		r = aws.Revision{}
	}
	return ExecTarget{Task: t, Revision: r}, ctx.Err()
}

// pickContainer asks which container: first the task's own, then those that serve them.
func (x targets) pickContainer(s ExecTarget, own []string, then func(ExecTarget) tea.Cmd) nav.Overlay {
	var items, served []dialog.Item
	for _, c := range s.Task.Containers {
		i := dialog.Item{ID: c.Name, Label: c.Name}
		if c.Status != "RUNNING" {
			i.Note = containerState(c).Word
		}
		if slices.Contains(own, c.Name) {
			items = append(items, i)
		} else {
			i.Note = "sidecar"
			served = append(served, i)
		}
	}
	order := func(a, b dialog.Item) int { return slices.Index(own, a.ID) - slices.Index(own, b.ID) }
	slices.SortStableFunc(items, order)
	return action.NewPick(x.theme, "Container of task "+aws.ShortID(s.Task.ID), append(items, served...), func(_ nav.Host, i dialog.Item) tea.Cmd {
		s.Container = i.ID
		return then(s)
	})
}

// replacement is the same container of another task of the service.
func (x targets) replacement(ctx context.Context, s ExecTarget) (ExecTarget, error) {
	tasks, err := x.read.running(ctx, aws.TaskQuery{Cluster: s.Task.Cluster, Service: s.Task.Service})
	if err != nil {
		return ExecTarget{}, err
	}
	tasks = slices.DeleteFunc(tasks, func(t aws.Task) bool {
		return t.ID == s.Task.ID || !slices.ContainsFunc(t.Containers, func(c aws.Container) bool { return c.Name == s.Container })
	})
	t, ok := x.chooser.Choose(tasks, s.Container)
	if !ok {
		return ExecTarget{}, fmt.Errorf("no other task of %s is running yet; try again in a moment", s.Task.Service)
	}
	other, err := x.at(ctx, t.Cluster, t.ID)
	other.Container = s.Container
	return other, err
}
