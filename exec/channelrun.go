package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec/message"
)

// run reads the websocket until the session ends, over all its connections.
func (c *Channel) run(k *socket) {
	defer close(c.done)
	defer c.cancel()
	fenced(func() { c.connections(k) }, c.end)()
}

// connections reads one connection after the other.
func (c *Channel) connections(k *socket) {
	for {
		c.use(k)
		err := c.listen(k)
		k.close()
		if c.leaving {
			c.flush()
			c.end(nil)
		}
		if c.over() {
			return
		}
		c.use(nil)
		if c.refusals++; c.useful || c.now().Sub(c.since) > connectTime {
			c.refusals = 0
		}
		closed := (*websocket.CloseError)(nil)
		refused := c.refusals > 0 && errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure
		if refused || c.refusals > 4 && !c.reached {
			c.end(ended(ErrRefused, c.target, c.failure(err)))
			return
		}
		if k = c.again(c.failure(err)); k == nil {
			return
		}
	}
}

// failure words trouble with the connection, without the session's secrets.
func (c *Channel) failure(err error) string {
	url, token := c.session.Stream() // it changes on this goroutine only
	return failure(err, url, token)
}

// over says whether the session has ended, and ends it where its context has.
func (c *Channel) over() bool {
	if c.ctx.Err() != nil {
		c.end(context.Cause(c.ctx))
	}
	return c.Err() != nil
}

// use makes a connection the one to send on; nil for none.
func (c *Channel) use(k *socket) {
	c.mutex.Lock()
	c.socket, c.paused, c.heard, c.asked = k, false, c.now(), time.Time{}
	if k != nil {
		c.outbox.again(c.now())
		if c.err != nil {
			k.close()
		}
	}
	c.mutex.Unlock()
	if k == nil {
		return
	}
	c.useful, c.since = false, c.now()
	k.conn.SetPongHandler(func(string) error {
		c.hear()
		return nil
	})
	k.ping()
	for _, r := range c.receipts.since(c.since.Add(-recent)) { // the agent sends again only what it takes for lost, one after the other
		_ = k.frame(r)
	}
	c.stir()
}

// hear notes a sign of life.
func (c *Channel) hear() {
	now := c.now()
	c.mutex.Lock()
	c.heard, c.asked = now, time.Time{}
	c.mutex.Unlock()
	c.reached = true
	if lost := c.lost; !lost.IsZero() {
		c.lost = time.Time{}
		c.notice(Notice{Gone: now.Sub(lost)})
	}
}

func (c *Channel) notice(n Notice) {
	if c.options.Notice != nil {
		c.options.Notice(n)
	}
}

// again resumes the session on another connection. It is nil where the session has ended.
func (c *Channel) again(why string) *socket {
	if c.lost.IsZero() {
		c.lost = c.now()
		c.notice(Notice{Lost: true, Why: why})
	}
	wait, delay := time.Duration(0), 100*time.Millisecond<<min(c.refusals, 5)
	if c.refusals > 0 {
		wait = delay
	}
	for c.rest(wait) {
		k, err := c.resume()
		if err == nil {
			return k
		}
		if c.over() {
			return nil
		}
		refused := (*refusal)(nil)
		switch kind := aws.KindOf(err); {
		case kind == aws.NotFound:
			c.mutex.Lock()
			c.gone = true
			c.mutex.Unlock()
			c.flush()
			c.end(ended(ErrGone, c.target, ""))
			return nil
		case kind == aws.Denied, kind == aws.Invalid, kind == aws.Unsupported:
			c.end(err)
			return nil
		case errors.As(err, &refused) && refused.final:
			c.end(ended(ErrRefused, c.target, refused.text))
			return nil
		case c.now().Sub(c.lost)+delay > c.options.Resume:
			c.mutex.Lock()
			c.gone = true // what runs in it may go on
			c.mutex.Unlock()
			c.flush()
			c.end(ended(ErrLost, c.target, fmt.Sprintf("it did not come back within %s: %s", c.options.Resume, c.failure(err))))
			return nil
		}
		wait, delay = delay, min(2*delay, 5*time.Second)
	}
	return nil
}

