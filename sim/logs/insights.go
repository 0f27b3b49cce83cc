package logs

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/sim/insights"
)

// Bounds of queries, as CloudWatch Logs has them: groups of one, queries at once, characters of a text. A call for results looks at
// so many events, so that a long query takes several; and it begins so long after it was asked for.
// Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
const (
	mostQueried = 50
	mostQueries = 100
	mostText    = 10_000
	perPoll     = 200_000
	schedule    = 200 * time.Millisecond
)

// Insights answers the calls of CloudWatch Logs Insights.
type Insights struct {
	store *Store
	runs  []*queryRun // the oldest first
}

// NewInsights makes the queries of a store.
func NewInsights(s *Store) *Insights { return &Insights{store: s} }

// queryRun is one query.
type queryRun struct {
	id, text string
	groups   []string
	scans    []*scan // that are not over
	run      *insights.Run
	status   types.QueryStatus
	begun    time.Time
	took     time.Duration
	scanned  struct{ records, bytes float64 }
}

// StartQuery begins a query. It is refused where it cannot be understood.
func (q *Insights) StartQuery(in *cloudwatchlogs.StartQueryInput) (*cloudwatchlogs.StartQueryOutput, error) {
	s := q.store
	s.mu.Lock()
	defer s.mu.Unlock()
	names, err := q.queried(in)
	if err != nil {
		return nil, err
	}
	text, limit := awssdk.ToString(in.QueryString), int(awssdk.ToInt32(in.Limit))
	switch {
	case len(text) > mostText:
		return nil, constraint("queryString", fmt.Sprint(len(text), " characters"), "Member must have length less than or equal to 10000")
	case in.Limit != nil && (limit < 1 || limit > 100_000):
		return nil, constraint("limit", fmt.Sprint(limit), "Member must have value between 1 and 100000")
	case *in.StartTime > *in.EndTime:
		return nil, invalid("End time should not be before start time")
	case in.QueryLanguage != "" && in.QueryLanguage != types.QueryLanguageCwli:
		return nil, invalid("Queries in " + string(in.QueryLanguage) + " are not simulated")
	}
	r := &queryRun{text: text, groups: names, status: types.QueryStatusScheduled, begun: s.now()}
	if r.run, err = insights.New(text, limit); err != nil {
		return nil, refusedQuery(err)
	}
	running := 0
	for _, other := range q.runs {
		running += map[bool]int{true: 1}[other.open()]
	}
	if running >= mostQueries {
		return nil, &Refusal{"LimitExceededException", "Account maximum query concurrency limit of [100] reached."}
	}
	n := sum(fmt.Sprint(s.options.Seed, len(q.runs), r.begun.UnixNano()))
	r.id = fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(n), uint16(n>>32), n>>48&0xfff, len(q.runs)&0xfff, n&0xffffffffffff)
	for _, name := range names {
		r.scans = append(r.scans, whole(s.group(name), *in.StartTime*1000, *in.EndTime*1000+1000))
	}
	q.runs = append(q.runs, r)
	return &cloudwatchlogs.StartQueryOutput{QueryId: &r.id}, nil
}

// whole is a scan of all events of a group in a time, the newest first.
func whole(g *group, from, to int64) *scan {
	sc := &scan{group: g, from: from, to: to, newest: true, limit: mostEvents, match: func(string) bool { return true }}
	sc.sources = g.where(func(source) bool { return true })
	sc.to = min(sc.to, sc.last())
	sc.begin()
	return sc
}

