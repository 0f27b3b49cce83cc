package call

import (
	"context"
	"testing"
	"time"
)

func TestBucketKeepsTheRate(t *testing.T) {
	t.Parallel()
	h := &moved{at: time.Unix(1e9, 0)}
	b := newBudget(0.5, h.clock()).bucket(Op("DescribeServices", ""))
	for range 150 {
		if err := b.take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Half of 100 at once, the other hundred at half of 20 a second.
	if h.slept < 9*time.Second || h.slept > 11*time.Second {
		t.Errorf("150 calls took %v", h.slept)
	}
}

func TestBucketHalvesAndGrowsBack(t *testing.T) {
	t.Parallel()
	h := &moved{at: time.Unix(1e9, 0)}
	b := newBucket(50, 10, h.clock())
	for range 8 { // under way together
		b.throttle(100 * time.Millisecond)
	}
	if got := b.tokens.Limit(); got != 5 {
		t.Errorf("limit %v after throttling", got)
	}
	if d := b.claim(false); d != 100*time.Millisecond {
		t.Errorf("next call in %v", d)
	}
	for range 20 {
		h.advance(2 * time.Second)
		b.throttle(0)
	}
	if got := b.tokens.Limit(); got != 0.5 {
		t.Errorf("limit %v after much throttling", got)
	}
	b.accept()
	if b.throttled() {
		t.Error("still throttled")
	}
	h.advance(10 * time.Second)
	_ = b.claim(false)
	if got := b.tokens.Limit(); got != 1 {
		t.Errorf("limit %v ten seconds later", got)
	}
	h.advance(time.Hour)
	_ = b.claim(false)
	if got := b.tokens.Limit(); got != 10 {
		t.Errorf("limit %v an hour later", got)
	}
}

func TestBackgroundLeavesRoom(t *testing.T) {
	t.Parallel()
	h := &moved{at: time.Unix(1e9, 0)}
	b := newBucket(50, 10, h.clock())
	background := Background(t.Context())
	n := 0
	for b.claim(isBackground(background)) == 0 {
		n++
	}
	if n != 25 {
		t.Errorf("%d calls in the background at once", n)
	}
	if d := b.claim(false); d != 0 {
		t.Errorf("the foreground waits %v", d)
	}
	b.enter()
	h.advance(time.Hour)
	if b.claim(true) == 0 {
		t.Error("the background goes before a waiting foreground")
	}
	b.leave(true)
	if b.claim(true) != 0 {
		t.Error("the background waits for nobody")
	}
}

func TestTakeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	b := newBucket(1, 0.001, wallClock())
	ctx, cancel := context.WithCancel(t.Context())
	if err := b.take(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- b.take(ctx) }()
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Errorf("%v", err)
	}
}

// moved is a clock that sleeping moves on.
type moved struct {
	at    time.Time
	slept time.Duration
}

func (m *moved) clock() Clock {
	return Clock{Now: func() time.Time { return m.at }, Sleep: func(ctx context.Context, d time.Duration) error {
		m.advance(d)
		return ctx.Err()
	}}
}

func (m *moved) advance(d time.Duration) {
	m.at = m.at.Add(d)
	m.slept += d
}
