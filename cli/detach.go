package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec"
)

// detached starts the command, leaves it alone and says where its output is. One that ends at once ends the run like any.
func (e *execRun) detached(ctx, running context.Context, r *reader, b execTarget) error {
	t, err := b.target()
	if err != nil {
		return err
	}
	d, err := exec.Detach(running, exec.Command{Client: r.Client, Target: t, Words: e.words, Shell: e.image, Notice: func(n exec.Notice) { e.streams.note(n.String()) }})
	if err != nil {
		return e.ended(ctx, running, r, b, done, err)
	}
	if d.Ended {
		if _, err := e.streams.Out.Write(d.Said); err != nil {
			return err
		}
		e.streams.note(fmt.Sprintf("it has already ended, with exit code %d; its output is in %s", d.Code, clean.Text(d.Output)))
		return exitOf(d.Code)
	}
	at := []string{"ecscope", "exec", b.task.Cluster + "/" + b.task.ID, "--container", b.container, "-q", "--"}
	show := func(words ...string) string { return shell(append(at[:len(at):len(at)], words...)) }
	_, err = io.WriteString(e.streams.Out, fmt.Sprintf("process %s in container %s of task %s\noutput: %s\nexit code, when it has ended: %s\n", clean.Text(d.Process),
		b.container, b.task.ID, show("tail", "-n", "100", "-f", d.Output), show("cat", d.Exit)))
	if e.demo {
		e.streams.note("demo: the simulated containers end with ecscope, and so does this command")
	} else if !e.quiet {
		e.streams.note("it runs without a session, and ends with its container")
	}
	return err
}
