// Package aws is the account: what is in it and what may be done to it. It is the only importer of
// aws-sdk-go-v2's clients. Everything read is a sequence of pages of plain values, ended by its context or by break.
package aws

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/aws/call"
)

// Options say whose account to open and how. The zero value is what the AWS CLI would choose.
type Options struct {
	Profile, Region string
	// Environ is the environment to look into, as os.Environ has it, instead of the process's own; nil for the latter.
	Environ []string
	// Share is the part of the account's call quota that the client may use, from 0 to 1; 0 is a half.
	Share float64
	// Ask asks the operator for the code of an MFA device; nil where nobody can be asked. It is called on any goroutine.
	Ask call.Ask
	// LogIn is called where a login to IAM Identity Center is needed, and logs in; nil where nobody can be asked.
	LogIn func(context.Context, *call.SSO, *call.LoginError) error
	// Transport carries every HTTP request, and Dial opens every connection, websockets included; nil for the network's own.
	Transport http.RoundTripper
	Dial      func(ctx context.Context, network, address string) (net.Conn, error)
	// Registry is the folder in which programs of the same user say which sessions they have open; empty for none.
	Registry string
	// Now is the clock that stamps values; nil for the wall clock.
	Now func() time.Time
	// Sleep waits, between polls and retries; nil for the wall clock, else Now must be set too.
	Sleep func(context.Context, time.Duration) error

	clock clock
}

// Client reads one account in one region. It is safe for concurrent use.
type Client struct {
	ecs     *ecs.Client
	sts     *sts.Client
	scaling *applicationautoscaling.Client
	logs    *logClients
	metrics *cloudwatch.Client
	ssm     *ssm.Client
	keys    *kms.Client
	chosen  []string // hosts of endpoints that were chosen instead of AWS's own
	account account
	place   Place
	now     func() time.Time
	clock   clock
	wallet  *wallet
	budget  *budget
	extras  extras
	held    held

	balancers *balancers
	dead      *archive
	revisions *cache[definition]
	rollouts  *cache[types.ServiceRevision]

	mu   sync.Mutex
	road *call.Road
}

// Wanted names the rows that are on screen now, so that they are described first: by ARN, name or id. It is called from
// other goroutines and may be nil.
type Wanted func() []string

// Open finds credentials and region as the AWS CLI would, without a call to AWS. Errors are of kind NotFound (profile)
// or Invalid; that there are no credentials is found out by the first call.
func Open(ctx context.Context, o Options) (*Client, error) {
	a := newAccount(o)
	road, err := a.load(ctx)
	if err != nil {
		return nil, opened(err)
	}
	c := &Client{account: a, now: o.Now, clock: o.clock, road: road,
		dead: newArchive(), revisions: newCache[definition](4000), rollouts: newCache[types.ServiceRevision](4000)}
	if c.now == nil {
		c.now = time.Now
	}
	if o.Sleep != nil {
		c.clock = clock{o.Now, o.Sleep}
	}
	if c.clock.now == nil {
		c.clock = wallClock()
	}
	c.held.registry.folder = o.Registry
	if o.Share <= 0 {
		o.Share = 0.5
	}
	c.budget = newBudget(o.Share, c.clock)
	c.wallet = &wallet{load: c.reload, clock: c.clock}
	cfg := road.Config()
	endpoint := road.Endpoint(ctx, "ECS")
	if err := checkRegion(cfg.Region, endpoint != nil); err != nil {
		return nil, err
	}
	c.place = Place{Profile: Clean(c.profile()), Region: cfg.Region, Endpoint: Clean(awssdk.ToString(endpoint))}
	cfg.Credentials = c.wallet
	c.ecs = ecs.NewFromConfig(cfg, func(o *ecs.Options) { o.BaseEndpoint, o.Retryer = endpoint, awssdk.NopRetryer{} })
	c.scaling = applicationautoscaling.NewFromConfig(cfg, func(o *applicationautoscaling.Options) {
		o.BaseEndpoint, o.Retryer = road.Endpoint(ctx, "APPLICATION_AUTO_SCALING"), awssdk.NopRetryer{}
	})
	c.balancers = newBalancers(cfg, road.Endpoint(ctx, "ELASTIC_LOAD_BALANCING_V2"))
	c.metrics = newMetrics(cfg, road.Endpoint(ctx, "CLOUDWATCH"))
	c.logs = newLogClients(cfg, road.Endpoint(ctx, "CLOUDWATCH_LOGS"))
	c.openSessions(ctx, cfg)
	c.sts = sts.NewFromConfig(cfg, func(o *sts.Options) {
		o.BaseEndpoint, o.Retryer = road.Endpoint(ctx, "STS"), awssdk.NopRetryer{}
	})
	return c, nil
}

// opened words what is wrong with the configuration.
func opened(err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	return &Error{Invalid, "open account", "look into ~/.aws/config, or try ecscope --demo", cleaned(err)}
}

// reload reads the configuration again, for the credentials alone: the region stays.
func (c *Client) reload(ctx context.Context) (awssdk.CredentialsProvider, error) {
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
func (c *Client) way() *call.Road {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.road
}

func (c *Client) profile() string {
	if p := c.account.options.Profile; p != "" {
		return p
	}
	return c.account.environ.Profile()
}

// Place is where the client looks.
func (c *Client) Place() Place { return c.place }

// Renew drops cached credentials, so that the next call reads them again.
func (c *Client) Renew() { c.wallet.renew() }

// Throttled says whether calls wait because AWS refused them for being too many, or the last one ended so.
func (c *Client) Throttled() bool { return c.budget.throttled() }
