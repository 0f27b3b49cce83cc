package exec

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/session-manager-plugin/src/message"
	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws"
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
	if _, err = io.ReadAll(c); aws.KindOf(err) != aws.Denied {
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
	if _, err = io.ReadAll(c); !errors.Is(err, ErrLost) || !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
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
		"silent":       {func(p *peer) { p.take() }, ErrSilent, "does not answer"},
		"closed":       {func(p *peer) { p.closed("no such command: /bin/zsh") }, ErrEnded, "no such command: /bin/zsh"},
		"unknown kind": {func(p *peer) { p.json(message.HandshakeRequestPayloadType, request("Telnet")); p.take() }, ErrBroken, `"Telnet"`},
		"no handshake": {func(p *peer) { p.put(message.HandshakeRequestPayloadType, []byte("{")); p.take() }, ErrBroken, "handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := Options{}
			if c.want == ErrSilent {
				o.Answer = 200 * time.Millisecond
			}
			g := newGateway(t, c.script)
			_, err := g.open(o)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), "container app of task 0f3c2b1a") {
				t.Error(err)
			}
		})
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
	if _, err := Dial(ctx, client, s, Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if g.called("TerminateSession") != 1 {
		t.Error("it stays open")
	}
}
