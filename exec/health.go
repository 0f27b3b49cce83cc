package exec

import (
	"context"
	"sync"
	"time"
)

const (
	// quiet is how long nothing may come before the gateway is asked for a sign of life.
	quiet = time.Minute
	// anxious is the same while something was not acknowledged.
	anxious = 5 * time.Second
	// lifeless is how long the gateway may take to give one.
	lifeless = 15 * time.Second
	// agentSilence is how long the agent may acknowledge nothing, although the gateway is there, before that is said.
	agentSilence = 30 * time.Second
)

// health watches whether a session's connection is alive, and has input sent again in time.
type health struct {
	input *sender
	clock clock
	say   func(Notice)
	where string // the agent is

	mutex      sync.Mutex
	heard      time.Time // when something came last
	asked      time.Time // when the first ping was sent since; or zero
	unanswered bool      // it was said that the agent acknowledges nothing
	still      standstill
}

func newHealth(input *sender, k clock, where string, say func(Notice)) *health {
	return &health{input: input, clock: k, where: where, say: say}
}

// connected notes a new connection.
func (h *health) connected() {
	h.refresh()
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if !h.still.since.IsZero() {
		h.still.since = h.clock.now() // the agent begins to send again only now
	}
}

// gap notes what is missing of the output: see standstill.
func (h *health) gap(next, last, missing int64) {
	h.mutex.Lock()
	begins, over := h.still.note(h.clock.now(), next, last, missing)
	h.mutex.Unlock()
	if begins {
		h.input.signal()
	}
	if over {
		h.say(Notice{Waiting: outputGoesOn, Over: true})
	}
}

// refresh notes a sign of life.
func (h *health) refresh() {
	now := h.clock.now()
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.heard, h.asked = now, time.Time{}
}

// tend does so until the context ends, and returns why it has. full says whether nobody reads what comes.
func (h *health) tend(ctx context.Context, full func() bool) error {
	for {
		select {
		case <-h.clock.after(h.beat(full)):
		case <-h.input.wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// beat does what is due and says how long nothing more will be.
func (h *health) beat(full func() bool) time.Duration {
	now := h.clock.now()
	d := h.input.due(now)
	if d.socket == nil {
		return time.Hour
	}
	stuck := full() // before it is seen when something came last
	ask, dead, next := h.judge(now, d.waiting, stuck)
	if h.unheard(d) {
		h.say(Notice{Waiting: "the agent in " + h.where + " has acknowledged no input for " + agentSilence.String() + "; waiting"})
	}
	if dead {
		d.socket.close() // whoever reads it notices
	} else {
		for _, b := range d.frames {
			_ = d.socket.frame(b)
		}
		if ask {
			d.socket.ping()
		}
	}
	h.mutex.Lock()
	text, later := h.still.due(now)
	h.mutex.Unlock()
	if text != "" {
		h.say(Notice{Waiting: text})
	}
	for _, at := range []time.Time{d.next, later} {
		if !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	return max(next.Sub(now), 10*time.Millisecond)
}

// judge says whether to ask the gateway for a sign of life, whether it is dead, and when to look again.
func (h *health) judge(now time.Time, waiting time.Duration, stuck bool) (ask, dead bool, next time.Time) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	patience := quiet
	if waiting > 0 {
		patience = anxious
	}
	if ask = h.asked.IsZero() && now.Sub(h.heard) >= patience && !stuck; ask {
		h.asked = now
	}
	dead = !h.asked.IsZero() && now.Sub(h.asked) >= lifeless && !stuck
	next = h.heard.Add(patience)
	if !h.asked.IsZero() {
		next = h.asked.Add(lifeless)
	}
	if latest := now.Add(quiet); latest.Before(next) {
		next = latest
	}
	return ask, dead, next
}

// unheard says, once, that the agent acknowledges nothing.
func (h *health) unheard(d duty) bool {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	was := h.unanswered
	h.unanswered = d.waiting >= agentSilence
	return h.unanswered && !d.paused && !was
}
