package exec

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// watched is a session that says when it is about to be read or written, by number from 1.
type watched struct {
	wire
	reads, writes atomic.Int32
	step          func(what string, n int)
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.wire.Read(p)
	w.step("read", int(w.reads.Add(1)))
	return n, err
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.wire.Write(p)
	if len(p) > 1 { // not the interrupt
		w.step("write", int(w.writes.Add(1)))
	}
	return n, err
}

// A copy into a container that is given up leaves nothing there, however early: while its session is opened, before its
// script has begun, when it is told to go and when the first bytes are sent.
func TestCopyGivenUpEarly(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a real shell copies")
	s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	here, there := t.TempDir(), t.TempDir()
	file := write(t, filepath.Join(here, "in"), grains(1_000_000), 0o644)
	folder := filepath.Join(here, "folder")
	write(t, filepath.Join(folder, "a/b"), grains(100_000), 0o644)
	for _, from := range []string{file, folder} {
		for _, moment := range []struct {
			what string
			n    int
		}{{"called", 1}, {"opened", 1}, {"read", 1}, {"read", 2}, {"write", 1}, {"write", 2}, {"write", 3}, {"write", 9}} {
			ctx, cancel := context.WithCancel(minute(t))
			step := func(what string, n int) {
				if what == moment.what && n == moment.n {
					cancel()
				}
			}
			k := &Copy{Client: client, Target: at, open: func(ctx context.Context, words []string) (wire, error) {
				session, err := client.ExecuteCommand(ctx, at, Quote(words))
				if err != nil {
					return nil, err
				}
				if step("called", 1); ctx.Err() != nil { // the agent begins without us
					ctx = context.WithoutCancel(ctx)
				}
				c, err := Dial(ctx, client, session, Options{})
				if err != nil {
					return nil, err
				}
				step("opened", 1)
				return &watched{wire: c, step: step}, nil
			}}
			if _, err := k.In(ctx, from, there); !errors.Is(err, context.Canceled) {
				t.Errorf("%s %d of %s: %v", moment.what, moment.n, filepath.Base(from), err)
			}
			cancel()
			if entries, _ := os.ReadDir(there); len(entries) != 0 {
				t.Errorf("%s %d of %s: %v is left", moment.what, moment.n, filepath.Base(from), entries)
				_ = os.RemoveAll(filepath.Join(there, entries[0].Name()))
			}
		}
	}
	soon(t, "no session is left", func() bool { return len(s.Sessions().Live()) == 0 })
}
