package triage

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// green is the task set that another controller deploys beside the one that serves; false where there is none.
func green(s aws.Service) (set, blue aws.TaskSet, ok bool) {
	for _, t := range s.TaskSets {
		switch t.Status {
		case "PRIMARY":
			blue = t
		case "ACTIVE":
			if !ok || t.Created.After(set.Created) {
				set, ok = t, true
			}
		}
	}
	return set, blue, ok && blue.ID != "" && !set.Created.Before(blue.Created) // an older one served before
}

// setMoves says whether a task set is on its way: ECS still works on it, or it waits beside the one that serves for its traffic. One that
// asks for no task waits for nothing.
func setMoves(s aws.Service, t aws.TaskSet) bool {
	if t.Status == "DRAINING" || t.Stability == "STABILIZING" {
		return t.Status != "DRAINING"
	}
	return t.Status == "ACTIVE" && t.Desired+t.Running+t.Pending > 0 && !outlived(s, t)
}

// standby are the task sets that ask for nothing beside the one that serves.
func standby(s aws.Service) []aws.TaskSet {
	return slices.DeleteFunc(slices.Clone(s.TaskSets), func(t aws.TaskSet) bool {
		return t.Status != "ACTIVE" || t.Desired+t.Running+t.Pending > 0 || setMoves(s, t) || outlived(s, t)
	})
}

// underscaled judges a service whose task sets ask for fewer tasks than it should have: its controller has scaled them so.
func underscaled(c *evaluation) bool {
	s, asked := c.service, 0
	var one aws.TaskSet
	for _, t := range s.TaskSets {
		if asked += t.Desired; t.Desired > one.Desired {
			one = t
		}
	}
	if len(s.TaskSets) == 0 || asked >= s.Desired || s.Running < asked || s.Running >= s.Desired {
		return false
	}
	c.say(Degraded, time.Time{}, "%s runs %d of %s: its %s for %d, and its deployment controller has to scale %s", s.Name, s.Running, words.Count(s.Desired, "task"),
		words.Agree(len(s.TaskSets), "task set asks", "task sets ask"), asked, words.Agree(len(s.TaskSets), "it", "them"))
	c.fact(one.Created, "deployment", one.ID, "the task set %s of %s stands at %g %% and asks for %s", one.ID, one.Revision, one.Scale, words.Count(one.Desired, "task"))
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	return true
}

// leftover judges a service that still runs a task set that served before.
func leftover(c *evaluation) bool {
	for _, t := range c.service.TaskSets {
		if outlived(c.service, t) && t.Running+t.Pending > 0 {
			c.say(Changing, time.Time{}, "%s still runs the task set of %s, which served before: %s, and %s has not removed it", c.service.Name, t.Revision, words.Count(t.Running+t.Pending, "task"), c.service.Controller)
			return true
		}
	}
	return false
}

// greenDying judges a deployment by another controller whose new tasks die, while the old ones serve.
func greenDying(c *evaluation) bool {
	set, blue, ok := green(c.service)
	if !ok || set.Running >= max(1, set.Desired) {
		return false
	}
	died := slices.DeleteFunc(slices.Clone(c.deaths), func(d death) bool {
		return d.task.StartedBy != set.ID && (d.task.Revision != set.Revision || set.Revision == blue.Revision)
	})
	if len(died) == 0 {
		return false
	}
	c.blame(died, aboutHealth, aboutStart, aboutCapacity)
	what := "is not starting"
	if !died[0].task.Started.IsZero() {
		what = "keeps dying"
	}
	state := Failing
	if blue.Running >= c.service.Desired {
		state = Degraded
	}
	c.say(state, set.Created, "the green task set %s %s: %s died, %d of %d run", set.Revision, what, words.Count(len(died), "new task"), set.Running, set.Desired)
	c.v.Serves = fmt.Sprintf("The blue task set %s still runs %d of %s.", blue.Revision, blue.Running, words.Count(c.service.Desired, "task"))
	c.after(died)
	return true
}
