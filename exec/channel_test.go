package exec

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ecscope/ecscope/exec/message"
)

func TestChannel(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) {
		if p.opening["TokenValue"] != "secret-token" || p.opening["MessageSchemaVersion"] != "1.0" || p.opening["ClientId"] == "" {
			t.Errorf("it opens with %v", p.opening)
		}
		if p.handshake() {
			p.echo(1)
		}
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Kind() != "InteractiveCommands" || c.Agent() != "3.3.1611.0" || string(c.Properties()) != `{"commands":"sh"}` || c.Greeting() != "hello" {
		t.Errorf("%q %q %s %q", c.Kind(), c.Agent(), c.Properties(), c.Greeting())
	}
	data := noise(1 << 20)
	go func() { _, _ = c.Write(data) }()
	if got := readAll(t, c, len(data)); !bytes.Equal(got, data) {
		t.Error("what came back is not what was sent")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Write([]byte{1}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if g.called("TerminateSession") != 1 {
		t.Error("it was not terminated")
	}
}

func TestFarSideEnds(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) {
		if p.handshake() {
			p.put(message.Output, []byte("bye"))
			p.closed("exit\x1b[2J status 1\n")
			p.echo(0)
		}
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(c)
	if err != nil || string(b) != "bye" || c.Said() != "exit status 1 " || !errors.Is(c.Err(), io.EOF) {
		t.Errorf("%q %v, said %q", b, err, c.Said())
	}
	if err := c.Close(); err != nil || g.called("TerminateSession") != 0 {
		t.Errorf("%v; terminated %d times", err, g.called("TerminateSession"))
	}
}

// noise is random data.
func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{7})
	_, _ = r.Read(b)
	return b
}

// soon waits for a condition, and lets others run meanwhile; nothing depends on how long it is between two looks. Where the
// condition never holds, state says how it was instead.
func soon(t testing.TB, what string, is func() bool, state ...func() string) {
	t.Helper()
	for end := time.Now().Add(eventually); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			for _, s := range state {
				what += "\n" + s()
			}
			t.Fatal("it never was: " + what)
		}
	}
}
