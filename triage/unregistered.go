package triage

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// unregistered judges a service behind a load balancer whose tasks have run for long, and none of which is registered: its target
// groups are empty, or all that is in them drains.
func unregistered(c *evaluation) bool {
	if len(c.in.Targets) == 0 || len(c.shared.unsure) > 0 {
		return false
	}
	draining, names := 0, []string{}
	for _, g := range c.in.Targets {
		names = append(names, g.Name)
		for _, t := range g.Targets {
			if t.State != "draining" {
				return false
			}
			draining++
		}
	}
	run, long := 0, 0
	for _, t := range c.tasks {
		if t.Status != "RUNNING" || t.Desired == "STOPPED" {
			continue
		}
		if run++; !t.Started.IsZero() && c.in.Now.Sub(t.Started) >= slowCheck && !graced(c.service, t, c.in.Now) {
			long++
		}
	}
	if long == 0 {
		return false
	}
	why := fmt.Sprintf("%s %s empty", words.List(names), words.Agree(len(names), "is", "are"))
	if len(c.shared.others) > 0 {
		why = "what is registered in " + words.List(names) + " is no task of it"
	}
	if draining > 0 {
		why = fmt.Sprintf("%s %s, and no other is registered", words.Count(draining, "target"), words.Agree(draining, "drains", "drain"))
	}
	c.say(Failing, time.Time{}, "no target of %s gets traffic: %s; %s %s", c.name(), why, words.Count(run, "task"), words.Agree(run, "runs", "run"))
	c.v.Serves = "Nothing serves."
	c.fact(time.Time{}, "target", "", "%s: %s", words.List(names), why)
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "whether ECS could register its targets"})
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	c.remedy(Remedy{Action: Redeploy, Text: "start new tasks, which ECS registers anew"})
	return true
}

// overlooked judges a service at rest some of whose tasks are no target of its groups, although others are: somebody may have
// deregistered them, or ECS could not register them. Targets by address alone tell whose they are.
func overlooked(c *evaluation) bool {
	s, run := c.service, 0
	if len(c.in.Targets) == 0 || len(s.Deployments) != 1 || s.Deployments[0].Rollout != "COMPLETED" || s.Running != s.Desired {
		return false
	}
	found := map[string]bool{}
	for _, g := range c.in.Targets {
		if g.Type != "ip" {
			return false
		}
		for _, t := range g.Targets {
			task, _ := g.Of(t, c.tasks, nil)
			found[task.ARN] = true
		}
	}
	var without []aws.Task
	for _, t := range c.tasks {
		if t.Status != "RUNNING" || t.Desired == "STOPPED" {
			continue
		}
		if run++; !found[t.ARN] && addressed(t) && !t.Started.IsZero() && c.in.Now.Sub(t.Started) >= slowCheck && !graced(s, t, c.in.Now) {
			without = append(without, t)
		}
	}
	if len(without) == 0 || run != s.Running {
		return false
	}
	c.say(Degraded, time.Time{}, "%d of %s of %s %s no target of %s, and %s no traffic", len(without), words.Count(run, "task"), c.name(), words.Agree(len(without), "is", "are"),
		words.List(groupNames(c.in.Targets)), words.Agree(len(without), "gets", "get"))
	c.v.Serves = running(s)
	for _, t := range without[:min(3, len(without))] {
		c.fact(t.Started, "task", t.ID, "%s runs, and no target has its address", aws.ShortID(t.ID))
	}
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which tasks are registered"})
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "whether ECS could register them"})
	c.remedy(Remedy{Action: Redeploy, Text: "start new tasks, which ECS registers anew"})
	return true
}

func groupNames(groups []aws.TargetGroup) (names []string) {
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return names
}

// uncheckedTargets counts the targets whose health the load balancer does not know, as where health checks are off.
func uncheckedTargets(c *evaluation) (n int) {
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			if t.State == "unavailable" {
				n++
			}
		}
	}
	return n
}
