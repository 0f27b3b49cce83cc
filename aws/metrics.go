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
	*caller
	metrics *cloudwatch.Client
	asked   atomic.Int64
}

// MetricsAsked is how many metrics were asked for so far: AWS bills by their number. Statistics of one metric count each.
func (c *metricReader) MetricsAsked() int { return int(c.asked.Load()) }

// Metrics reads CPUUtilization and MemoryUtilization of services for the time up to now, a point a minute, at most 15
// days: percentages of what the services' tasks reserve, as ECS reports them to CloudWatch without further ado. The map
// is by cluster/name; each service has both series, without points where CloudWatch has none. All services go into one
// call for each 125 of them. GetMetricData is never free, not even within the free tier (CloudWatch pricing page), so
// ask only for what somebody looks at. With an error the map holds what was read before it, which may end early.
func (c *metricReader) Metrics(ctx context.Context, services []Service, since time.Duration) (map[string][]Series, error) {
	return c.measure(ctx, services, since, metricPeriod, "Average", "Maximum")
}

// Averages reads the same without the maxima, a point for each period, which is a number of minutes.
func (c *metricReader) Averages(ctx context.Context, services []Service, since, period time.Duration) (map[string][]Series, error) {
	return c.measure(ctx, services, since, period, "Average")
}

func (c *metricReader) measure(ctx context.Context, services []Service, since, period time.Duration, stats ...string) (map[string][]Series, error) {
	end := c.now().UTC()
	from := end.Add(-min(max(since, period), metricsKept)).Truncate(period)
	m := &measuring{reader: c, from: from, end: end, period: period, stats: stats, points: map[string]map[time.Time]Point{}}
	out := map[string][]Series{}
	for _, s := range services {
		if key := s.Cluster + "/" + s.Name; !m.knows(key) {
			m.want(s.Cluster, s.Name)
		}
	}
	var err error
	for batch := range slices.Chunk(m.queries, metricQueries) {
		if err = m.read(ctx, batch); err != nil {
			break
		}
	}
	for _, key := range m.keys {
		for _, name := range metricNames() {
			out[key] = append(out[key], m.series(key, name, c.now()))
		}
	}
	return out, err
}

func metricNames() []string { return []string{"CPUUtilization", "MemoryUtilization"} }

// measuring is one reading of metrics.
type measuring struct {
	reader    *metricReader
	from, end time.Time
	period    time.Duration
	stats     []string
	keys      []string // of the services, in order
	queries   []types.MetricDataQuery
	labels    []string                       // of each query: key, name and statistic
	points    map[string]map[time.Time]Point // by key and name
}

func (m *measuring) knows(key string) bool { return m.points[key+" "+metricNames()[0]] != nil }

// want adds the queries for a service.
func (m *measuring) want(cluster, service string) {
	key := cluster + "/" + service
	m.keys = append(m.keys, key)
	for _, name := range metricNames() {
		m.points[key+" "+name] = map[time.Time]Point{}
		for _, stat := range m.stats {
			m.queries = append(m.queries, types.MetricDataQuery{Id: new("q" + strconv.Itoa(len(m.queries))), MetricStat: &types.MetricStat{
				Period: new(int32(m.period / time.Second)), Stat: new(stat), Metric: &types.Metric{
					Namespace: new("AWS/ECS"), MetricName: new(name), Dimensions: []types.Dimension{
						{Name: new("ClusterName"), Value: new(cluster)}, {Name: new("ServiceName"), Value: new(service)},
					},
				},
			}})
			m.labels = append(m.labels, key+" "+name+" "+stat)
		}
	}
}

// read makes one call, and one more for each further page of its answer.
func (m *measuring) read(ctx context.Context, queries []types.MetricDataQuery) error {
	op := operation{"GetMetricData", fmt.Sprintf("read the metrics of %d services", len(queries)/len(metricNames())/len(m.stats))}
	m.reader.asked.Add(int64(len(queries)))
	in := &cloudwatch.GetMetricDataInput{MetricDataQueries: queries, StartTime: &m.from, EndTime: &m.end, ScanBy: types.ScanByTimestampAscending}
	for pages := (paging{}); ; {
		out, err := retry(ctx, m.reader.caller, op, func(ctx context.Context) (*cloudwatch.GetMetricDataOutput, error) {
			return m.reader.metrics.GetMetricData(ctx, in)
		})
		if err != nil {
			return err
		}
		for _, r := range out.MetricDataResults {
			if err := m.take(r, op); err != nil {
				return err
			}
		}
		if in.NextToken, err = pages.next(op.words, out.NextToken, len(out.MetricDataResults)); in.NextToken == nil {
			return err
		}
	}
}

// take puts the values of one query where they belong.
func (m *measuring) take(r types.MetricDataResult, op operation) error {
	switch r.StatusCode {
	case types.StatusCodeForbidden:
		return &Error{Denied, op.words, "needs cloudwatch:GetMetricData", errors.New("CloudWatch does not let the caller read a metric")}
	case types.StatusCodeInternalError:
		return &Error{kind: Server, operation: op.words, err: errors.New("CloudWatch failed to read a metric")}
	}
	n, err := strconv.Atoi(strings.TrimPrefix(text(r.Id), "q"))
	if err != nil || n < 0 || n >= len(m.labels) {
		return &Error{kind: Server, operation: op.words, err: errors.New("CloudWatch answers what was not asked")}
	}
	place := strings.LastIndexByte(m.labels[n], ' ')
	points, stat := m.points[m.labels[n][:place]], m.labels[n][place+1:]
	for i, t := range r.Timestamps[:min(len(r.Timestamps), len(r.Values))] {
		p := points[t.UTC()]
		if stat == "Average" {
			p.Average = r.Values[i]
		} else {
			p.Maximum = r.Values[i]
		}
		p.Time = t.UTC()
		points[p.Time] = p
	}
	return nil
}

func (m *measuring) series(key, name string, now time.Time) Series {
	return Series{Name: name, Unit: "Percent", Period: m.period, Seen: now,
		Points: slices.SortedFunc(maps.Values(m.points[key+" "+name]), func(a, b Point) int { return a.Time.Compare(b.Time) })}
}
