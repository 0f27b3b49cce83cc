package wire

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Bounds of the log: calls remembered, and bytes of input kept of each.
const (
	maxCalls = 10_000
	maxInput = 64 << 10
)

// Call is one request as the server saw it.
type Call struct {
	ID         string // the x-amzn-requestid it was answered with
	Service    string // "ecs"
	Action     string // "DescribeServices"
	Region     string // from the signature
	Page       int    // 1 unless the call continues a list
	Input      []byte // the body, at most 64 KiB of it
	Size       int    // bytes of the whole body
	Answer     int    // bytes of the body of the answer; 0 for a stream
	Start, End time.Time
	Outcome    string // "OK", an error code, what a fault made of it ("dropped", "garbled", …), "cancelled"; "" while it runs
	Cancelled  bool   // the client went away before the answer

	number uint64
}

// OK is the outcome of a call that was answered as asked.
const OK = "OK"

// Calls is a log of calls, the latest ten thousand. Its counts are of all
// calls since the start or the last Reset.
type Calls struct {
	mu      sync.Mutex
	last    uint64
	done    []Call // oldest first
	running map[uint64]Call
	counts  map[string]int
	busy    map[string]int
	peak    map[string]int
	changed chan struct{} // closed and replaced at each change
}

func newCalls() *Calls {
	c := &Calls{changed: make(chan struct{}), running: map[uint64]Call{}, busy: map[string]int{}}
	c.counts, c.peak = map[string]int{}, map[string]int{}
	return c
}

// All lists the finished calls, oldest first, then those still running in
// the order they began.
func (c *Calls) All() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all()
}

func (c *Calls) all() []Call {
	all := slices.Clone(c.done)
	for _, n := range slices.Sorted(maps.Keys(c.running)) {
		all = append(all, c.running[n])
	}
	return all
}

// Of lists the calls of one action.
func (c *Calls) Of(action string) []Call {
	return slices.DeleteFunc(c.All(), func(call Call) bool { return call.Action != action })
}

// Count is how many calls of the action have begun.
func (c *Calls) Count(action string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts[action]
}

// Counts is how many calls of each action have begun.
func (c *Calls) Counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts)
}

// Peak is the most calls of the action that ever ran at the same time.
func (c *Calls) Peak(action string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peak[action]
}

// Reset forgets finished calls, counts and peaks.
func (c *Calls) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = nil
	clear(c.counts)
	clear(c.peak)
}

// Wait returns nil as soon as the log, as All lists it, satisfies the
// condition, or the context's error when that ends first.
func (c *Calls) Wait(ctx context.Context, done func([]Call) bool) error {
	for {
		c.mu.Lock()
		all, changed := c.all(), c.changed
		c.mu.Unlock()
		if done(all) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *Calls) begin(call *Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	call.number, call.ID = c.last, requestID(c.last)
	call.Size = len(call.Input)
	if call.Size > maxInput {
		call.Input = call.Input[:maxInput]
	}
	c.running[call.number] = *call
	c.counts[call.Action]++
	c.busy[call.Action]++
	c.peak[call.Action] = max(c.peak[call.Action], c.busy[call.Action])
	c.notify()
}

func (c *Calls) end(call Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, call.number)
	if c.busy[call.Action]--; c.busy[call.Action] == 0 {
		delete(c.busy, call.Action)
	}
	if len(c.done) >= maxCalls {
		c.done = slices.Delete(c.done, 0, maxCalls/10)
	}
	c.done = append(c.done, call)
	c.notify()
}

func (c *Calls) notify() {
	close(c.changed)
	c.changed = make(chan struct{})
}
