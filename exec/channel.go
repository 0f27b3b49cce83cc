package exec

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/aws/session-manager-plugin/src/config"

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
	client  *aws.Client
	options Options
	target  aws.ExecTarget
	id      string // of this client
	ctx     context.Context
	cancel  context.CancelFunc
	joined  sync.WaitGroup
	opened  chan struct{} // closed when the agent has begun: its handshake is over, or output has come
	release func()        // the session is no longer held
	done    chan struct{} // closed when it has ended
	flags   chan Flag
	wake    chan struct{} // tells tend that there is something to do
	closing sync.Once
	closed  error // of Close
	writing sync.Mutex

	// Of the goroutine that reads the websocket.
	inbox    inbox
	receipts receipts
	lost     time.Time // zero while the connection is well
	useful   bool      // something came on this connection
	reached  bool      // the gateway has answered on one of the connections
	since    time.Time // when it came about
	refusals int       // connections in a row that were closed before they were of use
	spoken   bool      // output has come
	leaving  bool      // the far side has closed the session
	sealer   *sealer

	mutex      sync.Mutex
	more       *sync.Cond // there is more to read
	room       *sync.Cond // there is more room to write
	session    aws.Session
	socket     *socket // nil while there is none
	outbox     outbox
	paused     bool      // the gateway wants no data now
	heard      time.Time // when something came last
	asked      time.Time // when the first ping was sent since; or zero
	stuck      bool      // nobody reads what came
	deaf       bool      // it was said that the agent acknowledges nothing
	begun      bool      // input may be sent
	size       []byte    // of the terminal, to be sent when input may be
	unread     []piece
	held       int // bytes in unread
	kind       string
	properties json.RawMessage
	agent      string
	greeting   string
	encrypted  bool
	said       string
	far        bool // the far side closed it
	gone       bool // there is nothing to terminate
	err        error
}

// backlog is how many bytes may wait to be read: as much as an agent keeps. Then nothing more is taken from the network.
const backlog = 10 << 20

// piece is output, or a number of bytes that are missing.
type piece struct {
	text    []byte
	missing int64
}

// Dial connects to an open session. Where that fails, the session is ended.
func Dial(ctx context.Context, client *aws.Client, s aws.Session, o Options) (*Channel, error) {
	if o.Resume == 0 {
		o.Resume = 20 * time.Minute
	}
	if o.clock.now == nil {
		o.clock = wallClock()
	}
	c := &Channel{client: client, options: o, target: s.Target, id: newID(), session: s, opened: make(chan struct{}), done: make(chan struct{}),
		flags: make(chan Flag, 64), wake: make(chan struct{}, 1)}
	c.more, c.room = sync.NewCond(&c.mutex), sync.NewCond(&c.mutex)
	c.ctx, c.cancel = context.WithCancel(ctx)
	c.release = client.Hold(s, o.What)
	queue(c)
	k, err := dialFirst(c)
	if err != nil {
		c.end(c.refused(err))
		close(c.done)
		_ = c.Close()
		return nil, c.Err()
	}
	c.joined.Go(func() { c.run(k) })
	c.joined.Go(fenced(c.tend, c.end))
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
		case <-c.opened:
			return nil
		case <-late:
			c.notice(Notice{Waiting: Waiting(c.client, c.session)})
			continue
		case <-c.done:
		}
		break
	}
	select {
	case <-c.opened:
		return nil // and has ended already
	default:
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.far {
		return ended(ErrEnded, c.target, c.said)
	}
	return c.err
}

// Read reads what the far side puts out, its errors included. The error is io.EOF after the far side closed the session. A
// *Missing is output that is missing here: more may follow.
func (c *Channel) Read(p []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for len(c.unread) == 0 && c.err == nil {
		c.more.Wait()
	}
	if len(c.unread) == 0 {
		return 0, c.err
	}
	if bytes := c.unread[0].missing; bytes > 0 {
		c.unread = c.unread[1:]
		return 0, &Missing{bytes}
	}
	n := 0
	for n < len(p) && len(c.unread) > 0 && c.unread[0].missing == 0 {
		first := &c.unread[0]
		k := copy(p[n:], first.text)
		n += k
		if first.text = first.text[k:]; len(first.text) == 0 {
			c.unread = c.unread[1:]
		}
	}
	if c.held -= n; c.held < backlog {
		c.room.Broadcast()
	}
	return n, nil
}

// Write sends input, of any length. It waits until the agent has begun, which drops what comes before, and while too much
// is not acknowledged.
func (c *Channel) Write(p []byte) (n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mutex.Lock()
	size := config.StreamDataPayloadSize
	if c.encrypted {
		size -= sealed
	}
	c.mutex.Unlock()
	for n < len(p) {
		piece := p[n:min(n+size, len(p))]
		if err := c.send(message.Output, piece); err != nil {
			return n, err
		}
		n += len(piece)
	}
	return n, nil
}

// Resize tells the far side the size of the terminal, as soon as it has begun. It does not wait for that.
func (c *Channel) Resize(cols, rows int) error {
	size, err := json.Marshal(message.SizeData{Cols: uint32(cols), Rows: uint32(rows)})
	if err != nil {
		return err
	}
	c.mutex.Lock()
	begun := c.begun
	if !begun {
		c.size = size
	}
	c.mutex.Unlock()
	if !begun {
		return nil
	}
	return c.send(message.Size, size)
}

// SendFlag tells the far side of a port's session something.
func (c *Channel) SendFlag(f Flag) error {
	return c.send(message.Flag, binary.BigEndian.AppendUint32(nil, uint32(f)))
}

// Done is closed when the session has ended. What came before may still be read.
func (c *Channel) Done() <-chan struct{} { return c.done }

// Err is why the session ended: io.EOF where the far side closed it, nil while it has not.
func (c *Channel) Err() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.err
}

// Close ends the session, unless the far side has, and joins all that belongs to it. The error is that of ending it.
func (c *Channel) Close() error {
	c.closing.Do(func() {
		c.mutex.Lock()
		k := c.socket
		c.socket = nil // whoever ends the channel would cut it
		c.mutex.Unlock()
		c.end(ended(ErrClosed, c.target, ""))
		if k != nil {
			k.goodbye()
		}
		c.joined.Wait()
		defer c.release()
		c.mutex.Lock()
		s, over := c.session, c.far || c.gone
		c.mutex.Unlock()
		if over {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), 5*time.Second)
		defer cancel()
		c.closed = c.client.TerminateSession(ctx, s)
	})
	return c.closed
}

// end ends the channel; only the first reason counts. A nil one is the far side's end.
func (c *Channel) end(err error) {
	c.mutex.Lock()
	if c.err != nil {
		c.mutex.Unlock()
		return
	}
	if c.err = err; err == nil {
		c.err, c.far = io.EOF, true
	}
	if errors.Is(err, ErrClosed) || errors.Is(err, context.Canceled) { // nobody wants the rest
		c.unread, c.held = nil, 0
	}
	c.cancel()
	c.more.Broadcast()
	c.room.Broadcast()
	k := c.socket
	c.mutex.Unlock()
	if k != nil {
		k.close() // which may take a while
	}
}
