package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// latest is the newest service deployment, where the history was read. The client yields each twice, the second time with
// its details.
func (c *evaluation) latest() aws.ServiceDeployment {
	var newest aws.ServiceDeployment
	for _, h := range c.in.History {
		if newest.ARN == "" || h.ARN == newest.ARN {
			newest = h
		}
	}
	return newest
}

// paused judges a deployment that waits for somebody: unattended, most go back at the hook's expiry.
func (c *evaluation) paused() bool {
	d := c.latest()
	if !d.Finished.IsZero() {
		return false
	}
	for _, h := range d.Hooks {
		if h.Status != "AWAITING_ACTION" {
			continue
		}
		c.say(Blocked, d.Started, "%s is waiting for an answer%s", c.primary.Revision, unanswered(h, c.in.Now))
		if !h.Expires.IsZero() {
			c.fact(h.Expires, "hook", h.ID, "hook %s waits until %s", h.ID, h.Expires.Format(time.TimeOnly))
		}
		c.remedy(Remedy{Action: Continue, Text: "continue it", Deployment: d.ARN, Hook: h.ID})
		c.remedy(Remedy{Action: RollBack, Text: strings.TrimSuffix("back to "+c.good(), " to "), Deployment: d.ARN, Hook: h.ID, Revision: c.good()})
		return true
	}
	return false
}

// unanswered is what a hook that waits does without an answer, and when, as far as ECS says so.
func unanswered(h aws.Hook, now time.Time) string {
	end := map[string]string{"CONTINUE": "continues on its own", "ROLLBACK": "rolls back", "": "does something unknown"}[h.Timeout]
	left := h.Expires.Sub(now)
	switch {
	case h.Expires.IsZero() && h.Timeout == "":
		return "; ECS doesn't say what happens without one"
	case !h.Expires.IsZero() && left <= 0:
		return "; the time for one ended " + words.Ago(-left)
	}
	text := "; without one, it " + cmp.Or(end, "does "+h.Timeout)
	if !h.Expires.IsZero() {
		text += " in " + words.Span(left)
	}
	return text
}

// failed judges a deployment that failed and that nothing takes back: ECS starts no more tasks.
func (c *evaluation) failed() bool {
	p := c.primary
	if p.Rollout != "FAILED" && !stuckBack(c) {
		return false
	}
	died := c.deathsOf(p)
	c.blame(died, aboutFailed, aboutStart)
	back := c.good()
	what, why, toll := p.Revision, "and is not rolled back", c.toll(p, died)
	switch h := c.latest(); {
	case stuckBack(c):
		what = strings.TrimSpace("the rollback of " + cmp.Or(h.Revision, "the last deployment") + trimmed(" to ", cmp.Or(h.BackTo, p.Revision)))
		why = "and nothing takes it back"
		if len(died) == 0 {
			toll = cmp.Or(h.Reason, h.RollbackReason, p.Reason, noReason)
		}
	case back == "" && !c.service.Created.IsZero() && p.Created.Sub(c.service.Created) < time.Minute: // the service began with it
		why = "and there is nothing to roll back to"
	case back == "":
		why = "and no revision to roll back to is known"
	}
	c.say(Stalled, p.Created, "%s failed %s: %s", what, why, toll)
	c.serves(p)
	if back != "" {
		c.remedy(Remedy{Action: Pin, Text: "back to " + back, Revision: back})
	} else {
		c.remedy(Remedy{Action: Show, Screen: "revisions", Text: "pin a revision that starts"})
	}
	c.after(died)
	return true
}

// returning judges a rollback under way: not health, but not the same as failing either where the old tasks serve.
func (c *evaluation) returning() bool {
	p := c.primary
	if p.Rollout != "IN_PROGRESS" || !c.goingBack() {
		return false
	}
	bad := c.abandoned()
	if again := c.deathsOf(p); len(again) > 0 && p.Running < c.service.Desired {
		c.blame(again)
		c.say(Failing, p.Updated, "the rollback to %s is failing too: %s", p.Revision, c.toll(p, again))
		c.serves(p)
		c.after(again)
		return true
	}
	died := c.deathsOf(bad)
	c.blame(died, aboutFailed, aboutHealth, aboutStart)
	state, to, up := Degraded, p.Revision, p.Running
	if bad.ID == p.ID { // ECS has asked for the rollback, and still calls the new deployment the primary one
		to, up = cmp.Or(c.good(), "the revision before"), c.service.RunningBeside(p.ID)
	}
	if up < c.service.Desired {
		state = Failing
	}
	c.say(state, bad.Created, "%s %sis being rolled back to %s: %s", revisionName(bad), fell(c, bad), to, c.toll(bad, died))
	c.serves(bad)
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "follow the rollback"})
	c.after(died)
	return true
}

