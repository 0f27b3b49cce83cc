package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// evaluation is a service while it is judged.
type evaluation struct {
	*Rules
	in      Input
	service aws.Service
	primary aws.Deployment // zero for services without one
	tasks   []aws.Task     // of this service, not stopped
	deaths  []death        // that were not meant to be, newest first
	leaving []death        // stops of other kinds, newest first
	news    []Meaning      // events that count, newest first
	shared  sharing        // targets that may be another service's
	v       Verdict
}

// death is a task that stopped or is about to, and why.
type death struct {
	task aws.Task
	why  Diagnosis
	at   time.Time
}

// Aftermath is for how long a rollback is worth a warning.
const Aftermath = 6 * time.Hour

// Windows of time: how long a death is remembered, how long one alone is worth a warning, for how long
// a rollback is, and how young a revision is that may be to blame.
const (
	memory    = time.Hour
	recent    = 15 * time.Minute
	aftermath = Aftermath
	young     = 24 * time.Hour
)

// Service says how a service is and what to do about it.
func (r *Rules) Service(in Input) Verdict {
	c := &evaluation{Rules: r, in: in, service: in.Service}
	c.primary, _ = in.Service.Primary()
	if c.idle() {
		return c.v
	}
	c.gather()
	c.judge()
	c.support()
	return c.v
}

// judge asks the judgements in the order of their weight; the first that applies makes the verdict.
func (c *evaluation) judge() {
	for _, judgement := range []func() bool{c.paused, c.failed, c.returning, c.rolling, func() bool { return greenDying(c) }, c.dying, c.returned, c.unplaced,
		func() bool { return startless(c) }, c.obstructed, c.unhealthy, c.detached, func() bool { return uncovered(c) }, c.setless, c.unclear, func() bool { return strange(c) }, func() bool { return anybodys(c) }, c.moving, func() bool { return inGrace(c) }, func() bool { return answering(c) }, func() bool { return idleTargets(c) }, func() bool { return overlooked(c) }, func() bool { return limited(c) },
		func() bool { return overloaded(c) }, func() bool { return contested(c) }, func() bool { return clashing(c) }, func() bool { return refusedScaling(c) }, func() bool { return undrained(c) }, func() bool { return evicted(c) }, func() bool { return unchecked(c) }} {
		if judgement() {
			beside(c)
			return
		}
	}
	c.steady()
}

// idle judges services that do nothing, by their status and desired count.
func (c *evaluation) idle() bool {
	s := c.service
	switch {
	case !s.Described:
		c.say(Unclear, time.Time{}, "%s has not been read yet", s.Name)
	case s.Status == "DRAINING":
		c.say(Changing, time.Time{}, "%s is being deleted: %s left", s.Name, words.Count(s.Running+s.Pending, "task"))
	case s.Status == "INACTIVE":
		c.say(Deleted, time.Time{}, "%s is deleted", s.Name)
		if n := s.Running + s.Pending; n > 0 {
			c.v.Headline += fmt.Sprintf(", and ECS still counts %s", words.Count(n, "task"))
		}
	case s.Status != "ACTIVE":
		c.say(Unclear, time.Time{}, "%s: %s", s.Name, unknownWord("status", s.Status))
	case s.Scheduling == "DAEMON" || s.Desired > 0:
		return false
	case uncounted(c), unstopped(c):
	case s.Running+s.Pending > 0:
		c.say(Changing, c.lastEvent(), "%s is scaling to zero: %s left", s.Name, words.Count(s.Running+s.Pending, "task"))
	default:
		c.say(Zero, c.lastEvent(), "%s is scaled to zero", s.Name)
		emptied(c)
	}
	return true
}

func (c *evaluation) say(state State, since time.Time, format string, words ...any) {
	if since.After(c.in.Now.Add(time.Minute)) { // clocks differ by less, and nothing began in the future
		since = time.Time{}
	}
	c.v.State, c.v.Since, c.v.Headline = state, since, fmt.Sprintf(format, words...)
}

