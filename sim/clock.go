package sim

import (
	"context"
	"sync"
	"time"
)

// ManualClock is a Clock that stands still until it is advanced.
type ManualClock struct {
	mu       sync.Mutex
	now      time.Time
	sleepers map[chan struct{}]time.Time // each with the moment it waits for
	changed  chan struct{}               // closed and replaced when a sleeper comes or goes
}

// NewManualClock makes a clock that shows t.
func NewManualClock(t time.Time) *ManualClock {
	return &ManualClock{now: t, sleepers: map[chan struct{}]time.Time{}, changed: make(chan struct{})}
}

// Now is the moment the clock shows.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on and wakes whoever has slept long enough.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for woken, at := range c.sleepers {
		if !at.After(c.now) {
			delete(c.sleepers, woken)
			close(woken)
		}
	}
	c.notify()
}

// Sleep returns when the clock has been advanced by d, or with the context's
// error when that ends first.
func (c *ManualClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	woken := make(chan struct{})
	c.mu.Lock()
	c.sleepers[woken] = c.now.Add(d)
	c.notify()
	c.mu.Unlock()
	select {
	case <-woken:
		return nil
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.sleepers, woken)
		c.notify()
		return ctx.Err()
	}
}

// Await returns nil as soon as exactly n calls sleep, or the context's error
// when that ends first; a test that advances the clock past a latency waits
// here until the calls have arrived.
func (c *ManualClock) Await(ctx context.Context, n int) error {
	return c.await(ctx, func(sleeping int) bool { return sleeping == n })
}

// AwaitSome returns nil as soon as at least n calls sleep, or the context's
// error when that ends first.
func (c *ManualClock) AwaitSome(ctx context.Context, n int) error {
	return c.await(ctx, func(sleeping int) bool { return sleeping >= n })
}

func (c *ManualClock) await(ctx context.Context, enough func(sleeping int) bool) error {
	for {
		c.mu.Lock()
		sleeping, changed := len(c.sleepers), c.changed
		c.mu.Unlock()
		if enough(sleeping) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *ManualClock) notify() {
	close(c.changed)
	c.changed = make(chan struct{})
}
