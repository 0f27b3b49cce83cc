package exec

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/xtaci/smux"
)

const (
	// ahead is how many bytes may wait for local programs to read them, for all connections of a session: the protocol
	// (smux, version 1) knows no window for each. Beyond it all of them wait.
	ahead = 16 << 20
	// stalled is how long they may all wait before the one whose program does not read is closed.
	stalled = 10 * time.Second
)

// multiplex carries many connections over one line.
type multiplex struct {
	session *smux.Session
	pipe    *pipe
	link    *link

	mu          sync.Mutex
	connections map[*connection]struct{}
}

// newMultiplex carries the link's connections.
func newMultiplex(l *link) (*multiplex, error) {
	c := smux.DefaultConfig()
	c.MaxReceiveBuffer = ahead
	c.KeepAliveDisabled = quietAgent(l.line.Agent())
	p := &pipe{line: l.line, clock: l.of.clock, takeSignals: l.takeSignals}
	s, err := smux.Client(p, c)
	if err != nil {
		return nil, err
	}
	return &multiplex{session: s, pipe: p, link: l, connections: map[*connection]struct{}{}}, nil
}

// quietAgent says whether an agent keeps no multiplexed session alive by itself, but lets it end when it is idle: from
// 3.1.1511.0 on.
func quietAgent(version string) bool {
	parts := strings.Split(version, ".")
	for i, least := range [...]int{3, 1, 1511} {
		if i >= len(parts) {
			return false
		}
		if n, err := strconv.Atoi(parts[i]); err != nil || n != least {
			return err == nil && n > least
		}
	}
	return true
}

// run serves until the line breaks. The far side opens no streams; waiting for one tells when the session breaks.
func (m *multiplex) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var work sync.WaitGroup
	defer work.Wait()
	defer cancel()
	work.Go(m.link.of.guarded(func() { m.guard(ctx) }))
	work.Go(func() {
		<-ctx.Done()
		_ = m.session.Close()
	})
	for {
		s, err := m.session.AcceptStream()
		if err != nil {
			return err
		}
		_ = s.Close()
	}
}

func (m *multiplex) close() { _ = m.session.Close() }

func (m *multiplex) carry(ctx context.Context, c *connection) {
	opened := m.pipe.hold()
	s, err := m.session.OpenStream()
	opened()
	if err != nil {
		c.reset()
		return
	}
	m.mu.Lock()
	m.connections[c] = struct{}{}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.connections, c)
	}()
	c.relay(ctx, s, quietFor)
}

// guard closes a connection that keeps all others waiting because its program does not read.
func (m *multiplex) guard(ctx context.Context) {
	for m.pipe.clock.sleep(ctx, stalled/2) == nil {
		if m.pipe.left() < stalled {
			continue
		}
		if c, waits := m.laggard(); waits >= stalled {
			m.link.cut(waits.Round(time.Second))
			c.reset()
		}
	}
}

// laggard is the connection whose program has not read for the longest time, where there are others.
func (m *multiplex) laggard() (slowest *connection, waits time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.connections) < 2 {
		return nil, 0
	}
	for c := range m.connections {
		if d := c.stuck(); d > waits {
			slowest, waits = c, d
		}
	}
	return slowest, waits
}

// pipe is a line as smux uses it. It notes how long smux has not read: then too much waits for local programs.
type pipe struct {
	line        line
	clock       Clock
	takeSignals func()
	since       atomic.Int64 // in nanoseconds since 1970; 0 while it reads

	mu      sync.Mutex
	opening int           // streams that smux does not know yet, although the far side may answer
	known   chan struct{} // closed when there are none
}

// holdMost is how long what comes is held back at most.
const holdMost = time.Second

// hold keeps back what comes until the function it returns is called: smux tells the far side of a stream before it knows
// it itself, and would drop an answer that is faster.
func (p *pipe) hold() (opened func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opening++; p.opening == 1 {
		p.known = make(chan struct{})
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.opening--; p.opening == 0 {
			close(p.known)
		}
	}
}

// held waits while what comes is kept back.
func (p *pipe) held() {
	p.mu.Lock()
	opening, known := p.opening, p.known
	p.mu.Unlock()
	if opening == 0 {
		return
	}
	late := time.NewTimer(holdMost)
	defer late.Stop()
	select {
	case <-known:
	case <-late.C:
	}
}

var _ io.ReadWriteCloser = (*pipe)(nil)

func (p *pipe) Read(b []byte) (int, error) {
	p.since.Store(0)
	n, err := p.line.Read(b)
	p.held()
	p.takeSignals()
	p.since.Store(p.clock.now().UnixNano())
	if errors.Is(err, io.EOF) {
		err = ErrOver // else every stream would take it for its own good end
	}
	return n, err
}

func (p *pipe) Write(b []byte) (int, error) { return p.line.Write(b) }

// Close does nothing: the link closes the line.
func (p *pipe) Close() error { return nil }

// left is how long the line has not been read.
func (p *pipe) left() time.Duration {
	if since := p.since.Load(); since != 0 {
		return p.clock.now().Sub(time.Unix(0, since))
	}
	return 0
}
