package cli

import (
	"syscall"
	"testing"
)

// A session may hear of a signal before the context does: the exit code is the signal's all the same.
func TestSignalOfAnInterruption(t *testing.T) {
	t.Parallel()
	e, _, _ := ends(nil)
	p := newProgram(e, Screen{})
	for by, want := range map[syscall.Signal]int{syscall.SIGHUP: 129, syscall.SIGTERM: 143} {
		if code := p.exit(t.Context(), &interruption{"ended", by}); code != want {
			t.Errorf("%s: exit code %d, want %d", by, code, want)
		}
	}
	if code := p.exit(t.Context(), &interruption{text: "ended"}); code != interrupted {
		t.Errorf("exit code %d, want %d", code, interrupted)
	}
}
