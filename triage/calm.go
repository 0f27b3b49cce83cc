package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// disturbance is when a service that is at rest was last disturbed, and by what; empty where it was its last deployment.
// Tasks that ECS took away to scale in or to deploy disturb nothing.
func (c *evaluation) disturbance() (time.Time, string) {
	if c.service.Lacks(aws.EventList) != nil || c.service.Lacks(aws.DeploymentList) != nil {
		return time.Time{}, ""
	}
	since := cmp.Or(c.primary.Updated, c.primary.Created)
	var newest death
	counts := map[Kind]int{}
	for _, d := range slices.Concat(c.deaths, c.leaving) {
		if d.why.Kind == Expected {
			continue
		}
		counts[d.why.Kind]++
		if d.at.After(newest.at) {
			newest = d
		}
	}
	if anew, started := renewed(c, since); anew > 0 && started.After(newest.at) {
		return started, words.Count(anew, "task") + " started"
	}
	if newest.at.IsZero() || newest.at.Before(since) {
		return since, ""
	}
	n := words.Count(counts[newest.why.Kind], "task")
	switch newest.why.Kind {
	case Spot:
		return newest.at, "AWS reclaimed " + n
	case Operator:
		return newest.at, "someone stopped " + n
	case Capacity:
		return newest.at, n + words.Agree(counts[Capacity], " lost its host (", " lost their host (") + aside(newest.why) + ")"
	}
	return newest.at, n + " died (" + aside(newest.why) + ")"
}

// aside is why within a sentence: what AWS wrote stays as it is.
func aside(d Diagnosis) string {
	why := strings.TrimSuffix(gist(d), ".")
	if d.Known() && d.Cause != "" {
		return words.Small(why)
	}
	return why
}

// gist is why in one line: the cause where a rule knows it, else what AWS wrote.
func gist(d Diagnosis) string {
	switch {
	case d.Known() && d.Cause != "":
		return d.Cause
	case d.Text != "":
		return d.Text
	}
	return noReason
}

// detached judges a service whose tasks are on container instances whose agents ECS does not hear.
func (c *evaluation) detached() bool {
	lost := map[string]bool{}
	for _, i := range c.in.Instances {
		if i.Described && !i.Connected {
			lost[i.ARN] = true
		}
	}
	tasks, hosts := 0, map[string]bool{}
	for _, t := range c.tasks {
		if lost[t.Instance] {
			tasks++
			hosts[t.Instance] = true
		}
	}
	if tasks == 0 {
		return false
	}
	d := c.book().named["agent-disconnected"].diagnosis("")
	if len(hosts) == 1 {
		for _, i := range c.in.Instances {
			if hosts[i.ARN] {
				d.Values.Add(reason.Instances, i.ID)
				d.Values.Add(reason.Instance, i.EC2)
			}
		}
	}
	c.v.Diagnosis = confirmed(c, d)
	c.say(Degraded, time.Time{}, "%s of %s %s on %s whose agent is disconnected", words.Count(tasks, "task"), c.name(), words.Agree(tasks, "is", "are"), words.Count(len(hosts), "container instance"))
	c.v.Serves = running(c.service)
	for _, i := range c.in.Instances {
		if hosts[i.ARN] {
			c.fact(i.Seen, "instance", i.ID, "%s (%s) is not connected; its status is %s", i.ID, i.EC2, i.Status)
		}
	}
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which tasks, and where they run"})
	return true
}

// setless judges a service of an external controller that has made no task set: nothing can start.
func (c *evaluation) setless() bool {
	s := c.service
	asked := func(t aws.TaskSet) bool { return t.Desired > 0 }
	switch {
	case s.Running+s.Pending > 0 || s.Controller == "ECS" || slices.ContainsFunc(s.TaskSets, asked):
		return false
	case len(s.TaskSets) > 0:
		c.say(Blocked, time.Time{}, "%s runs none of %s: its %s for none, and its deployment controller has to scale %s", s.Name, words.Count(s.Desired, "task"),
			words.Agree(len(s.TaskSets), "task set asks", "task sets ask"), words.Agree(len(s.TaskSets), "it", "one"))
	case s.Controller != "EXTERNAL":
		return false
	default:
		c.say(Blocked, s.Created, "%s has no task set: its external deployment controller must create one", s.Name)
	}
	c.v.Serves = "Nothing serves."
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	return true
}

// unclear judges a service whose rollout is in a state that is not known.
func (c *evaluation) unclear() bool {
	s := c.service
	p, primary := s.Primary()
	switch {
	case s.Controller != "ECS":
		return false
	case !primary && len(s.Deployments) > 0:
		c.say(Unclear, time.Time{}, "%s: none of its deployments is PRIMARY", c.name())
		c.v.Serves = running(s)
		return true
	case !primary && s.Lacks(aws.DeploymentList) != nil:
		c.say(Unclear, time.Time{}, "%s runs %d of %s, and its deployments are not known", c.name(), s.Running, words.Count(s.Desired, "task"))
		c.v.Serves = running(s)
		return true
	case !primary:
		c.say(Unclear, time.Time{}, "%s has no deployment: ECS lists none for it", s.Name)
		c.v.Serves = running(s)
		c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
		return true
	case !unknownRollout(s, p):
		return false
	}
	c.say(Unclear, p.Updated, "%s runs %d of %s; %s", c.name(), s.Running, words.Count(s.Desired, "task"), unknownWord("rollout state", p.Rollout))
	c.v.Serves = running(s)
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	return true
}

// unknownRollout says that it can't be told how the primary deployment stands: ECS gives its state a word that is not known here, or
// none while tasks are missing.
func unknownRollout(s aws.Service, primary aws.Deployment) bool {
	switch {
	case s.Status != "ACTIVE": // nothing is rolled out any more
		return false
	case primary.Rollout == "":
		return s.Running != s.Desired || s.Lacks(aws.DeploymentList) != nil
	}
	return !slices.Contains([]string{"COMPLETED", "IN_PROGRESS", "FAILED"}, primary.Rollout)
}

// unknownWord says that a word of AWS is not known here, or is not there.
func unknownWord(what, word string) string {
	if word == "" {
		return "ECS gives no " + what
	}
	return fmt.Sprintf("its %s, %q, is unknown to this version of ecscope", what, word)
}

// unusedTargets judges a service none of whose targets gets traffic although none is unhealthy.
func (c *evaluation) unusedTargets() bool {
	unused, all := 0, 0
	var group aws.TargetGroup
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			if all++; t.State == "unused" {
				unused, group = unused+1, g
			}
		}
	}
	if unused == 0 || unused < all {
		return false
	}
	one := group.Targets[0]
	c.v.Diagnosis = target(c, one, strings.TrimSpace(fmt.Sprintf("%s unused in %s: %s %s", words.Count(unused, "target"), group.Name, one.Reason, one.Description)), group)
	c.say(Failing, time.Time{}, "no target of %s gets traffic: %s unused", c.name(), words.Count(unused, "target"))
	c.v.Serves = "Nothing serves."
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	return true
}
