package aws

import (
	"cmp"
	"context"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/ecscope/ecscope/aws/call"
)

// caller is what every call to AWS goes through: the credentials, the request budget, the way there, and how its errors are
// told. Each part of a Client has it, and its own API client besides.
type caller struct {
	account     account
	place       Place
	now         func() time.Time
	clock       clock
	credentials *credentialCache
	budget      *budget
	extras      extras

	mu   sync.Mutex
	road *call.Road
}

func newCaller(o Options, a account, road *call.Road) *caller {
	c := &caller{account: a, now: o.Now, clock: o.clock, road: road}
	if c.now == nil {
		c.now = time.Now
	}
	if o.Sleep != nil {
		c.clock = clock{now: o.Now, sleep: o.Sleep}
	}
	if c.clock.now == nil {
		c.clock = wallClock()
	}
	c.clock.answer = cmp.Or(o.Answer, c.clock.answer)
	if o.Share <= 0 {
		o.Share = 0.5
	}
	c.budget = newBudget(o.Share, c.clock)
	first := road
	c.credentials = &credentialCache{clock: c.clock, load: func(ctx context.Context) (awssdk.CredentialsProvider, error) {
		if way := first; way != nil {
			first = nil
			return way.Credentials(ctx) // it was read a moment ago
		}
		return c.reload(ctx)
	}}
	return c
}

// reload reads the configuration again, for the credentials alone: the region stays.
func (c *caller) reload(ctx context.Context) (awssdk.CredentialsProvider, error) {
	road, err := c.account.load(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.road = road
	c.mu.Unlock()
	return road.Credentials(ctx)
}

// way is the way to AWS as it was read last.
func (c *caller) way() *call.Road {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.road
}

func (c *caller) profile() string {
	if p := c.account.options.Profile; p != "" {
		return p
	}
	return c.account.environ.Profile()
}

// Place is where the client looks.
func (c *caller) Place() Place { return c.place }

// Renew drops cached credentials, so that the next call reads them again.
func (c *caller) Renew() { c.credentials.renew() }

// Throttled says whether calls wait because AWS refused them for being too many, or the last one ended so.
func (c *caller) Throttled() bool { return c.budget.throttled() }
