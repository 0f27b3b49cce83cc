//go:build !windows

package exec

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// A detached command goes on when its session has ended; its output and its exit code are in files.
func TestDetach(t *testing.T) {
	t.Parallel()
	for name, people := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{Fast: true}, people)
			fifo := filepath.Join(t.TempDir(), "fifo")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Fatal(err)
			}
			d, err := Detach(minute(t), Command{Client: client, Target: at, Words: []string{"sh", "-c", "echo up; read x <$0; echo $x; exit 6", fifo}})
			if err != nil || d.Ended || !strings.HasSuffix(d.Exit, ".log.exit") {
				t.Fatalf("%+v %v", d, err)
			}
			t.Cleanup(func() { _, _ = os.Remove(d.Output), os.Remove(d.Exit) })
			soon(t, "the session ends", func() bool { return len(s.Sessions().Live()) == 0 })
			if err := os.WriteFile(fifo, []byte("go on\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			soon(t, "its exit code", func() bool { code, err := os.ReadFile(d.Exit); return err == nil && string(code) == "6\n" })
			if text, err := os.ReadFile(d.Output); err != nil || string(text) != "up\ngo on\n" {
				t.Errorf("%q %v", text, err)
			}
			if at, err := os.Stat(d.Output); err != nil || at.Mode().Perm() != 0o600 {
				t.Error(at, err)
			}
		})
	}
}

// One that ends at once tells how; a Windows container has none.
func TestDetachEnded(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	_, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	d, err := Detach(minute(t), Command{Client: client, Target: at, Words: []string{"sh", "-c", "echo a b; exit 3"}})
	if err != nil || !d.Ended || d.Code != 3 || string(d.Said) != "a b\n" {
		t.Errorf("%+v %v", d, err)
	}
	_, _ = os.Remove(d.Output), os.Remove(d.Exit)
	at.Windows = true
	if _, err := Detach(minute(t), Command{Client: client, Target: at, Words: []string{"x"}}); err == nil || !strings.Contains(err.Error(), "Windows") {
		t.Error(err)
	}
}

// The first connection is tried again where the gateway is not there for a moment.
func TestFirstConnection(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a connection that is tried again")
	s, _, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	var left atomic.Int32
	client, err := aws.Open(t.Context(), aws.Options{Environ: s.Env(), Share: 1, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return shy{c, &left}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	for refused, want := range map[int32]int{2: 4, firstTries: 0} {
		left.Store(refused)
		code, err := (&Command{Client: client, Target: at, Words: []string{"sh", "-c", "exit 4"}, Stdout: io.Discard}).Run(minute(t))
		if code != want || (err == nil) != (want == 4) || left.Load() > 0 {
			t.Errorf("refused %d times: %d %v", refused, code, err)
		}
	}
}

// shy is a connection that breaks where it is to be a session's websocket, so many times.
type shy struct {
	net.Conn
	left *atomic.Int32
}

// Write sends, or breaks.
func (s shy) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("GET /v1/data-channel/")) && s.left.Add(-1) >= 0 {
		_ = s.Close()
		return 0, syscall.ECONNRESET
	}
	return s.Conn.Write(p)
}

// A long copy says how long it takes before.
func TestEstimate(t *testing.T) {
	t.Parallel()
	if out, in := Estimate(100_000_000, false), Estimate(100_000_000, true); out != 200*time.Second || in != 100*time.Second {
		t.Error(out, in)
	}
}
