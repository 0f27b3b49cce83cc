package session

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"sync"
	"time"
)

// How the agent keeps its messages: those of amazon-ssm-agent, but for the
// window, which there is 100,000 messages and then forgets.
const (
	window       = 1000 // messages on their way to the client
	ahead        = 10000
	resendEvery  = 100 * time.Millisecond
	firstTimeout = 200 * time.Millisecond
	maxTimeout   = time.Second
)

var errEnded = errors.New("the session has ended")

// channel is the agent's end of a data channel: what it sends arrives in
// order and once at a client that does its part, over any number of
// connections, and what it takes it takes in order and once.
type channel struct {
	// accept takes the next message of the client; false means not yet, and
	// that the message is not acknowledged. It does not wait.
	accept func(frame) bool

	mu        sync.Mutex
	changed   *sync.Cond // pending, lane or ended are
	out       *lane      // to the client; nil while no client is connected
	paused    bool       // the client wants nothing now
	unhearing bool       // the gateway holds back the client's messages
	ended     bool
	next      int64      // number of the next message to the client
	pending   []*pending // in order
	wanted    int64      // number of the next message from the client
	early     map[int64]frame
	timeout   time.Duration
	trip      float64 // round trip in ns, smoothed, and how it varies
	varies    float64
	cipher    *cipher // nil until the session is encrypted
}

// pending is a message that the client has not acknowledged.
type pending struct {
	number int64
	raw    []byte
	sent   time.Time
}

func newChannel(accept func(frame) bool) *channel {
	c := &channel{accept: accept, early: map[int64]frame{}, timeout: firstTimeout, trip: float64(100 * time.Millisecond)}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// attach makes a lane the way to the client. The agent does not know of it:
// what was sent meanwhile is sent again in its turn.
func (c *channel) attach(l *lane) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out, c.paused, c.unhearing = l, false, false
}

// hold makes nothing pass in either direction, until it is let go.
func (c *channel) hold(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unhearing = on
}

// detach forgets the lane, if it is still the way to the client.
func (c *channel) detach(l *lane) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out == l {
		c.out = nil
	}
}

// transmit sends a message. While no client is connected, it is lost.
func (c *channel) transmit(p *pending) {
	if c.out != nil && !c.paused && !c.unhearing {
		c.out.send(p.raw)
	}
	p.sent = time.Now()
}

// send sends a message to the client; it waits while too much is on its way.
// Data is encrypted where the session is.
func (c *channel) send(kind payload, body []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.pending) >= window && !c.ended {
		c.changed.Wait()
	}
	if c.ended {
		return errEnded
	}
	if kind == data && c.cipher != nil {
		var err error
		if body, err = c.cipher.seal(body); err != nil {
			return err
		}
	}
	var flags uint64
	if c.next == 0 {
		flags = 1
	}
	p := &pending{number: c.next, raw: newFrame(output, c.next, flags, kind, body).encode()}
	c.next++
	c.pending = append(c.pending, p)
	c.transmit(p)
	return nil
}

// receive takes a message of the client.
func (c *channel) receive(raw []byte) {
	f, err := decode(raw)
	if err != nil {
		return // as the agent, which logs it
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unhearing {
		return
	}
	c.paused = c.paused && f.kind != input && f.kind != acknowledge
	switch f.kind {
	case input:
		c.take(f)
	case acknowledge:
		var r receipt
		if json.Unmarshal(f.body, &r) == nil {
			c.confirm(r.Number)
		}
	case pausing:
		c.paused = true
	case starting:
		c.paused = false
	}
}

// take takes an input message, or keeps it for later.
func (c *channel) take(f frame) {
	switch {
	case f.number < c.wanted:
		c.answer(f)
	case f.number > c.wanted:
		if _, known := c.early[f.number]; known || len(c.early) < ahead {
			c.early[f.number] = f
			c.answer(f)
		}
	case c.accept(f):
		c.answer(f)
		c.wanted++
		c.catchUp()
	}
}

// catchUp takes what came early. The agent may not be ready for it yet: the
// message is already acknowledged, so it waits for the next one or for wake.
func (c *channel) catchUp() {
	for {
		f, ok := c.early[c.wanted]
		if !ok || !c.accept(f) {
			return
		}
		delete(c.early, c.wanted)
		c.wanted++
	}
}

// wake tells the channel that the agent may be ready for more.
func (c *channel) wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
}

func (c *channel) answer(f frame) {
	if c.out != nil {
		c.out.send(f.acknowledged().encode())
	}
}

// confirm forgets a message that the client has, and learns from it how long
// that takes.
func (c *channel) confirm(number int64) {
	for i, p := range c.pending {
		if p.number != number {
			continue
		}
		c.learn(float64(time.Since(p.sent)))
		c.pending = append(c.pending[:i], c.pending[i+1:]...)
		c.changed.Broadcast()
		return
	}
}

func (c *channel) learn(trip float64) {
	c.varies += (math.Abs(c.trip-trip) - c.varies) / 4
	c.trip += (trip - c.trip) / 8
	c.timeout = min(maxTimeout, time.Duration(c.trip+math.Max(float64(10*time.Millisecond), 4*c.varies)))
}

// resend sends again the oldest message that the client has not acknowledged,
// if it was not in time, until the context ends.
func (c *channel) resend(ctx context.Context) {
	tick := time.NewTicker(resendEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c.repeat()
	}
}

func (c *channel) repeat() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed.Broadcast() // drain looks at the time
	if len(c.pending) > 0 && !c.paused && time.Since(c.pending[0].sent) > c.timeout {
		c.transmit(c.pending[0])
	}
}

// drain waits until the client has everything, but not for longer than that.
func (c *channel) drain(patience time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for since := time.Now(); len(c.pending) > 0 && !c.ended && time.Since(since) < patience; {
		c.changed.Wait()
	}
}

// end lets go of everybody who waits.
func (c *channel) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	c.changed.Broadcast()
}

// encrypt encrypts data from here on.
func (c *channel) encrypt(k *cipher) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cipher = k
}

// plain is the body of a message of the client, decrypted where the session
// is encrypted.
func (c *channel) plain(body []byte) ([]byte, error) {
	c.mu.Lock()
	k := c.cipher
	c.mu.Unlock()
	if k == nil {
		return body, nil
	}
	return k.open(body)
}
