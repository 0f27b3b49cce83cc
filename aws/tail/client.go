package tail

import (
	"context"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go/middleware"

	"github.com/ecscope/ecscope/aws/call"
)

// askLogs makes one call to CloudWatch Logs, and no other where it fails, unless for fresh credentials.
func askLogs[O any](ctx context.Context, c *logReader, op call.Operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, *call.Error) {
	return call.Attempt(ctx, c.Caller, op.In(region), func(ctx context.Context) (O, error) { return do(ctx, c.logs(region)) })
}

// retryLogs makes a call to CloudWatch Logs as often as it takes and makes sense.
func retryLogs[O any](ctx context.Context, c *logReader, op call.Operation, region string,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	return call.Retry(ctx, c.Caller, op.In(region), func(ctx context.Context) (O, error) { return do(ctx, c.logs(region)) })
}

// serverTime is what AWS's clock showed when it answered; zero where the answer does not tell.
func serverTime(m middleware.Metadata) time.Time {
	t, _ := awsmiddleware.GetServerTime(m)
	return t
}
