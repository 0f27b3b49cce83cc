package triage

import (
	"time"

	"github.com/ecscope/ecscope/words"
)

// draining is the status of a container instance that takes no new task. ECS stops the tasks of services on it, and starts others
// elsewhere, within the percentages of the service.
// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
const draining = "DRAINING"

// drained counts the container instances of the cluster that drain.
func drained(c *evaluation) (n int) {
	for _, i := range c.in.Instances {
		if i.Status == draining {
			n++
		}
	}
	return n
}

// undrained judges a service on container instances of which all drain or are not connected: no new task has a place.
func undrained(c *evaluation) bool {
	n, on := drained(c), 0
	for _, i := range c.in.Instances {
		if !i.Described || i.Status == "ACTIVE" && i.Connected {
			return false
		}
	}
	for _, t := range c.tasks {
		if t.Instance != "" {
			on++
		}
	}
	if n == 0 || c.service.Scheduling == "DAEMON" || on == 0 && c.service.LaunchType != "EC2" {
		return false
	}
	s := c.service
	c.say(Degraded, time.Time{}, "%s runs %d of %s, and no container instance of the cluster takes a new one: %s", c.name(), s.Running, words.Count(s.Desired, "task"), words.Plural(n, "instance drains", "instances drain"))
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which tasks, and where they run"})
	return true
}

// evicted judges a service some of whose tasks are on container instances that drain: they move, unless nothing lets them.
func evicted(c *evaluation) bool {
	s, tasks, hosts := c.service, 0, map[string]bool{}
	for _, i := range c.in.Instances {
		if i.Status != draining {
			continue
		}
		for _, t := range c.tasks {
			if t.Instance == i.ARN && t.Desired != "STOPPED" {
				tasks++
				hosts[i.ARN] = true
			}
		}
		if hosts[i.ARN] {
			c.fact(i.Seen, "instance", i.ID, "%s", remains(i))
		}
	}
	if tasks == 0 {
		return false
	}
	where := words.Plural(len(hosts), "container instance that drains", "container instances that drain")
	room, full := c.newest(aboutCapacity)
	holds, _ := percentBlocks(c, nil)
	state, then := Changing, "ECS starts others elsewhere and stops them"
	switch {
	case s.Scheduling == "DAEMON":
		then = "ECS stops them"
	case full:
		state, then = Degraded, "ECS finds no place for others"
		c.accuse(room)
	case holds == yes:
		state, then = Degraded, obstacle(deadlockRule)
		c.v.Diagnosis = confirmed(c, c.book().named[deadlockRule].diagnosis(""))
		unlock(c)
	}
	c.say(state, time.Time{}, "%d of %s of %s %s on %s: %s", tasks, words.Count(s.Running, "task"), c.name(), words.Agree(tasks, "is", "are"), where, then)
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which tasks, and where they run"})
	return true
}

// hostless counts the tasks on container instances that the cluster does not list, although they are older than the list.
func hostless(c *evaluation) (n int) {
	known := map[string]bool{}
	for _, i := range c.in.Instances {
		known[i.ARN] = true
	}
	for _, t := range c.tasks {
		if c.in.Instances != nil && t.Instance != "" && !known[t.Instance] && c.in.Now.Sub(t.Created) > listed {
			n++
		}
	}
	return n
}

// listed is how old a list of container instances may be.
const listed = 15 * time.Minute
