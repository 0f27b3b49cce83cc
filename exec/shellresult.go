package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ecscope/ecscope/clean"
)

// Result is how a session ended.
type Result struct {
	// Opened is false where the session never was there: then Err says why, and the checklist may tell more.
	Opened bool
	// Err is why it did not open, or did not end well: ErrGivenUp where the operator did not want to wait. It is nil where
	// either side ended it in order.
	Err error
	// Code is the exit code of the shell or the command; Known is false where it was not said.
	Code  int
	Known bool
	// Missing is how many bytes of output were lost, at most.
	Missing int64
	// Text says how it ended, in a sentence; Next what to do next, where there is something.
	Text, Next string
	// Said is the last line of the session, cleaned.
	Said string
	// Replace is set where the task stops: the same container of another task may be wanted.
	Replace bool
	// Quit is set where the program was asked to end (SIGTERM, SIGHUP, its context, a terminal that is gone).
	Quit bool
}

// Result is how the session ended; after Run.
func (s *Shell) Result() Result { return s.result }

// conclusion says how a run of a shell ended.
type conclusion struct{ *shellRun }

// conclude makes the result and tells it where the terminal is. The error is why the session did not open.
func (s conclusion) conclude(err error) error {
	r := &s.result
	r.Opened = s.begun.open.Load()
	if !r.Opened && s.channel != nil && s.why == nil { // its command could not be started
		if err = s.channel.Err(); errors.Is(err, io.EOF) {
			err = ended(ErrEnded, s.Target, s.channel.Said())
		}
	}
	r.Quit = s.Ctx.Err() != nil || errors.Is(s.why, errSignal) || errors.Is(s.why, errTerminal)
	s.reason(err)
	if hint, ok := errors.AsType[interface {
		error
		Hint() string
	}](r.Err); ok {
		r.Next = hint.Hint()
	}
	if r.Opened {
		r.Said = s.screen.last()
		r.Replace = s.replaceable()
		if r.Replace {
			r.Next = "the task is stopping: open a session in the one that replaces it"
		}
	}
	text := r.Text
	if r.Next != "" {
		text += "; " + r.Next
	}
	_, _ = fmt.Fprintf(s.streams.out, "\n-- %s --\n", clean.Text(text)) // where the terminal is gone there is nobody to tell
	return r.err()
}

// reason says why the session ended, or why it did not open.
func (s conclusion) reason(err error) {
	r := &s.result
	switch {
	case !r.Opened:
		r.Err = err
		if errors.Is(s.why, errLeft) {
			r.Err = ErrGivenUp
		} else if s.why != nil { // cancelled for that
			r.Err = s.why
		}
		r.Text = r.Err.Error()
	case errors.Is(s.why, context.Canceled):
		r.Err, r.Text = s.why, errSignal.Error()
	case s.why != nil:
		r.Text = s.why.Error()
		if !errors.Is(s.why, errLeft) {
			r.Err = s.why
		}
	case r.Known:
		r.Text = "the session ended"
		if r.Code != 0 {
			r.Text += fmt.Sprintf(" with exit code %d", r.Code)
		}
	case errors.Is(s.channel.Err(), io.EOF):
		r.Text = "the session ended"
		if s.lost.Load() {
			r.Text += " without an exit code; the last output may be missing"
		}
		if said := s.channel.Said(); said != "" {
			r.Text += ": " + said
		}
	default:
		r.Err = cmp.Or(s.channel.Err(), s.why)
		r.Text = r.Err.Error()
	}
}

// err is what Run returns.
func (r Result) err() error {
	if r.Opened {
		return nil
	}
	return r.Err
}

// replaceable says whether the task stops. It looks again where the far side said something that may mean it.
func (s conclusion) replaceable() bool {
	if s.stops.Load() || s.why != nil || s.Ctx.Err() != nil {
		return s.stops.Load()
	}
	if errors.Is(s.channel.Err(), io.EOF) && s.channel.Said() == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(s.Ctx, 3*time.Second)
	defer cancel()
	_, ok := s.stopping(ctx)
	return ok
}
