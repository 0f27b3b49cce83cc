package exec

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// quietFor is how long nothing may come, after the local program has sent all it has, before the far side is told: it
	// cannot be told that without being cut off in the middle of an answer. Most programs do not wait for one, and have
	// gone away; so it is not longer.
	quietFor = 2 * time.Second
	// farewell is how long the local program may take to close its side after the far one is closed.
	farewell = 2 * time.Second
)

// connection is one connection of a local program's to a forward. What passes is counted.
type connection struct {
	net.Conn
	of      *forward
	in      atomic.Int64 // bytes that came for it
	writing atomic.Int64 // since when it does not take what came for it, in nanoseconds since 1970; 0 where it does
}

// Read reads what the local program sends.
func (c *connection) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.of.out.Add(int64(n))
	c.of.touch()
	return n, err
}

// Write writes to the local program.
func (c *connection) Write(b []byte) (int, error) {
	c.writing.Store(c.of.clock.now().UnixNano())
	n, err := c.Conn.Write(b)
	c.writing.Store(0)
	if c.in.Add(int64(n)) == int64(n) && n > 0 {
		c.of.blame(nil) // the port is well
	}
	c.of.in.Add(int64(n))
	c.of.touch()
	return n, err
}

// stuck is how long the local program has not taken what is there for it.
func (c *connection) stuck() time.Duration {
	if since := c.writing.Load(); since != 0 {
		return c.of.clock.now().Sub(time.Unix(0, since))
	}
	return 0
}

// reset closes the connection in a way that its program takes for an error, not for the end of the data.
func (c *connection) reset() {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Conn.Close()
}

// relay passes bytes both ways until either side closes or ctx ends; where only the local one has no more to send, it
// waits until nothing comes for as long as quietFor. It closes both.
func (c *connection) relay(ctx context.Context, far io.ReadWriteCloser, quietFor time.Duration) {
	refusals := c.of.refusals.Load()
	var work sync.WaitGroup
	defer work.Wait()
	sent, received := make(chan error, 1), make(chan error, 1)
	work.Go(c.of.guarded(func() {
		_, err := io.Copy(far, c)
		sent <- err
	}))
	work.Go(c.of.guarded(func() {
		_, err := io.Copy(c, far)
		received <- err
	}))
	select {
	case err := <-received:
		c.finish(ctx, err, c.in.Load() == 0 && c.of.refusals.Load() > refusals)
	case err := <-sent:
		if err == nil {
			c.await(ctx, received, quietFor)
		} else {
			c.reset()
		}
	case <-ctx.Done():
		c.reset()
	}
	_ = c.Close()
	_ = far.Close()
}

// finish closes the connection after the far side closed with err: what was sent to the local program is not to be lost.
func (c *connection) finish(ctx context.Context, err error, refused bool) {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if err != nil && !errors.Is(err, io.EOF) || refused || ctx.Err() != nil || !ok || half.CloseWrite() != nil {
		c.reset()
		return
	}
	// Closed with something unread, the connection would be reset, and the last bytes with it.
	_ = c.SetReadDeadline(time.Now().Add(farewell))
	_, _ = io.Copy(io.Discard, c.Conn)
}

// await waits for the rest of the answer after the local program has closed its side, or gone away.
func (c *connection) await(ctx context.Context, received <-chan error, quietFor time.Duration) {
	for {
		before := c.in.Load()
		quiet, cancel := c.of.clock.within(ctx, quietFor)
		select {
		case err := <-received:
			cancel()
			if err != nil && !errors.Is(err, io.EOF) {
				c.reset()
			}
			return
		case <-quiet.Done():
			cancel()
			if ctx.Err() != nil {
				c.reset()
				return
			}
			if c.in.Load() == before {
				c.reset() // the end of one way cannot be carried: an answer may have been cut off
				return
			}
		}
	}
}
