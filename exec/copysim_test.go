package exec

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// Commands and copies get through whatever the network and the agent do: lost, doubled and late messages, connections that
// are cut, encryption, and an agent that takes its time.
func TestCommandsOverNetworks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "networks that lose messages, and an agent at its real pace")
	for name, c := range map[string]struct {
		options sessions.Options
		people  sim.Population
		trouble sessions.Trouble
	}{
		"bad network":   {sessions.Options{Fast: true}, sim.Population{}, sessions.Trouble{Loss: 0.02, Twice: 0.05, Late: 0.05}},
		"cuts":          {sessions.Options{Fast: true}, sim.Population{}, sessions.Trouble{CutAfter: 60, Cuts: 3}},
		"encrypted":     {sessions.Options{Fast: true}, sim.Population{Key: "alias/sessions"}, sessions.Trouble{Loss: 0.01}},
		"paced, binary": {sessions.Options{}, sim.Population{}, sessions.Trouble{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.options.Patience = eventually // everything has to arrive, on a busy computer too
			s, client, at := container(t, c.options, c.people)
			s.Sessions().Faults().ToAgent(c.trouble)
			s.Sessions().Faults().ToClient(c.trouble)
			content := grains(100_000)
			file := write(t, filepath.Join(t.TempDir(), "file"), content, 0o640)
			in, err := (&Copy{Client: client, Target: at}).In(minute(t), file, "there")
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "in", in.To, content, 0o640)
			out, err := (&Copy{Client: client, Target: at}).Out(minute(t), "there", filepath.Dir(file))
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "out", out.To, content, 0o640)
			var said bytes.Buffer
			k := &Command{Client: client, Target: at, Words: []string{"sh", "-c", "cat; exit 7"}, Stdin: strings.NewReader("π\x00\n\r\n"), Stdout: &said}
			if code, err := k.Run(minute(t)); code != 7 || said.String() != "π\x00\n\r\n" || err != nil {
				t.Errorf("%q, code %d, %v", &said, code, err)
			}
			if n := len(s.Sessions().Live()); n > 0 {
				t.Errorf("%d sessions are open", n)
			}
		})
	}
}

// A copy that is given up, or whose far side is killed, leaves nothing where it was to go, and no session.
func TestCopiesThatEndEarly(t *testing.T) {
	t.Parallel()
	needs.Time(t, "megabytes are copied")
	for name, c := range map[string]struct {
		in, kill bool
		want     error
	}{
		"canceled in": {true, false, context.Canceled}, "canceled out": {false, false, context.Canceled},
		"killed in": {true, true, ErrCut}, "killed out": {false, true, ErrCut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
			here, there := t.TempDir(), t.TempDir()
			write(t, filepath.Join(here, "in"), grains(8_000_000), 0o644)
			write(t, filepath.Join(there, "out"), grains(8_000_000), 0o644)
			ctx, cancel := context.WithCancel(minute(t))
			defer cancel()
			k := &Copy{Client: client, Target: at, Progress: func(done, _ int64) {
				if done == 0 {
					return // it begins
				}
				if c.kill {
					s.Sessions().Kill()
				} else {
					cancel()
				}
			}}
			var err error
			if c.in {
				_, err = k.In(ctx, filepath.Join(here, "in"), there)
			} else {
				_, err = k.Out(ctx, filepath.Join(there, "out"), here)
			}
			if !errors.Is(err, c.want) {
				t.Error(err)
			}
			for _, dir := range []string{here, there} {
				if entries, _ := os.ReadDir(dir); len(entries) != 1 && !(c.kill && dir == there) { // kill -9 lets nobody clear up there
					t.Errorf("%v", entries)
				}
			}
			if _, err := os.Stat(filepath.Join(there, "in")); err == nil {
				t.Error("half a file has the final name")
			}
			if n := len(s.Sessions().Live()); n > 0 {
				t.Errorf("%d sessions are open", n)
			}
		})
	}
}

// Ten megabytes in and out.
func BenchmarkCopy(b *testing.B) {
	_, client, at := container(b, sessions.Options{Fast: true}, sim.Population{})
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), grains(10_000_000), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(20_000_000)
	for b.Loop() {
		ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
		k := &Copy{Client: client, Target: at, Force: true}
		if _, err := k.In(ctx, filepath.Join(dir, "file"), "there"); err != nil {
			b.Fatal(err)
		}
		if _, err := k.Out(ctx, "there", dir); err != nil {
			b.Fatal(err)
		}
		cancel()
	}
}
