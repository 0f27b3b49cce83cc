package awstest

import (
	"context"
	"sync"
	"time"
)

// Unhurried is how long a server may take for an answer, on a machine that has other things to do.
const Unhurried = 5 * time.Minute

// Clock is a clock on which sleeping takes no time, but moves it on. It is safe for concurrent use but for its fields.
type Clock struct {
	mu sync.Mutex
	at time.Time
	// Slept is how far it was moved on.
	Slept time.Duration
	// Sleeping is told of each sleep; it may be nil.
	Sleeping func()
}

// NewClock stands at the second of January 2026.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Sleep moves the clock on.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.Advance(d)
	if c.Sleeping != nil {
		c.Sleeping()
	}
	return ctx.Err()
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.Slept += d
}
