package tail

import (
	"context"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// mostGroupPages is how many pages of log groups, of fifty each, are read for one way to look for a name.
const mostGroupPages = 4

// unknownGroup adds to the error of a log group that does not exist which names come nearest. It is found out with a few
// calls at most; where these are refused, the error stays as it is.
func (c *logReader) unknownGroup(ctx context.Context, region, name string, err error) error {
	hint := ""
	if near := c.nearGroups(ctx, region, name); len(near) > 0 {
		hint = "nearest is " + strings.Join(near, ", ")
	}
	return call.NewError(call.NotFound, "read the logs in "+clean.Text(name), hint, call.Plain("no such log group", err))
}

// nearGroups are the log groups that may be meant by a name that none has, the likeliest first: those that have its last
// part in their names, or a name that is a slip away among those that begin as it does, or among the first of all.
func (c *logReader) nearGroups(ctx context.Context, region, name string) []string {
	folder, last := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		folder, last = name[:i+1], name[i+1:]
	}
	ways := []cloudwatchlogs.DescribeLogGroupsInput{{LogGroupNamePrefix: plain.Optional(folder)}, {LogGroupNamePattern: plain.Optional(last)}, {}}
	for i, in := range ways {
		if i == 0 && folder == "" || i == 1 && last == "" {
			continue
		}
		known := c.groupNames(ctx, region, in)
		near := words.Nearest(name, known)
		if i == 1 && len(near) == 0 {
			near = known[:min(3, len(known))]
		}
		if len(near) > 0 {
			return plain.Each(near, clean.Text)
		}
	}
	return nil
}

// groupNames are the names of the log groups that are asked for, as many as are worth it; none where they may not be read.
func (c *logReader) groupNames(ctx context.Context, region string, in cloudwatchlogs.DescribeLogGroupsInput) (names []string) {
	op := call.Op("DescribeLogGroups", "list log groups")
	pages := call.Paging{}
	for range mostGroupPages {
		out, err := askLogs(ctx, c, op, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
			return l.DescribeLogGroups(ctx, &in)
		})
		if err != nil {
			break
		}
		for _, g := range out.LogGroups {
			names = append(names, awssdk.ToString(g.LogGroupName))
		}
		var wrong error
		if in.NextToken, wrong = pages.Next(op.Words, out.NextToken, len(out.LogGroups)); wrong != nil || in.NextToken == nil {
			break
		}
	}
	return slices.Compact(names)
}
