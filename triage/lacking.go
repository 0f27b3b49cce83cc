package triage

import (
	"time"

	"github.com/ecscope/ecscope/words"
)

// lacking judges a service that lacks tasks, and in which nothing moves.
func lacking(c *evaluation) {
	s, listed := c.service, 0
	for _, t := range c.tasks {
		if t.Status == "RUNNING" && t.Desired != "STOPPED" {
			listed++
		}
	}
	switch {
	case listed > s.Running:
		c.say(Unclear, c.lastEvent(), "ECS counts %d of %s of %s that run, and lists %d: its count and its list disagree", s.Running, words.Count(s.Desired, "task"), c.name(), listed)
		c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
		return
	case undrained(c):
		return
	}
	c.say(Degraded, c.lastEvent(), "%d of %d tasks of %s run, and %s", s.Running, s.Desired, c.name(), silence(c))
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS said last"})
}

// undrained judges a service on container instances of which all drain or are not connected: no new task has a place.
func undrained(c *evaluation) bool {
	draining, on := 0, 0
	for _, i := range c.in.Instances {
		if i.Described && i.Status == "ACTIVE" && i.Connected {
			return false
		}
		if i.Status == "DRAINING" {
			draining++
		}
	}
	for _, t := range c.tasks {
		if t.Instance != "" {
			on++
		}
	}
	if draining == 0 || c.service.Scheduling == "DAEMON" || on == 0 && c.service.LaunchType != "EC2" {
		return false
	}
	s := c.service
	c.say(Degraded, time.Time{}, "%s runs %d of %s, and no container instance of the cluster takes a new one: %s", c.name(), s.Running, words.Count(s.Desired, "task"), words.Plural(draining, "instance drains", "instances drain"))
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which tasks, and where they run"})
	return true
}
