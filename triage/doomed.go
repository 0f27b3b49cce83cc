package triage

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// doomed judges a deployment in progress that has failed although its tasks run: a hook failed, or an alarm went off, and ECS
// has not acted on it yet.
func doomed(c *evaluation, p aws.Deployment) bool {
	h := c.latest()
	if !h.InProgress() || h.Revision != p.Revision {
		return false
	}
	what := ""
	if i := slices.IndexFunc(h.Hooks, func(k aws.Hook) bool { return k.Status == "FAILED" || k.Status == "TIMED_OUT" }); i >= 0 {
		what = hookName(h.Hooks[i]) + " " + words.Constant(h.Hooks[i].Status)
	} else if len(h.Triggered) > 0 {
		what = words.Agree(len(h.Triggered), "alarm ", "alarms ") + words.List(h.Triggered) + " went off: " + alarmEnd(h.Rules)
	}
	if what == "" {
		return false
	}
	c.say(Degraded, h.Started, "%s is failing: %s", p.Revision, what)
	c.serves(p)
	rollBack(c)
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "its hooks and alarms"})
	return true
}
