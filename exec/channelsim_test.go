package exec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/simtest"
)

// container is one that runs in a simulated account, at the wall clock's pace.
func container(t testing.TB, o sessions.Options, p sim.Population) (*sim.Server, *aws.Client, aws.ExecTarget) {
	t.Helper()
	needs.Shell(t)
	p.ServicesPerCluster, p.TasksPerService, p.Exec = 1, 1, true
	s := simtest.Start(t, sim.Options{Population: &p, Sessions: o})
	h := &hasty{at: time.Now()}
	c, err := aws.Open(t.Context(), aws.Options{Environ: s.Env(), Share: 1, Now: h.now, Sleep: h.sleep, Registry: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for page, err := range c.Tasks(t.Context(), aws.TaskQuery{Cluster: "cluster-1"}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range page {
			if k.Described && len(k.Containers) > 0 {
				if at, ok := k.ExecTarget(k.Containers[0].Name); ok {
					return s, c, at
				}
			}
		}
	}
	t.Fatal("no task runs")
	return nil, nil, aws.ExecTarget{}
}

// hasty is a clock on which sleeping takes no time, but moves it on: calls are not held back to spare a quota.
type hasty struct {
	mutex sync.Mutex
	at    time.Time
}

func (h *hasty) now() time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.at
}

func (h *hasty) sleep(ctx context.Context, d time.Duration) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.at = h.at.Add(d)
	return ctx.Err()
}

// dialled is a session that runs a command there.
func dialled(t testing.TB, c *aws.Client, at aws.ExecTarget, command string, o Options) (*Channel, error) {
	t.Helper()
	s, err := c.ExecuteCommand(t.Context(), at, command)
	if err != nil {
		t.Fatal(err)
	}
	k, err := Dial(t.Context(), c, s, o)
	if err == nil {
		t.Cleanup(func() { _ = k.Close() })
	}
	return k, err
}

// mirror is a command that puts out every byte it is given, once it has said that it is ready.
const mirror = `sh -c 'stty raw -echo; echo ready; exec cat'`

// mirrors sends data through a mirror and compares.
func mirrors(t testing.TB, c *Channel, data []byte) {
	t.Helper()
	until(t, c, "ready")
	_, _ = c.Read(make([]byte, 1)) // the line's end: the terminal is raw
	failed := make(chan error, 1)
	go func() {
		_, err := c.Write(data)
		failed <- err
	}()
	got := make([]byte, len(data))
	n, err := io.ReadFull(c, got)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("of %d bytes %d came back, equal %v: %v", len(data), n, bytes.Equal(got, data), err)
	}
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

// until reads until a text has come.
func until(t testing.TB, r io.Reader, text string) {
	t.Helper()
	var all []byte
	for b := make([]byte, 1); !bytes.HasSuffix(all, []byte(text)); {
		n, err := r.Read(b)
		all = append(all, b[:n]...)
		if err != nil {
			said := ""
			if c, ok := r.(*Channel); ok {
				said = c.Said()
			}
			t.Fatalf("no %q in %q: %v, said %q", text, all, err, said)
		}
	}
}

// Every byte and a megabyte of them pass a bad network, encrypted or not.
func TestEveryByte(t *testing.T) {
	t.Parallel()
	needs.Time(t, "megabytes over a network that loses messages")
	bad := sessions.Trouble{Loss: 0.01, Twice: 0.02, Late: 0.02}
	cutting := sessions.Trouble{Loss: 0.002, CutAfter: 300, Cuts: 3}
	for name, c := range map[string]struct {
		trouble sessions.Trouble
		key     string
		size    int
	}{
		"good": {size: 1 << 20}, "bad": {trouble: bad, size: 1 << 20}, "cut": {trouble: cutting, size: 1 << 20},
		"encrypted": {trouble: bad, size: 1 << 18, key: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{Key: c.key})
			s.Sessions().Faults().ToAgent(c.trouble)
			s.Sessions().Faults().ToClient(c.trouble)
			told := &notices{}
			k, err := dialled(t, client, at, mirror, Options{Notice: told.add})
			if err != nil {
				t.Fatal(err)
			}
			every := make([]byte, 256)
			for i := range every {
				every[i] = byte(i)
			}
			mirrors(t, k, append(every, noise(c.size)...))
			if c.trouble.Cuts > 0 && told.count() < 2 {
				t.Error("it was never cut")
			}
			if err := k.Close(); err != nil || len(s.Sessions().Live()) != 0 {
				t.Errorf("%v; %v live", err, s.Sessions().Live())
			}
		})
	}
}

// A single line feed stays one.
func TestLineFeed(t *testing.T) {
	t.Parallel()
	_, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	k, err := dialled(t, client, at, mirror, Options{})
	if err != nil {
		t.Fatal(err)
	}
	mirrors(t, k, []byte{10})
}

func TestEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		act  func(*sim.Server, aws.ExecTarget)
		want error
		said string
	}{
		"killed": {func(s *sim.Server, _ aws.ExecTarget) { s.Sessions().Kill() }, nil, ""},
		"agent stopped": {func(s *sim.Server, at aws.ExecTarget) { s.Sessions().StopAgent(at.String(), "it exited") }, nil,
			"agent in the container has stopped"},
		"not resumed": {func(s *sim.Server, _ aws.ExecTarget) { s.Sessions().Faults().RefuseResumes(1); s.Sessions().Cut() }, ErrGone, ""},
		"refused":     {func(s *sim.Server, _ aws.ExecTarget) { s.Sessions().Faults().RefuseTokens(99); s.Sessions().Cut() }, ErrRefused, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
			k, err := dialled(t, client, at, "sh", Options{})
			if err != nil {
				t.Fatal(err)
			}
			until(t, k, " ") // the prompt
			c.act(s, at)
			if _, err := io.ReadAll(k); !errors.Is(err, c.want) || !strings.Contains(k.Said(), c.said) {
				t.Errorf("%v, said %q", err, k.Said())
			}
			if err := k.Close(); err != nil || len(s.Sessions().Live()) != 0 && c.want != ErrGone {
				t.Errorf("%v; %v live", err, s.Sessions().Live())
			}
		})
	}
}

func TestNoShell(t *testing.T) {
	t.Parallel()
	s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	s.Sessions().Faults().NoShell(true)
	k, err := dialled(t, client, at, "/bin/sh", Options{})
	text := ""
	if err == nil { // the handshake came first
		_, err = io.ReadAll(k)
		text = k.Said()
	} else if text = err.Error(); errors.Is(err, ErrEnded) {
		err = nil
	}
	if err != nil || !strings.Contains(text, "no such file or directory") {
		t.Errorf("%v, said %q", err, text)
	}
}

func TestTokenRefused(t *testing.T) {
	t.Parallel()
	s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	s.Sessions().Faults().RefuseTokens(99)
	k, err := dialled(t, client, at, "sh", Options{})
	if err == nil {
		_, err = io.ReadAll(k)
		_ = k.Close()
	}
	if !errors.Is(err, ErrRefused) || len(s.Sessions().Live()) != 0 {
		t.Errorf("%v; %v live", err, s.Sessions().Live())
	}
}
