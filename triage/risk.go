package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// How long a target may wait for its first health checks before that is worth a word: twice the checks that make it healthy,
// and no less than firstChecks; slowCheck where it is not known how often it is checked.
const (
	firstChecks = 3 * time.Minute
	slowCheck   = 10 * time.Minute
)

// idling are the targets of one group that get no traffic although they should.
type idling struct {
	group aws.TargetGroup
	first aws.Target
	n     int
	zones []string
}

func (l *idling) add(g aws.TargetGroup, t aws.Target) {
	if l.n++; l.n == 1 {
		l.group, l.first = g, t
	}
	if t.Zone != "" && !slices.Contains(l.zones, t.Zone) {
		l.zones = append(l.zones, t.Zone)
	}
}

// idleTargets judges a service some of whose targets get no traffic: they are not used although others of their group are, or
// they still wait for their first health checks long after those should be over.
func idleTargets(c *evaluation) bool {
	var waiting, unused idling
	all, well := 0, 0
	for _, g := range c.in.Targets {
		all += len(g.Targets)
		used := slices.ContainsFunc(g.Targets, func(t aws.Target) bool { return t.State == "healthy" }) // else it may be the other color
		for _, t := range g.Targets {
			switch age := c.in.Now.Sub(registered(c, g, t)); {
			case t.State == "healthy":
				well++
			case t.State == "unused" && used && age >= slowCheck:
				unused.add(g, t)
			case t.State == "initial" && age >= checking(g):
				waiting.add(g, t)
			}
		}
	}
	l := waiting
	what := words.Agree(l.n, "it waits for its first health checks", "they wait for their first health checks")
	if waiting.first.Reason == "Elb.RegistrationInProgress" {
		what = words.Agree(l.n, "it is", "they are") + " still being registered"
	}
	if unused.n > 0 {
		l, what = unused, words.Agree(unused.n, "it is unused", "they are unused")
	}
	if l.n == 0 {
		return false
	}
	at := ""
	if len(l.zones) > 0 {
		at = " in " + words.List(l.zones)
	}
	c.v.Diagnosis = target(c, l.first, strings.TrimSpace(fmt.Sprintf("%s in %s: %s %s", words.Count(l.n, "target"), l.group.Name, l.first.Reason, l.first.Description)), l.group)
	state := Degraded
	if l.n == all {
		state = Failing
	}
	if unused.n > 0 {
		zoneless(c, l)
	} else {
		uncheckedFor(c, l)
	}
	c.say(state, time.Time{}, "%d of %s of %s%s %s no traffic: %s", l.n, words.Count(all, "target"), c.name(), at, words.Agree(l.n, "gets", "get"), what)
	c.v.Serves = words.Count(well, "target") + " healthy."
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
	return true
}

// zoneless says why some targets of a group are not used while others are: a listener uses the group, so that it is their zone
// where all targets of it are unused.
func zoneless(c *evaluation, l idling) {
	d := &c.v.Diagnosis
	shared := slices.ContainsFunc(l.group.Targets, func(t aws.Target) bool { return t.State != "unused" && slices.Contains(l.zones, t.Zone) })
	if shared || len(l.zones) == 0 {
		return
	}
	zones := words.List(l.zones)
	d.Cause = fmt.Sprintf("The load balancer doesn't use %s: every target there is unused, while others of the target group %s are healthy. The zone is not enabled on the load balancer.", zones, l.group.Name)
	d.Fix = fmt.Sprintf("Enable %s on the load balancer with a subnet there, or remove the subnets of %s from the service's network configuration.", zones, zones)
	d.Commands = nil
	if len(l.group.Balancers) > 0 {
		d.Commands = [][]string{append([]string{"aws", "elbv2", "describe-load-balancers", "--load-balancer-arns"}, l.group.Balancers...)}
	}
}

// uncheckedFor says how long first health checks may take, and that they take longer.
func uncheckedFor(c *evaluation, l idling) {
	d := &c.v.Diagnosis
	d.Severity, d.Kind = Error, Failure
	since := registered(c, l.group, l.first)
	d.Cause = fmt.Sprintf("Targets have been waiting for their first health checks for %s. The load balancer may not be checking them: their zone may not be enabled, or the target group %s may have no listener rule.",
		words.Span(c.in.Now.Sub(since)), l.group.Name)
	d.Fix = "Check the load balancer's zones and listener rules, and the target group's health check."
	if took := l.group.Interval * time.Duration(l.group.Healthy); took > 0 {
		d.Facts = append(d.Facts, fmt.Sprintf("%s, %s apart, take %s.", words.Count(l.group.Healthy, "check"), words.Span(l.group.Interval), words.Span(took)))
	}
}

