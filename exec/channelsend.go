package exec

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/exec/message"
)

// clock tells the time. Tests bring their own.
type clock struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
}

func wallClock() clock { return clock{time.Now, time.After} }

func (c *Channel) now() time.Time { return c.options.clock.now() }

func (c *Channel) millis() uint64 { return uint64(c.now().UnixMilli()) }

// send sends data with the next sequence number. Input waits while too much is under way; the rest is little.
func (c *Channel) send(t message.PayloadType, payload []byte) error {
	c.mutex.Lock()
	for t == message.Output && (!c.begun || c.outbox.full()) && c.err == nil {
		c.room.Wait()
	}
	if c.err != nil {
		defer c.mutex.Unlock()
		return c.err
	}
	if t == message.Output && c.encrypted {
		payload = c.sealer.seal(payload)
	}
	b := dataFrame(message.InputStreamMessage, c.outbox.next, c.millis(), t, payload).encode()
	first := len(c.outbox.pending) == 0
	c.outbox.add(b, c.now())
	k := c.socket
	if c.paused {
		k = nil
	}
	c.mutex.Unlock()
	if k != nil {
		_ = k.frame(b) // where it fails, it is sent again on the next connection
	}
	if first {
		c.stir()
	}
	return nil
}

// stir makes tend look again.
func (c *Channel) stir() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

const (
	// quiet is how long nothing may come before the gateway is asked for a sign of life.
	quiet = time.Minute
	// anxious is the same while something was not acknowledged.
	anxious = 5 * time.Second
	// lifeless is how long the gateway may take to give one.
	lifeless = 15 * time.Second
	// deaf is how long the agent may acknowledge nothing, although the gateway is there, before that is said.
	deaf = 30 * time.Second
)

// tend sends again what was not acknowledged in time and watches whether the connection is alive.
func (c *Channel) tend() {
	for {
		next := c.beat()
		select {
		case <-c.options.clock.after(next):
		case <-c.wake:
		case <-c.ctx.Done():
			c.end(context.Cause(c.ctx))
			return
		}
	}
}

// beat does what is due and says how long nothing more will be.
func (c *Channel) beat() time.Duration {
	c.mutex.Lock()
	now, k := c.now(), c.socket
	if k == nil {
		c.mutex.Unlock()
		return time.Hour
	}
	var frames [][]byte
	next := now.Add(quiet)
	if !c.paused {
		var later time.Time
		if frames, later = c.outbox.due(now); !later.IsZero() && later.Before(next) {
			next = later
		}
	}
	silent, patience := now.Sub(c.heard), quiet
	waiting := c.outbox.waiting(now)
	if waiting > 0 {
		patience = anxious
	}
	ask := c.asked.IsZero() && silent >= patience && !c.stuck
	if ask {
		c.asked = now
	}
	dead := !c.asked.IsZero() && now.Sub(c.asked) >= lifeless && !c.stuck
	if at := c.heard.Add(patience); c.asked.IsZero() && at.Before(next) {
		next = at
	} else if at := c.asked.Add(lifeless); !c.asked.IsZero() && at.Before(next) {
		next = at
	}
	unheard := waiting >= deaf && !c.paused && !c.deaf
	c.deaf = waiting >= deaf
	c.mutex.Unlock()
	if unheard {
		c.notice(Notice{Waiting: "the agent in " + place(c.target) + " has acknowledged no input for " + deaf.String() + "; waiting for it"})
	}
	switch {
	case dead:
		k.close() // whoever reads it notices
	default:
		for _, b := range frames {
			_ = k.frame(b)
		}
		if ask {
			k.ping()
		}
	}
	return max(next.Sub(now), 10*time.Millisecond)
}