// queried are the groups that a query names, in one of three ways.
func (q *Insights) queried(in *cloudwatchlogs.StartQueryInput) ([]string, error) {
	s := q.store
	ways := 0
	var all []string
	for _, list := range [][]string{in.LogGroupNames, in.LogGroupIdentifiers} {
		if len(list) > 0 {
			ways, all = ways+1, list
		}
	}
	if in.LogGroupName != nil {
		ways, all = ways+1, []string{*in.LogGroupName}
	}
	if ways != 1 || len(all) > mostQueried {
		return nil, invalid("Exactly one of logGroupName, logGroupNames or logGroupIdentifiers has to be given, with at most 50 log groups")
	}
	names := make([]string, len(all))
	for i, id := range all {
		if names[i] = s.bare(id); s.group(names[i]) == nil {
			return nil, &Refusal{"ResourceNotFoundException", fmt.Sprintf("Log group '%s' does not exist for account ID '%s' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException)", names[i], s.account)}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func refusedQuery(err error) error {
	var other *insights.Unsimulated
	if errors.As(err, &other) {
		return invalid(other.Error())
	}
	return &Refusal{"MalformedQueryException", err.Error()}
}

func (r *queryRun) open() bool {
	return r.status == types.QueryStatusScheduled || r.status == types.QueryStatusRunning
}

// advance looks at some more events, the newest first.
func (r *queryRun) advance(s *Store) {
	now := s.now()
	if !r.open() || now.Sub(r.begun) < schedule {
		return
	}
	r.status = types.QueryStatusRunning
	for looks := 0; len(r.scans) > 0 && looks < perPoll; {
		sc := r.scans[0]
		name := sc.group.name
		found, more := sc.page()
		for _, e := range found {
			r.scanned.records, r.scanned.bytes = r.scanned.records+1, r.scanned.bytes+float64(len(e.text)+perEvent)
			r.run.Take(&insights.Event{At: e.at, Ingested: e.ingested, Stream: e.stream, Log: s.account + ":" + name, Message: e.text, Handle: e.id()})
		}
		if looks += max(len(found), 1); !more {
			r.scans = r.scans[1:]
		}
	}
	if len(r.scans) == 0 {
		r.status, r.took = types.QueryStatusComplete, now.Sub(r.begun)
	}
}

func (q *Insights) named(id *string) (*queryRun, error) {
	for _, r := range q.runs {
		if r.id == awssdk.ToString(id) {
			return r, nil
		}
	}
	return nil, &Refusal{"ResourceNotFoundException", "Query " + awssdk.ToString(id) + " does not exist."}
}

// GetQueryResults is what a query has found so far.
func (q *Insights) GetQueryResults(in *cloudwatchlogs.GetQueryResultsInput) (*cloudwatchlogs.GetQueryResultsOutput, error) {
	s := q.store
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := q.named(in.QueryId)
	if err != nil {
		return nil, err
	}
	r.advance(s)
	rows, from, most := r.run.Rows(), 0, mostEvents
	total := len(rows)
	if token := awssdk.ToString(in.NextToken); token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 || from > total {
			return nil, invalid("The specified nextToken is invalid.")
		}
	}
	if in.MaxItems != nil {
		most = min(most, int(*in.MaxItems))
	}
	rows = rows[from:min(from+most, total)]
	out := &cloudwatchlogs.GetQueryResultsOutput{Status: r.status, QueryLanguage: types.QueryLanguageCwli, Results: [][]types.ResultField{},
		Statistics: &types.QueryStatistics{BytesScanned: r.scanned.bytes, RecordsScanned: r.scanned.records, RecordsMatched: float64(r.run.Matched()),
			LogGroupsScanned: float64(len(r.groups)), ResultCount: float64(total)}}
	for _, row := range rows {
		var fields []types.ResultField
		for _, f := range row {
			fields = append(fields, types.ResultField{Field: &f.Name, Value: &f.Value})
		}
		out.Results = append(out.Results, fields)
	}
	if from+len(rows) < total {
		out.NextToken = awssdk.String(strconv.Itoa(from + len(rows)))
	}
	return out, nil
}

// StopQuery ends a query that runs.
func (q *Insights) StopQuery(in *cloudwatchlogs.StopQueryInput) (*cloudwatchlogs.StopQueryOutput, error) {
	s := q.store
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := q.named(in.QueryId)
	switch {
	case err != nil:
		return nil, err
	case !r.open():
		return nil, invalid("The query is not running: " + string(r.status))
	}
	r.status, r.took, r.scans = types.QueryStatusCancelled, s.now().Sub(r.begun), nil
	return &cloudwatchlogs.StopQueryOutput{Success: true}, nil
}

// DescribeQueries lists the queries, the newest first.
func (q *Insights) DescribeQueries(in *cloudwatchlogs.DescribeQueriesInput) (*cloudwatchlogs.DescribeQueriesOutput, error) {
	s := q.store
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &cloudwatchlogs.DescribeQueriesOutput{Queries: []types.QueryInfo{}}
	most := math.MaxInt
	if in.MaxResults != nil {
		most = int(*in.MaxResults)
	}
	for _, r := range slices.Backward(q.runs) {
		if len(out.Queries) == most || in.Status != "" && in.Status != r.status || in.LogGroupName != nil && !slices.Contains(r.groups, *in.LogGroupName) {
			continue
		}
		out.Queries = append(out.Queries, types.QueryInfo{QueryId: &r.id, QueryString: &r.text, Status: r.status, CreateTime: awssdk.Int64(r.begun.UnixMilli()),
			LogGroupName: &r.groups[0], QueryLanguage: types.QueryLanguageCwli, BytesScanned: &r.scanned.bytes, QueryDuration: awssdk.Int64(r.took.Milliseconds())})
	}
	return out, nil
}
