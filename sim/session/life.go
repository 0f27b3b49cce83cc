package session

import (
	"context"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/wire"
)

// life is how far a session has come, and who takes part in it.
type life struct {
	ctx    context.Context // ends with the session
	cancel context.CancelFunc

	mu         sync.Mutex
	connection *connection
	process    *process
	begun      bool // it was handed to the agent, which may have others to serve first
	done       bool
}

func newLife(host context.Context) *life {
	l := &life{}
	l.ctx, l.cancel = context.WithCancel(host)
	return l
}

// begin reports whether the session has not begun before, nor ended.
func (l *life) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !l.begun && !l.done
	l.begun = l.begun || first
	return first
}

func (l *life) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done
}

// current is the connection; nil while there is none.
func (l *life) current() *connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.connection
}

// connect makes a connection the current one, unless the session has ended. It returns the one before.
func (l *life) connect(c *connection) (old *connection, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return nil, false
	}
	old, l.connection = l.connection, c
	return old, true
}

// disconnect forgets a connection, if it is still the current one.
func (l *life) disconnect(c *connection) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.connection == c {
		l.connection = nil
	}
}

// started notes the process; one that starts too late is killed.
func (l *life) started(p *process) {
	l.mu.Lock()
	l.process = p
	over := l.done
	l.mu.Unlock()
	if over {
		p.kill()
	}
}

func (l *life) killProcess() {
	l.mu.Lock()
	p := l.process
	l.mu.Unlock()
	if p != nil {
		p.kill()
	}
}

// end reports whether the session has not ended before, and returns the connection that it had.
func (l *life) end() (c *connection, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ok, l.done = !l.done, true
	return l.connection, ok
}

// ticket is the token that opens a session's websocket.
type ticket struct {
	mu  sync.Mutex
	key string
}

func (t *ticket) token() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.key
}

func (t *ticket) renew() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.key = random(64)
}

// pulse is when something was last typed or written in a session.
type pulse struct {
	clock  wire.Clock
	mu     sync.Mutex
	active time.Time
}

// touch notes that something was typed or written.
func (p *pulse) touch() {
	now := p.clock.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active = now
}

// idle is how long nothing was typed or written.
func (p *pulse) idle(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Sub(p.active)
}

// intake is what the agent has taken of the client's messages.
type intake struct {
	inbox chan frame // what the agent has not looked at

	mu     sync.Mutex
	agreed bool // the handshake is over, or skipped
	ready  bool // there is somebody to take what the client sends
}

// accept takes a message of the client: those of the handshake at once, the
// others as soon as there is somebody to take them. What comes before the
// handshake is over, or skipped, is acknowledged and dropped, as the agent does.
func (i *intake) accept(f frame) bool {
	i.mu.Lock()
	agreed, ready := i.agreed, i.ready
	i.mu.Unlock()
	if f.payload != handshakeResponse && f.payload != challengeResponse && !ready {
		return !agreed
	}
	select {
	case i.inbox <- f:
		return true
	default:
		return false
	}
}

// agree makes the agent look at what the client sends.
func (i *intake) agree() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.agreed = true
}

// open makes it take what is not of the handshake.
func (i *intake) open() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ready = true
}
