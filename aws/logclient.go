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

	"github.com/ecscope/ecscope/aws/call"
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

// askLogs makes one call to CloudWatch Logs, and no other where it fails, unless for fresh credentials.
func askLogs[O any](ctx context.Context, c *logReader, op call.Operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, *call.Error) {
	return call.Attempt(ctx, c.Caller, op.In(region), func(ctx context.Context) (O, error) { return do(ctx, c.logs.in(region)) })
}

// retryLogs makes a call to CloudWatch Logs as often as it takes and makes sense.
func retryLogs[O any](ctx context.Context, c *logReader, op call.Operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	return call.Retry(ctx, c.Caller, op.In(region), func(ctx context.Context) (O, error) { return do(ctx, c.logs.in(region)) })
}

// serverTime is what AWS's clock showed when it answered; zero where the answer does not tell.
func serverTime(m middleware.Metadata) time.Time {
	t, _ := awsmiddleware.GetServerTime(m)
	return t
}
