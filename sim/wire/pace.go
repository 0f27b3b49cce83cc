package wire

import (
	"context"
	"sync"
	"time"
)

// Pace is a clock that runs faster or slower than the one on the wall, and that can be put on.
type Pace struct {
	began  time.Time
	factor float64

	mu      sync.Mutex
	ahead   time.Duration
	skipped chan struct{} // closed and replaced when the clock is put on
}

// NewPace makes a clock that begins now and runs so many times as fast as the one on the wall.
func NewPace(factor float64) *Pace {
	return &Pace{began: time.Now(), factor: factor, skipped: make(chan struct{})}
}

// Now is the moment the clock shows.
func (p *Pace) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now()
}

func (p *Pace) now() time.Time {
	if p.factor == 1 {
		return time.Now().Add(p.ahead)
	}
	return p.began.Add(time.Duration(float64(time.Since(p.began)) * p.factor)).Add(p.ahead)
}

// Advance puts the clock on.
func (p *Pace) Advance(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead += d
	close(p.skipped)
	p.skipped = make(chan struct{})
}

// Sleep returns nil when the clock shows d more, or the context's error when that ends first.
func (p *Pace) Sleep(ctx context.Context, d time.Duration) error {
	until := p.Now().Add(d)
	for {
		p.mu.Lock()
		left, skipped := until.Sub(p.now()), p.skipped
		p.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		t := time.NewTimer(time.Duration(float64(left) / p.factor))
		select {
		case <-t.C:
		case <-skipped:
			t.Stop()
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}
