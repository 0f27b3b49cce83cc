package exec

import (
	"errors"
	"testing"
)

// A mistake in a forward's goroutine ends the forward, and tells why. The others go on.
func TestForwardPanics(t *testing.T) {
	t.Parallel()
	a := newAgents(t, server(t, echo))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := f.open(t.Context(), a, a.spec("b"))
	if err != nil {
		t.Fatal(err)
	}
	w := f.all[0]
	w.work.Go(w.guarded(func() { panic("oh") }))
	a.await("its end", func() bool { return f.List()[0].Status == StatusEnded })
	if got := f.List()[0]; !errors.Is(got.Err, ErrDefect) || got.ID != s.ID {
		t.Errorf("%+v", got)
	}
	if err := echoed(connected(t, other), 1000); err != nil {
		t.Error(err)
	}
}
