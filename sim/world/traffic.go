package world

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// traffic is what the Application Load Balancer in front of a target group counts in a minute.
type traffic struct {
	requests, errors float64
	// slow is within how many seconds 99 of 100 requests are answered.
	slow float64
}

func trafficNames() []string {
	return []string{"RequestCount", "HTTPCode_Target_5XX_Count", "TargetResponseTime"}
}

// groupTraffic finds which target group a metric of AWS/ApplicationELB is about; false where there is none such.
func (x *metrics) groupTraffic(m *types.Metric, dims map[string]string) (metric, bool) {
	if value(m.Namespace) != "AWS/ApplicationELB" || len(dims) != 2 || !slices.Contains(trafficNames(), value(m.MetricName)) {
		return metric{}, false
	}
	for _, g := range x.balancing.groups() {
		if g.service == nil || !strings.HasSuffix(g.arn, ":"+dims["TargetGroup"]) {
			continue
		}
		fronts := x.balancing.view(g).LoadBalancerArns
		if slices.ContainsFunc(fronts, func(arn string) bool { return strings.HasSuffix(arn, ":loadbalancer/"+dims["LoadBalancer"]) }) {
			return metric{g.service, value(m.MetricName), g.arn}, true
		}
	}
	return metric{}, false
}

// served is the traffic of a target group in a minute; false where no task of it is there to answer. Tasks that work near
// their limit answer late, and some answer with an error.
func (x *metrics) served(s *service, group string, minute time.Time) (traffic, bool) {
	share := x.share(s, group, minute)
	l, ok := x.over(s, "CPUUtilization", minute)
	if !ok || share == 0 {
		return traffic{}, false
	}
	perSecond := (8 + 90*x.fraction(s, time.Time{}, "requests")) * (1 + 0.15*x.wave(s, minute, 24*time.Hour) + 0.08*x.wave(s, minute, 37*time.Minute))
	perSecond *= 1 + 0.06*x.fraction(s, minute, "requests")
	strain := max(0, l.average-85) / 15
	t := traffic{requests: float64(int(60 * perSecond * share))}
	t.errors = float64(int(t.requests*(0.0001+0.006*strain) + x.fraction(s, minute, "errors")))
	t.slow = (0.06 + 0.2*x.fraction(s, time.Time{}, "latency")) * (1 + 0.2*x.fraction(s, minute, "latency") + 9*strain)
	return t, true
}

// share is the part of a service's tasks in a minute that answer for a target group. Before the account was made up all
// answered for the first group.
func (x *metrics) share(s *service, group string, minute time.Time) float64 {
	all, here := 0, 0
	for _, t := range s.lives {
		if t.started.IsZero() || !t.started.Before(minute.Add(time.Minute)) || !t.ended().IsZero() && !t.ended().After(minute) {
			continue
		}
		for _, r := range t.targets {
			all++
			if r.group == group {
				here++
			}
		}
	}
	switch percent, fresh, ok := shiftedAt(s, minute); {
	case ok && fresh == group:
		return percent / 100
	case ok && all > 0 && here > 0:
		return 1 - percent/100
	case all > 0:
		return float64(here) / float64(all)
	}
	if b := s.spec.balancers; minute.Before(x.began) && len(b) > 0 && value(b[0].TargetGroupArn) == group {
		return 1
	}
	return 0
}

// shiftedAt is what the target group of the new revision gets of the traffic in a minute, in percent, while a deployment shifts
// it.
func shiftedAt(s *service, minute time.Time) (percent float64, group string, ok bool) {
	for _, r := range slices.Backward(s.releases) {
		if r.passage == nil || !r.passage.shifts || !r.created.Before(minute.Add(time.Minute)) {
			continue
		}
		if !r.finished.IsZero() && r.finished.Before(minute) || len(s.spec.balancers) == 0 {
			return 0, "", false
		}
		for _, m := range r.passage.moves {
			if m.at.Before(minute.Add(time.Minute)) {
				percent = m.percent
			}
		}
		return percent, r.target.group(s.spec.balancers[0]), len(r.passage.moves) > 0
	}
	return 0, "", false
}

// counted is a metric of a target group over a period: a sum, or of times the longest.
func (x *metrics) counted(m metric, stat string, at time.Time, period time.Duration) (float64, bool) {
	sum, most, minutes := 0.0, 0.0, 0
	for minute := at; minute.Before(at.Add(period)) && !minute.Add(time.Minute).After(x.now); minute = minute.Add(time.Minute) {
		t, ok := x.served(m.service, m.group, minute)
		if !ok {
			continue
		}
		v := map[string]float64{"RequestCount": t.requests, "HTTPCode_Target_5XX_Count": t.errors, "TargetResponseTime": t.slow}[m.name]
		minutes++
		sum += v
		most = max(most, v)
	}
	switch {
	case stat == "Average":
		return sum / float64(max(minutes, 1)), minutes > 0
	case strings.HasPrefix(stat, "p"), stat == "Maximum":
		return most, minutes > 0
	case m.name == "HTTPCode_Target_5XX_Count" && sum == 0: // not reported
		return 0, false
	}
	return sum, minutes > 0
}
