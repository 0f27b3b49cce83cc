package wire

import (
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Bucket is one quota: the calls of several actions share it. It starts full.
type Bucket struct {
	Service string
	Actions []string
	Burst   int     // calls it holds when full
	Refill  float64 // calls per second
}

// quota is the buckets in force, each with its level.
type quota struct {
	mu      sync.Mutex
	buckets []Bucket
	levels  []*rate.Limiter
}

func (q *quota) set(buckets []Bucket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.buckets, q.levels = slices.Clone(buckets), nil
	for _, b := range buckets {
		q.levels = append(q.levels, rate.NewLimiter(rate.Limit(b.Refill), b.Burst))
	}
}

// take takes a token for the call, and tells whether there was one.
func (q *quota) take(service, action string, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, b := range q.buckets {
		if b.Service == service && slices.Contains(b.Actions, action) {
			return q.levels[i].AllowN(now, 1)
		}
	}
	return true
}
