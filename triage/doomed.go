package triage

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
)

// doomed judges a deployment in progress that has failed although its tasks run: a hook failed, or an alarm went off, and ECS
// has not acted on it yet.
func doomed(c *evaluation, p aws.Deployment) bool {
	h := c.latest()
	if !h.InProgress() || h.Revision != p.Revision {
		return false
	}
	what := h.Culprit()
	if what == "" {
		return false
	}
	if !slices.ContainsFunc(h.Hooks, aws.Hook.Failed) {
		what += ": " + alarmEnd(h.Rules)
	}
	c.say(Degraded, h.Started, "%s is failing: %s", p.Revision, what)
	c.serves(p)
	rollBack(c)
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "its hooks and alarms"})
	return true
}
