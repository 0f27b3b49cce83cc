package exec

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// clock tells a channel the time. Tests bring their own.
type clock struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
}

func wallClock() clock { return clock{time.Now, time.After} }

// millis is a time in a frame: milliseconds since 1970.
func millis(t time.Time) uint64 { return uint64(t.UnixMilli()) }

// Clock tells the time and waits. The zero value is the wall clock.
type Clock struct {
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

func (c Clock) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// sleep waits for d, or until ctx ends: then its error is returned.
func (c Clock) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	return call.Wait(ctx, d)
}

// within is ctx for as long as d. Call cancel, or a goroutine waits for d.
func (c Clock) within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		if c.sleep(ctx, d) == nil {
			cancel()
		}
	}()
	return ctx, cancel
}