// checking is how long first health checks may take.
func checking(g aws.TargetGroup) time.Duration {
	took := g.Interval * time.Duration(g.Healthy)
	if took <= 0 {
		return slowCheck
	}
	return max(firstChecks, 2*took)
}

// registered is when a target's task began to run, where that is known, else when the youngest did. Where the tasks were not read it
// may be of this moment.
func registered(c *evaluation, g aws.TargetGroup, t aws.Target) time.Time {
	if task, ok := g.Of(t, c.tasks, c.in.Instances); ok && !task.Started.IsZero() {
		return task.Started
	}
	if c.in.Tasks == nil && t.State == "initial" {
		return c.in.Now
	}
	return youngest(c)
}

// strangeState is the state of a target as AWS words it, with the reason that it gives.
func strangeState(t aws.Target) string {
	said := slices.DeleteFunc([]string{t.Reason, t.Description}, func(s string) bool { return s == "" })
	text := "unknown to this version of ecscope: " + strconv.Quote(t.State)
	if t.State == "" {
		text = "that AWS doesn't give"
	}
	if len(said) > 0 {
		text += " (" + strings.Join(said, ": ") + ")"
	}
	return text
}

// strange judges a service of which AWS says something that is not known here: that is not health.
func strange(c *evaluation) bool {
	n, all, word := 0, 0, ""
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			if all++; !t.Told() {
				n++
				word = strangeState(t)
			}
		}
	}
	if n > 0 {
		c.say(Unclear, time.Time{}, "%d of %s of %s %s in a state %s", n, words.Count(all, "target"), c.name(), words.Agree(n, "is", "are"), word)
		c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which, and their reason codes"})
		c.v.Serves = running(c.service)
		return true
	}
	for _, t := range c.tasks {
		if !slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED", "DELETED"}, t.Status) {
			n, word = n+1, unknownWord("status", t.Status)
		}
	}
	if word := odd(c); n == 0 && word != "" {
		c.say(Unclear, time.Time{}, "%s: %s", c.name(), word)
		c.v.Serves = running(c.service)
		return true
	}
	if n == 0 {
		return false
	}
	c.say(Unclear, time.Time{}, "%d of %s of %s: %s; ECS counts %d of %d that run", n, words.Count(len(c.tasks), "task"), c.name(), word, c.service.Running, c.service.Desired)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.v.Serves = running(c.service)
	return true
}

// youngest is when the newest task began to run, as far as tasks are known, else when the deployment was last changed.
func youngest(c *evaluation) time.Time {
	at := c.primary.Updated
	for _, t := range c.tasks {
		if t.Started.After(at) {
			at = t.Started
		}
	}
	return at
}

// wanting is for how long it counts that auto scaling wanted more than it may have.
const wanting = 30 * time.Minute

// limited judges a service at rest that auto scaling would make larger, if it might.
func limited(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || !s.Registered || c.service.Desired < s.Max {
		return false
	}
	for _, a := range s.Activities {
		if c.in.Now.Sub(a.Started) > wanting {
			break
		}
		for _, n := range a.NotScaled {
			if n.Code != "AlreadyAtMaxCapacity" {
				continue
			}
			c.say(Degraded, a.Started, "%s is at its limit: auto scaling wants more than %s", c.name(), words.Count(s.Max, "task"))
			if at, ok := beyondTarget(c); ok {
				c.v.Headline += fmt.Sprintf(", and %s is at %.0f %%", at.name, at.percent)
			}
			c.v.Diagnosis = confirmed(c, c.book().named["scaling-at-limit"].diagnosis(strings.TrimSpace(a.Description+" "+n.Code)))
			c.v.Diagnosis.Cause = fmt.Sprintf("Auto scaling wants more tasks than its maximum of %d allows.", s.Max)
			c.v.Diagnosis.Fix = fmt.Sprintf("If quotas and the service's backends allow more tasks, raise the maximum of %d: ecscope scale %s/%s --max N.", s.Max, c.service.Cluster, c.service.Name)
			c.v.Serves = running(c.service)
			c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
			return true
		}
	}
	return false
}
