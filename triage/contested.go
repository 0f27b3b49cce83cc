package triage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// undoing is for how long what auto scaling did is held against what somebody else did.
const undoing = time.Hour

// contested judges a service whose desired count auto scaling sets to the same number again and again: somebody else has set
// it to another in between, and neither knows of the other.
func contested(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || !s.Registered {
		return false
	}
	n, last, first := 0, -1, time.Time{}
	for _, a := range s.Activities {
		if c.in.Now.Sub(a.Started) > undoing {
			break
		}
		count, ok := a.SetTo()
		if !ok {
			continue
		}
		if last >= 0 && count != last {
			break
		}
		last, first = count, a.Started
		n++
	}
	if n < 2 {
		return false
	}
	c.say(Degraded, first, "auto scaling has set %s to %s %d times %s: something else sets the count back", c.service.Name, words.Count(last, "task"), n, words.Within(c.in.Now.Sub(first)))
	c.v.Diagnosis.Text = fmt.Sprintf("desired count %d now, %d by auto scaling", c.service.Desired, last)
	c.fact(c.in.Scaling.Seen, "scaling", "", "%s", c.v.Diagnosis.Text)
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "who deployed: a pipeline may write the count with each deployment"})
	return true
}

// turns is how often auto scaling may change its direction within an hour before that is worth a word.
const turns = 4

// seesaw says that auto scaling sets the count up and down again and again.
func seesaw(c *evaluation) {
	var counts []int
	since := time.Time{}
	for _, a := range c.in.Scaling.Activities {
		if c.in.Now.Sub(a.Started) > undoing {
			break
		}
		if n, ok := a.SetTo(); ok {
			counts, since = append(counts, n), a.Started
		}
	}
	turned := 0
	for i := 2; i < len(counts); i++ {
		if (counts[i]-counts[i-1])*(counts[i-1]-counts[i-2]) < 0 {
			turned++
		}
	}
	if turned < turns {
		return
	}
	c.fact(since, "scaling", "", "auto scaling has changed its direction %d times %s, between %d and %s", turned, words.Within(c.in.Now.Sub(since)), slices.Min(counts), words.Count(slices.Max(counts), "task"))
	if c.v.State == Healthy {
		c.v.Headline += "; auto scaling goes up and down"
		c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its policies, and what it did"})
	}
}

// refusedScaling judges a service at rest that auto scaling failed to scale when it last tried.
func refusedScaling(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || !s.Registered || len(s.Activities) == 0 {
		return false
	}
	a := s.Activities[0]
	if !a.Failed() || c.in.Now.Sub(a.Started) > undoing {
		return false
	}
	c.say(Degraded, a.Started, "auto scaling could not scale %s when it last tried, %s", c.service.Name, words.Ago(c.in.Now.Sub(a.Started)))
	c.v.Diagnosis = c.Explain(Message{Text: a.Message})
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
	return true
}

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
