package triage

import (
	"time"

	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

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
