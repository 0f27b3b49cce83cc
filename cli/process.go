package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/ecscope/ecscope/terminal"
)

// Process is the streams of this process.
func Process() Streams {
	out := term.IsTerminal(os.Stdout.Fd())
	width, _, err := terminal.Size(os.Stdout.Fd())
	if err != nil || !out {
		width = 0
	}
	return Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ:     os.Environ(),
		Interactive: out && term.IsTerminal(os.Stdin.Fd()),
		Watched:     term.IsTerminal(os.Stderr.Fd()),
		Colored:     out,
		Now:         time.Now,
		Width:       width,
	}
}

// env is the value of a variable of the environment. The last one counts, as for a process.
func (s Streams) env(name string) string {
	var value string
	for _, v := range s.Environ {
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			value = v[len(name)+1:]
		}
	}
	return value
}

// Signaled is the cause of a context that a signal ended.
type Signaled struct{ Signal os.Signal }

// Error names the signal.
func (s *Signaled) Error() string { return "ended by signal: " + s.Signal.String() }

// Is says that it is a cancellation.
func (*Signaled) Is(target error) bool { return target == context.Canceled }

// UntilSignal is ctx until a signal asks the process to end: its cause is a *Signaled then. The second signal ends the
// process at once.
func UntilSignal(ctx context.Context) context.Context {
	ctx, end := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		s := <-signals
		signal.Stop(signals)
		end(&Signaled{s})
	}()
	return ctx
}

// signalCode is the exit code of a run that was interrupted: 128 and the number of the signal, as shells have it; 130 for
// control-c, and where no signal ended ctx.
func signalCode(ctx context.Context) int {
	s, ok := errors.AsType[*Signaled](context.Cause(ctx))
	if !ok {
		return interrupted
	}
	return codeOfSignal(s.Signal)
}

func codeOfSignal(s os.Signal) int {
	if number, ok := s.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return interrupted
}

// unasked is the error of a run that goes on until control-c, where something else ended ctx.
func unasked(ctx context.Context) error {
	if signalCode(ctx) == interrupted {
		return nil
	}
	return ctx.Err()
}
