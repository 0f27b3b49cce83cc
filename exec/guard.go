package exec

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
)

// guarded is f for a goroutine of the forward's: where it panics it ends the forward, not the program.
func (w *forward) guarded(f func()) func() {
	return func() {
		defer func() {
			if r := recover(); r != nil {
				w.broke(fmt.Errorf("%w: a mistake in ecscope: %s", ErrBroken, aws.Clean(fmt.Sprint(r))))
			}
		}()
		f()
	}
}

// broke ends the forward for a mistake of ours. It stays in the list, with the reason.
func (w *forward) broke(err error) {
	w.stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.link != nil {
		w.work.Go(w.link.close)
	}
	w.change(StatusEnded, err, nil)
}
