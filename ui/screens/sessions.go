package screens

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

// Sessions is how sessions open in the containers of the account.
type Sessions interface {
	// Shell is a shell in a container, on this terminal. It ends with the context.
	Shell(context.Context, Seat) Shell
	// Command runs a command in a container, on a terminal of so many columns and rows, and gives its exit code. Both of its
	// outputs come as one.
	Command(ctx context.Context, s Seat, words []string, size [2]int, output io.Writer) (code int, err error)
	// Forward opens a port on this computer that leads to one of a container, or through it. When the container's task stops
	// it goes on through the same one of another task of the service.
	Forward(context.Context, Seat, exec.Spec) (exec.State, error)
	// Forwards are those that are open, of whatever account, and those that ended lately. Stop ends one.
	Forwards() []exec.State
	Stop(id int)
	// Note says what is to be known of sessions here, or is empty.
	Note() string
	// Protected says whether a service's cluster, or the service, is protected.
	Protected(cluster, service string) bool
}

// Shell is a session that has the terminal to itself while it runs.
type Shell interface {
	tea.ExecCommand
	Result() exec.Result
}

// serviceSessions are what can be opened in a container of a service.
func (k *Kit) serviceSessions() []action.Action[aws.Service] {
	return sessionActions(k, func(s aws.Service) (cluster, service string) { return s.Cluster, s.Name }, k.seatOfService)
}

// taskSessions are what can be opened in a container of a task.
func (k *Kit) taskSessions() []action.Action[aws.Task] {
	where := func(t aws.Task) (cluster, service string) { return t.Cluster, t.Service }
	all := sessionActions(k, where, func(h nav.Host, t aws.Task, then seated) tea.Cmd { return k.seatOfTask(h, t, true, then) })
	for i := range all[:len(all)-1] { // but for the list of forwards
		all[i].Check = func(t aws.Task) error {
			if t.Status == "STOPPED" {
				return fmt.Errorf("task %s has stopped: no session can be opened in it", short(t.ID))
			}
			return nil
		}
	}
	return all
}

// sessionActions are what can be opened in a container that is found for a T.
func sessionActions[T any](k *Kit, where func(T) (cluster, service string), find func(nav.Host, T, seated) tea.Cmd) []action.Action[T] {
	x := k.Keys.Exec
	seat := func(then seated) func(nav.Host, T) tea.Cmd {
		return func(h nav.Host, on T) tea.Cmd { return find(h, on, then) }
	}
	return []action.Action[T]{
		{Key: x.Shell, Able: true, Run: seat(k.shell)},
		{Key: x.Check, Run: seat(func(h nav.Host, s Seat) tea.Cmd {
			h.Push(k.Check(s, nil))
			return nil
		})},
		{Key: x.Command, Able: true, Run: func(h nav.Host, on T) tea.Cmd {
			cluster, service := where(on)
			k.askCommand(h, cluster, service, "", func(h nav.Host, line string) tea.Cmd {
				return find(h, on, func(h nav.Host, s Seat) tea.Cmd { return k.command(h, s, line) })
			})
			return nil
		}},
		{Key: x.Forward, Run: seat(k.askForward)},
		action.Open(x.Forwards, func(T) nav.Screen { return k.Forwards() }),
	}
}
