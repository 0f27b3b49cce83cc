package triage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// announced judges a service whose history has a deployment in progress that its own rows do not show: they follow a little later.
func announced(c *evaluation) bool {
	d := c.latest()
	if !d.InProgress() || c.primary.Rollout == "IN_PROGRESS" || c.primary.Created.Sub(d.Created) > time.Minute {
		return false
	}
	state, what := Changing, "is being rolled out"
	switch statusOf(d) {
	case RollingBack:
		state, what = Degraded, strings.TrimSpace("is being rolled back"+trimmed(" to ", d.BackTo))
	case BeingStopped:
		what = "was being rolled out, and that is being stopped"
	default:
		if d.Status == "PENDING" {
			what = "is to be rolled out, and ECS hasn't started that"
		}
	}
	c.say(state, cmp.Or(d.Started, d.Created), "%s %s: %d of %s run", cmp.Or(d.Revision, "a new revision"), what, c.service.Running, words.Count(c.service.Desired, "task"))
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "how far it is"})
	return true
}

// unfinished judges a service whose deployment ECS counts as completed while tasks of an earlier one still run: they are on their way
// out, or, where it was to succeed early, the new ones are not all there yet.
func unfinished(c *evaluation) bool {
	p, s := c.primary, c.service
	if s.Controller != "ECS" || p.Rollout != "COMPLETED" || s.Running+s.Pending < s.Desired {
		return false
	}
	old, of := s.RunningBeside(p.ID), "an earlier deployment"
	if old == 0 {
		return false
	}
	if i := slices.IndexFunc(s.Deployments, func(d aws.Deployment) bool { return d.ID != p.ID && d.Running == old && d.Revision != "" }); i >= 0 {
		of = s.Deployments[i].Revision
	}
	c.say(Changing, p.Updated, "%s is deployed and runs %d of %s; %s of %s still %s", c.name(), p.Running, words.Count(s.Desired, "task"), words.Count(old, "task"), of, words.Agree(old, "runs", "run"))
	return true
}

// takenBack tells whether somebody asked for a rollback: the revision that it left need not have failed. The words are those that ECS
// gives as the reason (hashicorp/terraform-provider-aws#49031).
func takenBack(d aws.ServiceDeployment) bool {
	asked := strings.Contains(cmp.Or(d.RollbackReason, d.Reason), "by user") || slices.ContainsFunc(d.Hooks, aws.Hook.Answered)
	return asked && !aws.FailedItself(d)
}

// stuckBack says that the newest deployment was to go back and could not, and that none has begun since.
func stuckBack(c *evaluation) bool {
	h := c.latest()
	return h.Status == "ROLLBACK_FAILED" && (h.Finished.IsZero() || !c.primary.Created.After(h.Finished))
}

// fell says of a deployment that was left that it had failed; nothing where somebody took it back and none of its tasks is known to
// have died.
func fell(c *evaluation, d aws.Deployment) string {
	if takenBack(c.latest()) && c.losses(d, c.deathsOf(d)) == 0 {
		return ""
	}
	return "failed and "
}
