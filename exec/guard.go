package exec

import (
	"errors"
	"fmt"

	"github.com/ecscope/ecscope/clean"
)

// ErrDefect is a mistake in ecscope that ended something, but not the program.
var ErrDefect = errors.New("a bug in ecscope")

// fenced is f for a goroutine of its own: a panic in it is an error, which ends what it belongs to and not the program.
func fenced(f func(), end func(error)) func() {
	return func() {
		defer func() {
			if r := recover(); r != nil {
				end(fmt.Errorf("%w: %s", ErrDefect, clean.Text(fmt.Sprint(r))))
			}
		}()
		f()
	}
}

// guarded is f for a goroutine of the forward's.
func (w *forward) guarded(f func()) func() { return fenced(f, w.broke) }

// broke ends the forward for a defect. It stays in the list, with the reason.
func (w *forward) broke(err error) {
	w.stop()
	if l := w.turn(StatusEnded, err, nil); l != nil {
		w.work.Go(l.close)
	}
}