func (c *evaluation) lastEvent() time.Time {
	if len(c.service.Events) == 0 {
		return time.Time{}
	}
	return c.service.Events[0].Time
}

// gather sorts the tasks and reads the events. Of tasks that tell alike the newest is read in full, so that what is said of them
// names what is in its own text.
func (c *evaluation) gather() {
	seen, ends := map[string]bool{}, []*aws.Task{}
	for _, list := range [][]aws.Task{c.in.Tasks, c.in.Stopped} {
		for i := range list {
			t := &list[i]
			if t.Service != c.service.Name || t.Cluster != c.service.Cluster || !t.Described || seen[t.ARN] {
				continue
			}
			seen[t.ARN] = true
			if t.Status != "STOPPED" {
				c.tasks = append(c.tasks, *t)
			}
			if (t.StopCode != "" || t.Status == "STOPPED") && c.in.Now.Sub(ended(*t)) <= memory {
				ends = append(ends, t)
			}
		}
	}
	slices.SortStableFunc(ends, func(a, b *aws.Task) int { return ended(*b).Compare(ended(*a)) })
	before := &told{map[string]Diagnosis{}, true}
	c.deaths = make([]death, 0, len(ends))
	for _, t := range ends {
		d := death{*t, c.task(*t, lookup(c.in.Revisions, t.Revision), before), ended(*t)}
		if d.bad() {
			c.deaths = append(c.deaths, d)
		} else {
			c.leaving = append(c.leaving, d)
		}
	}
	c.listen()
	share(c)
}

// bad deaths are failures, and tasks that found no place to start; losing a host or being stopped on purpose is none.
func (d death) bad() bool {
	placeless := d.why.Kind == Capacity && d.task.Started.IsZero() && (d.task.StopCode == failedToStart || d.task.StopCode == "")
	return d.why.Kind == Failure || placeless
}

// furthest is how many events are read at most.
const furthest = 60

// listen finds the meaning of the events since the service was last at rest, or since the rollout that is under way began.
// Older ones are over. ECS leaves repeats out for hours, so that the age of an event does not matter.
func (c *evaluation) listen() {
	known := map[string]Meaning{}
	for i, e := range c.service.Events {
		if i == furthest || c.primary.Rollout == "IN_PROGRESS" && e.Time.Before(c.primary.Created.Add(-time.Second)) {
			return
		}
		key := likeness(e.Message)
		m, ok := known[key]
		if !ok {
			m = c.bareMeaning(e)
			known[key] = m
		}
		m = m.of(e)
		if m.Rule == "steady" {
			return
		}
		c.news = append(c.news, m)
	}
}

// newest is the newest of the events about something.
func (c *evaluation) newest(topics ...about) (Meaning, bool) {
	for _, m := range c.news {
		if slices.Contains(topics, m.about) {
			return m, true
		}
	}
	return Meaning{}, false
}

// of says whether a task belongs to a deployment.
func of(d aws.Deployment, t aws.Task) bool {
	if strings.HasPrefix(t.StartedBy, "ecs-svc/") && d.ID != "" {
		return t.StartedBy == d.ID
	}
	return t.Revision == d.Revision && !t.Created.Before(d.Created.Add(-time.Minute))
}

// deathsOf are the deaths of a deployment's tasks.
func (c *evaluation) deathsOf(d aws.Deployment) []death {
	out := make([]death, 0, len(c.deaths)) // each is large, and there may be hundreds
	for i := range c.deaths {
		if of(d, c.deaths[i].task) {
			out = append(out, c.deaths[i])
		}
	}
	return out
}

// mainCause is what most of some tasks died of; of several causes alike the newest. Where none died it is zero.
func mainCause(deaths []death) death {
	best, most := death{}, 0
	counts := map[string]int{}
	for _, d := range deaths {
		counts[d.why.Rule]++
	}
	for _, d := range deaths {
		n := counts[d.why.Rule] * 2
		if d.why.Known() && !d.why.Generic {
			n++
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}
