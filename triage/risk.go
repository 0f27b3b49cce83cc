package triage

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// slowCheck is for how long a target may wait for its first health checks before that is worth a word: the slowest that a
// target group can ask for, ten checks 300 seconds apart, are rare.
const slowCheck = 10 * time.Minute

// idleTargets judges a service that runs what it should, where some targets get no traffic: they are not used although others
// of their group are, or they still wait for their first health checks long after the youngest task began.
func idleTargets(c *evaluation) bool {
	waiting, unused, all := 0, 0, 0
	var group aws.TargetGroup
	for _, g := range c.in.Targets {
		n := map[string]int{}
		for _, t := range g.Targets {
			n[t.State]++
		}
		all += len(g.Targets)
		waiting += n["initial"]
		if n["healthy"] > 0 {
			unused += n["unused"] // a group that is unused as a whole is the other color
		}
		if n["initial"]+n["unused"] > 0 {
			group = g
		}
	}
	if c.in.Now.Sub(youngest(c)) < slowCheck || waiting+unused == 0 {
		return false
	}
	d := c.book().named["target-unhealthy"].diagnosis("")
	n, what, cause := waiting, "waiting for its first health checks", "The load balancer may not have begun to check them: its zones, the target group's listener rule, or a long health check interval."
	if unused > 0 {
		n, what, cause = unused, "unused", "Their zone may not be enabled on the load balancer."
	}
	d.Text = fmt.Sprintf("%s in %s: %s", words.Count(n, "target"), group.Name, what)
	d.Cause, d.Fix = cause, "Look at the load balancer's zones and listener rules, and at the target group's health check."
	c.v.Diagnosis = d
	state := Degraded
	if n == all {
		state = Failing
	}
	c.say(state, time.Time{}, "%d of %s of %s get no traffic: %s", n, words.Count(all, "target"), c.name(), what)
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	return true
}

// youngest is when the newest task began to run, as far as tasks are known, else when the deployment was last changed.
func youngest(c *evaluation) time.Time {
	at := c.primary.Updated
	for _, t := range c.tasks {
		if t.Started.After(at) {
			at = t.Started
		}
	}
	return at
}

// wanting is for how long it counts that auto scaling wanted more than it may have.
const wanting = 30 * time.Minute

// limited judges a service at rest that auto scaling would make larger, if it might.
func limited(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || !s.Registered || c.service.Desired < s.Max {
		return false
	}
	for _, a := range s.Activities {
		if c.in.Now.Sub(a.Started) > wanting {
			break
		}
		for _, n := range a.NotScaled {
			if n.Code != "AlreadyAtMaxCapacity" {
				continue
			}
			c.say(Degraded, a.Started, "%s is at its limit: auto scaling wants more than %s", c.name(), words.Count(s.Max, "task"))
			c.v.Diagnosis.Text = a.Description
			c.v.Serves = running(c.service)
			c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
			return true
		}
	}
	return false
}
