package triage

import (
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// sharing is what was found in a service's target groups that may not be its own, each group with those targets only: others are
// the targets of no task of the service, and of those that are unsure nobody can tell.
type sharing struct{ others, unsure []aws.TargetGroup }

// share leaves in the target groups what belongs to the service: services may share a group, and the targets of one say nothing of
// another. Where the addresses of all tasks that run are known, what has none of them is another's. Else as many targets as tasks run
// are taken for its own, and of more nobody can tell.
func share(c *evaluation) {
	all, found := c.in.Targets, map[string]bool{}
	c.in.Targets = slices.Clone(all)
	rest := make([]aws.TargetGroup, len(all))
	for i, g := range all {
		rest[i], c.in.Targets[i].Targets = g, nil
		rest[i].Targets = nil
		for _, t := range g.Targets {
			if task, ok := g.Of(t, c.tasks, c.in.Instances); ok {
				found[task.ARN] = true
				c.in.Targets[i].Targets = append(c.in.Targets[i].Targets, t)
			} else {
				rest[i].Targets = append(rest[i].Targets, t)
			}
		}
	}
	known := !slices.ContainsFunc(c.tasks, func(t aws.Task) bool {
		return t.Status == "RUNNING" && t.Desired != "STOPPED" && !addressed(t) && !found[t.ARN]
	})
	for i, g := range all {
		active := 0
		for _, t := range g.Targets {
			if t.State != "draining" {
				active++
			}
		}
		resolved := known && len(c.tasks) > 0 && (g.Type == "ip" || len(c.in.Targets[i].Targets) > 0)
		switch {
		case !resolved && active <= c.service.Running+c.service.Pending:
			c.in.Targets[i] = g
		case len(rest[i].Targets) == 0:
		case resolved:
			c.shared.others = append(c.shared.others, rest[i])
		default:
			c.shared.unsure = append(c.shared.unsure, rest[i])
		}
	}
}

// strangers adds what fails in the service's target groups and is no task of it.
func strangers(c *evaluation) {
	for _, g := range c.shared.others {
		if n := failing(g); n > 0 {
			c.fact(time.Time{}, "target", "", "%s in %s that %s health checks %s to no task of %s", words.Count(n, "target"), g.Name, words.Agree(n, "fails", "fail"), words.Agree(n, "belongs", "belong"), c.service.Name)
		}
	}
}

// failing counts the targets of a group that fail their health checks.
func failing(g aws.TargetGroup) (n int) {
	for _, t := range g.Targets {
		if t.Fails() {
			n++
		}
	}
	return n
}

// addressed says whether a task has an address of its own that is known.
func addressed(t aws.Task) bool {
	return slices.ContainsFunc(t.Containers, func(k aws.Container) bool {
		return slices.ContainsFunc(k.Interfaces, func(i aws.Interface) bool { return i.IPv4+i.IPv6 != "" })
	}) || slices.ContainsFunc(t.Attachments, func(a aws.Attachment) bool {
		return slices.ContainsFunc(a.Details, func(d aws.Tag) bool { return strings.HasPrefix(d.Key, "privateIPv") && d.Value != "" })
	})
}

// anybodys judges a service in whose target group some targets fail of which nobody can tell whether they are its own.
func anybodys(c *evaluation) bool {
	for _, g := range c.shared.unsure {
		n := failing(g)
		if n == 0 {
			continue
		}
		c.say(Unclear, time.Time{}, "%d of %s in %s %s health checks, and nothing tells whose %s: %s runs %s, whose addresses are unknown",
			n, words.Count(len(g.Targets), "target"), g.Name, words.Agree(n, "fails", "fail"), words.Agree(n, "it is", "they are"), c.service.Name, words.Count(c.service.Running, "task"))
		c.v.Serves = running(c.service)
		c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
		return true
	}
	return false
}
