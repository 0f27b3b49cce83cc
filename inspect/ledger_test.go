package inspect

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A reading that began before everything was to be tried again, and fails after it, is tried again as well.
func TestRetryMeetsAReading(t *testing.T) {
	t.Parallel()
	l, job, now := newLedger(), subject{"list of", "all clusters"}, func() time.Time { return time.Unix(0, 0) }
	fails := func(context.Context) error { return errors.New("not logged in") }
	l.follow(t.Context(), job, now, fails)
	if f, ok := l.trouble()[job]; !ok || f.again {
		t.Errorf("it failed: %+v", f)
	}
	l.follow(t.Context(), job, now, func(ctx context.Context) error {
		l.retry()
		return fails(ctx)
	})
	if !l.trouble()[job].again {
		t.Error("it began before the retry, and is not tried again")
	}
	ctx, cancel := context.WithCancel(t.Context())
	l.follow(ctx, job, now, func(context.Context) error {
		cancel()
		return nil
	})
	if _, ok := l.trouble()[job]; !ok {
		t.Error("what its context ended counts as done")
	}
	l.follow(t.Context(), job, now, func(context.Context) error { return nil })
	if len(l.trouble()) > 0 {
		t.Error("it went well, and counts as failed")
	}
}
