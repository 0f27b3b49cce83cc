package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// unhealthy judges a service whose tasks run and do not do well: its targets, its containers, what ECS says of them.
func (c *evaluation) unhealthy() bool {
	return c.sickTargets() || unregistered(c) || c.sickContainers() || c.sickEvents()
}

// targetHealth is how the targets of a service are.
type targetHealth struct {
	sickness
	all, well int
	worst     aws.Target // the first one that is unhealthy
	group     aws.TargetGroup
	of        []string // the revisions of the tasks whose targets are unhealthy, as far as they are known
	groups    int      // that hold targets of the service
	sick      []string // the names of the groups that hold unhealthy ones
	dead      []string // those of them in which none is healthy
}

// where is in which groups the targets are unhealthy; empty where the service has only one.
func (h targetHealth) where() string {
	if h.groups < 2 {
		return ""
	}
	return " in " + words.List(h.sick)
}

// name is the revision whose targets are unhealthy, or the service where they are of several.
func (h targetHealth) name(c *evaluation) string {
	switch len(h.of) {
	case 0:
		if c.primary.Rollout != "IN_PROGRESS" {
			return c.name()
		}
	case 1:
		return h.of[0]
	}
	return c.service.Name
}

func (h targetHealth) text() string {
	return fmt.Sprintf("%s is unhealthy in %s: %s %s", h.worst.Address(), h.group.Name, h.worst.Reason, h.worst.Description)
}

// healthOfTargets counts the targets that are healthy or not.
func healthOfTargets(c *evaluation) (h targetHealth) {
	youngest := allGraced(c)
	for _, g := range c.in.Targets {
		well := h.well
		if len(g.Targets) > 0 {
			h.groups++
		}
		if failing(g) > 0 {
			h.sick = append(h.sick, g.Name)
		}
		for _, t := range g.Targets {
			switch {
			case t.Fails():
				if h.worst.ID == "" {
					h.worst, h.group = t, g
				}
				task, found := g.Of(t, c.tasks, c.in.Instances)
				if found {
					h.add(c, task)
				} else {
					h.add(c, youngest)
				}
				if task.Revision != "" && !slices.Contains(h.of, task.Revision) {
					h.of = append(h.of, task.Revision)
				}
			case t.State == "healthy":
				h.well++
			}
		}
		if failing(g) > 0 && h.well == well {
			h.dead = append(h.dead, g.Name)
		}
	}
	h.all = h.counts + h.graced + h.well
	return h
}

// sickTargets judges by the load balancer's own view.
func (c *evaluation) sickTargets() bool {
	h := healthOfTargets(c)
	n := h.counts + h.graced
	if h.counts == 0 {
		return n == 0 && c.unusedTargets()
	}
	state := Degraded
	if h.well == 0 || len(h.dead) > 0 && c.primary.Rollout != "IN_PROGRESS" {
		state = Failing
	}
	c.v.Diagnosis = target(c, h.worst, h.text(), h.group)
	c.say(state, c.healthSince(), "%d of %s of %s %s health checks%s", n, words.Count(h.all, "target"), h.name(c), words.Agree(n, "fails", "fail"), h.where())
	c.v.Serves = fmt.Sprintf("%s healthy.", words.Count(h.well, "target"))
	if len(h.dead) > 0 && h.well > 0 {
		c.v.Serves = fmt.Sprintf("%s healthy, none in %s.", words.Count(h.well, "target"), words.List(h.dead))
	}
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "how the tasks respond"})
	return true
}

// healthSince is when ECS first noticed, as far as the events tell.
func (c *evaluation) healthSince() time.Time {
	var since time.Time
	for _, m := range c.news {
		if m.about == aboutHealth {
			since = m.Event.Time
		}
	}
	return since
}

// target is what a load balancer's reason code and description mean; of one that no rule knows only that the target is unhealthy
// is said.
func target(c *evaluation, of aws.Target, text string, group aws.TargetGroup) Diagnosis {
	d := c.book().named["target-unhealthy"].diagnosis(strings.TrimSpace(text))
	if one := c.find(fieldText, read(strings.TrimSuffix(of.Reason+": "+of.Description, ": "))); one != nil && one.set == ofPlatform {
		d.by.rule, d.Also, d.Source, d.Evidence = one, []string{one.ID}, one.Source, one.evidence()
	}
	d.Kind, d.Phase = Failure, Running
	d.Values.Add(reason.TargetGroup, group.Name)
	d.Values.Add(reason.TargetGroupARN, group.ARN)
	return confirmed(c, d)
}

// healthOfContainers counts the tasks whose containers' own health checks fail; name is the revision of one of them.
func healthOfContainers(c *evaluation) (sick sickness, name string) {
	for _, t := range c.tasks {
		if t.Status == "RUNNING" && t.Health == "UNHEALTHY" {
			sick.add(c, t)
			name = t.Revision
		}
	}
	return sick, name
}

// checkFailed is why tasks that run are unhealthy: whose check fails, as far as the containers tell.
func checkFailed(c *evaluation) Diagnosis {
	var names []string
	for _, t := range c.tasks {
		for _, k := range t.Containers {
			if t.Status == "RUNNING" && t.Health == "UNHEALTHY" && k.Health == "UNHEALTHY" && !slices.Contains(names, k.Name) {
				names = append(names, k.Name)
			}
		}
	}
	d := c.book().named["container-health-checks-failed"].diagnosis("")
	if len(names) == 1 && proxies(names[0]) {
		d = c.book().named["connect-proxy"].diagnosis("")
		d.Values.Add(reason.Container, names[0])
	}
	if len(names) == 1 {
		d.Container = names[0]
	}
	d = confirmed(c, d)
	if len(names) > 0 {
		d.Facts = append(d.Facts, "UNHEALTHY: "+words.List(names)+".")
	}
	return d
}

// sickContainers judges by the containers' own health checks.
func (c *evaluation) sickContainers() bool {
	sick, name := healthOfContainers(c)
	n := sick.counts + sick.graced
	if sick.counts == 0 {
		return false
	}
	state := Degraded
	if n >= c.service.Running && c.service.Running > 0 {
		state = Failing
	}
	c.v.Diagnosis = checkFailed(c)
	c.say(state, c.healthSince(), "%d of %s of %s %s unhealthy", n, words.Count(c.service.Running, "task"), name, words.Agree(n, "is", "are"))
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what they say"})
	return true
}

// An event about health is news for so long where nothing else is known of the targets.
const healthNews = 5 * time.Minute

// sickEvents judges by what ECS says, which is before it stops the task.
func (c *evaluation) sickEvents() bool {
	m, ok := c.newest(aboutHealth)
	if !ok || c.in.Now.Sub(m.Event.Time) > healthNews {
		return false
	}
	c.accuse(m)
	up := c.service.Running
	if c.primary.Rollout == "IN_PROGRESS" {
		up = c.primary.Running
	}
	c.say(Degraded, c.healthSince(), "%s fails its health checks: %d of %s run", c.name(), up, words.Count(c.service.Desired, "task"))
	c.serves(c.primary)
	if c.primary.Rollout == "IN_PROGRESS" {
		rollBack(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "the targets and their reason codes"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "how the tasks respond"})
	return true
}
