package aws

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
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
	var all []*Measure
	ask := func(metric types.Metric, stat, of string) {
		one := &Measure{Name: *metric.MetricName, Stat: stat, Of: of, From: m.from, Step: m.period, Values: make([]float64, int(m.end.Sub(m.from)/m.period)+1)}
		for i := range one.Values {
			one.Values[i] = math.NaN()
		}
		all = append(all, one)
		m.ask(metric, stat, func(at time.Time, v float64) {
			if i := int(at.Sub(m.from) / m.period); i >= 0 && i < len(one.Values) {
				one.Values[i] = v
			}
		})
	}
	for _, name := range metricNames() {
		ask(serviceMetric(s, name), "Average", "")
	}
	for _, g := range groups {
		for _, balancer := range g.Balancers {
			for _, x := range [][2]string{{RequestCount, "Sum"}, {TargetErrors, "Sum"}, {ResponseTime, "p99"}} {
				if metric, ok := groupMetric(g, balancer, x[0]); ok {
					ask(metric, x[1], g.Name)
				}
			}
		}
	}
	err := m.read(ctx, func(int) string { return "read the metrics of " + Clean(s.Name) })
	out := make([]Measure, len(all))
	for i, one := range all {
		out[i] = *one
	}
	return out, err
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
