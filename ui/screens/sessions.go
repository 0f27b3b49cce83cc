package screens

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

// Sessions is how sessions open in the containers of the account.
type Sessions interface {
	// Shell is a shell in a container, on this terminal. It ends with the context.
	Shell(context.Context, ExecTarget) Shell
	// Command runs a command in a container, on a terminal of so many columns and rows, and gives its exit code. Both of its
	// outputs come as one.
	Command(ctx context.Context, s ExecTarget, words []string, size [2]int, output io.Writer) (code int, err error)
	// Forward opens a port on this computer that leads to one of a container, or through it. When the container's task stops
	// it goes on through the same one of another task of the service.
	Forward(context.Context, ExecTarget, exec.Spec) (exec.State, error)
	// Choose is the task to open a session in, of several: in a container of that name, or in any where it is empty.
	Choose(tasks []aws.Task, container string) (t aws.Task, ok bool)
	// Forwards are those that are open, of whatever account, and those that ended lately. Stop ends one.
	Forwards() []exec.State
	Stop(id int)
	// Note says what is to be known of sessions here, or is empty.
	Note() string
	// Profile is that of the account; empty where none is named.
	Profile() string
}

// Shell is a session that has the terminal to itself while it runs.
type Shell interface {
	tea.ExecCommand
	Result() exec.Result
}

// openings are the sessions that can be opened, and what is listed of them.
type openings struct {
	keys     keymap.Exec
	targets  targets
	shells   *shells
	checks   *checkPages
	commands *commands
	forwards *forwards
	list     *forwardList
}

// ofService are what can be opened in a container of a service.
func (o *openings) ofService() []action.Action[aws.Service] {
	return sessionActions(o, aws.Service.Guarded, nil, o.targets.ofService)
}

// ofTask are what can be opened in a container of a task.
func (o *openings) ofTask() []action.Action[aws.Task] {
	runs := func(t aws.Task) error {
		if t.Status == "STOPPED" {
			return fmt.Errorf("task %s has stopped, so you can't open a session in it", aws.ShortID(t.ID))
		}
		return nil
	}
	return sessionActions(o, aws.Task.Guarded, runs, func(h nav.Host, t aws.Task, then onTarget) tea.Cmd { return o.targets.ofTask(h, t, true, then) })
}

// sessionActions are what can be opened in a container that is found for a T.
func sessionActions[T any](o *openings, on func(T) guard.Thing, check func(T) error, find func(nav.Host, T, onTarget) tea.Cmd) []action.Action[T] {
	x := o.keys
	execTarget := func(then onTarget) func(nav.Host, T) tea.Cmd {
		return func(h nav.Host, t T) tea.Cmd { return find(h, t, then) }
	}
	forwards := action.Open(x.Forwards, func(T) nav.Screen { return o.list.screen() })
	forwards.Rank = looking
	return []action.Action[T]{
		{Key: x.Shell, Rank: first, Check: check, Reach: guard.Shell, Run: execTarget(o.shells.knock)},
		{Key: x.Check, Rank: looking, Check: check, Run: execTarget(func(h nav.Host, s ExecTarget) tea.Cmd {
			h.Push(o.checks.screen(s, nil))
			return nil
		})},
		{Key: x.Command, Rank: looking, Check: check, Reach: guard.Command, Run: func(h nav.Host, t T) tea.Cmd {
			o.commands.ask(h, on(t), "", func(h nav.Host, line string) tea.Cmd {
				return find(h, t, func(h nav.Host, s ExecTarget) tea.Cmd { return o.commands.run(h, s, line) })
			})
			return nil
		}},
		{Key: x.Forward, Rank: looking, Check: check, Reach: guard.Forward, Run: execTarget(o.forwards.ask)},
		forwards,
	}
}

// gate is passed by every session before it opens.
type gate struct {
	flow    *action.Flow
	rules   *triage.Rules
	profile interface{ Profile() string }
	checks  *checkPages
}

// ready says whether nothing that ECS tells stands against a session; else it shows what does.
func (g gate) ready(h nav.Host, s ExecTarget) bool {
	if triage.Ready(g.rules.Exec(s.Task, s.Container, s.Revision, aws.Instance{})) {
		return true
	}
	h.Push(g.checks.screen(s, nil))
	return false
}

// admit goes on with open where something may reach into an exec target; what is protected takes its name.
func (g gate) admit(h nav.Host, r guard.Reach, s ExecTarget, title, verb, detail string, open func() tea.Cmd) tea.Cmd {
	on := s.Task.Guarded()
	if r == guard.Forward && s.Any {
		on.Task = "" // it goes on through any task of the service
	}
	return g.flow.Admit(h, action.Session{Reach: r, On: on, Title: title + " " + s.words(), Verb: verb, Profile: g.profile.Profile(), Detail: detail}, open)
}
