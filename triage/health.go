package triage

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// unhealthy judges a service whose tasks run and do not do well: its targets, its containers, what ECS says of them.
func (c *evaluation) unhealthy() bool {
	return c.sickTargets() || c.sickContainers() || c.sickEvents()
}

// sickTargets judges by the load balancer's own view.
func (c *evaluation) sickTargets() bool {
	sick, well := sickness{}, 0
	var worst aws.Target
	var group aws.TargetGroup
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			switch t.State {
			case "unhealthy":
				if worst.ID == "" {
					worst, group = t, g
				}
				task, _ := g.Of(t, c.tasks, c.in.Instances)
				sick.add(c, task)
			case "healthy":
				well++
			}
		}
	}
	n := sick.counts + sick.graced
	if n == 0 {
		return c.unusedTargets()
	}
	of := words.Count(n+well, "target") + " of " + c.name()
	c.v.Diagnosis = target(c, worst.Reason, fmt.Sprintf("%s:%d is unhealthy in %s: %s %s", worst.ID, worst.Port, group.Name, worst.Reason, worst.Description), group)
	if !sick.wait(c, of) {
		state := Degraded
		if well == 0 {
			state = Failing
		}
		c.say(state, c.healthSince(), "%d of %s %s health checks", n, of, words.Agree(n, "fails", "fail"))
	}
	c.v.Serves = fmt.Sprintf("%s healthy.", words.Count(well, "target"))
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what the tasks answer"})
	return true
}

// healthSince is when ECS first noticed, as far as the events tell.
func (c *evaluation) healthSince() time.Time {
	var since time.Time
	for _, m := range c.news {
		if m.about == aboutHealth {
			since = m.Event.Time
		}
	}
	return since
}

// target is what a load balancer's reason code means; of one that no rule knows only that the target is unhealthy is said.
func target(c *evaluation, code, text string, group aws.TargetGroup) Diagnosis {
	d := c.named["target-unhealthy"].diagnosis(strings.TrimSpace(text))
	if one := c.find(fieldText, read(code)); one != nil && one.set == ofPlatform {
		d.by.rule, d.Also, d.Source, d.Evidence = one, []string{one.ID}, one.Source, one.evidence()
	}
	d.Kind, d.Phase = Failure, Running
	d.Values.Add(reason.TargetGroup, group.Name)
	d.Values.Add(reason.TargetGroupARN, group.ARN)
	return confirmed(c, d)
}

// sickContainers judges by the containers' own health checks.
func (c *evaluation) sickContainers() bool {
	sick, name := sickness{}, ""
	for _, t := range c.tasks {
		if t.Status == "RUNNING" && t.Health == "UNHEALTHY" {
			sick.add(c, t)
			name = t.Revision
		}
	}
	n := sick.counts + sick.graced
	if n == 0 {
		return false
	}
	of := words.Count(c.service.Running, "task") + " of " + name
	c.v.Diagnosis = confirmed(c, c.named["container-health-checks-failed"].diagnosis(""))
	if !sick.wait(c, of) {
		state := Degraded
		if n >= c.service.Running && c.service.Running > 0 {
			state = Failing
		}
		c.say(state, c.healthSince(), "%d of %s %s unhealthy", n, of, words.Agree(n, "is", "are"))
	}
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what they say"})
	return true
}

// An event about health is news for so long where nothing else is known of the targets.
const healthNews = 5 * time.Minute

// sickEvents judges by what ECS says, which is before it stops the task.
func (c *evaluation) sickEvents() bool {
	m, ok := c.newest(aboutHealth)
	if !ok || c.in.Now.Sub(m.Event.Time) > healthNews {
		return false
	}
	c.accuse(m)
	up := c.service.Running
	if c.primary.Rollout == "IN_PROGRESS" {
		up = c.primary.Running
	}
	c.say(Degraded, c.healthSince(), "%s fails its health checks: %d of %s run", c.name(), up, words.Count(c.service.Desired, "task"))
	c.serves(c.primary)
	if back := c.good(); back != "" && c.primary.Rollout == "IN_PROGRESS" {
		c.remedy(Remedy{Action: RollBack, Text: "back to " + back, Revision: back, Deployment: c.inFlight()})
	}
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "the targets and their reason codes"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what the tasks answer"})
	return true
}
