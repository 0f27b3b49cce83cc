package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
)

const aboutExec = `Open a shell in a container, or run a command there, over ECS Exec. You need neither the AWS CLI nor its plugin. For a service,
ecscope picks the newest healthy task and names it on standard error.

In a shell, every key goes to the container. At the beginning of a line, ~. ends the session and ~? lists such keys.

The words after -- are a command. For pipes and the container's variables, run it through a shell:

  ecscope exec prod/checkout -- sh -c 'env | sort'

Output is printed as it arrives. It includes standard error, because in the container both are one terminal. If standard output
is not a terminal, it gets the command's output byte for byte, as long as that is UTF-8. Encode other output as text, or use
ecscope cp.

The command reads no input unless you pass -i. It then gets standard input: every byte and the end of a pipe or file, or every
key of a terminal. ctrl-c interrupts the command; a second ctrl-c leaves it. --timeout ends the session.

AWS ends a session after 20 minutes without traffic, and allows two sessions in a container at a time. --detach starts a command
without either limit: it keeps running after the session, until it or its container ends. It reads no input. Its output, and then
its exit code, go to files in the container, and ecscope prints the commands that show them:

  ecscope exec prod/checkout --detach -- ./migrate --all

If the session can't be opened, a checklist says why. --check prints only that checklist and opens nothing.

Exit codes: those of the command or shell. 1 also if there is none: the session couldn't be opened, or ended without an exit
code. 2 bad usage, 4 refused (read-only mode, or protected and not confirmed by name), 130 interrupted, 143 after SIGTERM, 129
after SIGHUP. With --check: 0 no check failed, 3 a check failed.`

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
	f.StringVar(&e.container, "container", "", "the container, if the task has several")
	f.StringVar(&e.image, "shell", "", "the shell in the image; to run a command: default /bin/sh; to open: default the one in the settings, else bash if the image has it, else sh")
	f.BoolVarP(&e.input, "stdin", "i", false, "pass standard input to the command")
	f.BoolVar(&e.detach, "detach", false, "start the command and leave it running, with its output in a file in the container")
	f.BoolVar(&e.check, "check", false, "print the checklist without opening a session")
	f.BoolVarP(&e.quiet, "quiet", "q", false, "don't name the task and container")
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
			"put the command after --: " + shell(append([]string{"ecscope", "exec", place[0], "--"}, place[1:]...))}
	case dash >= 0 && len(e.words) == 0:
		return wrong("no command after --")
	case !utf8.ValidString(strings.Join(e.words, " ")):
		return wrong("the command must be UTF-8; pass other bytes with -i, or in a file")
	case e.check && dash >= 0:
		return wrong("--check takes no command")
	case e.output != "" && !e.check:
		return wrong("-o works with --check only")
	case dash < 0 && e.detach:
		return wrong("--detach needs a command")
	case e.detach && e.input:
		return wrong("--detach and -i can't be combined: a detached command reads no input")
	case dash < 0 && e.input:
		return wrong("-i needs a command; a shell always reads the terminal")
	case dash < 0 && !e.check && !e.streams.Interactive:
		return &usage{"exec: a shell needs a terminal", "put the command after --: " + shell([]string{"ecscope", "exec", place[0], "--", "ls"})}
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
		return e.refusal(bounded, r, b, errors.New("ECS Exec is off for task "+b.task.ID))
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
		e.streams.note(t.String() + " is protected: a command there has real effects")
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
		return e.refusal(ctx, r, b, err)
	case unopened || err == nil || running.Err() == nil:
		return errors.Join(err, exitOf(code))
	}
	return fmt.Errorf("the command did not finish within %s; its session was ended", e.timeout)
}

// note says something beside the output, where somebody sees it or keeps it.
func (s Streams) note(text string) { fmt.Fprintln(s.Err, "-- "+line(text)) }

// refusal says why a session could not be opened: the error, and the checklist with what is in the way first.
func (e *execRun) refusal(ctx context.Context, r *reader, b execTarget, cause error) error {
	if call.KindOf(cause) == call.Cancelled || errors.Is(cause, exec.ErrWindows) || errors.Is(cause, exec.ErrNoInput) {
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
