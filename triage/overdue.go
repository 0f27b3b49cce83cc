package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Beyond the time that it was given, a deployment may stand still for so long. That is ours to say: AWS documents no limit for tasks to
// start or to stop. A lifecycle hook without a timeout of its own has a day.
// Source: TimeoutInMinutes in types.DeploymentLifecycleHookTimeoutConfiguration of aws-sdk-go-v2/service/ecs v1.104.1.
const (
	standstill  = 30 * time.Minute
	hookTimeout = 24 * time.Hour
)

// still is a deployment that does not move: since when, in which stage, and what that stage was given.
type still struct {
	since time.Time
	// seen says that it was seen to be in the stage since then; else nothing has changed since.
	seen, stopping bool
	stage, given   string
}

// stands says whether the deployment that is under way has stood still for longer than its configuration explains.
func stands(c *evaluation) (still, bool) {
	h, p, o := c.latest(), c.primary, c.service.Rollout
	if p.Rollout != "IN_PROGRESS" || c.service.Lacks(aws.EventList) != nil { // without events nobody knows whether it moves
		return still{}, false
	}
	if slices.ContainsFunc(h.Hooks, waiting) {
		return still{}, false
	}
	known := h.Described && h.InProgress() && !h.Created.Before(p.Created.Add(-time.Minute))
	if known {
		o = h.Rules
	} else {
		h = aws.ServiceDeployment{}
	}
	s := still{since: lastSign(c, h), stage: h.Stage, stopping: h.Status == "STOP_REQUESTED"}
	if time, told := stageTime(o, h.Stage); told {
		s.given = time
	}
	if p.Created.IsZero() && p.Updated.IsZero() { // nor where ECS does not say when it began
		return still{}, false
	}
	if c.in.Now.Sub(s.since) >= standstill+wholeTime(o) {
		return s, true
	}
	if seen := c.in.Stage; known && seen.Deployment == h.ARN && !seen.Since.IsZero() && h.Stage != "" && c.in.Now.Sub(seen.Since) >= standstill+ownTime(o, h.Stage) && !alive(c, seen.Since) {
		s.since, s.seen = seen.Since, true
		return s, true
	}
	return s, false
}

// alive says whether something has happened to the deployment after a time, or within the last half hour.
func alive(c *evaluation, after time.Time) bool {
	last := lastSign(c, aws.ServiceDeployment{})
	return last.After(after) && c.in.Now.Sub(last) < standstill
}

// lastSign is when a deployment last showed that it lives: its row changed, a task of it began, or ECS wrote an event that is not
// only about rest.
func lastSign(c *evaluation, h aws.ServiceDeployment) time.Time {
	last := slices.MaxFunc([]time.Time{c.primary.Created, c.primary.Updated, h.Started}, time.Time.Compare)
	for i, e := range c.service.Events {
		if i == furthest || !e.Time.After(last) {
			break
		}
		if c.bareMeaning(e).Rule != "steady" {
			last = e.Time
			break
		}
	}
	for _, t := range c.tasks {
		if of(c.primary, t) && cmp.Or(t.Started, t.Created).After(last) {
			last = cmp.Or(t.Started, t.Created)
		}
	}
	return last
}

// ownTime is for how long a deployment may be in a stage by its configuration.
func ownTime(o aws.RolloutConfiguration, stage string) time.Duration {
	all := hookTime(o, stage)
	switch stage {
	case "BAKE_TIME":
		all += o.BakeTime
	case "PRODUCTION_TRAFFIC_SHIFT":
		all += o.StepBake
	}
	return all
}

// wholeTime is for how long a deployment may show nothing by its configuration: from its last new task to its end.
func wholeTime(o aws.RolloutConfiguration) time.Duration {
	all := o.BakeTime + o.StepBake*time.Duration(stepsOf(o))
	for _, stage := range aws.Stages() {
		all += hookTime(o, stage)
	}
	return all
}

// hookTime is how long the hooks of a stage may take.
func hookTime(o aws.RolloutConfiguration, stage string) (all time.Duration) {
	for _, h := range o.Hooks {
		if slices.Contains(h.Stages, stage) {
			all += cmp.Or(h.Timeout, hookTimeout)
		}
	}
	return all
}

// stageTime is the time that a stage is configured to take, in words; false where it has none.
func stageTime(o aws.RolloutConfiguration, stage string) (string, bool) {
	switch {
	case stage == "BAKE_TIME" && o.BakeTime > 0:
		return "its bake time is " + words.Span(o.BakeTime), true
	case stage == "PRODUCTION_TRAFFIC_SHIFT" && o.StepBake > 0:
		return "each step of its traffic is kept for " + words.Span(o.StepBake), true
	}
	return "", false
}

// text says what stands still: "it has been in BAKE_TIME for 3 days, and its bake time is 10 minutes".
func (s still) text(now time.Time) string {
	text := "has made no progress for " + words.Span(now.Sub(s.since))
	switch {
	case s.stopping:
		text = "was asked to stop (STOP_REQUESTED) and " + text
	case s.seen:
		text = fmt.Sprintf("has been in %s for at least %s", s.stage, words.Span(now.Sub(s.since)))
	case s.stage != "":
		text = fmt.Sprintf("is in %s and has made no progress for %s", s.stage, words.Span(now.Sub(s.since)))
	}
	return text + trimmed(", and ", s.given)
}

// standing judges a deployment that neither fails nor moves.
func standing(c *evaluation) bool {
	p := c.primary
	s, ok := stands(c)
	if !ok {
		return false
	}
	c.say(Stalled, s.since, "%s %s: %d of %s running", p.Revision, s.text(c.in.Now), p.Running, words.Count(c.service.Desired, "new task"))
	c.serves(p)
	if h := c.latest(); s.stage != "" {
		c.fact(h.Started, "deployment", h.ID, "ECS says %s, stage %s%s", strings.TrimSpace(h.Status), s.stage, trimmed("; ", s.given))
		c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "its stage, hooks and alarms"})
	}
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "what its tasks wait for"})
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "whether its targets are healthy"})
	if s.stage != "" {
		rollBack(c)
	}
	return true
}

// still says that the rollout does not move.
func (h *holding) still() bool {
	s, ok := stands(h.c)
	if ok {
		h.add("stage", Stalled, "it %s", s.text(h.c.in.Now)).Headline = cmp.Or(h.out.To, "it") + " " + s.text(h.c.in.Now)
	}
	return ok
}
