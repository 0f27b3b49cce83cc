package screens

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// shells opens shells in containers.
type shells struct {
	gate     gate
	targets  targets
	sessions interface {
		Shell(context.Context, ExecTarget) Shell
	}
}

// knock opens a shell, or where it is known to be impossible says why.
func (x *shells) knock(h nav.Host, s ExecTarget) tea.Cmd {
	if !x.gate.ready(h, s) {
		return nil
	}
	return x.open(h, s)
}

// open hands the terminal over to a shell, where that may be, and goes on when it is back.
func (x *shells) open(h nav.Host, s ExecTarget) tea.Cmd {
	return x.gate.admit(h, guard.Shell, s, "Open a shell in", "Open", "", func() tea.Cmd {
		shell := x.sessions.Shell(h.Context(), s)
		return tea.Exec(shell, func(error) tea.Msg {
			return nav.Then(func(h nav.Host) tea.Cmd {
				return tea.Batch(refresh, x.left(h, s, shell.Result()))
			})
		})
	})
}

// refresh reads the top screen again.
func refresh() tea.Msg { return nav.Refresh{} }

// left says how a shell ended, and what can be done about it.
func (x *shells) left(h nav.Host, s ExecTarget, r exec.Result) tea.Cmd {
	switch {
	case r.Quit:
		return tea.Quit
	case !r.Opened && errors.Is(r.Err, exec.ErrGivenUp):
		h.Flash(nil, r.Text)
		return nil
	case !r.Opened:
		h.Flash(r.Err, "")
		return x.gate.checks.why(s, r.Err)
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
		h.Open(x.offerReplacement(h, s))
	}
	return func() tea.Msg { return failed{execTarget: s} } // not any more
}

// offerReplacement asks whether to go on in the task that takes the place of one that is gone.
func (x *shells) offerReplacement(h nav.Host, s ExecTarget) nav.Overlay {
	items := []dialog.Item{{ID: "no", Label: "cancel"},
		{ID: "yes", Key: "y", Label: "open a shell in " + s.Container + " of another task of " + s.Task.Service}}
	return action.NewPick(x.targets.theme, "Task "+aws.ShortID(s.Task.ID)+" is gone", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		if i.ID != "yes" {
			return nil
		}
		h.Open(action.NewWait(x.targets.theme, "finding another task of "+s.Task.Service+"…", func(ctx context.Context) (ExecTarget, error) {
			return x.targets.replacement(ctx, s)
		}, func(s ExecTarget) tea.Cmd { return x.knock(h, s) }))
		return nil
	})
}
