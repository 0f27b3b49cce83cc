package world

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// What CloudWatch takes and keeps.
const (
	mostQueries = 500
	mostPoints  = 100_800
	keptMinutes = 15 * 24 * time.Hour
)

func metricNames() []string { return []string{"CPUUtilization", "MemoryUtilization"} }

// metric is a metric of a service, or of a target group of it.
type metric struct {
	service *service
	name    string
	group   string // ARN; empty where it is about the service
}

func (m metric) view() types.Metric {
	return types.Metric{Namespace: new("AWS/ECS"), MetricName: new(m.name), Dimensions: []types.Dimension{
		{Name: new("ClusterName"), Value: new(m.service.cluster.name())}, {Name: new("ServiceName"), Value: new(m.service.name)},
	}}
}

func (m metric) key() string { return m.service.arn + " " + m.name }

// metrics answer the calls about metrics.
type metrics struct {
	*gauge
	clusters  *directory
	balancing *balancing
}

// all are all metrics of the account.
func (x *metrics) all() []metric {
	var all []metric
	for _, c := range x.clusters.order {
		for _, s := range c.services {
			for _, name := range metricNames() {
				all = append(all, metric{service: s, name: name})
			}
		}
	}
	slices.SortFunc(all, func(x, y metric) int { return strings.Compare(x.key(), y.key()) })
	return all
}

// find finds what a query is about; false where there is no such metric, which is no error.
func (x *metrics) find(m *types.Metric) (metric, bool) {
	dims := map[string]string{}
	for _, d := range m.Dimensions {
		dims[value(d.Name)] = value(d.Value)
	}
	if m, ok := x.groupTraffic(m, dims); ok {
		return m, true
	}
	c := x.clusters.named[dims["ClusterName"]]
	if value(m.Namespace) != "AWS/ECS" || len(dims) != 2 || c == nil || !slices.Contains(metricNames(), value(m.MetricName)) {
		return metric{}, false
	}
	s := c.serviceNamed[dims["ServiceName"]]
	return metric{service: s, name: value(m.MetricName)}, s != nil
}
func (x *metrics) list(in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	found := slices.DeleteFunc(x.all(), func(m metric) bool {
		v := m.view()
		missing := func(f types.DimensionFilter) bool {
			return !slices.ContainsFunc(v.Dimensions, func(d types.Dimension) bool {
				return *d.Name == value(f.Name) && (f.Value == nil || *d.Value == *f.Value)
			})
		}
		return in.Namespace != nil && *in.Namespace != *v.Namespace || in.MetricName != nil && *in.MetricName != m.name ||
			slices.ContainsFunc(in.Dimensions, missing)
	})
	page, next, err := list[metric]{
		query: fmt.Sprint("metrics", value(in.Namespace), value(in.MetricName), len(in.Dimensions)), token: in.NextToken, def: 500, max: 500,
		items: found, key: metric.key,
	}.page()
	if err != nil {
		return nil, err
	}
	out := &cloudwatch.ListMetricsOutput{Metrics: []types.Metric{}, NextToken: next}
	for _, m := range page {
		out.Metrics = append(out.Metrics, m.view())
	}
	return out, nil
}
func (x *metrics) read(in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
	if err := checkQueries(in); err != nil {
		return nil, err
	}
	results := make([]types.MetricDataResult, len(in.MetricDataQueries))
	var places []place
	for i, q := range in.MetricDataQueries {
		r := &results[i]
		*r = types.MetricDataResult{Id: q.Id, Label: either(q.Label, q.MetricStat.Metric.MetricName), StatusCode: types.StatusCodeComplete,
			Timestamps: []time.Time{}, Values: []float64{}}
		if q.ReturnData == nil || *q.ReturnData {
			x.measure(r, q.MetricStat, *in.StartTime, *in.EndTime)
		}
		if in.ScanBy != types.ScanByTimestampAscending {
			slices.Reverse(r.Timestamps)
			slices.Reverse(r.Values)
		}
		for n := range r.Values {
			places = append(places, place{i, n})
		}
	}
	page, next, err := list[place]{
		query: fmt.Sprint("data", in.StartTime.Unix(), in.EndTime.Unix(), len(in.MetricDataQueries)), token: in.NextToken, size: in.MaxDatapoints,
		def: mostPoints, max: mostPoints, items: places, key: place.key,
	}.page()
	if err != nil {
		return nil, err
	}
	return &cloudwatch.GetMetricDataOutput{MetricDataResults: cut(in, results, page), NextToken: next, Messages: []types.MessageData{}}, nil
}

