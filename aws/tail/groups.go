package tail

import (
	"context"
	"iter"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Group is a log group of CloudWatch Logs. Its texts are clean.
type Group struct {
	Name, ARN string
	// Class is STANDARD, INFREQUENT_ACCESS, DELIVERY or what AWS has that is newer; empty where it was not told.
	Class string
	// Created is zero where it was not told.
	Created time.Time
	// Described is false where only the name was told, as in the answer to a search by a part of the name; then Class, Retention
	// and Stored say nothing.
	Described bool
	// Retention is how many days its lines are kept; zero is for ever.
	Retention int
	// Stored is how many bytes it holds.
	Stored int64
	// Last is when its newest line was written, as CloudWatch knows, which "typically updates in less than an hour from
	// ingestion" (LogStream in the API reference): zero where there is none. LastRead says that it was asked for.
	Last     time.Time
	LastRead bool
	// Seen is when AWS said so.
	Seen time.Time
}

// LogGroups lists the log groups of the region in the order of their names, a page at a time; with part only those that have it
// in their names, in capitals as it stands there. The groups that a search finds are not Described.
func (c *logReader) LogGroups(ctx context.Context, part string) iter.Seq2[[]Group, error] {
	return func(yield func([]Group, error) bool) {
		op := call.Op("DescribeLogGroups", "list log groups")
		in := cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePattern: plain.Optional(part)}
		for pages := (call.Paging{}); ; {
			out, err := retryLogs(ctx, c, op, c.Place().Region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
				return l.DescribeLogGroups(ctx, &in)
			})
			if err != nil {
				yield(nil, err)
				return
			}
			page := plain.Each(out.LogGroups, func(g types.LogGroup) Group { return c.logGroup(g, part == "") })
			if len(page) > 0 && !yield(page, nil) {
				return
			}
			if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.LogGroups)); err != nil {
				yield(nil, err)
				return
			}
			if in.NextToken == nil {
				return
			}
		}
	}
}

func (c *logReader) logGroup(g types.LogGroup, whole bool) Group {
	out := Group{Name: clean.Text(awssdk.ToString(g.LogGroupName)), ARN: clean.Text(awssdk.ToString(g.LogGroupArn)), Class: clean.Text(string(g.LogGroupClass)),
		Described: whole && g.StoredBytes != nil, Retention: int(awssdk.ToInt32(g.RetentionInDays)), Stored: awssdk.ToInt64(g.StoredBytes), Seen: c.Stamp()}
	if g.CreationTime != nil {
		out.Created = time.UnixMilli(*g.CreationTime)
	}
	return out
}

// LastLine adds to a log group when its newest line was written.
func (c *logReader) LastLine(ctx context.Context, g Group) (Group, error) {
	op := call.Op("DescribeLogStreams", "look for the newest line of log group "+g.Name)
	out, err := retryLogs(ctx, c, op, c.Place().Region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
		return l.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: &g.Name, OrderBy: types.OrderByLastEventTime,
			Descending: awssdk.Bool(true), Limit: awssdk.Int32(1)})
	})
	if err != nil {
		return g, err
	}
	g.LastRead = true
	for _, s := range out.LogStreams {
		if s.LastEventTimestamp != nil {
			g.Last = time.UnixMilli(*s.LastEventTimestamp)
		}
	}
	return g, nil
}

// KeptFor says how long a log group with a retention of so many days keeps its lines; 0 is without end.
func KeptFor(days int) string {
	if days == 0 {
		return "forever"
	}
	return words.Count(days, "day")
}
