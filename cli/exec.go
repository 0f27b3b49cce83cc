package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
)

const aboutExec = `Open a shell in a container, or run a command there, over ECS Exec: of a service in its newest healthy task, which is then
said on standard error. Neither the AWS CLI nor its plugin is needed.

In a shell every key is the container's, but at the beginning of a line ~. ends the session and ~? tells of such keys.

The words after -- are a command; for pipes and variables of the container let a shell read them:

  ecscope exec prod/checkout -- sh -c 'env | sort'

Its output is printed as it comes. Standard error is in it: in the container both are one terminal. Where standard output is
no terminal it is what the command wrote, byte for byte, as long as that is UTF-8; what is not should be sent as text, or
copied with ecscope cp.

The command reads nothing, unless -i gives it standard input: from a pipe or a file every byte and the end, from a terminal
every key. ctrl-c interrupts the command, a second one leaves it. --timeout ends the session.

AWS ends a session over which nothing passes for 20 minutes, and a container has two sessions at a time. --detach starts a
command without either limit: it goes on when the session has ended, until it or its container ends. It reads nothing; its
output and then its exit code are in files of the container, and the commands that show them are printed:

  ecscope exec prod/checkout --detach -- ./migrate --all

If it cannot be opened, the checklist says why: --check prints that alone, without opening anything.

Exit codes: the command's or the shell's own. 1 also where there is none: it could not be opened, or ended without saying.
2 bad usage, 4 refused: read-only mode, or protected and not confirmed by name, 130 interrupted, 143 after SIGTERM, 129 after
SIGHUP; with --check: 0 nothing is in the way, 3 something is.`

const useExec = "exec [cluster/]service | cluster/task [-- command words]"

// execRun is one run of exec.
type execRun struct {
	*program
	container, image    string // image is the shell of it
	input, check, quiet bool
	detach              bool   // start the command, and leave it alone
	place, confirm      string // confirm is the name of what is protected
	words               []string
}

// reach is how the run reaches into the container.
func (e *execRun) reach() guard.Reach {
	switch {
	case e.check:
		return guard.Look
	case len(e.words) == 0:
		return guard.Shell
	}
	return guard.Command
}

func execCommand(p *program) *cobra.Command {
	e := &execRun{program: p}
	c := &cobra.Command{
		Use: useExec, Short: "Open a shell in a container, or run a command there", Long: aboutExec,
		Annotations: map[string]string{formatted: asText + " " + asJSON}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(c *cobra.Command, args []string) error { return e.split(args, c.ArgsLenAtDash()) },
		RunE: func(c *cobra.Command, _ []string) error { return e.run(c.Context()) },
	}
	f := c.Flags()
	f.StringVar(&e.container, "container", "", "the container, where the task has several")
	f.StringVar(&e.image, "shell", "", "the image's shell: to run the command, default /bin/sh, or to open, default that of the settings, else bash where there is one, else sh")
	f.BoolVarP(&e.input, "stdin", "i", false, "give standard input to the command")
	f.BoolVar(&e.detach, "detach", false, "start the command and leave it running, its output in a file of the container")
	f.BoolVar(&e.check, "check", false, "print the checklist, and open nothing")
	f.BoolVarP(&e.quiet, "quiet", "q", false, "do not say which task and container it is")
	f.StringVarP(&p.output, "output", "o", "", "print the checklist as text or json")
	f.StringVar(&e.confirm, "confirm", "", confirmUsage)
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats(c), cobra.ShellCompDirectiveNoFileComp)) // it was just made
	return c
}

// split parts the place from the command, and refuses what does not go together.
func (e *execRun) split(args []string, dash int) error {
	place := args
	if dash >= 0 {
		place, e.words = args[:dash], args[dash:]
	}
	wrong := func(text string) error { return &usage{"exec: " + text, "usage: ecscope " + useExec} }
	switch {
	case len(place) == 0:
		return &usage{"exec: no service or task given", "usage: ecscope " + useExec}
	case len(place) > 1:
		return &usage{fmt.Sprintf("exec: unexpected argument %q", place[1]),
			"a command stands after --: " + shell(append([]string{"ecscope", "exec", place[0], "--"}, place[1:]...))}
	case dash >= 0 && len(e.words) == 0:
		return wrong("which command?")
	case !utf8.ValidString(strings.Join(e.words, " ")):
		return wrong("a command's words have to be UTF-8; other bytes reach it with -i, or in a file")
	case e.check && dash >= 0:
		return wrong("--check runs no command")
	case e.output != "" && !e.check:
		return wrong("-o is of --check; a command has the output that it has")
	case dash < 0 && e.detach:
		return wrong("--detach is of a command; a shell has nobody to type to it then")
	case e.detach && e.input:
		return wrong("--detach and -i exclude each other: a command that is left alone reads nothing")
	case dash < 0 && e.input:
		return wrong("-i is of a command; a shell reads the terminal")
	case dash < 0 && !e.check && !e.streams.Interactive:
		return &usage{"exec: a shell needs a terminal", "a command stands after --: " + shell([]string{"ecscope", "exec", place[0], "--", "ls"})}
	}
	e.place = place[0]
	return nil
}

