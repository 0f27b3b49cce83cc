package aws

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/words"
)

// What one call of GetMetricData takes at most, and for how long CloudWatch keeps a value for each minute (CloudWatch
// API reference, GetMetricData).
const (
	metricQueries = 500
	metricPeriod  = time.Minute
	metricsKept   = 15 * 24 * time.Hour
)

func newMetrics(cfg awssdk.Config, endpoint *string) *cloudwatch.Client {
	return cloudwatch.NewFromConfig(cfg, func(o *cloudwatch.Options) { o.BaseEndpoint, o.Retryer = endpoint, awssdk.NopRetryer{} })
}

// metricReader reads metrics of CloudWatch.
type metricReader struct {
	*call.Caller
	metrics *cloudwatch.Client
	asked   atomic.Int64
}

// MetricsAsked is how many metrics were asked for so far: AWS bills by their number. Each statistic counts here, so that it may be more than what is billed.
func (c *metricReader) MetricsAsked() int { return int(c.asked.Load()) }

// Metrics reads CPUUtilization and MemoryUtilization of services for the time up to now, a point a minute, at most 15
// days: percentages of what the services' tasks reserve, as ECS reports them to CloudWatch without further ado. The map
// is by cluster/name; each service has both series, without points where CloudWatch has none. All services go into one
// call for each 125 of them. GetMetricData is never free, not even within the free tier (CloudWatch pricing page), so
// ask only for what somebody looks at. With an error the map holds what was read before it, which may end early.
func (c *metricReader) Metrics(ctx context.Context, services []Service, since time.Duration) (map[string][]Series, error) {
	m, stats := c.measuring(since, metricPeriod), []string{"Average", "Maximum"}
	series := map[string]map[time.Time]Point{} // by key and name
	for _, s := range services {
		key := s.Cluster + "/" + s.Name
		if series[key+" "+metricNames()[0]] != nil {
			continue
		}
		for _, name := range metricNames() {
			points := map[time.Time]Point{}
			series[key+" "+name] = points
			for _, stat := range stats {
				m.ask(serviceMetric(s, name), stat, func(at time.Time, v float64) {
					p := points[at]
					if p.Time = at; stat == "Average" {
						p.Average = v
					} else {
						p.Maximum = v
					}
					points[at] = p
				})
			}
		}
	}
	err := m.read(ctx, func(queries int) string {
		return "read the metrics of " + words.Count(queries/len(metricNames())/len(stats), "service")
	})
	out := map[string][]Series{}
	for _, s := range services {
		key := s.Cluster + "/" + s.Name
		if out[key] != nil {
			continue
		}
		for _, name := range metricNames() {
			out[key] = append(out[key], Series{Name: name, Unit: "Percent", Period: metricPeriod, Seen: c.Stamp(),
				Points: slices.SortedFunc(maps.Values(series[key+" "+name]), func(a, b Point) int { return a.Time.Compare(b.Time) })})
		}
	}
	return out, err
}

func metricNames() []string { return []string{"CPUUtilization", "MemoryUtilization"} }

// serviceMetric is a metric that ECS reports for a service.
func serviceMetric(s Service, name string) types.Metric {
	return types.Metric{Namespace: new("AWS/ECS"), MetricName: new(name), Dimensions: []types.Dimension{
		{Name: new("ClusterName"), Value: new(s.Cluster)}, {Name: new("ServiceName"), Value: new(s.Name)},
	}}
}

// measuring is one reading of metrics: the queries, and what takes the values of each.
type measuring struct {
	reader    *metricReader
	from, end time.Time
	period    time.Duration
	queries   []types.MetricDataQuery
	takes     []func(time.Time, float64)
}

// measuring begins a reading of the time up to now.
func (c *metricReader) measuring(since, period time.Duration) *measuring {
	end := c.Stamp().UTC()
	return &measuring{reader: c, from: end.Add(-min(max(since, period), metricsKept)).Truncate(period), end: end, period: period}
}

// ask adds a query.
func (m *measuring) ask(metric types.Metric, stat string, take func(time.Time, float64)) {
	m.queries = append(m.queries, types.MetricDataQuery{Id: new("q" + strconv.Itoa(len(m.queries))),
		MetricStat: &types.MetricStat{Period: new(int32(m.period / time.Second)), Stat: new(stat), Metric: &metric}})
	m.takes = append(m.takes, take)
}

// read makes a call for each batch of queries, and one more for each further page of its answer. The words say what so many
// queries do.
func (m *measuring) read(ctx context.Context, words func(queries int) string) error {
	for batch := range slices.Chunk(m.queries, metricQueries) {
		if err := m.call(ctx, batch, call.Op("GetMetricData", words(len(batch)))); err != nil {
			return err
		}
	}
	return nil
}

func (m *measuring) call(ctx context.Context, queries []types.MetricDataQuery, op call.Operation) error {
	m.reader.asked.Add(int64(len(queries)))
	in := &cloudwatch.GetMetricDataInput{MetricDataQueries: queries, StartTime: &m.from, EndTime: &m.end, ScanBy: types.ScanByTimestampAscending}
	for pages := (call.Paging{}); ; {
		out, err := call.Retry(ctx, m.reader.Caller, op, func(ctx context.Context) (*cloudwatch.GetMetricDataOutput, error) {
			return m.reader.metrics.GetMetricData(ctx, in)
		})
		if err != nil {
			return err
		}
		for _, r := range out.MetricDataResults {
			if err := m.take(r, out.NextToken != nil, op); err != nil {
				return err
			}
		}
		if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.MetricDataResults)); in.NextToken == nil {
			return err
		}
	}
}

// take puts the values of one query where they belong. The rest of what is partial is on the next page.
func (m *measuring) take(r types.MetricDataResult, more bool, op call.Operation) error {
	switch r.StatusCode {
	case types.StatusCodeComplete:
	case types.StatusCodeForbidden:
		return call.NewError(call.Denied, op.Words, "needs cloudwatch:GetMetricData", errors.New("CloudWatch refused to return a metric"))
	case types.StatusCodeInternalError:
		return call.NewError(call.Server, op.Words, "", errors.New("CloudWatch failed to read a metric"))
	case types.StatusCodePartialData:
		if !more {
			return call.NewError(call.Server, op.Words, "", errors.New("CloudWatch returned only a part of a metric"))
		}
	default:
		return call.NewError(call.Server, op.Words, "", fmt.Errorf("the state of a metric, %q, is unknown to this version of ecscope", plain.Word(r.StatusCode)))
	}
	if len(r.Timestamps) != len(r.Values) {
		return call.NewError(call.Server, op.Words, "", errors.New("CloudWatch returned values without their times"))
	}
	n, err := strconv.Atoi(strings.TrimPrefix(plain.Text(r.Id), "q"))
	if err != nil || n < 0 || n >= len(m.takes) {
		return call.NewError(call.Server, op.Words, "", errors.New("CloudWatch returned something that wasn't requested"))
	}
	for i, at := range r.Timestamps {
		m.takes[n](at.UTC(), r.Values[i])
	}
	return nil
}
