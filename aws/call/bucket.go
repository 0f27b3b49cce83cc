package call

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// bucket hands out the calls of one group. When AWS refuses a call, everybody pauses and the rate is halved; it grows
// back by a twentieth every ten seconds.
type bucket struct {
	clock Clock
	full  rate.Limit

	mu      sync.Mutex
	tokens  *rate.Limiter
	waiting int       // calls in the foreground that wait for a token
	paused  time.Time // no call before this
	changed time.Time // when the rate was last set
	refusal time.Time // of the last call; zero if it was accepted
	struck  int       // calls that AWS refused and that will be tried again
}

func newBucket(burst, perSecond float64, c Clock) *bucket {
	full := rate.Limit(perSecond)
	return &bucket{clock: c, full: full, tokens: rate.NewLimiter(full, max(1, int(math.Ceil(burst))))}
}

// take waits for a token.
func (b *bucket) take(ctx context.Context) error {
	background := isBackground(ctx)
	waits := false
	defer func() { b.leave(waits) }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := b.claim(background)
		if d == 0 {
			return nil
		}
		if !background && !waits {
			waits = true
			b.enter()
		}
		if err := b.clock.Sleep(ctx, d); err != nil {
			return err
		}
	}
}

func (b *bucket) enter() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting++
}

func (b *bucket) leave(waited bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if waited {
		b.waiting--
	}
}

// claim takes a token and returns zero, or returns how long to wait before trying again.
func (b *bucket) claim(background bool) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	if d := b.paused.Sub(now); d > 0 {
		return d
	}
	b.grow(now)
	missing := 1 - b.tokens.TokensAt(now)
	if background {
		missing += float64(b.tokens.Burst()) / 2
		if b.waiting > 0 {
			missing = max(missing, 1)
		}
	}
	if missing <= 0 && b.tokens.AllowN(now, 1) {
		return 0
	}
	return max(10*time.Millisecond, time.Duration(missing/float64(b.tokens.Limit())*float64(time.Second)))
}

// grow gives back what throttling took.
func (b *bucket) grow(now time.Time) {
	steps := int(now.Sub(b.changed) / (10 * time.Second))
	if b.tokens.Limit() >= b.full || steps < 1 {
		return
	}
	b.tokens.SetLimitAt(now, min(b.full, b.tokens.Limit()+b.full*rate.Limit(steps)/20))
	b.changed = now
}

// throttle notes that AWS refused a call for being one too many: AWS's own bucket is empty, so ours is too. Calls that
// were under way together count once.
func (b *bucket) throttle(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	b.refusal = now
	if until := now.Add(wait); until.After(b.paused) {
		b.paused = until
	}
	if now.Sub(b.changed) < time.Second {
		return
	}
	b.grow(now)
	b.tokens.SetLimitAt(now, max(b.full/20, b.tokens.Limit()/2))
	b.tokens.AllowN(now, max(0, int(b.tokens.TokensAt(now))))
	b.changed = now
}

// accept notes that AWS answered.
func (b *bucket) accept() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refusal = time.Time{}
}

// strike counts a call among those that wait because AWS refused them, or no longer.
func (b *bucket) strike(by int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.struck += by
}

// throttled says whether calls wait because AWS refused them, or the last one was refused within a minute.
func (b *bucket) throttled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.struck > 0 || !b.refusal.IsZero() && b.clock.Now().Sub(b.refusal) < time.Minute
}
