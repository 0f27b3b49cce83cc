package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// watchesOf are what comes next, the alarms, the circuit breaker and the limits of a rollout.
func watchesOf(c *evaluation, r Rollout, o aws.RolloutConfiguration) []Hold {
	var all []Hold
	add := func(kind string, state State, format string, args ...any) {
		all = append(all, Hold{Kind: kind, State: state, Text: fmt.Sprintf(format, args...)})
	}
	if next := nextStage(r, o); next != "" {
		add("next", Zero, "next: %s", next)
	}
	if gone := overtaken(c.in.History, r.Deployment); gone != "" {
		add("replaced", Zero, "it replaced the deployment of %s, which had not finished", gone)
	}
	for _, a := range r.Deployment.Alarms {
		if slices.Contains(r.Deployment.Triggered, a) {
			add("alarm", Failing, "%s went off", a)
		} else {
			add("alarm", Healthy, "%s", a)
		}
	}
	if !r.Deployment.Described && len(o.Alarms) > 0 {
		add("alarm", Unclear, "alarms %s: unknown whether one went off", words.List(o.Alarms))
	}
	state, text := breakerWatch(c, r, o)
	add("breaker", state, "%s", text)
	least, most := o.Bounds(c.service.Desired)
	have := 0
	for _, s := range r.Sides {
		have += s.Running + s.Pending
	}
	switch {
	case o.Strategy != "ROLLING" && o.Strategy != "":
		add("limits", Healthy, "%s: both revisions run at full size until clean-up", words.Count(have, "task"))
	case o.Max > 0:
		add("limits", Healthy, "%s, min %d (%d %%), max %d (%d %%)", words.Count(have, "task"), least, o.MinHealthy, most, o.Max)
	}
	return all
}

// overtaken is the revision of the deployment that was in progress when another one began; empty where none was.
func overtaken(history []aws.ServiceDeployment, by aws.ServiceDeployment) string {
	i := slices.IndexFunc(history, func(d aws.ServiceDeployment) bool { return d.ARN != by.ARN })
	if by.ARN == "" || i < 0 {
		return ""
	}
	d := history[i]
	if next, ok := replacement(history, i); d.Created.Before(by.Created) && (d.InProgress() || d.Status == "STOPPED" && ok && next.ARN == by.ARN) {
		return cmp.Or(d.Revision, "an unknown revision")
	}
	return ""
}

// breakerWatch is how far the circuit breaker is from its threshold.
func breakerWatch(c *evaluation, r Rollout, o aws.RolloutConfiguration) (State, string) {
	b := r.Deployment.Breaker
	then := ", then the deployment fails"
	if r.Status == RollingBack || r.Status == BeingStopped {
		then = "" // that has come
	} else if o.Rollback && r.Back.To == "" && len(r.Deployment.Sources) == 0 && r.Deployment.Described {
		then = ", then it fails: there is nothing to roll back to"
	} else if o.Rollback {
		then = ", then ECS rolls back"
	}
	switch {
	case !r.Deployment.Described && !o.Breaker:
		return Zero, "circuit breaker off"
	case !r.Deployment.Described:
		return Unclear, fmt.Sprintf("circuit breaker on; its count is unknown (%s died in a row)", words.Count(c.primary.Failed, "task"))
	case b.Status == "DISABLED":
		return Zero, "circuit breaker off"
	case b.Status == "" && b.Threshold == 0:
		return Unclear, "circuit breaker: ECS doesn't report it"
	case b.Status == "TRIGGERED":
		return Failing, fmt.Sprintf("circuit breaker %d of %d: tripped", b.Count, b.Threshold)
	case b.Count > 0:
		return Degraded, fmt.Sprintf("circuit breaker %d of %d%s", b.Count, b.Threshold, then)
	}
	return Healthy, fmt.Sprintf("circuit breaker %d of %d", b.Count, b.Threshold)
}

// nextStage is what comes after the stage that a rollout is in.
func nextStage(r Rollout, o aws.RolloutConfiguration) string {
	if r.Status == RollingBack || r.Status == BeingStopped {
		return ""
	}
	d := r.Deployment
	if w := d.Target.Production; strings.HasSuffix(d.Stage, "PRODUCTION_TRAFFIC_SHIFT") && w.Known && w.Percent < 100 && o.Step > 0 {
		to := min(100, w.Percent+o.Step)
		if o.Strategy == "CANARY" && w.Percent > 0 {
			to = 100
		}
		return percent(to) + " of the production traffic"
	}
	for _, s := range r.Stages.Stages {
		if s.Mark != StageNext {
			continue
		}
		text := words.Constant(s.Name)
		if s.Name == "BAKE_TIME" && o.BakeTime > 0 {
			text += " " + words.Brief(o.BakeTime)
		}
		for _, h := range o.Hooks {
			if slices.Contains(h.Stages, s.Name) {
				text += " with a " + cmp.Or(h.Type, "LAMBDA") + " hook"
				break
			}
		}
		return text
	}
	return ""
}
