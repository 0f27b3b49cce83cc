//go:build !windows

package main

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// However a program is cut off while it waits for the answer to a change, the record tells, and the next start says so once.
func TestCutOff(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for name, signals := range map[string][]syscall.Signal{
		"ctrl-c twice": {syscall.SIGINT, syscall.SIGINT}, "terminated": {syscall.SIGTERM}, "hung up": {syscall.SIGHUP}, "killed": {syscall.SIGKILL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sim.Start(sim.Options{Listen: "127.0.0.1:0"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			s.Faults().Add(wire.Fault{Kind: wire.Delay, Action: "UpdateService", Delay: time.Hour})
			state := t.TempDir()
			environ := append(s.Env(), "XDG_STATE_HOME="+state)
			w := openIn(t, environ, "ecscope", "redeploy", "prod/checkout", "--yes", "-o", "json")
			w.await(func() bool {
				for _, c := range s.Calls().All() {
					if c.Action == "UpdateService" {
						return true
					}
				}
				return false
			})
			for i, signal := range signals {
				if i > 0 {
					w.see("waiting for the answer")
				}
				if err := w.command.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
			}
			killed := signals[0] == syscall.SIGKILL
			if killed {
				<-w.ended
			} else if text := w.end(1); !strings.Contains(text, "sent; outcome unknown") || !strings.Contains(text, `"outcome": "unknown"`) {
				t.Errorf("it wrote %q", text)
			}
			j := &change.Journal{Path: filepath.Join(state, "ecscope", "changes.jsonl")}
			r, _, err := j.Read()
			if err != nil || len(r) != 1 || r[0].Open != killed || !strings.HasPrefix(r[0].Identity, "arn:") || !killed && r[0].Result != change.OutcomeUnknown {
				t.Errorf("%v: %+v", err, r)
			}
			for _, told := range []bool{killed, false} {
				w := openIn(t, environ, "ecscope", "clusters", "-o", "tsv")
				if text := w.end(0); strings.Contains(text, "ecscope deployments prod/checkout") != told {
					t.Errorf("told: %v; it wrote %q", told, text)
				}
			}
		})
	}
}

// await waits until something is so, looking again whenever a moment has passed.
func (w *window) await(so func() bool) {
	w.t.Helper()
	late, often := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer often.Stop()
	for !so() {
		select {
		case <-often.C:
		case err := <-w.ended:
			w.t.Fatalf("the program ended (%v); it wrote %q", err, w.written())
		case <-late:
			w.t.Fatalf("it never came to it; the screen is\n%s", w.screen)
		}
	}
}
