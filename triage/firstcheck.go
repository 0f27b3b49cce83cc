package triage

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// unchecked judges a service some of whose targets still wait for their first health checks, for no longer than those take: no
// traffic goes to them yet, so that it is not at rest.
func unchecked(c *evaluation) bool {
	n, all, well := 0, 0, 0
	var since time.Time
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			if strings.HasSuffix(t.State, "draining") {
				continue
			}
			all++
			switch t.State {
			case "healthy":
				well++
			case "initial":
				if at := registered(c, g, t); n == 0 || at.Before(since) {
					since = at
				}
				n++
			}
		}
	}
	if n == 0 {
		return false
	}
	c.say(Changing, since, "%d of %s of %s %s first health checks", n, words.Count(all, "target"), c.name(), words.Agree(n, "waits for its", "wait for their"))
	c.v.Serves = words.Count(well, "target") + " healthy."
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which ones"})
	return true
}

// startless judges a service of which ECS says that its tasks do not start, where no dead task tells why: they may be forgotten, or
// nobody could read them.
func startless(c *evaluation) bool {
	s := c.service
	m, ok := c.newest(aboutStart)
	if !ok || s.Running >= s.Desired {
		return false
	}
	c.accuse(m)
	state := Degraded
	if s.Running == 0 {
		state = Failing
	}
	c.say(state, m.Event.Time, "tasks of %s do not start, says ECS: %d of %d run", c.name(), s.Running, s.Desired)
	c.v.Serves = running(s)
	if c.in.Stopped == nil {
		c.v.Headline += ", and " + silence(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "stopped", Text: "the dead tasks, which say why"})
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	return true
}

// uncovered judges a daemon service that lacks tasks on container instances whose agents ECS does not hear.
func uncovered(c *evaluation) bool {
	s, covered := c.service, map[string]bool{}
	if s.Scheduling != "DAEMON" || s.Running >= s.Desired || c.in.Tasks == nil {
		return false
	}
	for _, t := range c.tasks {
		covered[t.Instance] = true
	}
	var names []string
	d := c.book().named["agent-disconnected"].diagnosis("")
	for _, i := range c.in.Instances {
		if i.Described && i.Status == "ACTIVE" && !i.Connected && !covered[i.ARN] {
			names = append(names, i.ID)
			d.Values.Add(reason.Instances, i.ID)
			d.Values.Add(reason.Instance, i.EC2)
			c.fact(i.Seen, "instance", i.ID, "%s", remains(i))
		}
	}
	if len(names) == 0 {
		return false
	}
	if len(names) > 1 {
		d.Values = nil
	}
	c.v.Diagnosis = confirmed(c, d)
	where := words.Agree(len(names), "container instance "+names[0]+", whose agent is", words.Count(len(names), "container instance")+", whose agents are")
	c.say(Degraded, time.Time{}, "%d of %d tasks of %s run: none on %s disconnected", s.Running, s.Desired, c.name(), where)
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "where it runs"})
	return true
}