// rest waits; false where the session ended meanwhile.
func (c *Channel) rest(d time.Duration) bool {
	select {
	case <-c.options.clock.after(d):
		return true
	case <-c.ctx.Done():
		return !c.over()
	}
}

// resume gets a new token and a new connection.
func (c *Channel) resume() (*socket, error) {
	ctx, cancel := context.WithTimeout(c.ctx, 2*connectTime)
	defer cancel()
	s, err := c.client.ResumeSession(ctx, c.session)
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	c.session = s
	c.mutex.Unlock()
	return connect(ctx, c.client, s, c.id)
}

// firstTries is how often the first connection is tried: the agent begins without it, so a session given up may have run.
const firstTries = 6

// dialFirst makes the first connection. What may pass is tried again, for as long as one connection may take.
func dialFirst(c *Channel) (*socket, error) {
	began, delay := c.now(), 100*time.Millisecond
	for try := 1; ; try++ {
		k, err := connect(c.ctx, c.client, c.session, c.id)
		refused := (*refusal)(nil)
		if err == nil || !errors.As(err, &refused) || refused.final || try == firstTries || c.now().Sub(began) > connectTime || !c.rest(delay) {
			return k, err
		}
		delay *= 2
	}
}

// refused is why the first connection did not come about.
func (c *Channel) refused(err error) error {
	refused := (*refusal)(nil)
	switch {
	case c.ctx.Err() != nil:
		return context.Cause(c.ctx)
	case errors.As(err, &refused) && refused.final:
		return ended(ErrRefused, c.target, refused.text)
	case errors.As(err, &refused):
		return ended(ErrLost, c.target, refused.text)
	}
	return err
}

// linger is how long to wait, after the far side closed the session, for what is missing of its output.
const linger = 2 * time.Second

// listen takes what comes on a connection until it is lost or the session has ended.
func (c *Channel) listen(k *socket) error {
	for {
		_, b, err := k.conn.ReadMessage()
		if err != nil {
			return err
		}
		c.hear()
		f, err := decode(b)
		if err != nil {
			continue // its sender does so again
		}
		c.useful = true
		c.receive(k, f)
		if c.over() {
			return nil
		}
	}
}

// receive takes a frame.
func (c *Channel) receive(k *socket, f frame) {
	switch f.kind {
	case message.OutputStreamMessage:
		if !c.inbox.accept(f) {
			return
		}
		r := receipt(f, c.millis()).encode()
		c.receipts.add(r, c.now())
		_ = k.frame(r)
		for f, ok := c.inbox.pop(); ok; f, ok = c.inbox.pop() {
			c.take(f)
		}
	case message.AcknowledgeMessage:
		var content message.AcknowledgeContent
		if json.Unmarshal(f.payload, &content) == nil {
			c.mutex.Lock()
			c.outbox.acknowledged(content.SequenceNumber, c.now())
			c.room.Broadcast()
			c.mutex.Unlock()
		}
	case message.PausePublicationMessage, message.StartPublicationMessage:
		c.mutex.Lock()
		if c.paused = f.kind == message.PausePublicationMessage; !c.paused {
			c.outbox.again(c.now())
		}
		c.mutex.Unlock()
		c.stir()
	case message.ChannelClosedMessage:
		var content message.ChannelClosed
		_ = json.Unmarshal(f.payload, &content) // it is closed, whatever it says
		c.mutex.Lock()
		c.said, c.gone = aws.Clean(content.Output), true
		c.mutex.Unlock()
		c.leaving = true
		_ = k.conn.SetReadDeadline(time.Now().Add(linger))
	}
	if c.leaving && !c.inbox.gap() {
		c.end(nil)
	}
}
