package triage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// saturation is how busy the tasks of a service are, over how long, in percent of what they reserve.
type saturation struct {
	name    string
	percent float64
	since   time.Time
}

// A service is saturated where the average of CPU or memory has been so high, in percent, for so long.
const (
	busy    = 90
	busyFor = 10 * time.Minute
)

// saturated finds the metric that has been at its limit for longest; false where none was.
func saturated(c *evaluation) (saturation, bool) {
	return highest(c, func(string) float64 { return busy })
}

// above is by how much, in percent of the target of a policy, a metric has to be above it before that counts.
const above = 10

// beyondTarget finds the metric that has been beyond what auto scaling would keep it at; false where none was.
func beyondTarget(c *evaluation) (saturation, bool) {
	return highest(c, func(name string) float64 {
		least := math.Inf(1)
		for _, p := range c.in.Scaling.Policies {
			if p.Metric == predefined(name) && p.Target > 0 {
				least = min(least, p.Target*(1+above/100.0))
			}
		}
		return least
	})
}

// predefined is what a policy of auto scaling calls a metric.
func predefined(name string) string {
	return map[string]string{"CPU": aws.CPUMetric, "memory": aws.MemoryMetric}[name]
}

// unminded says that each policy of auto scaling is about another metric, and is known to be.
func unminded(c *evaluation, name string) bool {
	return !slices.ContainsFunc(c.in.Scaling.Policies, func(p aws.ScalingPolicy) bool { return p.Metric == "" || p.Metric == predefined(name) })
}

// highest finds the metric that has been at or above a limit for longest.
func highest(c *evaluation, limit func(name string) float64) (saturation, bool) {
	var worst saturation
	l := c.in.Load
	if l == nil {
		return worst, false
	}
	for _, m := range []struct {
		name   string
		values []float64
	}{{"CPU", l.CPU}, {"memory", l.Memory}} {
		values := m.values
		for n := len(values); n > 0 && math.IsNaN(values[n-1]); n-- { // not measured yet
			values = values[:n-1]
		}
		sum, n := 0.0, 0
		for i := len(values) - 1; i >= 0 && values[i] >= limit(m.name); i-- {
			sum += values[i]
			n++
		}
		since := l.From.Add(l.Step * time.Duration(len(values)-n))
		if time.Duration(n)*l.Step >= busyFor && (worst.name == "" || since.Before(worst.since)) {
			worst = saturation{m.name, sum / float64(n), since}
		}
	}
	return worst, worst.name != ""
}

// overloaded judges a service at rest whose tasks use all that they have, and that nothing makes larger.
func overloaded(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || c.service.Scheduling == "DAEMON" {
		return false
	}
	at, ok := saturated(c)
	if !ok && s.Registered && s.Max > 0 && c.service.Desired >= s.Max {
		at, ok = beyondTarget(c)
	}
	if !ok {
		return false
	}
	why := ""
	switch {
	case !s.Registered:
		why = "nothing scales it"
	case len(s.Policies) == 0 && len(s.Schedules) == 0:
		why = "auto scaling has no policy for it"
	case s.SuspendedOut:
		why = "scaling out is suspended"
	case s.Max > 0 && c.service.Desired >= s.Max:
		why = fmt.Sprintf("it has the %s that auto scaling allows", words.Count(s.Max, "task"))
	case len(s.Policies) > 0 && unminded(c, at.name):
		why = "no policy of auto scaling is about that"
	default:
		return false
	}
	c.say(Degraded, at.since, "%s of %s has been at %.0f %% for %s, and %s", at.name, c.name(), at.percent, words.Span(c.in.Now.Sub(at.since)), why)
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "the load over time, and its limits"})
	if more := c.service.Desired + 1; !s.Registered || more <= s.Max { // beyond its maximum, auto scaling would set it back
		c.remedy(Remedy{Action: Scale, Text: fmt.Sprintf("one task more: %d", more), Desired: more})
	}
	return true
}
