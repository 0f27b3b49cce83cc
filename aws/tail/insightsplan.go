package tail

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/words"
)

// Ask is a query, without its text and time, of the logs of services, tasks and log groups. What of them logs elsewhere is said.
func (c *insightsReader) Ask(ctx context.Context, of []Target, groups []string, region string) (q Query, elsewhere []string, err error) {
	op := call.Op("StartQuery", "query the logs")
	q.Region, q.Groups = region, slices.Clone(groups)
	whole := len(groups) > 0
	for _, t := range of {
		homes, other, err := c.homesOf(ctx, t)
		if err != nil {
			return q, elsewhere, err
		}
		elsewhere = append(elsewhere, other...)
		if len(homes) == 0 {
			return q, elsewhere, call.NewError(call.NotFound, op.Words, "", fmt.Errorf("no container of %s logs to CloudWatch Logs", t))
		}
		for _, h := range homes {
			if q.Region != "" && h.region != q.Region {
				return q, elsewhere, call.NewError(call.Invalid, op.Words, "", fmt.Errorf("%s logs to %s and %s, and a query covers one region: name the log groups", t, q.Region, h.region))
			}
			q.Region, q.Groups, q.Streams = h.region, append(q.Groups, h.group), append(q.Streams, h.prefix)
			whole = whole || h.prefix == ""
		}
	}
	if whole {
		q.Streams = nil
	}
	slices.Sort(q.Groups)
	if q.Groups = slices.Compact(q.Groups); len(q.Groups) > mostQueryGroups {
		return q, elsewhere, call.NewError(call.Invalid, op.Words, "", fmt.Errorf("%d log groups are more than the %d that a query accepts", len(q.Groups), mostQueryGroups))
	}
	return q, elsewhere, nil
}

// mostQueryGroups is how many log groups a query takes.
const mostQueryGroups = 50

// logHome is where containers log to: a log group, and how the names of their streams begin.
type logHome struct{ region, group, prefix string }

// homesOf says where the containers of a service or a task log to, and what is elsewhere and why.
func (c *insightsReader) homesOf(ctx context.Context, t Target) (homes []logHome, elsewhere []string, err error) {
	sources, err := c.sourcesOf(ctx, t)
	for _, at := range sources {
		home := logHome{at.Region, at.Group, at.Stream}
		switch {
		case t.Container != "" && at.Container != t.Container:
		case at.Elsewhere != "" && !slices.Contains(elsewhere, at.Container+": "+at.Elsewhere):
			elsewhere = append(elsewhere, at.Container+": "+at.Elsewhere)
		case at.Group != "" && !slices.Contains(homes, home):
			homes = append(homes, home)
		}
	}
	return homes, elsewhere, err
}

// sourcesOf are the sources of a task, or those of the revisions that a service runs: the id of a task, with which the names of streams
// end, is left out of those.
func (c *insightsReader) sourcesOf(ctx context.Context, t Target) (all []Source, err error) {
	if t.Task != "" {
		task, err := c.lines.account.Task(ctx, t.Cluster, t.Task)
		if err != nil {
			return nil, err
		}
		return c.lines.LogSources(ctx, task)
	}
	s, err := c.lines.account.Service(ctx, t.Cluster, t.Service)
	if err != nil {
		return nil, err
	}
	var revisions []string
	for _, d := range s.Deployments {
		revisions = append(revisions, d.TaskDefinition)
	}
	for _, set := range s.TaskSets {
		revisions = append(revisions, set.Revision)
	}
	slices.Sort(revisions)
	for _, name := range slices.Compact(revisions) {
		sources, err := c.lines.LogSources(ctx, aws.Task{TaskDefinition: name, LaunchType: s.LaunchType})
		if err != nil {
			return nil, err
		}
		all = append(all, sources...)
	}
	return all, nil
}

// logVolume is how much a query of a log group would scan, roughly: its size, shared out evenly over the time that it has kept lines.
type logVolume struct {
	Group  Group
	Known  bool // the size was told
	Bytes  int64
	Before bool // the time begins before the oldest line that is kept
}