// place is one point of one query.
type place struct{ query, point int }

func (p place) key() string { return fmt.Sprintf("%03d %06d", p.query, p.point) }

// cut keeps of all results what is on a page: points, and on the first one the queries that have none.
func cut(in *cloudwatch.GetMetricDataInput, all []types.MetricDataResult, page []place) []types.MetricDataResult {
	out := []types.MetricDataResult{}
	for i, r := range all {
		n := 0
		for n < len(page) && page[n].query == i {
			n++
		}
		asked := in.MetricDataQueries[i].ReturnData
		if asked != nil && !*asked || n == 0 && (len(r.Values) > 0 || in.NextToken != nil) {
			continue
		}
		if n > 0 {
			from := page[0].point
			if from+n < len(r.Values) {
				r.StatusCode = types.StatusCodePartialData
			}
			r.Timestamps, r.Values = r.Timestamps[from:from+n], r.Values[from:from+n]
			page = page[n:]
		}
		out = append(out, r)
	}
	return out
}

// checkQueries refuses what CloudWatch refuses, and metric math, which the world does not know.
func checkQueries(in *cloudwatch.GetMetricDataInput) error {
	if n := len(in.MetricDataQueries); n < 1 || n > mostQueries {
		return fault("ValidationError", "The collection MetricDataQueries must have between 1 and %d members.", mostQueries)
	}
	if in.StartTime == nil || in.EndTime == nil || !in.StartTime.Before(*in.EndTime) {
		return fault("ValidationError", "The parameter StartTime must be less than the parameter EndTime.")
	}
	seen, id := map[string]bool{}, regexp.MustCompile(`^[a-z][a-zA-Z0-9_]{0,254}$`)
	for _, q := range in.MetricDataQueries {
		name := value(q.Id)
		if !id.MatchString(name) || seen[name] {
			return fault("ValidationError", "The value %q for parameter MetricDataQueries.member.Id is not matching the expected pattern, or not unique.", name)
		}
		seen[name] = true
		if q.MetricStat == nil || q.MetricStat.Metric == nil {
			return fault("ValidationError", "The query %s is no MetricStat, and this simulator evaluates no expressions.", name)
		}
		if p := value(q.MetricStat.Period); p < 60 || p%60 != 0 {
			return fault("ValidationError", "The period %d of the query %s is no multiple of 60, which are all that this simulator has.", p, name)
		}
		stat := value(q.MetricStat.Stat)
		if !slices.Contains([]string{"Average", "Maximum", "Minimum", "SampleCount", "Sum"}, stat) && !regexp.MustCompile(`^p\d{1,2}(\.\d+)?$`).MatchString(stat) {
			return fault("ValidationError", "The value %s for parameter Stat is not supported.", stat)
		}
	}
	return nil
}

// measure adds the points of a metric over a time, the oldest first.
func (x *metrics) measure(r *types.MetricDataResult, q *types.MetricStat, from, to time.Time) {
	m, ok := x.find(q.Metric)
	period := time.Duration(*q.Period) * time.Second
	if !ok {
		return
	}
	from = later(from.Truncate(period), x.now.Add(-keptMinutes).Truncate(period))
	for at := from; at.Before(to) && !at.Add(time.Minute).After(x.now); at = at.Add(period) {
		if v, ok := x.statistic(m, *q.Stat, at, period); ok {
			r.Timestamps, r.Values = append(r.Timestamps, at.UTC()), append(r.Values, v)
		}
	}
}

// statistic is a metric's value over a period.
func (x *metrics) statistic(m metric, stat string, at time.Time, period time.Duration) (float64, bool) {
	if m.group != "" {
		return x.counted(m, stat, at, period)
	}
	sum, samples, least, most := 0.0, 0, 0.0, 0.0
	for minute := at; minute.Before(at.Add(period)) && !minute.Add(time.Minute).After(x.now); minute = minute.Add(time.Minute) {
		l, ok := x.over(m.service, m.name, minute)
		if !ok {
			continue
		}
		if samples == 0 || l.least < least {
			least = l.least
		}
		most = max(most, l.most)
		sum += l.average * float64(l.tasks)
		samples += l.tasks
	}
	switch {
	case stat == "Maximum", strings.HasPrefix(stat, "p"):
		sum = most
	case stat == "Minimum":
		sum = least
	case stat == "SampleCount":
		sum = float64(samples)
	case stat == "Average":
		sum /= float64(max(samples, 1))
	}
	return sum, samples > 0
}
