package screens

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// shell opens a shell, or where it is known to be impossible says why.
func (k *Kit) shell(h nav.Host, s ExecTarget) tea.Cmd {
	if !k.ready(h, s) {
		return nil
	}
	return k.openShell(h, s)
}

// ready says whether nothing that ECS tells stands against a session; else it shows what does.
func (k *Kit) ready(h nav.Host, s ExecTarget) bool {
	if triage.Ready(k.Rules.Exec(s.Task, s.Container, s.Revision, aws.Instance{})) {
		return true
	}
	h.Push(k.Check(s, nil))
	return false
}

// openShell hands the terminal over to a shell, where that may be, and goes on when it is back.
func (k *Kit) openShell(h nav.Host, s ExecTarget) tea.Cmd {
	return k.admit(h, guard.Shell, s, "Open a shell in", "Open", "", func() tea.Cmd {
		shell := k.Sessions.Shell(h.Context(), s)
		return tea.Exec(shell, func(error) tea.Msg {
			return nav.Then(func(h nav.Host) tea.Cmd {
				return tea.Batch(refresh, k.leftShell(h, s, shell.Result()))
			})
		})
	})
}

// refresh reads the top screen again.
func refresh() tea.Msg { return nav.Refresh{} }

// leftShell says how a shell ended, and what can be done about it.
func (k *Kit) leftShell(h nav.Host, s ExecTarget, r exec.Result) tea.Cmd {
	switch {
	case r.Quit:
		return tea.Quit
	case !r.Opened && errors.Is(r.Err, exec.ErrGivenUp):
		h.Flash(nil, r.Text)
		return nil
	case !r.Opened:
		h.Flash(r.Err, "")
		return k.why(s, r.Err)
	}
	text := r.Text
	if r.Said != "" && r.Said != "exit" && r.Said != "logout" { // the words of a shell that was left
		text += "; its last line: " + r.Said
	}
	if r.Err != nil {
		h.Flash(errors.New(text), "")
	} else {
		h.Flash(nil, text)
	}
	if r.Replace && s.Task.Service != "" {
		h.Open(k.offerReplacement(h, s))
	}
	return func() tea.Msg { return failed{execTarget: s} } // not any more
}

// offerReplacement asks whether to go on in the task that takes the place of one that is gone.
func (k *Kit) offerReplacement(h nav.Host, s ExecTarget) nav.Overlay {
	items := []dialog.Item{{ID: "no", Label: "cancel"},
		{ID: "yes", Key: "y", Label: "open a shell in " + s.Container + " of another task of " + s.Task.Service}}
	return action.NewPick(k.Theme, "Task "+aws.ShortID(s.Task.ID)+" is gone", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		if i.ID != "yes" {
			return nil
		}
		h.Open(action.NewWait(k.Theme, "finding another task of "+s.Task.Service+"…", func(ctx context.Context) (ExecTarget, error) {
			return k.replacement(ctx, s)
		}, func(s ExecTarget) tea.Cmd { return k.shell(h, s) }))
		return nil
	})
}

// replacement is the same container of another task of the service.
func (k *Kit) replacement(ctx context.Context, s ExecTarget) (ExecTarget, error) {
	tasks, err := k.running(ctx, aws.TaskQuery{Cluster: s.Task.Cluster, Service: s.Task.Service})
	if err != nil {
		return ExecTarget{}, err
	}
	tasks = slices.DeleteFunc(tasks, func(t aws.Task) bool {
		return t.ID == s.Task.ID || !slices.ContainsFunc(t.Containers, func(c aws.Container) bool { return c.Name == s.Container })
	})
	t, ok := k.Sessions.Choose(tasks, s.Container)
	if !ok {
		return ExecTarget{}, fmt.Errorf("no other task of %s runs yet; try again in a moment", s.Task.Service)
	}
	other, err := k.execTarget(ctx, t.Cluster, t.ID)
	other.Container = s.Container
	return other, err
}
