package exec

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/exec/message"
	"github.com/ecscope/ecscope/needs"
)

// notices notes what a channel tells.
type notices struct {
	mutex sync.Mutex
	all   []Notice
}

func (n *notices) add(x Notice) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.all = append(n.all, x)
}

// list is what was told so far.
func (n *notices) list() []Notice {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return slices.Clone(n.all)
}

func (n *notices) count() int {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return len(n.all)
}

func TestGoneWhileLost(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) { p.handshake() })
	g.answer("ResumeSession", errors.New("DoesNotExistException"))
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(c)
	if e := (*Ended)(nil); !errors.Is(err, ErrGone) || !errors.As(err, &e) || e.Hint() == "" {
		t.Error(err)
	}
	if err := c.Close(); err != nil || g.called("TerminateSession") != 0 {
		t.Errorf("%v; terminated %d times", err, g.called("TerminateSession"))
	}
}

func TestDeniedToResume(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) { p.handshake() })
	g.answer("ResumeSession", errors.New("AccessDeniedException"))
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.ReadAll(c); call.KindOf(err) != call.Denied {
		t.Error(err)
	}
}

// What does not come back is given up.
func TestLost(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) { p.handshake() })
	g.answer("ResumeSession", map[string]any{"SessionId": "s-1", "TokenValue": "x", "StreamUrl": "ws://127.0.0.1:1/"})
	c, err := g.open(Options{Resume: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.ReadAll(c); !errors.Is(err, ErrLost) || strings.Contains(err.Error(), "network error") || !strings.Contains(err.Error(), "nothing listens at 127.0.0.1:1") && !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	for name, script := range map[string]func(*peer){
		"with a reason": func(p *peer) {
			_ = p.conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "token is bad"))
		},
		"without a word": func(*peer) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t, script)
			if _, err := g.open(Options{}); !errors.Is(err, ErrRefused) || strings.Contains(err.Error(), "secret") {
				t.Error(err)
			}
			if g.called("TerminateSession") != 1 {
				t.Error("it stays open")
			}
		})
	}
}

func TestNotOpened(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script func(*peer)
		want   error
		text   string
	}{
		"closed":       {func(p *peer) { p.closed("no such command: /bin/zsh") }, ErrEnded, "no such command: /bin/zsh"},
		"unknown kind": {func(p *peer) { p.json(message.HandshakeRequestPayloadType, request("Telnet")); p.take() }, ErrBroken, `"Telnet"`},
		"no handshake": {func(p *peer) { p.put(message.HandshakeRequestPayloadType, []byte("{")); p.take() }, ErrBroken, "handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t, c.script)
			_, err := g.open(Options{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), "container app of task 0f3c2b1a") {
				t.Error(err)
			}
		})
	}
}

// A session that is silent is left alone, however long; that it is late is said once.
func TestSilent(t *testing.T) {
	t.Parallel()
	h, told, speak := newHand(), &notices{}, make(chan struct{})
	g := newGateway(t, func(p *peer) {
		p.conn.SetPingHandler(func(text string) error { // as the gateway does
			return p.conn.WriteControl(websocket.PongMessage, []byte(text), time.Now().Add(time.Second))
		})
		go p.take()
		<-speak
		p.put(message.Output, []byte("done"))
	})
	opened := make(chan *Channel, 1)
	go func() {
		c, err := g.open(Options{Notice: told.add, clock: h.clock()})
		if err != nil {
			t.Error(err)
		}
		opened <- c
	}()
	soon(t, "said to be late", func() bool { h.move(time.Second); return told.count() == 1 })
	if text := told.list()[0].String(); !strings.Contains(text, "nothing from container app of task 0f3c2b1a for 10 s") {
		t.Error(text)
	}
	steps := 0
	soon(t, "40 seconds", func() bool { h.move(time.Second); steps++; return steps == 40 })
	close(speak)
	c := <-opened
	if got := readAll(t, c, 4); string(got) != "done" || c.Err() != nil {
		t.Errorf("%q, %v", got, c.Err())
	}
	for _, n := range told.list()[1:] { // a connection that is slow to answer may be made anew
		if n.Waiting != "" {
			t.Errorf("it is said again: %s", n)
		}
	}
}

// What the agent gives up on is missing where it was, and what came after it is read.
func TestMissing(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	g := newGateway(t, func(p *peer) {
		p.put(message.Output, []byte("a"))
		p.next += 3
		p.put(message.Output, []byte("b"))
		p.next++
		p.put(message.Output, []byte("c"))
		p.closed("")
		p.take()
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for b := make([]byte, 10); err == nil; {
		n, e := c.Read(b)
		text += string(b[:n])
		if missing, ok := errors.AsType[*Missing](e); ok {
			text += missing.Error()
		} else {
			err = e
		}
	}
	if text != "aabout 3072 bytes of output are missing herebabout 1024 bytes of output are missing herec" || !errors.Is(err, io.EOF) {
		t.Errorf("%q %v", text, err)
	}
}

// Who does not want to wait for a session does not have to, and nothing stays open.
func TestAbandoned(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	g := newGateway(t, func(p *peer) { cancel(); p.take() })
	client := g.client()
	s, err := client.ExecuteCommand(ctx, target(), "sh")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Dial(ctx, client, s, Options{Handshake: true}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if g.called("TerminateSession") != 1 {
		t.Error("it stays open")
	}
}
