package triage

import "github.com/ecscope/ecscope/words"

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