// run runs the command, or checks whether it could.
func (e *execRun) run(ctx context.Context) error {
	if err := e.allowed(e.reach()); err != nil {
		return err
	}
	bounded, cancel := e.bounded(ctx)
	defer cancel()
	r, err := e.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	b, err := chooser{e.streams}.execTarget(bounded, r, e.place, e.container)
	switch {
	case err != nil && bounded.Err() != nil && ctx.Err() == nil:
		return context.Cause(bounded)
	case err != nil:
		return err
	case e.check:
		return e.checklist(bounded, r, b)
	case !b.task.Exec:
		return e.hindered(bounded, r, b, errors.New("ECS Exec is off for task "+b.task.ID))
	}
	b.readSystem(bounded, r)
	r.progress.stop()
	if err := e.admit(bounded, b.task.Guarded(), e.confirm, "open a session in "+b.container); err != nil {
		return err
	}
	if e.streams.Interactive && (e.input || len(e.words) == 0) {
		return e.session(ctx, r, b)
	}
	return e.command(ctx, bounded, r, b)
}

// readSystem finds out the system of a container whose task does not tell: its revision may. Where that cannot be read it is
// taken for Linux.
func (b *execTarget) readSystem(ctx context.Context, r *reader) {
	if b.task.PlatformFamily == "" && !b.of.Described {
		r.progress.at("revision "+b.task.Revision, 0)
		b.of, _ = r.Revision(ctx, b.task.TaskDefinition)
	}
}

// command runs the command and ends as it did.
func (e *execRun) command(ctx, bounded context.Context, r *reader, b execTarget) error {
	t, err := b.target()
	if err != nil {
		return err
	}
	if b.chosen && !e.quiet {
		e.streams.note("in " + b.String())
	}
	if t := b.task.Guarded(); e.protects(t) {
		e.streams.note(t.String() + " is protected: what a command does there is done for real")
	}
	running, interrupt, stop := interruptible(ctx, bounded)
	defer stop()
	if e.detach {
		return e.detached(ctx, running, r, b)
	}
	c := &exec.Command{Client: r.Client, Target: t, Words: e.words, Shell: e.image, Stdout: e.streams.Out, Screen: e.streams.Colored,
		Interrupt: interrupt, Notice: func(n exec.Notice) { e.streams.note(n.String()) }}
	if e.streams.Colored {
		c.Cols, c.Rows = e.streams.size()
	}
	if e.input {
		c.Stdin = e.streams.In
	}
	code, err := c.Run(running)
	return e.ended(ctx, running, r, b, code, err)
}

// ended is how the run ends after its command.
func (e *execRun) ended(ctx, running context.Context, r *reader, b execTarget, code int, err error) error {
	switch _, unopened := errors.AsType[*exec.Unopened](err); {
	case ctx.Err() != nil:
		return ctx.Err()
	case unopened && running.Err() == nil:
		return e.hindered(ctx, r, b, err)
	case unopened || err == nil || running.Err() == nil:
		return errors.Join(err, exitOf(code))
	}
	return fmt.Errorf("the command did not end within %s; its session was ended", e.timeout)
}

// note says something beside the output, where somebody sees it or keeps it.
func (s Streams) note(text string) { fmt.Fprintln(s.Err, "-- "+line(text)) }

// hindered says why a session could not be opened: the error, and the checklist with what is in the way first.
func (e *execRun) hindered(ctx context.Context, r *reader, b execTarget, cause error) error {
	if aws.KindOf(cause) == aws.Cancelled || errors.Is(cause, exec.ErrWindows) || errors.Is(cause, exec.ErrNoInput) {
		return cause
	}
	list, err := e.checks(ctx, r, b)
	if err != nil {
		return cause
	}
	r.progress.stop()
	list.tried = true
	fmt.Fprintln(e.streams.Err, strings.Join(list.lines(look{}, 0), "\n"))
	return cause
}
