package triage

import (
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// uncounted judges a service that is to run no task and of which ECS counts none, while the list of its tasks has some that are meant to
// run: those that its deployment counts, or that ran before the service was read.
func uncounted(c *evaluation) bool {
	s, listed := c.service, 0
	for _, t := range c.in.Tasks {
		if t.Service == s.Name && t.Cluster == s.Cluster && t.Status == "RUNNING" && t.Desired == "RUNNING" && (c.primary.Running > 0 || t.Started.Before(s.Seen)) {
			listed++
		}
	}
	if s.Running > 0 || listed == 0 {
		return false
	}
	c.say(Unclear, time.Time{}, "%s: ECS counts none of its tasks, and lists %s that %s", s.Name, words.Count(listed, "task"), words.Agree(listed, "runs", "run"))
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	return true
}

// unstopped judges a service that has more tasks than it should, and of which ECS has stopped none for so long that it does not scale in.
func unstopped(c *evaluation) bool {
	s := c.service
	since := lastSign(c, aws.ServiceDeployment{})
	if last := c.lastEvent(); last.After(since) {
		since = last
	}
	if s.Controller != "ECS" || s.Running+s.Pending <= s.Desired || c.lastEvent().IsZero() || c.in.Now.Sub(since) < standstill {
		return false
	}
	left, quiet := s.Running+s.Pending, words.Span(c.in.Now.Sub(since))
	if s.Desired == 0 {
		c.say(Degraded, since, "%s is to run no task, and %s left: nothing stopped %s for %s", s.Name, words.Plural(left, "task is", "tasks are"), words.Agree(left, "it", "them"), quiet)
	} else {
		c.say(Degraded, since, "%s has %s, desired count %d: nothing stopped the others for %s", s.Name, words.Count(left, "task"), s.Desired, quiet)
		c.v.Serves = running(s)
	}
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "whether they are protected, and where they run"})
	return true
}
