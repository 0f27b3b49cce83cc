package aws

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// insightsReader asks CloudWatch Logs Insights, which bills a query by what it scans.
type insightsReader struct{ lines *logReader }

// MostQueryGroups is how many log groups a query takes.
const MostQueryGroups = 50

// LogQuery is a query of CloudWatch Logs Insights.
type LogQuery struct {
	// Groups are log groups by name or ARN, of Region; an empty Region is the client's.
	Groups []string
	Region string
	Text   string
	// Since and Until bound the time of the lines, to the second, both included.
	Since, Until time.Time
}

// LogAnswer is what a query has found so far. Its texts are clean.
type LogAnswer struct {
	// Columns are the names of the fields, in the order in which the rows first have them. A row has as many values; a field that
	// it does not have is nil.
	Columns []string
	Rows    [][]*string
	// Status is Scheduled, Running, Complete, Failed, Cancelled, Timeout, or what AWS has that is newer.
	Status string
	// Scanned is how many bytes were read, which is what AWS bills; Looked how many lines that are, and Matched how many of them did.
	Scanned, Looked, Matched int64
}

// Done says that nothing is to come.
func (a LogAnswer) Done() bool {
	return a.Status != string(types.QueryStatusScheduled) && a.Status != string(types.QueryStatusRunning)
}

// How often the results of a query are asked for, of 10 calls a second that the account has for all.
const (
	firstLook  = 300 * time.Millisecond
	secondLook = 500 * time.Millisecond
	laterLooks = time.Second
)

// Query runs a query and yields what it has found, again and again until it has ended. Where its context ends before, or nobody wants
// more, the query is stopped.
func (c *insightsReader) Query(ctx context.Context, q LogQuery) iter.Seq2[[]LogAnswer, error] {
	return func(yield func([]LogAnswer, error) bool) {
		region := cmp.Or(q.Region, c.lines.place.Region)
		id, err := c.start(ctx, q, region)
		if err != nil {
			yield(nil, err)
			return
		}
		over := false
		defer func() {
			if !over {
				c.stop(ctx, id, region)
			}
		}()
		for looks := 0; ; looks++ {
			wait := laterLooks
			if looks < 2 {
				wait = []time.Duration{firstLook, secondLook}[looks]
			}
			if err := c.lines.clock.sleep(ctx, wait); err != nil {
				yield(nil, c.lines.fault(ctx, operation{"GetQueryResults", "wait for the query"}, err))
				return
			}
			answer, err := c.results(ctx, id, region)
			over = err == nil && answer.Done()
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield([]LogAnswer{answer}, nil) || over {
				return
			}
		}
	}
}

// start is a call that costs money, so that it is made once: only where AWS says that it is too busy is it made again.
func (c *insightsReader) start(ctx context.Context, q LogQuery, region string) (id string, err error) {
	in := &cloudwatchlogs.StartQueryInput{LogGroupIdentifiers: q.Groups, QueryString: &q.Text,
		StartTime: awssdk.Int64(q.Since.Unix()), EndTime: awssdk.Int64(q.Until.Unix())}
	out, e := askLogs(ctx, c.lines, operation{"StartQuery", "start the query"}, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.StartQueryOutput, error) {
		return l.StartQuery(ctx, in)
	})
	if e != nil {
		return "", e
	}
	return awssdk.ToString(out.QueryId), nil
}

// stop ends a query, also where its context has ended. That it cannot be stopped, such as because it is over, does not matter.
func (c *insightsReader) stop(ctx context.Context, id, region string) {
	_, _ = askLogs(context.WithoutCancel(ctx), c.lines, operation{"StopQuery", "stop the query"}, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.StopQueryOutput, error) {
		return l.StopQuery(ctx, &cloudwatchlogs.StopQueryInput{QueryId: &id})
	})
}

