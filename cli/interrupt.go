package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ecscope/ecscope/terminal"
)

// interruptible is the context of something that is to be told of control-c instead of being ended by it: the first one
// ends ctx, of which the channel tells, and so does a second. Hangups and requests to terminate end the context, and
// so does the end of the time that bounded has. From the third interrupt on they end the process. Call stop when it is over.
func interruptible(ctx, bounded context.Context) (running context.Context, interrupt <-chan struct{}, stop func()) {
	free := context.WithoutCancel(ctx)
	running, end := context.WithCancelCause(free)
	if at, ok := bounded.Deadline(); ok {
		late, cancel := context.WithDeadline(running, at)
		running, end = late, func(error) { cancel() }
	}
	told := make(chan struct{}, 2)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	over := make(chan struct{})
	go func() {
		defer signal.Stop(signals)
		done := ctx.Done()
		for interrupts := 0; interrupts < 2; {
			select {
			case <-done:
				told <- struct{}{}
				done = nil
			case s := <-signals:
				if s != os.Interrupt {
					end(errors.New(s.String()))
					return
				}
				interrupts++ // the first one has ended ctx
			case <-over:
				return
			}
		}
		told <- struct{}{}
	}()
	return running, told, func() {
		close(over)
		end(nil)
	}
}

// size is how large the terminal of the output is; 0 where it is none.
func (s Streams) size() (cols, rows int) {
	w := s.Out
	if s, ok := w.(*sink); ok {
		w = s.w
	}
	if f, ok := w.(interface {
		io.Writer
		Fd() uintptr
	}); ok {
		if cols, rows, err := terminal.Size(f.Fd()); err == nil {
			return cols, rows
		}
	}
	return 0, 0
}
