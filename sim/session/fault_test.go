//go:build unix

package session_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
)

func TestHandshakeOverABadNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			x := newStage(t, on(), sim.Options{Seed: seed})
			bad := session.Trouble{Loss: 0.2, Twice: 0.3, Late: 0.7}
			x.Sessions().Faults().ToAgent(bad)
			x.Sessions().Faults().ToClient(bad)
			c := x.forward("AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"8080"}})
			c.until("handshake", func() bool { return len(c.kinds) == 2 })
			if !slices.Equal(c.kinds, []uint32{5, 7}) {
				t.Errorf("the handshake was %v", c.kinds)
			}
		})
	}
}

func TestBytesOverABadNetwork(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	x := newStage(t, on(), sim.Options{Seed: 7})
	c := x.run("sh -c 'stty raw -echo; echo ready; exec cat'")
	c.await("ready\n")
	bad := session.Trouble{Loss: 0.05, Twice: 0.05, Late: 0.1, Jitter: 2 * time.Millisecond}
	x.Sessions().Faults().ToAgent(bad)
	x.Sessions().Faults().ToClient(bad)
	var sent []byte
	for n := range 60_000 {
		sent = append(sent, byte(n*n>>3+n))
	}
	c.keys(string(sent[:30_000]))
	x.Sessions().Cut()
	c.until("cut", func() bool { return c.lost })
	out, err := x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: &c.id})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.dial(*out.TokenValue); err != nil {
		t.Fatal(err)
	}
	c.keys(string(sent[30_000:]))
	c.until("everything", func() bool { return c.seen.Len() >= len("ready\n")+len(sent) })
	if got := c.seen.Bytes()[len("ready\n"):]; !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back as %d others", len(sent), len(got))
	}
}

func TestSlowStart(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	x := newStage(t, on(), sim.Options{Sessions: session.Options{Startup: 500 * time.Millisecond}})
	c := x.run("sh -c 'read line; stty size; echo got $line'")
	x.connected(1)
	time.Sleep(100 * time.Millisecond) // what is typed before it looks at all is dropped
	c.send(3, []byte(`{"cols":100,"rows":30}`))
	c.keys("early\r")
	c.until("the second is acknowledged and kept, the first not", func() bool { return len(c.unheard) == 1 })
	c.await("30 100\r\ngot early\r\n")
	c.end()
}

func TestPause(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	c := x.run("sh -c 'stty -echo; echo ready; while read n; do echo got $n; done'")
	c.await("ready")
	x.Sessions().Pause(true)
	c.until("pause", func() bool { return slices.Equal(c.told, []string{"pause_publication"}) })
	c.keys("one\r")
	x.Sessions().Faults().ToAgent(session.Trouble{Delay: 5 * time.Millisecond})
	c.keys("two\r")
	x.Sessions().Pause(false)
	c.until("start", func() bool { return slices.Equal(c.told, []string{"pause_publication", "start_publication"}) })
	c.await("^ready\r\ngot one\r\ngot two\r\n$")
}

func TestCutAfter(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	c := x.run("sh -c 'echo up; while read n; do echo got $n; done'")
	c.await("up")
	x.Sessions().Faults().ToClient(session.Trouble{CutAfter: 2, Cuts: 2})
	for n := range 2 {
		c.keys(fmt.Sprintf("%d\r", n))
		c.until("cut", func() bool { return c.lost })
		out, err := x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: &c.id})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.dial(*out.TokenValue); err != nil {
			t.Fatal(err)
		}
	}
	c.keys("2\r")
	c.await(`(?s)got 0.*got 1.*got 2`)
}

func TestPacedAgent(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	x := newPacedStage(t)
	begun := time.Now()
	c := x.run(`sh -c "printf 'a\\303'; sleep 0.3; printf '\\251\\377z\\342'"`)
	c.end()
	if text := c.seen.String(); text != "aé\xffz" {
		t.Errorf("saw %q", text)
	}
	if took := time.Since(begun); took < time.Second {
		t.Errorf("output came after %v", took)
	}
}
