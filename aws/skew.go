package aws

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/aws/call"
)

// Skew is how far the clock here is ahead of that of AWS, by the Date of an answer, to about a second. AWS refuses requests that
// are signed with a time more than five minutes off.
func (c *identityReader) Skew(ctx context.Context) (time.Duration, error) {
	var here time.Time
	out, err := call.Retry(ctx, c.Caller, call.Op("GetCallerIdentity", "compare clocks"), func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		out, err := c.sts.GetCallerIdentity(ctx, nil)
		here = c.Clock.Now()
		return out, err
	})
	if err != nil {
		return 0, err
	}
	there, ok := middleware.GetServerTime(out.ResultMetadata)
	if !ok {
		return 0, errors.New("the response has no Date header")
	}
	return here.Sub(there), nil
}
