package aws

import (
	"cmp"
	"context"
	"time"
)

// clock paces calls. Tests bring their own.
type clock struct {
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	answer time.Duration // how long one attempt may take; 0 is answerTimeout
}

// patience is how long one attempt may take.
func (c clock) patience() time.Duration { return cmp.Or(c.answer, answerTimeout) }

func wallClock() clock {
	return clock{now: time.Now, sleep: func(ctx context.Context, d time.Duration) error {
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
