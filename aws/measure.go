package aws

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Measure is one statistic of one metric at even distances of time.
type Measure struct {
	Name, Stat string
	// Of is the name of the target group that it is about; empty where it is about the service.
	Of   string
	From time.Time
	Step time.Duration
	// Values are NaN where CloudWatch has none.
	Values []float64
}

// The metrics of an Application Load Balancer for a target group that are read: requests and answers 500 to 599 of the targets
// in each period, and within how many seconds 99 of 100 requests were answered. See
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
const (
	RequestCount = "RequestCount"
	TargetErrors = "HTTPCode_Target_5XX_Count"
	ResponseTime = "TargetResponseTime"
)

// Measures reads how much of what its tasks reserve a service uses, and what the Application Load Balancers in front of its
// target groups count, for the time up to now, a value a minute: all in one call. GetMetricData is never free.
func (c *metricReader) Measures(ctx context.Context, s Service, groups []TargetGroup, since time.Duration) ([]Measure, error) {
	m := c.measuring(since, metricPeriod)
	all := m.measure(Measured{s, groups})
	err := m.read(ctx, func(int) string { return "read the metrics of " + clean.Text(s.Name) })
	return values(all), err
}

// Measured is a service whose load is read, with the target groups in front of which load balancers are asked what they count.
type Measured struct {
	Service Service
	Groups  []TargetGroup
}

// Loads reads the same of many services, by cluster/name, a value for each period, which is a number of minutes: 500 metrics go into
// a call. With an error the map is empty.
func (c *metricReader) Loads(ctx context.Context, services []Measured, since, period time.Duration) (map[string]Load, error) {
	m, all := c.measuring(since, period), map[string][]*Measure{}
	for _, s := range services {
		if key := s.Service.Cluster + "/" + s.Service.Name; all[key] == nil {
			all[key] = m.measure(s)
		}
	}
	out := map[string]Load{}
	if err := m.read(ctx, func(int) string { return "read the metrics of " + words.Count(len(all), "service") }); err != nil {
		return out, err
	}
	for key, of := range all {
		out[key] = LoadOf(values(of))
	}
	return out, nil
}

// measure asks for all that is read of a service.
func (m *measuring) measure(of Measured) (all []*Measure) {
	ask := func(metric types.Metric, stat, group string) {
		one := &Measure{Name: *metric.MetricName, Stat: stat, Of: group, From: m.from, Step: m.period, Values: make([]float64, int(m.end.Sub(m.from)/m.period)+1)}
		for i := range one.Values {
			one.Values[i] = math.NaN()
		}
		all = append(all, one)
		m.ask(metric, stat, func(at time.Time, v float64) {
			if i := int(at.Sub(m.from) / m.period); i >= 0 && i < len(one.Values) && (stat != "Sum" || m.over(at)) {
				one.Values[i] = v
			}
		})
	}
	for _, name := range metricNames() {
		ask(serviceMetric(of.Service, name), "Average", "")
	}
	for _, g := range of.Groups {
		for _, balancer := range g.Balancers {
			for _, x := range [][2]string{{RequestCount, "Sum"}, {TargetErrors, "Sum"}, {ResponseTime, "p99"}} {
				if metric, ok := groupMetric(g, balancer, x[0]); ok {
					ask(metric, x[1], g.Name)
				}
			}
		}
	}
	return all
}

// over says that a period of several minutes has ended for at least a minute: until then its sum may be that of a part of it.
func (m *measuring) over(at time.Time) bool {
	return m.period == metricPeriod || !at.Add(m.period+time.Minute).After(m.end)
}

func values(all []*Measure) []Measure {
	out := make([]Measure, len(all))
	for i, one := range all {
		out[i] = *one
	}
	return out
}

// Counted says whether the load balancers in front of a target group are Application Load Balancers, which count requests; known is
// false where the group's settings could not be read.
func (g TargetGroup) Counted() (counted, known bool) {
	for _, balancer := range g.Balancers {
		if _, ok := groupMetric(g, balancer, RequestCount); ok {
			return true, true
		}
	}
	return false, g.Protocol != ""
}

// groupMetric is a metric of an Application Load Balancer for a target group; false for other load balancers, which count no
// requests.
func groupMetric(g TargetGroup, balancer, name string) (types.Metric, bool) {
	_, front, _ := strings.Cut(balancer, ":loadbalancer/")
	_, group, ok := strings.Cut(g.ARN, ":targetgroup/")
	if !ok || !strings.HasPrefix(front, "app/") {
		return types.Metric{}, false
	}
	return types.Metric{Namespace: new("AWS/ApplicationELB"), MetricName: new(name), Dimensions: []types.Dimension{
		{Name: new("LoadBalancer"), Value: new(front)}, {Name: new("TargetGroup"), Value: new("targetgroup/" + group)},
	}}, true
}