// goingBack says that the present deployment is a rollback.
func (c *evaluation) goingBack() bool {
	h := c.latest()
	over := !h.Finished.IsZero() && c.primary.Created.After(h.Finished) // a deployment has begun since
	return strings.Contains(c.primary.Reason, "rolling back") || strings.HasPrefix(h.Status, "ROLLBACK") && !over
}

// abandoned is the deployment that a rollback leaves: its row where there still is one, else what the history knows.
func (c *evaluation) abandoned() aws.Deployment {
	h := c.latest()
	settled := slices.ContainsFunc(c.service.Deployments, func(d aws.Deployment) bool { return d.Status == "ACTIVE" && d.Rollout == "COMPLETED" })
	if settled && h.InProgress() && strings.HasPrefix(h.Status, "ROLLBACK") && h.Revision == c.primary.Revision {
		return c.primary
	}
	for _, d := range c.service.Deployments {
		if d.Status != "PRIMARY" && d.Revision != c.primary.Revision && (d.Rollout == "FAILED" || d.Created.After(c.primary.Created)) {
			return d
		}
	}
	for _, h := range c.in.History {
		if strings.HasPrefix(h.Status, "ROLLBACK") && h.Revision != "" && h.Revision != c.primary.Revision {
			return aws.Deployment{Revision: h.Revision, Created: h.Created, Failed: h.Breaker.Count}
		}
	}
	for _, d := range c.deaths {
		if d.task.Revision != c.primary.Revision {
			return aws.Deployment{ID: d.task.StartedBy, Revision: d.task.Revision, Created: d.task.Created}
		}
	}
	return aws.Deployment{}
}

func revisionName(d aws.Deployment) string {
	if d.Revision == "" {
		return "the last deployment"
	}
	return d.Revision
}

// returned judges what looks like rest and is none: the service runs what it ran before, and what was wanted failed.
func (c *evaluation) returned() bool {
	p := c.primary
	at, ok := c.turned()
	if !ok || p.Rollout == "IN_PROGRESS" || c.in.Now.Sub(at) > aftermath || c.service.Running < c.service.Desired {
		return false
	}
	bad := c.abandoned()
	died := c.deathsOf(bad)
	c.blame(died, aboutFailed, aboutHealth, aboutStart)
	c.say(Degraded, at, "%s %swas rolled back to %s %s", revisionName(bad), fell(c, bad), p.Revision, words.Ago(c.in.Now.Sub(at)))
	c.v.Serves = fmt.Sprintf("%s runs %d of %s.", p.Revision, c.service.Running, words.Count(c.service.Desired, "task"))
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "what was deployed"})
	c.after(died)
	return true
}

// notLive says of a service that has been at rest for long that its last release is not what runs: it was rolled back then.
func notLive(c *evaluation) {
	h := c.latest()
	at := h.RollbackStarted
	if h.Status != "ROLLBACK_SUCCESSFUL" || at.IsZero() || h.Revision == "" || h.Revision == c.primary.Revision {
		return
	}
	c.v.Headline += fmt.Sprintf("; its last release, %s, is not live: it was rolled back %s", h.Revision, words.Ago(c.in.Now.Sub(at)))
	c.fact(at, "deployment", h.ID, "%s was rolled back: %s", h.Revision, c.stated(aws.Deployment{Revision: h.Revision}))
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "what was deployed"})
}

// turned is when the present deployment became one again because the one after it failed. A rollback that somebody asked
// for is not meant.
func (c *evaluation) turned() (time.Time, bool) {
	h := c.latest()
	if takenBack(h) {
		return time.Time{}, false
	}
	if h.Status == "ROLLBACK_SUCCESSFUL" {
		return h.RollbackStarted, true
	}
	for _, e := range c.service.Events {
		if strings.Contains(e.Message, "rolling back to ") {
			// what was deployed later is no rollback
			return e.Time, !c.primary.Created.After(e.Time.Add(5*time.Second)) && h.Status != "SUCCESSFUL"
		}
	}
	if strings.Contains(c.primary.Reason, "rolling back to ") {
		return c.primary.Created, true
	}
	return time.Time{}, false
}
