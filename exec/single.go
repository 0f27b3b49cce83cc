package exec

import (
	"context"
	"io"
	"sync"
)

// single carries one connection at a time over a line, with agents before 3.0.196: others wait for their turn. Such an
// agent does not tell when the far port closes a connection, and makes another one when data comes.
type single struct {
	line line
	free chan struct{} // holds a token while no connection has the line

	mu   sync.Mutex
	now  *turn
	next chan struct{} // closed when the first turn has come
}

// turn is a connection that has the line.
type turn struct {
	of    *single
	first bool
	spoke bool // so that what comes is for it, and not for the one before
	in    *io.PipeReader
	to    *io.PipeWriter
}

func newSingle(l line) *single {
	s := &single{line: l, free: make(chan struct{}, 1), next: make(chan struct{})}
	s.free <- struct{}{}
	return s
}

// run brings what comes to the connection whose turn it is. What the far port says of itself waits for the first one.
func (s *single) run(ctx context.Context) error {
	b := make([]byte, 32<<10)
	for {
		n, err := s.line.Read(b)
		if err != nil {
			return err
		}
		select {
		case <-s.next:
		case <-ctx.Done():
			return ctx.Err()
		}
		s.mu.Lock()
		t := s.now
		if t != nil && !t.first && !t.spoke {
			t = nil
		}
		s.mu.Unlock()
		if t != nil {
			_, _ = t.to.Write(b[:n]) // to one that has just closed it does not matter
		}
	}
}

func (s *single) close() {}

func (s *single) carry(ctx context.Context, c *connection) {
	select {
	case <-s.free:
	case <-ctx.Done():
		c.reset()
		return
	}
	defer func() { s.free <- struct{}{} }()
	t := &turn{of: s}
	t.in, t.to = io.Pipe()
	s.mu.Lock()
	s.now = t
	select {
	case <-s.next:
	default:
		t.first = true
		close(s.next)
	}
	s.mu.Unlock()
	c.exchange(ctx, t, shortLull)
}

// Read reads what the far port sends.
func (t *turn) Read(b []byte) (int, error) { return t.in.Read(b) }

// Write sends to the far port.
func (t *turn) Write(b []byte) (int, error) {
	t.of.mu.Lock()
	t.spoke = true
	t.of.mu.Unlock()
	return t.of.line.Write(b)
}

// Close closes the connection to the far port.
func (t *turn) Close() error {
	t.of.mu.Lock()
	if t.of.now == t {
		t.of.now = nil
	}
	t.of.mu.Unlock()
	_ = t.in.CloseWithError(io.ErrClosedPipe)
	return t.of.line.SendFlag(DisconnectToPort)
}
