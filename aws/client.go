// Package aws is the account: what is in it, and how it is read. With its rooms it is the only importer of
// aws-sdk-go-v2's clients; what is done to the account is in edit. Everything read is a sequence of pages of plain values, ended by its context or by break.
package aws

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
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
	// LoginKey is the key that logs in again, for the hints on the screen; empty on the command line, which has none.
	LoginKey string
	// Transport carries every HTTP request, and Dial opens every connection, websockets included; nil for the network's own. With a
	// Dial the account is a simulated one inside this process.
	Transport http.RoundTripper
	Dial      func(ctx context.Context, network, address string) (net.Conn, error)
	// Registry is the folder in which programs of the same user say which sessions they have open; empty for none.
	Registry string
	// Now is the clock that stamps values; nil for the wall clock.
	Now func() time.Time
	// Sleep waits, between polls and retries; nil for the wall clock, else Now must be set too.
	Sleep func(context.Context, time.Duration) error
	// Answer is how long AWS may take for one answer; 0 is 20 seconds.
	Answer time.Duration
}

// Client is one account in one region: what reads it, each part with what it alone needs, put together.
// It is safe for concurrent use.
type Client struct {
	*call.Caller
	*identityReader
	*clusterReader
	*serviceReader
	*taskReader
	*revisionReader
	*rolloutReader
	*scalingReader
	*targetReader
	*metricReader
	*documentReader
	*scheduleReader
	*sessionOpener
	apis APIs
}

// APIs are the SDK's clients that rooms of this package call. None of them retries on its own.
type APIs struct {
	ECS       *ecs.Client
	Scaling   *applicationautoscaling.Client
	Events    func() *eventbridge.Client
	Scheduler func() *scheduler.Client
	// Logs is the client of a region: a container may log to another one than it runs in.
	Logs func(region string) *cloudwatchlogs.Client
}

// APIs are for rooms of this package only: what is sent by them is neither limited nor worded.
func (c *Client) APIs() APIs { return c.apis }

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
	cfg := road.Config()
	endpoint := road.Endpoint(ctx, "ECS")
	if err := call.CheckRegion(cfg.Region, endpoint != nil); err != nil {
		return nil, err
	}
	place := call.Place{Profile: clean.Text(a.named()), Region: cfg.Region, Endpoint: clean.Text(awssdk.ToString(endpoint)), Simulated: o.Dial != nil}
	c := call.NewCaller(call.Setup{Place: place, Road: road, Again: a.load, Now: o.Now, Sleep: o.Sleep, Answer: o.Answer, Share: o.Share})
	cfg.Credentials = c.Credentials()
	return assemble(ctx, c, cfg, o.Registry), nil
}

// assemble makes the parts of a client, all of which call through c.
func assemble(ctx context.Context, c *call.Caller, cfg awssdk.Config, registry string) *Client {
	at := func(service string) *string { return c.Way().Endpoint(ctx, service) }
	api := ecs.NewFromConfig(cfg, func(o *ecs.Options) { o.BaseEndpoint, o.Retryer = at("ECS"), awssdk.NopRetryer{} })
	who := &identityReader{c, sts.NewFromConfig(cfg, func(o *sts.Options) { o.BaseEndpoint, o.Retryer = at("STS"), awssdk.NopRetryer{} })}
	scaling := &scalingReader{c, applicationautoscaling.NewFromConfig(cfg, func(o *applicationautoscaling.Options) {
		o.BaseEndpoint, o.Retryer = at("APPLICATION_AUTO_SCALING"), awssdk.NopRetryer{}
	})}
	clusters := &clusterReader{c, api}
	services := &serviceReader{c, api, clusters}
	tasks := &taskReader{c, api, clusters, newArchive()}
	revisions := &revisionReader{c, api, newCache[definition](4000)}
	rollouts := &rolloutReader{c, api, services, newCache[types.ServiceRevision](4000)}
	schedules := newScheduleReader(c, cfg, clusters, tasks, revisions, at)
	return &Client{Caller: c, identityReader: who, clusterReader: clusters, serviceReader: services, taskReader: tasks,
		revisionReader: revisions, rolloutReader: rollouts, scalingReader: scaling,
		targetReader:   &targetReader{c, newBalancers(cfg, at("ELASTIC_LOAD_BALANCING_V2"))},
		metricReader:   &metricReader{Caller: c, metrics: newMetrics(cfg, at("CLOUDWATCH"))},
		documentReader: &documentReader{c, api},
		sessionOpener:  newSessionOpener(c, api, cfg, registry, at),
		scheduleReader: schedules,
		apis:           APIs{api, scaling.api, schedules.events, schedules.scheduler, newLogClients(cfg, at("CLOUDWATCH_LOGS")).in}}
}

// opened words what is wrong with the configuration.
func opened(err error) error {
	if own, ok := errors.AsType[*call.Error](err); ok {
		return own
	}
	return call.NewError(call.Invalid, "open account", "check ~/.aws/config, or try ecscope --demo", call.Plainly(err))
}
