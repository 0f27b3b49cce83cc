package triage

import (
	"fmt"
	"slices"

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
