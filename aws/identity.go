package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// Identity is who AWS says the caller is (sts:GetCallerIdentity).
type Identity struct{ Account, ARN, User string }

// identityReader asks whose credentials these are.
type identityReader struct {
	*call.Caller
	sts *sts.Client
}

// Identity asks AWS who the caller is.
func (c *identityReader) Identity(ctx context.Context) (Identity, error) {
	out, err := call.Retry(ctx, c.Caller, call.Op("GetCallerIdentity", "get caller identity"), func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		return c.sts.GetCallerIdentity(ctx, nil)
	})
	if err != nil {
		return Identity{}, err
	}
	i := Identity{Account: plain.Text(out.Account), ARN: plain.Text(out.Arn)}
	who := i.ARN[strings.LastIndexByte(i.ARN, ':')+1:]
	if _, name, ok := strings.Cut(who, "/"); ok {
		who = name
	}
	i.User = who
	return i, nil
}
