package tail

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// insightsReader asks CloudWatch Logs Insights, which bills a query by what it scans.
type insightsReader struct{ lines *logReader }

// Query is a query of CloudWatch Logs Insights.
type Query struct {
	// Groups are log groups by name or ARN, of Region; an empty Region is the client's.
	Groups []string
	Region string
	Text   string
	// Streams are the beginnings of the names of the streams that are asked; empty for all of the groups.
	Streams []string
	// Lines has rows that are lines come with their time, text, stream and group, whatever fields the text names.
	Lines bool
	// Since and Until bound the time of the lines, to the second, both included.
	Since, Until time.Time
}

// Answer is what a query has found so far. Its texts are clean.
type Answer struct {
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
func (a Answer) Done() bool {
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
func (c *insightsReader) Query(ctx context.Context, q Query) iter.Seq2[[]Answer, error] {
	return func(yield func([]Answer, error) bool) {
		region := cmp.Or(q.Region, c.lines.Place().Region)
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
			if err := c.lines.Clock.Sleep(ctx, wait); err != nil {
				yield(nil, c.lines.Fault(ctx, call.Op("GetQueryResults", "wait for the query"), err))
				return
			}
			answer, err := c.results(ctx, id, region)
			over = err == nil && answer.Done()
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield([]Answer{answer}, nil) || over {
				return
			}
		}
	}
}

// start is a call that costs money, so that it is made once: only where AWS says that it is too busy is it made again.
func (c *insightsReader) start(ctx context.Context, q Query, region string) (id string, err error) {
	before := q.before()
	in := &cloudwatchlogs.StartQueryInput{LogGroupIdentifiers: q.Groups, QueryString: awssdk.String(before + q.Text),
		StartTime: awssdk.Int64(q.Since.Unix()), EndTime: awssdk.Int64(q.Until.Unix())}
	out, e := askLogs(ctx, c.lines, call.Op("StartQuery", "start the query"), region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.StartQueryOutput, error) {
		out, err := l.StartQuery(ctx, in)
		return out, malformed(err, len(before))
	})
	if e != nil {
		return "", e
	}
	return awssdk.ToString(out.QueryId), nil
}

// stop ends a query, also where its context has ended. That it cannot be stopped, such as because it is over, does not matter.
func (c *insightsReader) stop(ctx context.Context, id, region string) {
	_, _ = askLogs(context.WithoutCancel(ctx), c.lines, call.Op("StopQuery", "stop the query"), region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.StopQueryOutput, error) {
		return l.StopQuery(ctx, &cloudwatchlogs.StopQueryInput{QueryId: &id})
	})
}

// results reads all pages of what was found so far.
func (c *insightsReader) results(ctx context.Context, id, region string) (Answer, error) {
	op := call.Op("GetQueryResults", "read what the query found")
	var a Answer
	at := map[string]int{}
	for in := (cloudwatchlogs.GetQueryResultsInput{QueryId: &id}); ; {
		out, err := retryLogs(ctx, c.lines, op, region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.GetQueryResultsOutput, error) {
			return l.GetQueryResults(ctx, &in)
		})
		if err != nil {
			return a, err
		}
		a.Status = clean.Text(string(out.Status))
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
func (a *Answer) add(fields []types.ResultField, at map[string]int) {
	row := make([]*string, len(a.Columns), len(a.Columns)+len(fields))
	for _, f := range fields {
		name := clean.Text(awssdk.ToString(f.Field))
		if name == handle {
			continue
		}
		i, known := at[name]
		if !known {
			i = len(a.Columns)
			at[name], a.Columns, row = i, append(a.Columns, name), append(row, nil)
		}
		if f.Value != nil {
			text := clean.Lines(*f.Value)
			row[i] = &text
		}
	}
	a.Rows = append(a.Rows, row)
}

// before is what is sent in front of the text of a query: which streams it is about, and that lines come whole.
func (q Query) before() string {
	text := ""
	if len(q.Streams) > 0 {
		all := slices.Clone(q.Streams)
		slices.Sort(all)
		for i, s := range all {
			all[i] = "^" + strings.ReplaceAll(regexp.QuoteMeta(s), "/", `\/`)
		}
		text = "filter @logStream like /" + strings.Join(slices.Compact(all), "|") + "/ | "
	}
	if q.Lines {
		text += "fields @timestamp, @message, @logStream, @log | "
	}
	return text
}

// malformed has the places that a refusal names count from the beginning of the text that was typed: CloudWatch counts what is sent
// in front of it as well.
func malformed(err error, before int) error {
	refused, ok := errors.AsType[*types.MalformedQueryException](err)
	if !ok || before == 0 || refused.Message == nil {
		return err
	}
	text := position().ReplaceAllStringFunc(*refused.Message, func(found string) string {
		part := position().FindStringSubmatch(found)
		n, wrong := strconv.Atoi(part[3])
		if wrong != nil || part[2] != "" && part[2] != "1" || n < before {
			return found
		}
		return part[1] + strconv.Itoa(n-before)
	})
	refused.Message = &text
	return err
}

// position is a place in a query as CloudWatch names it: "at line 1 and position 16".
func position() *regexp.Regexp { return regexp.MustCompile(`((?:line (\d+) and )?position )(\d+)`) }
