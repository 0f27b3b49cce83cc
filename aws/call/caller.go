package call

import (
	"cmp"
	"context"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
)

// Place is where a client looks: Profile is empty where none is named, Endpoint where AWS's own is used. Simulated is an account inside
// this process.
type Place struct {
	Profile, Region, Endpoint string
	Simulated                 bool
}

// Caller is what every call to AWS goes through: the credentials, the request budget, the way there, and how its errors are
// told. Each part of a Client has it, and its own API client besides.
type Caller struct {
	place       Place
	Stamp       func() time.Time // of values: when they were seen
	Clock       Clock
	credentials *credentialCache
	budget      *budget
	extras      extras

	again func(context.Context) (*Road, error) // reads the configuration again

	mu   sync.Mutex
	road *Road
}

// Setup is what a caller is made of.
type Setup struct {
	Place Place
	// Road is the way to AWS as it was read first, Again reads it again.
	Road  *Road
	Again func(context.Context) (*Road, error)
	// Now and Sleep are the clock; nil for the wall clock. With a Sleep, Now is set, too, and paces the calls.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Answer is how long AWS may take for one answer; 0 is 20 seconds.
	Answer time.Duration
	// Share is the part of the account's call quota that may be used, from 0 to 1; 0 is a half.
	Share float64
}

// NewCaller makes a caller. Nothing is asked of AWS yet.
func NewCaller(o Setup) *Caller {
	c := &Caller{place: o.Place, Stamp: o.Now, Clock: wallClock(), again: o.Again, road: o.Road}
	if c.Stamp == nil {
		c.Stamp = time.Now
	}
	if o.Sleep != nil {
		c.Clock = Clock{Now: o.Now, Sleep: o.Sleep}
	}
	c.Clock.answer = o.Answer
	c.budget = newBudget(cmp.Or(max(o.Share, 0), 0.5), c.Clock)
	first := o.Road
	c.credentials = &credentialCache{clock: c.Clock, load: func(ctx context.Context) (awssdk.CredentialsProvider, error) {
		if way := first; way != nil {
			first = nil
			return way.Credentials(ctx) // it was read a moment ago
		}
		return c.reload(ctx)
	}}
	return c
}

// reload reads the configuration again, for the credentials alone: the region stays.
func (c *Caller) reload(ctx context.Context) (awssdk.CredentialsProvider, error) {
	road, err := c.again(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.road = road
	c.mu.Unlock()
	return road.Credentials(ctx)
}

// Way is the way to AWS as it was read last.
func (c *Caller) Way() *Road {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.road
}

// Place is where the client looks.
func (c *Caller) Place() Place { return c.place }

// Credentials are those that calls are signed with.
func (c *Caller) Credentials() awssdk.CredentialsProvider { return c.credentials }

// Renew drops cached credentials, so that the next call reads them again.
func (c *Caller) Renew() { c.credentials.renew() }

// Throttled says whether calls wait because AWS refused them for being too many, or the last one ended so.
func (c *Caller) Throttled() bool { return c.budget.throttled() }