// Scan says roughly how much a query will scan.
func (c *insightsReader) Scan(ctx context.Context, q Query) (Scan, error) {
	s := Scan{Span: q.Until.Sub(q.Since) + time.Second, Groups: len(q.Groups)}
	volumes, err := c.volumes(ctx, q)
	s.Unknown = len(q.Groups) - len(volumes)
	for _, v := range volumes {
		if s.Bytes += v.Bytes; !v.Known {
			s.Unknown++
		}
		if v.Known && v.Before {
			s.Short = append(s.Short, v.Group)
		}
	}
	return s, err
}

// Scan is roughly how much a query will scan.
type Scan struct {
	Span time.Duration
	// Groups is how many log groups are asked, and of Unknown of them the size is not known.
	Groups, Unknown int
	Bytes           int64
	// Short are the groups that have kept lines for less long than is asked for.
	Short []Group
}

// QueryPrice says what a query costs. AWS publishes the figure for each region in its price list alone.
const QueryPrice = "AWS bills the data scanned, at the Logs Insights price of the region (see the CloudWatch price list)"

// String says it in words: "about 214 MB: 3h of 1 log group".
func (s Scan) String() string {
	of := words.Age(s.Span) + " of " + words.Count(s.Groups, "log group")
	if s.Unknown >= s.Groups {
		return "an unknown amount: " + of
	}
	text := fmt.Sprintf("about %s: %s", words.Bytes(s.Bytes), of)
	if s.Unknown > 0 {
		text += fmt.Sprintf(", plus %d of them whose size is unknown", s.Unknown)
	}
	return text
}

// Warnings say of which groups the lines do not reach back as far as is asked.
func (s Scan) Warnings() []string {
	return plain.Each(s.Short, func(g Group) string {
		if g.Retention == 0 {
			return g.Name + " is newer than that"
		}
		return fmt.Sprintf("%s keeps lines for %s: older ones are gone", g.Name, words.Count(g.Retention, "day"))
	})
}

// volumes says roughly how much of each group a query would scan. Groups that AWS does not list are not in it.
func (c *insightsReader) volumes(ctx context.Context, q Query) ([]logVolume, error) {
	region := cmp.Or(q.Region, c.lines.Place().Region)
	in := &cloudwatchlogs.DescribeLogGroupsInput{LogGroupIdentifiers: q.Groups}
	out, err := retryLogs(ctx, c.lines, call.Op("DescribeLogGroups", "ask for the size of the log groups"), region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
		return l.DescribeLogGroups(ctx, in)
	})
	if err != nil {
		return nil, err
	}
	return plain.Each(out.LogGroups, func(g types.LogGroup) logVolume {
		return scanOf(c.lines.logGroup(g, true), q.Since, q.Until, c.lines.Stamp())
	}), nil
}

// PerDay is roughly how many bytes a log group gets in a day: what it holds, shared out evenly over the time that it has kept lines. It is
// not known where the size was not told, or the group is younger than a day.
func (g Group) PerDay(now time.Time) (bytes int64, known bool) {
	const day = 24 * time.Hour
	if !g.Described || g.Created.IsZero() || now.Sub(g.Created) < day {
		return 0, false
	}
	return scanOf(g, now.Add(-day), now, now).Bytes, true
}

func scanOf(g Group, since, until, now time.Time) logVolume {
	v := logVolume{Group: g, Known: g.Described}
	if !v.Known {
		return v
	}
	begin := g.Created
	if kept := now.AddDate(0, 0, -g.Retention); g.Retention > 0 && kept.After(begin) {
		begin = kept
	}
	v.Before = since.Before(begin)
	age, span := now.Sub(begin), min(until.Sub(since), until.Sub(begin))
	if age <= 0 || span >= age {
		v.Bytes = g.Stored
		return v
	}
	v.Bytes = int64(float64(g.Stored) * max(0, span.Seconds()) / age.Seconds())
	return v
}
