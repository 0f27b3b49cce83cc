package sim

import (
	"context"
	"errors"
	"net"
	"sync"
)

// inside is the host of a server that listens to nothing: a name that no
// resolver knows, should anybody ask one (RFC 6761).
const inside = "simulator.invalid"

// memory listens to this process alone: its connections have no address.
type memory struct {
	accepts chan net.Conn
	ended   chan struct{}
	close   sync.Once
}

func newMemory() *memory { return &memory{accepts: make(chan net.Conn), ended: make(chan struct{})} }

// Accept returns the next connection that dial makes.
func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.accepts:
		return c, nil
	case <-m.ended:
		return nil, net.ErrClosed
	}
}

// Close ends the listening; connections stay.
func (m *memory) Close() error {
	m.close.Do(func() { close(m.ended) })
	return nil
}

// Addr is no address that anything else could connect to.
func (*memory) Addr() net.Addr { return &net.UnixAddr{Name: inside, Net: "pipe"} }

func (m *memory) dial(ctx context.Context) (net.Conn, error) {
	near, far, err := pair()
	if err != nil {
		return nil, err
	}
	select {
	case m.accepts <- far:
		return near, nil
	case <-m.ended:
		err = errors.New("the simulator has ended")
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, errors.Join(err, near.Close(), far.Close())
}

// Dial connects to the server, by whatever address its URL is resolved to.
// It is the only way to one that was started with Options.Inside.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if m, ok := s.listener.(*memory); ok {
		return m.dial(ctx)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}
