package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/ecscope/ecscope/exec"
)

// session opens a shell on this terminal, or the command that somebody wants to type to. Where its task stops, it offers the
// same container of another one.
func (e *execRun) session(ctx context.Context, r *reader, b execTarget) error {
	within, cancel := e.lasting(ctx)
	defer cancel()
	for {
		s, err := e.opened(within, r, b)
		if err != nil {
			return err
		}
		err = s.Run()
		end := s.Result()
		command := len(e.words) > 0
		switch {
		case end.Known && end.Missing > 0 && command:
			return exitOf(max(end.Code, failed)) // what is missing was said in its place
		case end.Known:
			return exitOf(end.Code)
		case within.Err() != nil && ctx.Err() == nil:
			return remote(failed) // the session has said why
		case end.Quit || errors.Is(err, exec.ErrGivenUp):
			return &interruption{end.Text, exec.SignalOf(end.Err)} // it may know of the signal before ctx does
		case errors.Is(err, exec.ErrNoTerminal):
			return err
		case !end.Opened:
			return e.refusal(ctx, r, b, err)
		case end.Replace && b.task.Service != "" && !command:
			next, again, err := e.another(ctx, r, b)
			if err != nil {
				return err
			}
			if b = next; again {
				continue
			}
			return remote(failed)
		case end.Err != nil || command:
			return remote(failed) // the session has said why
		}
		return nil
	}
}

// lasting is ctx with the time that --timeout gives a session.
func (e *execRun) lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	if e.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, e.timeout, fmt.Errorf("the session was ended after %s (--timeout)", e.timeout))
}

// opened is the session to run.
func (e *execRun) opened(ctx context.Context, r *reader, b execTarget) (*exec.Shell, error) {
	t, err := b.target()
	if err != nil {
		return nil, err
	}
	s := &exec.Shell{Ctx: ctx, Client: r.Client, Target: t, Image: e.image, Words: e.words, Place: e.banner(r, b), Plain: !e.streams.look().colors}
	s.SetStdin(e.streams.In)
	s.SetStdout(e.streams.Out)
	if file, err := e.settings(); err == nil && s.Image == "" && len(e.words) == 0 { // one that cannot be read has ended the run before
		s.Image = file.Shell
	}
	return s, nil
}

// demoSessions is what is to be known of sessions in the simulated account.
const demoSessions = "demo: shells and commands run a real /bin/sh on this computer, in a scratch directory, not in a container"

// banner says where the session is.
func (e *execRun) banner(r *reader, b execTarget) exec.Banner {
	at := r.Place()
	n := exec.Banner{Profile: at.Profile, Region: at.Region, Cluster: b.task.Cluster, Service: b.task.Service, Task: b.task.ID,
		Container: b.container, Revision: b.task.Revision, Protected: e.protects(b.task.Guarded())}
	if e.demo {
		n.Note = demoSessions
	}
	return n
}

// another asks whether to go on in a task that runs instead of one that stops.
func (e *execRun) another(ctx context.Context, r *reader, b execTarget) (execTarget, bool, error) {
	service := place{b.task.Cluster, b.task.Service}.String()
	answer, err := e.streams.ask(ctx, fmt.Sprintf("type yes to open a shell in container %s of another task of %s: ", b.container, service))
	if err != nil || answer != "yes" {
		return b, false, err
	}
	other, err := chooser{e.streams}.execTarget(ctx, r, service, b.container)
	if err == nil && other.task.ID == b.task.ID {
		err = errors.New(service + " has no other running task yet; try again in a moment")
	}
	if err == nil {
		err = e.admit(ctx, other.task.Guarded(), e.confirm, "open a session in "+other.container)
	}
	return other, err == nil, err
}