// results reads all pages of what was found so far.
func (c *insightsReader) results(ctx context.Context, id, region string) (LogAnswer, error) {
	op := operation{"GetQueryResults", "read what the query found"}
	var a LogAnswer
	at := map[string]int{}
	for in := (cloudwatchlogs.GetQueryResultsInput{QueryId: &id}); ; {
		out, err := retryLogs(ctx, c.lines, op, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.GetQueryResultsOutput, error) {
			return l.GetQueryResults(ctx, &in)
		})
		if err != nil {
			return a, err
		}
		a.Status = Clean(string(out.Status))
		if s := out.Statistics; s != nil {
			a.Scanned, a.Looked, a.Matched = int64(s.BytesScanned), int64(s.RecordsScanned), int64(s.RecordsMatched)
		}
		for _, fields := range out.Results {
			a.add(fields, at)
		}
		if awssdk.ToString(out.NextToken) == "" || len(out.Results) == 0 {
			break
		}
		in.NextToken = out.NextToken
	}
	for i, r := range a.Rows {
		a.Rows[i] = append(r, make([]*string, len(a.Columns)-len(r))...)
	}
	return a, nil
}

// handle is the field that says which event a row is, for GetLogRecord alone.
const handle = "@ptr"

// add takes up a row; at is where the columns are.
func (a *LogAnswer) add(fields []types.ResultField, at map[string]int) {
	row := make([]*string, len(a.Columns), len(a.Columns)+len(fields))
	for _, f := range fields {
		name := Clean(awssdk.ToString(f.Field))
		if name == handle {
			continue
		}
		i, known := at[name]
		if !known {
			i = len(a.Columns)
			at[name], a.Columns, row = i, append(a.Columns, name), append(row, nil)
		}
		if f.Value != nil {
			text := CleanLines(*f.Value)
			row[i] = &text
		}
	}
	a.Rows = append(a.Rows, row)
}

// LogHome is where the containers of a service log to: a log group, and how the names of their streams begin.
type LogHome struct{ Region, Group, Prefix string }

// LogHomes says where the containers of a service log to, by the revisions that it runs, and what is elsewhere and why.
func (c *insightsReader) LogHomes(ctx context.Context, cluster, service string) (homes []LogHome, elsewhere []string, err error) {
	s, err := c.lines.services.Service(ctx, cluster, service)
	if err != nil {
		return nil, nil, err
	}
	var revisions []string
	for _, d := range s.Deployments {
		revisions = append(revisions, d.TaskDefinition)
	}
	for _, t := range s.TaskSets {
		revisions = append(revisions, t.Revision)
	}
	slices.Sort(revisions)
	for _, name := range slices.Compact(revisions) {
		r, err := c.lines.revisions.Revision(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		for _, k := range r.Containers {
			at := c.lines.logSource(Task{LaunchType: s.LaunchType}, r, k)
			home := LogHome{at.Region, at.Group, at.Stream}
			switch {
			case at.Elsewhere != "" && !slices.Contains(elsewhere, k.Name+": "+at.Elsewhere):
				elsewhere = append(elsewhere, k.Name+": "+at.Elsewhere)
			case at.Group != "" && !slices.Contains(homes, home):
				homes = append(homes, home)
			}
		}
	}
	return homes, elsewhere, nil
}

// LogVolume is how much a query of a log group would scan, roughly: its size, shared out evenly over the time that it has kept lines.
type LogVolume struct {
	Group  LogGroup
	Known  bool // the size was told
	Bytes  int64
	Before bool // the time begins before the oldest line that is kept
}

// LogVolumes says roughly how much a query would scan. Groups that AWS does not list are not in it.
func (c *insightsReader) LogVolumes(ctx context.Context, q LogQuery) ([]LogVolume, error) {
	region := cmp.Or(q.Region, c.lines.place.Region)
	in := &cloudwatchlogs.DescribeLogGroupsInput{LogGroupIdentifiers: q.Groups}
	out, err := retryLogs(ctx, c.lines, operation{"DescribeLogGroups", "ask for the size of the log groups"}, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
		return l.DescribeLogGroups(ctx, in)
	})
	if err != nil {
		return nil, err
	}
	return each(out.LogGroups, func(g types.LogGroup) LogVolume {
		return scanOf(c.lines.logGroup(g, true), q.Since, q.Until, c.lines.now())
	}), nil
}

func scanOf(g LogGroup, since, until, now time.Time) LogVolume {
	v := LogVolume{Group: g, Known: g.Described}
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
