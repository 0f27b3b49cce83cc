package call

import (
	"cmp"
	"context"
	"time"
)

// Clock paces calls. Tests bring their own.
type Clock struct {
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	answer time.Duration // how long one attempt may take; 0 is answerTimeout
}

// Patience is how long one attempt may take.
func (c Clock) Patience() time.Duration { return cmp.Or(c.answer, answerTimeout) }

func wallClock() Clock { return Clock{Now: time.Now, Sleep: Wait} }

// Wait waits for d, or until ctx ends: then its error is returned.
func Wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
