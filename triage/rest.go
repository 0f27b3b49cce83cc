package triage

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// own are the deaths that count for a service at rest: those of its present deployment.
func (c *evaluation) own() []death {
	if c.primary.ID == "" {
		return c.deaths
	}
	return c.deathsOf(c.primary)
}

// dying judges a service without a rollout whose tasks die. One that was replaced long ago is no longer worth a word,
// those that keep dying are, however long apart.
func (c *evaluation) dying() bool {
	died, s := c.own(), c.service
	if len(died) == 0 {
		return false
	}
	first, last := died[len(died)-1].at, died[0].at
	quiet := c.in.Now.Sub(last)
	if s.Running >= s.Desired && quiet > recent && len(died) < 3 {
		return false // a lone death is over once it was replaced; what keeps dying is remembered as long as ECS remembers it
	}
	at := c.blame(died)
	state := Degraded
	started := !died[0].task.Started.IsZero()
	if s.Running == 0 || started && len(died) >= 3 && s.Running*2 < s.Desired && quiet < recent {
		state = Failing
	}
	switch {
	case len(died) == 1:
		c.say(state, last, "1 task of %s died %s: %d of %d run", s.Name, words.Ago(quiet), s.Running, s.Desired)
	case started:
		c.say(state, first, "%s keeps dying: %s died %s, %d of %d run", c.name(), words.Count(len(died), "task"), words.Within(last.Sub(first)), s.Running, s.Desired)
	default:
		c.say(state, first, "new tasks of %s do not start: %d died %s, %d of %d run", c.name(), len(died), words.Within(last.Sub(first)), s.Running, s.Desired)
	}
	if at.where != "" {
		c.v.Headline += ", all deaths " + at.where
	}
	if started && len(died) > 1 && quiet > recent {
		c.v.Headline += fmt.Sprintf(", none died in the last %s", words.Span(quiet))
	}
	c.v.Serves = running(s)
	untag(c, died)
	if back := c.good(); back != "" && c.in.Now.Sub(c.primary.Created) < young && !died[0].task.Started.IsZero() {
		c.remedy(Remedy{Action: Pin, Text: "back to " + back + ", which ran before", Revision: back})
	}
	c.after(died)
	if died[0].task.Started.IsZero() {
		settleFor(c, s.Running)
	}
	return true
}

// name is the revision that a service runs, or its name.
func (c *evaluation) name() string {
	if c.primary.Revision != "" {
		return c.primary.Revision
	}
	return c.service.Name
}

func running(s aws.Service) string {
	if s.Running == 0 {
		return "Nothing serves."
	}
	if s.Running > s.Desired {
		return fmt.Sprintf("%s %s, desired count %d.", words.Count(s.Running, "task"), words.Agree(s.Running, "runs", "run"), s.Desired)
	}
	return fmt.Sprintf("%d of %s run.", s.Running, words.Count(s.Desired, "task"))
}

// unplaced judges a service for whose tasks there is no room: no task appears, so only an event tells.
func (c *evaluation) unplaced() bool {
	s, have := c.service, c.service.Running+c.service.Pending
	if c.primary.Rollout == "IN_PROGRESS" {
		have = min(have, c.primary.Running+c.primary.Pending)
	}
	m, ok := c.newest(aboutCapacity)
	if !ok || have >= s.Desired {
		return false
	}
	c.accuse(m)
	state := Blocked
	if s.Running+s.Pending == 0 {
		state = Failing
	}
	c.say(state, m.Event.Time, "%s: %s could be placed", c.name(), placed(have, s.Desired))
	if m.Rule == "place-init-error" || m.Rule == "failed-to-launch" || m.Rule == placeOther {
		c.v.Headline = fmt.Sprintf("%s: %d of %s run", starts(c), s.Running, words.Count(s.Desired, "task"))
	}
	c.v.Serves = running(s)
	if s.OnInstances() {
		roomOf(c, func(i aws.Instance) bool { return eligible(s, i) })
	}
	spotless(c, m)
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	settleFor(c, s.Running)
	return true
}

// placed is how many tasks of those wanted there is room for: "1 of 2 tasks", "none of 2 tasks".
func placed(have, want int) string {
	if have == 0 {
		return "none of " + words.Count(want, "task")
	}
	return fmt.Sprintf("only %d of %s", have, words.Count(want, "task"))
}

// obstructed judges a service that ECS cannot work on until somebody changes something.
func (c *evaluation) obstructed() bool {
	m, ok := blocking(c)
	if !ok {
		return false
	}
	c.accuse(m)
	state := Blocked
	if m.Severity != Error {
		state = Degraded
	}
	c.say(state, m.Event.Time, "%s can't continue: %s", c.name(), obstacle(m.Rule))
	c.v.Serves = running(c.service)
	switch m.Rule {
	case "protected-tasks":
		unguard(c)
	case deadlockRule:
		unlock(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "its limits and its rows"})
	return true
}

// blocking is the newest event that says that ECS cannot go on, unless it has gone on since.
func blocking(c *evaluation) (Meaning, bool) {
	m, ok := c.newest(aboutBlocked)
	for _, later := range c.news {
		if later.Event.Time.After(m.Event.Time) && (later.Rule == "started" || later.about == aboutDone) {
			return m, false // it found its way
		}
	}
	return m, ok
}

