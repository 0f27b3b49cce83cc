package ui

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/ui/screens"
	"github.com/ecscope/ecscope/words"
)

// background is what lives beside the screens and ends with the program: the port forwards of all accounts, and commands.
type background struct {
	forwards *exec.Forwards
	commands sync.WaitGroup
	changes  change.Pending
}

// ends says what is open, or nothing.
func (b *background) ends() string {
	n := 0
	for _, f := range b.forwards.List() {
		if f.Status != exec.StatusEnded {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return words.Plural(n, "port forward is open", "port forwards are open")
}

// close ends everything and returns when it has ended.
func (b *background) close() {
	b.forwards.Close()
	b.commands.Wait()
}

// sessions opens sessions in the containers of one account.
type sessions struct {
	*background
	client *aws.Client
	desk   *change.Desk
	name   string
	note   string // what is to be known of sessions; empty for nothing
	shell  string // what the settings want opened; empty for any
}

// Note is what is to be known of sessions in the account.
func (s sessions) Note() string { return s.note }

// Profile is that of the account, or what stands for it.
func (s sessions) Profile() string { return cmp.Or(s.name, s.client.Place().Profile) }

// Shell is a shell in a container, on this terminal.
func (s sessions) Shell(ctx context.Context, at screens.ExecTarget) screens.Shell {
	target, t := target(at), at.Task
	shell := &exec.Shell{Ctx: ctx, Client: s.client, Target: target, Image: s.shell, Place: exec.Banner{Profile: s.Profile(), Region: s.client.Place().Region, Cluster: t.Cluster,
		Service: t.Service, Task: t.ID, Container: at.Container, Revision: t.Revision, Protected: s.desk.Name(t.Guarded()) != "", Note: s.Note()}}
	return shell
}

// target is the container of an exec target. AWS says what is wrong with one that has not begun.
func target(at screens.ExecTarget) aws.ExecTarget {
	t, _ := at.Task.ExecTarget(at.Container)
	t.Windows = t.Windows || at.Revision.Windows()
	return t
}

// Command runs a command in a container and gives its exit code.
func (s sessions) Command(ctx context.Context, at screens.ExecTarget, words []string, size [2]int, output io.Writer) (int, error) {
	s.commands.Add(1)
	defer s.commands.Done()
	c := exec.Command{Client: s.client, Target: target(at), Words: words, Stdout: output, Cols: size[0], Rows: size[1],
		Notice: func(n exec.Notice) { _, _ = fmt.Fprintf(output, "\n-- %s --\n", clean.Text(n.String())) }} // a screen that is left takes nothing
	return c.Run(ctx)
}

// Forward opens a port forward.
func (s sessions) Forward(ctx context.Context, at screens.ExecTarget, spec exec.Spec) (exec.State, error) {
	t := at.Task
	through := exec.Finder{Client: s.client, Cluster: t.Cluster, Service: t.Service, Task: t.ID, Container: at.Container}
	if at.Any {
		through.Task = ""
	}
	spec.Find = through.Find
	return s.forwards.Open(ctx, s.client, spec)
}

// Choose is the task to open a session in.
func (s sessions) Choose(tasks []aws.Task, container string) (aws.Task, bool) {
	return exec.Choose(s.client, tasks, container)
}

// Forwards are those of all accounts.
func (s sessions) Forwards() []exec.State { return s.forwards.List() }

// Stop ends a forward.
func (s sessions) Stop(id int) { s.forwards.Stop(id) }
