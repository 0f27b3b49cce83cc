package exec

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec/message"
)

// Flag is what the two sides of a port's session tell each other beside the data.
type Flag = message.PayloadTypeFlag

// The flags.
const (
	TerminateSession   = message.TerminateSession
	ConnectToPortError = message.ConnectToPortError
)

// Options say how to hold a session. The zero value is good.
type Options struct {
	// Notice is told of the session's connection, on a goroutine of the channel: it may not wait for the channel.
	Notice func(Notice)
	// Handshake makes Dial wait for the agent's handshake: there is one with ports, and with others only where they are
	// encrypted.
	Handshake bool
	// What the session is, such as shell; it is held under that name.
	What string
	// Resume is how long to try to resume after the connection was lost; 0 is 20 minutes, after which an idle session ends.
	Resume time.Duration

	clock clock
}

// Channel is an open session as bytes: each once, in order, both ways, over lost connections. Output that the agent gave
// up on is reported where it is missing. Reading and writing may happen at once; several writers do not mix their bytes.
type Channel struct {
	*facts
	options   Options
	connector *connector
	fate      *fate
	output    *spool
	input     *sender
	health    *health
	flags     chan Flag
	joined    sync.WaitGroup
	closing   closing
}

// closing is what Close does, once.
type closing struct {
	sync.Once
	release func() // the session is no longer held
	err     error
}

// Dial connects to an open session. Where that fails, the session is ended.
func Dial(ctx context.Context, client *aws.Client, s aws.Session, o Options) (*Channel, error) {
	if o.Resume == 0 {
		o.Resume = 20 * time.Minute
	}
	if o.clock.now == nil {
		o.clock = wallClock()
	}
	c := &Channel{facts: &facts{}, options: o, connector: newConnector(client, s, o.clock), fate: newFate(ctx), input: newSender(o.clock),
		flags: make(chan Flag, 64), closing: closing{release: client.Hold(s, o.What)}}
	c.health = newHealth(c.input, o.clock, place(s.Target), c.notice)
	c.output = newSpool(c.health.refresh)
	if text := queued(client.Held(s.Target, s.ID)); text != "" {
		c.notice(Notice{Waiting: place(s.Target) + ": " + text})
	}
	k, err := c.connector.first(c.fate.ctx, c.rest)
	if err != nil {
		c.end(c.connector.refused(c.fate.ctx, err))
		close(c.fate.done)
		_ = c.Close()
		return nil, c.Err()
	}
	c.joined.Go(func() { newReceiver(c).run(k) })
	c.joined.Go(fenced(func() { c.end(c.health.tend(c.fate.ctx, c.output.full)) }, c.end))
	if !o.Handshake {
		return c, nil
	}
	if err := c.await(); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// await waits for the far side to begin, and says when that takes long.
func (c *Channel) await() error {
	for late := c.options.clock.after(Late); ; late = nil {
		select {
		case <-c.input.opened():
			return nil
		case <-late:
			c.notice(Notice{Waiting: c.Waiting()})
			continue
		case <-c.fate.done:
		}
		break
	}
	select {
	case <-c.input.opened():
		return nil // and has ended already
	default:
	}
	if err := c.Err(); !errors.Is(err, io.EOF) {
		return err
	}
	return ended(ErrEnded, c.connector.target(), c.Said())
}

// Read reads what the far side puts out, its errors included. The error is io.EOF after the far side closed the session. A
// *Missing is output that is missing here: more may follow.
func (c *Channel) Read(p []byte) (int, error) { return c.output.read(p) }

// Write sends input, of any length. It waits until the agent has begun, which drops what comes before, and while too much
// is not acknowledged.
func (c *Channel) Write(p []byte) (n int, err error) { return c.input.write(p) }

// Resize tells the far side the size of the terminal, as soon as it has begun. It does not wait for that.
func (c *Channel) Resize(cols, rows int) error {
	size, err := json.Marshal(message.SizeData{Cols: uint32(cols), Rows: uint32(rows)})
	if err != nil {
		return err
	}
	return c.input.resize(size)
}

// SendFlag tells the far side of a port's session something.
func (c *Channel) SendFlag(f Flag) error {
	return c.input.send(message.Flag, binary.BigEndian.AppendUint32(nil, uint32(f)))
}

// Flags are what the far side of a port's session tells. Those that nobody takes are dropped.
func (c *Channel) Flags() <-chan Flag { return c.flags }

// Waiting is a sentence about a session of which nothing has come.
func (c *Channel) Waiting() string { return Waiting(c.connector.client, c.connector.current()) }

// Done is closed when the session has ended. What came before may still be read.
func (c *Channel) Done() <-chan struct{} { return c.fate.done }

// Err is why the session ended: io.EOF where the far side closed it, nil while it has not.
func (c *Channel) Err() error { return c.fate.reason() }

// Close ends the session, unless the far side has, and joins all that belongs to it. The error is that of ending it.
func (c *Channel) Close() error {
	c.closing.Do(func() {
		k := c.input.detach() // whoever ends the channel would cut it
		c.end(ended(ErrClosed, c.connector.target(), ""))
		if k != nil {
			k.goodbye()
		}
		c.joined.Wait()
		defer c.closing.release()
		if c.fate.over() {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.fate.ctx), 5*time.Second)
		defer cancel()
		c.closing.err = c.connector.client.TerminateSession(ctx, c.connector.current())
	})
	return c.closing.err
}

// end ends the channel; only the first reason counts. A nil one is the far side's end.
func (c *Channel) end(err error) {
	if !c.fate.settle(err) {
		return
	}
	reason := c.fate.reason()
	c.output.end(reason)
	if k := c.input.end(reason); k != nil {
		k.close() // which may take a while
	}
}

// over says whether the session has ended, and ends it where its context has.
func (c *Channel) over() bool {
	if c.fate.ctx.Err() != nil {
		c.end(context.Cause(c.fate.ctx))
	}
	return c.Err() != nil
}

// rest waits; false where the session ended meanwhile.
func (c *Channel) rest(d time.Duration) bool {
	select {
	case <-c.options.clock.after(d):
		return true
	case <-c.fate.ctx.Done():
		return !c.over()
	}
}

func (c *Channel) notice(n Notice) {
	if c.options.Notice != nil {
		c.options.Notice(n)
	}
}