// obstacle is a blocking event in a few words.
func obstacle(rule string) string {
	switch rule {
	case deadlockRule:
		return "its minimum and maximum percent leave no room to start or stop a task"
	case "iam-policy":
		return "ECS's role lost its permissions"
	case "iam-trust":
		return "ECS can't assume its role"
	case "tg-not-found":
		return "its target group doesn't exist"
	case "register-failed":
		return "ECS can't register its targets"
	case "agent-timeout":
		return "the ECS agent doesn't start"
	case "protected-tasks":
		return "protected tasks can't be stopped"
	}
	return "ECS says so"
}

// starts says that the revision does not start: where some of its tasks run, that no new one does.
func starts(c *evaluation) string {
	if c.service.Running > 0 {
		return "no new task of " + c.name() + " starts"
	}
	return c.name() + " is not starting"
}

// moving judges a service whose counts differ from what it should have, for no reason to worry.
func (c *evaluation) moving() bool {
	s := c.service
	if c.replacing() || c.handedOver() {
		return true
	}
	switch {
	case late(c), lingering(c), underscaled(c), leftover(c), announced(c), unfinished(c), s.Running > s.Desired && unstopped(c):
	case s.Running < s.Desired && s.Pending == 0 && c.in.Now.Sub(c.lastEvent()) > 10*time.Minute && c.primary.Updated.Before(c.in.Now.Add(-10*time.Minute)):
		lacking(c)
	case s.Running < s.Desired:
		c.say(Changing, c.lastEvent(), "%s is scaling out: %d of %d tasks run", s.Name, s.Running, s.Desired)
	case s.Running > s.Desired:
		c.say(Changing, c.lastEvent(), "%s is scaling in: %s %s, desired count %d", s.Name, words.Count(s.Running, "task"), words.Agree(s.Running, "runs", "run"), s.Desired)
	default:
		return false
	}
	return true
}

// silence is what to say where nothing that was read tells why: what was not read, because nobody asked or because that failed, may.
func silence(c *evaluation) string {
	switch {
	case c.in.Tasks == nil && c.in.Stopped == nil:
		return "the reason is unknown: its tasks were not read"
	case c.in.Stopped == nil:
		return "the reason is unknown: its stopped tasks were not read"
	case c.in.Tasks == nil:
		return "the reason is unknown: its running tasks were not read"
	case c.service.Lacks(aws.EventList) != nil:
		return "the reason is unknown: ECS's answer has no events"
	}
	if n := drained(c); n > 0 {
		return fmt.Sprintf("%d of the cluster's %s %s", n, words.Count(len(c.in.Instances), "container instance"), words.Agree(n, "is draining", "are draining"))
	}
	return "nothing says why"
}

// handedOver judges a service that another controller deploys: its task sets say how far it is.
func (c *evaluation) handedOver() bool {
	s := c.service
	for _, t := range s.TaskSets {
		if setMoves(s, t) {
			c.say(Changing, t.Created, "%s is being deployed by %s: %s runs %d of %s", s.Name, s.Controller, t.Revision, t.Running, words.Count(t.Desired, "task"))
			if set, blue, ok := green(s); ok && set.ID == t.ID {
				c.v.Headline += fmt.Sprintf(", beside %s with %d", blue.Revision, blue.Running)
			}
			return true
		}
	}
	return false
}

// replacing judges a service whose tasks were taken away, or stopped by somebody, and that starts others.
func (c *evaluation) replacing() bool {
	s, gone := c.service, 0
	var last death
	for _, d := range c.leaving {
		if d.why.Kind == Expected || c.in.Now.Sub(d.at) > recent || d.task.Status == "STOPPED" && s.Running >= s.Desired {
			continue
		}
		if gone++; gone == 1 {
			last = d
		}
	}
	if gone == 0 {
		return false
	}
	how := map[Kind]string{Spot: "that AWS reclaimed", Capacity: "that lost its host", Operator: "that someone stopped"}[last.why.Kind]
	c.v.Diagnosis = last.why
	c.say(Changing, last.at, "%s replaces %s %s: %d of %d run", s.Name, words.Count(gone, "task"), how, s.Running, s.Desired)
	return true
}

// steady judges what is left: a service that has what it should have.
func (c *evaluation) steady() {
	s := c.service
	if m, ok := c.newest(aboutThrottled); ok && c.in.Now.Sub(m.Event.Time) < 10*time.Minute {
		c.accuse(m)
		c.say(Degraded, m.Event.Time, "%s runs %d of %d tasks, and AWS is throttling ECS's calls for it", c.name(), s.Running, s.Desired)
		c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
		return
	}
	if s.Desired == 0 && s.Running == 0 {
		c.say(Healthy, time.Time{}, "%s runs no task: ECS finds no container instance for this DAEMON service", c.name())
		return
	}
	since, what := c.disturbance()
	defer notLive(c)
	defer missingParts(c)
	c.say(Healthy, since, "%s runs %d of %s", c.name(), s.Running, words.Count(s.Desired, "task"))
	if quiet := c.in.Now.Sub(since); what != "" {
		c.v.Headline += fmt.Sprintf(", steady for %s: before that, %s", words.Span(quiet), what)
	} else if quiet > 2*time.Minute && !since.IsZero() {
		c.v.Headline += ", steady for " + words.Span(quiet)
	}
	if n := uncheckedTargets(c); n > 0 {
		c.v.Headline += fmt.Sprintf("; the health of %s is unknown: the load balancer doesn't check %s", words.Count(n, "target"), words.Agree(n, "it", "them"))
	}
	for _, t := range standby(s) {
		c.fact(t.Created, "deployment", t.ID, "%s", atNothing(t))
	}
}
