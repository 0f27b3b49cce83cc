package triage

import (
	"cmp"
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// rolling judges a deployment that is under way.
func (c *evaluation) rolling() bool {
	p := c.primary
	if p.Rollout != "IN_PROGRESS" {
		return false
	}
	died := c.deathsOf(p)
	switch {
	case c.losses(p, died) > 0 && !c.recovered(p, died):
		c.crashing(p, died)
	case doomed(c, p):
	case c.unplaced(), c.obstructed(), c.impaired(p), deadlocked(c, p), c.unhealthy(), late(c), idleTargets(c), standing(c), inGrace(c), strange(c):
	default:
		c.advancing(p, died)
	}
	return true
}

// losses is how many tasks of a deployment died, by whoever counts most: the tasks that are still known, ECS's counter,
// which starts again whenever a task runs, and the circuit breaker's.
func (c *evaluation) losses(d aws.Deployment, died []death) int {
	n := max(len(died), d.Failed)
	if h := c.latest(); d.ID == c.primary.ID && h.InProgress() && h.Revision == d.Revision {
		n = max(n, h.Breaker.Count)
	}
	return n
}

// recovered says that a deployment whose tasks died has all it wants, and for longer than the dead lived.
func (c *evaluation) recovered(d aws.Deployment, died []death) bool {
	if d.Running < max(1, c.service.Desired) {
		return false
	}
	longest := 30 * time.Second
	for _, x := range died {
		longest = max(longest, x.at.Sub(x.task.Created))
	}
	return len(died) == 0 || c.in.Now.Sub(died[0].at) > 2*longest
}

func (c *evaluation) crashing(p aws.Deployment, died []death) {
	c.blame(died, aboutHealth, aboutStart, aboutCapacity)
	state := Failing
	if n := c.losses(p, died); p.Running > n && p.Running > 1 {
		state = Degraded // most of the new ones live
	}
	c.say(state, p.Created, "%s %s: %s", p.Revision, c.trouble(died), c.toll(p, died))
	c.serves(p)
	if c.service.Controller == "ECS" {
		if c.inFlight() == "" {
			untag(c, died) // another revision may name the same tag
		}
		rollBack(c)
		untag(c, died)
	}
	c.after(died)
}

// trouble says in words how tasks die.
func (c *evaluation) trouble(died []death) string {
	d := mainCause(died)
	switch {
	case d.why.Rule == "elb-health-checks-failed" || c.v.Diagnosis.Rule == "target-unhealthy":
		return "fails its load balancer's health checks"
	case d.why.Rule == "container-health-checks-failed":
		return "fails its container's health checks"
	case len(died) > 0 && !d.task.Started.IsZero():
		return "keeps dying"
	}
	return "is not starting"
}

// toll counts a deployment's dead: "4 of 4 new tasks died in 6 minutes".
func (c *evaluation) toll(d aws.Deployment, died []death) string {
	n := c.losses(d, died)
	if n == 0 {
		return c.stated(d)
	}
	all := max(n, n+d.Running+d.Pending)
	first := c.in.Now
	for _, x := range died {
		if x.task.Created.Before(first) {
			first = x.task.Created
		}
	}
	last := c.in.Now
	if len(died) == n {
		last = died[0].at
	} else if !d.Created.IsZero() {
		first = d.Created // ECS counted more than it still lists, so the count is of the whole deployment
	}
	return fmt.Sprintf("%d of %s died in %s", n, words.Count(all, "new task"), words.Span(last.Sub(first)))
}

// stated is why a deployment failed of which no task is known to have died: what ECS says, and nothing else.
func (c *evaluation) stated(d aws.Deployment) string {
	for _, h := range c.in.History {
		if h.Revision != d.Revision || h.Revision == "" {
			continue
		}
		return cmp.Or(h.Culprit(), h.RollbackReason, h.Reason, d.Reason, noReason)
	}
	return cmp.Or(d.Reason, noReason)
}

// impaired judges a deployment of which only the events say that its tasks do not start: they are forgotten, or not read.
func (c *evaluation) impaired(p aws.Deployment) bool {
	m, ok := c.newest(aboutStart)
	if !ok || p.Running >= c.service.Desired {
		return false
	}
	c.accuse(m)
	c.say(Failing, p.Created, "%s is not starting: %d of %s run", p.Revision, p.Running, words.Count(c.service.Desired, "new task"))
	c.serves(p)
	rollBack(c)
	c.after(nil)
	return true
}

// advancing is a deployment that goes as it should. Its desired count is zero until the scheduler has taken it up, so the
// service's counts.
func (c *evaluation) advancing(p aws.Deployment, died []death) {
	verb := "is rolling out"
	switch h := c.latest(); {
	case !h.Finished.IsZero() || h.Created.Before(p.Created.Add(-time.Minute)):
		// The history is older than the deployment: its stage is that of one that has ended.
	case h.Status == "STOP_REQUESTED":
		verb = "is being stopped"
	case h.Stage == "PRODUCTION_TRAFFIC_SHIFT" && h.Target.Production.Known:
		verb = "gets " + percent(h.Target.Production.Percent) + " of the traffic"
	case h.Stage == "BAKE_TIME":
		verb = "bakes beside the old tasks"
	case h.Stage == "CLEAN_UP":
		verb = "is up, and the old tasks are stopping"
	}
	c.say(Changing, p.Created, "%s %s: %d of %s run", p.Revision, verb, p.Running, words.Count(c.service.Desired, "new task"))
	if n := c.losses(p, died); n > 0 {
		c.blame(died)
		c.v.Headline += fmt.Sprintf(", after %d died", n)
	}
}
