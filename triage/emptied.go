package triage

import (
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Scaling to zero is worth more than a word for so long, and what stopped within so long of it belongs to it.
const (
	emptiedNews = 24 * time.Hour
	oneSweep    = 10 * time.Minute
)

// emptied says when a service was scaled to zero, by how many tasks and by whom, as far as events and activities tell.
func emptied(c *evaluation) {
	n, at := swept(c.service.Events)
	if n == 0 || c.in.Now.Sub(at) > emptiedNews {
		return
	}
	c.say(Zero, at, "%s has been scaled to zero for %s: %s %s stopped", c.service.Name, words.Span(c.in.Now.Sub(at)), words.Count(n, "task"), words.Agree(n, "was", "were"))
	if s := c.in.Scaling; s != nil {
		for _, a := range s.Activities {
			if count, ok := a.SetTo(); ok && count == 0 && a.Started.Before(at.Add(time.Minute)) && at.Sub(a.Started) < oneSweep {
				c.v.Headline += " by auto scaling"
				c.fact(a.Started, "scaling", a.ID, "%s %s", a.Description, a.Cause)
				break
			}
		}
		if s.Registered && s.Min > 0 {
			c.fact(s.Seen, "scaling", "", "auto scaling would keep at least %s: something else set the count to 0", words.Count(s.Min, "task"))
		}
	}
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	if s := c.in.Scaling; s != nil && s.Registered && s.Max < n {
		if n = s.Max; n == 0 {
			c.fact(s.Seen, "scaling", "", "auto scaling allows no task: its maximum is 0")
			c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
			return
		}
	}
	c.remedy(Remedy{Action: Scale, Text: "start " + words.Count(n, "task") + " again", Desired: n})
}

// swept counts the tasks that the newest events say were stopped, and tells when the first of them was.
func swept(events []aws.Event) (n int, at time.Time) {
	for _, e := range events {
		_, stopped := e.Moved()
		switch {
		case stopped > 0 && (at.IsZero() || at.Sub(e.Time) < oneSweep):
			n, at = n+stopped, e.Time
		case !at.IsZero() && at.Sub(e.Time) >= oneSweep:
			return n, at
		}
	}
	return n, at
}
