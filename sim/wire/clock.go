package wire

import (
	"context"
	"time"
)

// Clock tells the time and waits. The server asks it for everything that
// depends on time, so a test can hold time still.
type Clock interface {
	// Now is the present moment.
	Now() time.Time
	// Sleep returns nil after d, or the context's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Wall is the clock on the wall.
type Wall struct{}

// Now is the present moment.
func (Wall) Now() time.Time { return time.Now() }

// Sleep returns nil after d, or the context's error when that ends first.
func (Wall) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
