package aws

import (
	"context"
	"time"
)

// clock paces calls. Tests bring their own.
type clock struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

func wallClock() clock {
	return clock{time.Now, func(ctx context.Context, d time.Duration) error {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
}
