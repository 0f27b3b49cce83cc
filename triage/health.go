package triage

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// unhealthy judges a service whose tasks run and do not do well: its targets, its containers, what ECS says of them.
func (c *scene) unhealthy() bool {
	return c.sickTargets() || c.sickContainers() || c.sickEvents()
}

// sickTargets judges by the load balancer's own view.
func (c *scene) sickTargets() bool {
	sick, well := 0, 0
	var worst aws.Target
	var group aws.TargetGroup
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			switch t.State {
			case "unhealthy":
				if sick++; sick == 1 {
					worst, group = t, g
				}
			case "healthy":
				well++
			}
		}
	}
	if sick == 0 {
		return c.unusedTargets()
	}
	state := Degraded
	if well == 0 {
		state = Failing
	}
	d := c.named["target-unhealthy"].diagnosis(fmt.Sprintf("%s:%d is unhealthy in %s: %s %s", worst.ID, worst.Port, group.Name, worst.Reason, worst.Description))
	d.Cause, d.Fix = targetReason(worst.Reason, d.Cause, d.Fix)
	c.v.Diagnosis = d
	c.say(state, c.healthSince(), "%d of %s of %s fail health checks", sick, words.Count(sick+well, "target"), c.name())
	c.v.Serves = fmt.Sprintf("%s healthy.", words.Count(well, "target"))
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what the tasks answer"})
	return true
}

// healthSince is when ECS first noticed, as far as the events tell.
func (c *scene) healthSince() time.Time {
	var since time.Time
	for _, m := range c.news {
		if m.about == aboutHealth {
			since = m.Event.Time
		}
	}
	return since
}

// targetReason is what a load balancer's reason code means; unknown ones keep what the rule says.
func targetReason(code, cause, fix string) (string, string) {
	switch code {
	case "Target.ResponseCodeMismatch":
		return "The health check's path answers with a code that the target group does not accept.", "Check path and matcher of the health check against what the application answers, and the application's log."
	case "Target.Timeout":
		return "The health check gets no answer in time: the application is slow, or a security group is in the way.", "Let the task's security group accept the load balancer's on the container port; compare the timeout with the application's time to answer."
	case "Target.FailedHealthChecks":
		return "The load balancer cannot connect, or the answer is malformed: wrong port, or nothing listens on all addresses.", "Check the container port and protocol, and that the application listens on 0.0.0.0."
	case "Target.NotInUse":
		return "The target group is used by no listener, or the target's zone is not enabled.", "Give the target group a listener rule; enable the zone on the load balancer."
	case "Target.IpUnusable":
		return "The address cannot be a target: a load balancer uses it.", "Use the addresses of the tasks."
	case "Target.InvalidState":
		return "The target is stopped or terminated.", "Look at the task or instance behind it."
	case "Elb.InternalError":
		return "The load balancer had an internal error.", "Wait; if it lasts, look at AWS's health dashboard."
	}
	return cause, fix
}

// sickContainers judges by the containers' own health checks.
func (c *scene) sickContainers() bool {
	sick, name := 0, ""
	for _, t := range c.tasks {
		if t.Status == "RUNNING" && t.Health == "UNHEALTHY" {
			sick++
			name = t.Revision
		}
	}
	if sick == 0 {
		return false
	}
	state := Degraded
	if sick >= c.service.Running && c.service.Running > 0 {
		state = Failing
	}
	c.v.Diagnosis = c.named["container-health-checks-failed"].diagnosis("")
	c.say(state, c.healthSince(), "%d of %s of %s are unhealthy", sick, words.Count(c.service.Running, "task"), name)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what they say"})
	return true
}

// An event about health is news for so long where nothing else is known of the targets.
const healthNews = 5 * time.Minute

// sickEvents judges by what ECS says, which is before it stops the task.
func (c *scene) sickEvents() bool {
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
