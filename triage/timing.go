package triage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// How long a task may take to start, and, beyond the time its targets and containers are given, to stop, before that is
// worth a word. How long is ours to say: AWS documents no limits.
const (
	startPatience = 10 * time.Minute
	stopPatience  = 5 * time.Minute
)

// graced says whether the health of a task does not count yet: ECS ignores failed health checks of load balancers and of
// containers for so long after a task has first started.
// Source: healthCheckGracePeriodSeconds in types.Service of aws-sdk-go-v2/service/ecs v1.104.1.
func graced(s aws.Service, t aws.Task, now time.Time) bool {
	return s.Grace > 0 && !t.Started.IsZero() && now.Sub(t.Started) < s.Grace
}

// sickness counts tasks, or their targets, that fail health checks, and keeps those apart of which ECS takes no notice yet.
type sickness struct {
	counts, graced int
	until          time.Time // the end of the last grace period
}

// add counts one; of a target whose task is not known t is zero, and it counts.
func (s *sickness) add(c *evaluation, t aws.Task) {
	if !graced(c.service, t, c.in.Now) {
		s.counts++
		return
	}
	s.graced++
	if end := t.Started.Add(c.service.Grace); end.After(s.until) {
		s.until = end
	}
}

// wait judges a service where all that is sick is within the grace period; of says what of: "2 targets of api:7".
func (s *sickness) wait(c *evaluation, of string) bool {
	if s.counts > 0 || s.graced == 0 {
		return false
	}
	c.say(Changing, time.Time{}, "%d of %s %s health checks within the grace period: they count in %s", s.graced, of,
		words.Agree(s.graced, "fails", "fail"), words.Span(s.until.Sub(c.in.Now)))
	return true
}

// waits says what a task that has not started waits for, by its state and by what it has done.
func waits(t aws.Task) string {
	switch {
	case t.Status == "PROVISIONING" && t.CapacityProvider != "" && t.Instance == "" && t.LaunchType == "EC2":
		return "PROVISIONING, no container instance yet"
	case t.Status == "PENDING" && t.PullStarted.IsZero():
		return "PENDING, image pull not started"
	case t.Status == "PENDING" && t.PullStopped.IsZero():
		return "PENDING, pulling the image"
	case t.Status == "PENDING":
		return "PENDING, image pulled, containers not started"
	}
	return t.Status
}

// tardy are tasks that take too long for something: how many, in which states, and since when the first and the last do.
type tardy struct {
	n           int
	kinds       map[string]int
	first, last time.Time
}

func (l *tardy) add(kind string, since time.Time) {
	if l.kinds == nil {
		l.kinds = map[string]int{}
	}
	l.n++
	l.kinds[kind]++
	if l.first.IsZero() || since.Before(l.first) {
		l.first = since
	}
	if since.After(l.last) {
		l.last = since
	}
}

// late judges a service some of whose tasks take too long to start: how many, since when, and what they wait for. What is said
// holds for all of them, so for the youngest.
func late(c *evaluation) bool {
	l := tardy{}
	for _, t := range c.tasks {
		if slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING"}, t.Status) && !t.Created.IsZero() && c.in.Now.Sub(t.Created) >= startPatience {
			l.add(waits(t), t.Created)
		}
	}
	if l.n == 0 {
		return false
	}
	state := Degraded
	if c.service.Running == 0 {
		state = Failing
	}
	c.say(state, l.first, "%s of %s did not start within %s: %s", words.Count(l.n, "task"), c.name(), words.Span(c.in.Now.Sub(l.last)), l.states())
	c.v.Serves = running(c.service)
	if back := c.good(); back != "" && c.primary.Rollout == "IN_PROGRESS" && c.service.Controller == "ECS" {
		c.remedy(Remedy{Action: RollBack, Text: "back to " + back, Revision: back, Deployment: c.inFlight()})
	}
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "what they wait for"})
	return true
}

// states are the states with their numbers, the most frequent first; one alone needs no number.
func (l *tardy) states() string {
	names := slices.SortedFunc(maps.Keys(l.kinds), func(a, b string) int { return cmp.Or(l.kinds[b]-l.kinds[a], strings.Compare(a, b)) })
	if len(names) == 1 {
		return names[0]
	}
	for i, k := range names {
		names[i] = fmt.Sprintf("%d %s", l.kinds[k], k)
	}
	return strings.Join(names, "; ")
}

// lingering judges a service some of whose tasks take too long to stop: longer than its target groups drain and its
// containers may take, and some minutes more.
func lingering(c *evaluation) bool {
	drain := time.Duration(0)
	for _, g := range c.in.Targets {
		drain = max(drain, g.Deregistration)
	}
	if len(c.service.LoadBalancers) > 0 && drain == 0 {
		return false // how long they may drain is not known
	}
	for _, r := range c.in.Revisions {
		for _, k := range r.Containers {
			drain = max(drain, k.StopTimeout)
		}
	}
	l := tardy{}
	for _, t := range c.tasks {
		if slices.Contains([]string{"DEACTIVATING", "STOPPING", "DEPROVISIONING"}, t.Status) && !t.Stopping.IsZero() && c.in.Now.Sub(t.Stopping) >= drain+stopPatience {
			l.add(t.Status, t.Stopping)
		}
	}
	if l.n == 0 {
		return false
	}
	c.say(Degraded, l.first, "%s of %s %s not stopped for %s: %s", words.Count(l.n, "task"), c.name(), words.Agree(l.n, "has", "have"), words.Span(c.in.Now.Sub(l.last)), l.states())
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "whether their connections drain"})
	return true
}
