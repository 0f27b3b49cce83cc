package triage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

func (c *evaluation) fact(at time.Time, from, id, format string, words ...any) {
	c.v.Evidence = append(c.v.Evidence, Fact{Time: at, From: from, ID: id, Text: fmt.Sprintf(format, words...)})
}

// support adds the evidence: deployments, deaths, events, what auto scaling and the metrics say.
func (c *evaluation) support() {
	if c.v.State == Healthy && len(c.deaths)+len(c.leaving)+len(c.shared.others) == 0 && c.in.Scaling == nil && c.in.Load == nil {
		return
	}
	c.deploymentFacts()
	c.deathFacts()
	if c.v.State != Healthy {
		for _, m := range c.news[:min(len(c.news), 20)] {
			if m.Severity != Info {
				c.fact(m.Event.Time, "event", m.Event.ID, "%s", m.Event.Message)
			}
		}
	}
	waitFacts(c)
	strangers(c)
	c.scalingFacts()
	c.metricFacts()
}

// waitFacts say what tasks that have not started wait for, and since when the first of them does.
func waitFacts(c *evaluation) {
	kinds, first := map[string]int{}, map[string]aws.Task{}
	for _, t := range c.tasks {
		if t.Desired == "STOPPED" || t.Created.IsZero() || !slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING"}, t.Status) {
			continue
		}
		k := waits(t)
		if kinds[k]++; kinds[k] == 1 || t.Created.Before(first[k].Created) {
			first[k] = t
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t := first[k]
		c.fact(t.Created, "task", t.ID, "%s %s for up to %s: %s", words.Count(kinds[k], "task"), words.Agree(kinds[k], "waits", "wait"), words.Span(c.in.Now.Sub(t.Created)), k)
	}
}

func (c *evaluation) deploymentFacts() {
	for _, d := range c.service.Deployments {
		if d.Rollout == "COMPLETED" && c.v.State == Healthy {
			continue
		}
		c.fact(d.Updated, "deployment", d.ID, "%s %s %s: %d of %d run, %d pending, %d died in a row. %s", d.Revision, d.Status, cmp.Or(d.Rollout, "(no rollout state)"),
			d.Running, d.Desired, d.Pending, d.Failed, d.Reason)
	}
	h := c.latest()
	if h.Breaker.Threshold > 0 && h.InProgress() {
		c.fact(h.Started, "deployment", h.ID, "the circuit breaker has counted %d of %d failures", h.Breaker.Count, h.Breaker.Threshold)
	}
	for _, alarm := range h.Triggered {
		c.fact(h.Started, "deployment", h.ID, "alarm %s went off", alarm)
	}
	if c.primary.Rollout == "IN_PROGRESS" && c.service.Running > c.service.Desired && c.in.Scaling != nil && c.in.Scaling.Registered {
		c.fact(time.Time{}, "scaling", "", "auto scaling doesn't scale in while a deployment is in progress")
	}
}

// deathFacts are a line for each sort of death, the newest first, with how many died of it.
func (c *evaluation) deathFacts() {
	said := map[string]bool{}
	all := append(c.deaths[:len(c.deaths):len(c.deaths)], c.leaving...)
	key := func(d death) string { return d.why.Rule + d.task.Revision + d.why.Container }
	for _, d := range all {
		if said[key(d)] || d.why.Kind == Expected {
			continue
		}
		said[key(d)] = true
		text := d.why.Text
		if text == "" {
			text = d.why.Cause
		}
		same := slices.DeleteFunc(slices.Clone(all), func(x death) bool { return key(x) != key(d) })
		who, facts := aws.ShortID(d.task.ID), d.why.Facts
		if len(same) > 1 {
			who, facts = fmt.Sprintf("%s and %d more", who, len(same)-1), figures(same)
		}
		c.fact(d.at, "task", d.task.ID, "%s of %s: %s", who, d.task.Revision, text)
		for _, f := range facts {
			c.fact(d.at, "task", d.task.ID, "%s", f)
		}
	}
}

func (c *evaluation) scalingFacts() {
	s := c.in.Scaling
	if s == nil {
		return
	}
	switch n := c.service.Desired; {
	case s.Max > 0 && n > s.Max:
		c.fact(s.Seen, "scaling", "", "the desired count is %d, and auto scaling's maximum is %d%s", n, s.Max, loaded(c))
	case s.Max > 0 && n == s.Max:
		c.fact(s.Seen, "scaling", "", "auto scaling is at its maximum of %d%s", s.Max, loaded(c))
	case s.Registered && n > 0 && n < s.Min:
		c.fact(s.Seen, "scaling", "", "the desired count is %d, and auto scaling's minimum is %d", n, s.Min)
	}
	if off := s.Suspended(); len(off) > 0 {
		c.fact(s.Seen, "scaling", "", "auto scaling is suspended: %s", words.List(off))
	}
	seesaw(c)
	if len(s.Activities) > 0 {
		a := s.Activities[0]
		for _, n := range a.NotScaled {
			c.fact(a.Started, "scaling", a.ID, "auto scaling did nothing: %s", notScaled(n))
		}
		if a.Failed() {
			c.fact(a.Started, "scaling", a.ID, "auto scaling failed: %s", a.Message)
		}
	}
}

// loaded is the CPU of the tasks now, where it was read, and what auto scaling keeps it at.
func loaded(c *evaluation) string {
	if c.in.Load == nil {
		return ""
	}
	cpu, ok := aws.Last(c.in.Load.CPU)
	if !ok {
		return ""
	}
	text := fmt.Sprintf(", and CPU is at %.0f %%", cpu)
	for _, p := range c.in.Scaling.Policies {
		if p.Metric == aws.CPUMetric && p.Target > 0 {
			text += fmt.Sprintf(", which it would keep at %.0f %%", p.Target)
		}
	}
	return text
}

func notScaled(n aws.NotScaled) string {
	switch n.Code {
	case "AlreadyAtMaxCapacity":
		return fmt.Sprintf("it is at its maximum of %d", n.Max)
	case "AlreadyAtMinCapacity":
		return fmt.Sprintf("it is at its minimum of %d", n.Min)
	case "AlreadyAtDesiredCapacity":
		return "it has the number of tasks it wants"
	case "AutoScalingAnticipatedFlapping":
		return "it would have to reverse at once"
	}
	return n.Code
}

// full is the share of its memory, in percent, at which a service is about to be killed.
const full = 95

func (c *evaluation) metricFacts() {
	l := c.in.Load
	if l == nil {
		return
	}
	if most, ok := aws.Last(l.Memory); ok && most >= full {
		c.fact(l.To(), "metric", "MemoryUtilization", "memory is at %.0f %% of the limit", most)
		if c.v.Diagnosis.Rule == "exit-137" {
			c.v.Diagnosis.Facts = append(c.v.Diagnosis.Facts, "Memory was near its limit: this was most likely the out-of-memory killer.")
		}
	}
	answerFacts(c)
}
