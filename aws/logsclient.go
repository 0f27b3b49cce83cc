package aws

import (
	"context"
	"sync"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
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
