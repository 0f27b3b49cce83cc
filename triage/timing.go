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

// allGraced is the task that started last, if all that run are within the grace period; then so is each target, whichever task's it is.
func allGraced(c *evaluation) (last aws.Task) {
	for _, t := range c.tasks {
		switch {
		case t.Status != "RUNNING":
		case !graced(c.service, t, c.in.Now):
			return aws.Task{}
		case t.Started.After(last.Started):
			last = t
		}
	}
	return last
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

// inGrace judges a service where all that fails health checks does so within the grace period: that is no trouble yet, and
// hides none.
func inGrace(c *evaluation) bool {
	what, at := "target", healthOfTargets(c)
	s := at.sickness
	if s.graced > 0 {
		c.v.Diagnosis = target(c, at.worst, at.text(), at.group)
	} else if s, _ = healthOfContainers(c); s.graced > 0 {
		what, at.all = "task", c.service.Running
		c.v.Diagnosis = checkFailed(c)
	} else {
		return false
	}
	c.say(Changing, time.Time{}, "%d of %s of %s %s health checks within the grace period: %s in %s", s.graced, words.Count(at.all, what), c.name(),
		words.Agree(s.graced, "fails", "fail"), words.Agree(s.graced, "it counts", "the last one counts"), words.Span(s.until.Sub(c.in.Now)))
	c.remedy(Remedy{Action: Show, Screen: what + "s", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "how the tasks respond"})
	return true
}

// waits says what a task that has not started waits for, by its state and by what it has done.
func waits(t aws.Task) string {
	at := slices.IndexFunc(t.Attachments, func(a aws.Attachment) bool {
		return slices.Contains([]string{"PRECREATED", "CREATED", "ATTACHING", "FAILED"}, a.Status)
	})
	switch {
	case at >= 0 && (t.Status == "PROVISIONING" || t.Status == "PENDING"):
		return t.Status + ", its attachment " + t.Attachments[at].Type + " is " + t.Attachments[at].Status
	case t.Status == "PROVISIONING" && t.CapacityProvider != "" && t.Instance == "" && t.OnInstance():
		return instanceless
	case t.Status == "PENDING" && t.PullStarted.IsZero():
		return "PENDING, no image pull reported"
	case t.Status == "PENDING" && t.PullStopped.IsZero():
		return "PENDING, pulling the image"
	case t.Status == "PENDING":
		return "PENDING, image pulled"
	}
	return t.Status
}

// instanceless is what a task waits for whose capacity provider has to bring a container instance first.
const instanceless = "PROVISIONING, no container instance yet"

// tardy are tasks that take too long for something: how many, in which states, and since when the first and the last do.
type tardy struct {
	n           int
	kinds       map[string]int
	first, last time.Time
	of          string // their revision or, where they have several, the service
}

func (l *tardy) add(t aws.Task, kind string, since time.Time) {
	switch {
	case l.kinds == nil:
		l.kinds, l.of = map[string]int{}, t.Revision
	case l.of != t.Revision:
		l.of = t.Service
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

// Late says that a task takes too long to start, and what it waits for.
func Late(t aws.Task, now time.Time) (what string, ok bool) {
	starts := slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING"}, t.Status) && t.Desired != "STOPPED"
	if !starts || t.Created.IsZero() || now.Sub(t.Created) < startPatience {
		return "", false
	}
	return waits(t), true
}

// late judges a service some of whose tasks take too long to start: how many, since when, and what they are waiting for. What is said
// holds for all of them, so for the youngest.
func late(c *evaluation) bool {
	l := tardy{}
	for _, t := range c.tasks {
		if what, ok := Late(t, c.in.Now); ok {
			l.add(t, what, t.Created)
		}
	}
	if l.n == 0 {
		return false
	}
	state := Degraded
	if c.service.Running == 0 {
		state = Failing
	}
	c.say(state, l.first, "%s of %s did not start within %s: %s", words.Count(l.n, "task"), l.of, words.Span(c.in.Now.Sub(l.last)), l.states())
	c.v.Serves = running(c.service)
	roomless(c, l)
	if l.of == c.primary.Revision && c.primary.Rollout == "IN_PROGRESS" && c.service.Controller == "ECS" {
		rollBack(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "what they are waiting for"})
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
		if g.Deregistration == 0 {
			return false // how long they may drain is not known
		}
		drain = max(drain, g.Deregistration)
	}
	if c.service.Balanced() && drain == 0 {
		return false
	}
	l, longest := tardy{}, time.Duration(0)
	for _, t := range c.tasks {
		allowed, known := stopTimeout(c, t)
		if t.Status == "DEACTIVATING" && drain > 0 { // its targets drain: its containers are asked to stop after that
			allowed, known = 0, true
		}
		if known && slices.Contains([]string{"DEACTIVATING", "STOPPING", "DEPROVISIONING"}, t.Status) && !t.Stopping.IsZero() && c.in.Now.Sub(t.Stopping) >= drain+allowed+stopPatience {
			l.add(t, t.Status, t.Stopping)
			longest = max(longest, allowed)
		}
	}
	if l.n == 0 {
		return false
	}
	c.say(Degraded, l.first, "%s of %s %s been stopping for %s (limit %s): %s", words.Count(l.n, "task"), l.of, words.Agree(l.n, "has", "have"), words.Span(c.in.Now.Sub(l.last)), words.Span(drain+longest), l.states())
	var given []string
	if drain > 0 {
		given = append(given, "their targets drain for "+words.Span(drain))
	}
	if longest > 0 {
		given = append(given, "their containers may take "+words.Span(longest)+" to stop")
	}
	if len(given) > 0 {
		c.fact(l.first, "task", "", "%s", strings.Join(given, ", and then "))
	}
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones"})
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "whether their connections drain"})
	return true
}

// stopTimeout is how long the containers of a task may take to stop, and whether that is known: on Fargate it is never more
// than two minutes, whatever the revision says; elsewhere half a minute where it says nothing and the agent isn't set otherwise.
// Source: stopTimeout in types.ContainerDefinition of aws-sdk-go-v2/service/ecs v1.104.1.
func stopTimeout(c *evaluation, t aws.Task) (longest time.Duration, known bool) {
	r := lookup(c.in.Revisions, t.Revision)
	for _, k := range r.Containers {
		longest = max(longest, cmp.Or(k.StopTimeout, 30*time.Second))
	}
	if t.LaunchType == "FARGATE" {
		return max(longest, 2*time.Minute), true
	}
	return longest, r.Described
}
