package aws

import (
	"context"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// logClients are the clients of CloudWatch Logs: one for each region, since a container may log to another one than it
// runs in.
type logClients struct {
	config   awssdk.Config
	endpoint *string // nil for AWS's own

	mu       sync.Mutex
	byRegion map[string]*cloudwatchlogs.Client
}

func newLogClients(cfg awssdk.Config, endpoint *string) *logClients {
	return &logClients{config: cfg, endpoint: endpoint, byRegion: map[string]*cloudwatchlogs.Client{}}
}

// in is the client of a region.
func (l *logClients) in(region string) *cloudwatchlogs.Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byRegion[region] == nil {
		l.byRegion[region] = cloudwatchlogs.NewFromConfig(l.config, func(o *cloudwatchlogs.Options) {
			o.Region, o.BaseEndpoint, o.Retryer = region, l.endpoint, awssdk.NopRetryer{}
			if l.endpoint != nil {
				o.APIOptions = append(o.APIOptions, wholeHost)
			}
		})
	}
	return l.byRegion[region]
}

// wholeHost has StartLiveTail leave the host of a custom endpoint as it is, without the prefix "stream-".
func wholeHost(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("WholeHost",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
}

// logRate is how many calls of an action AWS allows in a second, as the CloudWatch Logs quotas document it.
func logRate(action, region string) float64 {
	switch action {
	case "FilterLogEvents":
		switch region {
		case "us-east-1":
			return 25
		case "ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "il-central-1":
			return 5
		}
		return 10
	case "GetLogEvents":
		switch region {
		case "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-3", "ap-southeast-3", "ca-west-1", "il-central-1":
			return 10
		case "eu-west-3":
			return 30
		}
		return 25
	case "DescribeLogStreams":
		return 25
	case "DescribeLogGroups", "StartQuery", "GetQueryResults":
		return 10
	}
	return 5 // StartLiveTail; of StopQuery it is not documented
}

// logBucket is the bucket that an action of CloudWatch Logs draws from in a region.
func (b *budget) logBucket(action, region string) *bucket {
	rate := logRate(action, region)
	return b.named(group(action+" in "+region), rate, rate)
}

// askLogs makes one call to CloudWatch Logs, and no other where it fails, unless for fresh credentials.
func askLogs[O any](ctx context.Context, c *logReader, op operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, *Error) {
	b := c.budget.logBucket(op.action, region)
	for renewed := false; ; renewed = true {
		out, generation, err := try(ctx, c.caller, op, b, func(ctx context.Context) (O, error) { return do(ctx, c.logs.in(region)) })
		if err == nil {
			b.accept()
			return out, nil
		}
		e := c.fault(ctx, op, err)
		if e.kind == Throttled {
			b.throttle(backoff(0))
		}
		if e.kind != Expired && e.kind != Unsigned || renewed || !c.credentials.refused(generation) {
			return out, e
		}
	}
}

// retryLogs makes a call to CloudWatch Logs as often as it takes and makes sense.
func retryLogs[O any](ctx context.Context, c *logReader, op operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	start := c.clock.now()
	for attempt := 0; ; attempt++ {
		out, e := askLogs(ctx, c, op, region, do)
		if e == nil {
			return out, nil
		}
		if !e.passes(attempt, c.clock.now().Sub(start), c.clock.patience()) {
			return out, e
		}
		if err := c.clock.sleep(ctx, backoff(attempt)); err != nil {
			return out, c.fault(ctx, op, err)
		}
	}
}

// passes says whether a failed read is worth another attempt, after so many and so long; patience is for one answer.
func (e *Error) passes(attempt int, passed, patience time.Duration) bool {
	switch e.kind {
	case Throttled:
		return passed < throttlePatience
	case Server, Offline:
		return attempt < faultRetries && passed < patience
	}
	return false
}

// serverTime is what AWS's clock showed when it answered; zero where the answer does not tell.
func serverTime(m middleware.Metadata) time.Time {
	t, _ := awsmiddleware.GetServerTime(m)
	return t
}
