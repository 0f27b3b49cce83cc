package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// remedy adds one that ECS would accept: no way back without a former revision, no count for a daemon.
func (c *evaluation) remedy(r Remedy) {
	switch {
	case slices.Contains(c.v.Remedies, r):
		return
	case (r.Action == RollBack || r.Action == Pin) && r.Revision == "" && r.Hook == "":
		return
	case r.Action == Scale && c.service.Scheduling == "DAEMON":
		return
	}
	changes := []Action{RollBack, Pin, Redeploy, Register, Configure}
	if c.service.Controller != "ECS" && slices.Contains(changes, r.Action) {
		return // only the other controller can do that
	}
	c.v.Remedies = append(c.v.Remedies, r)
}

// settleFor offers, last of all, to want no more tasks than run: it mends nothing, and only ends the tries.
func settleFor(c *evaluation, running int) {
	if running > 0 && running < c.service.Desired {
		c.remedy(Remedy{Action: Scale, Text: fmt.Sprintf("or settle for the %s, %d fewer than desired", words.Count(running, "task")+" that "+words.Agree(running, "runs", "run"), c.service.Desired-running), Desired: running})
	}
}

// good is the revision to go back to, as rolling back would choose it; empty where nothing is known of one.
func (c *evaluation) good() string {
	if h := c.latest(); h.InProgress() {
		return c.service.WayBack(&h, c.in.History, nil).To
	}
	return c.service.WayBack(nil, c.in.History, nil).To
}

// rollBack offers to take back the deployment that is under way, where it is known to what.
func rollBack(c *evaluation) {
	if back := c.good(); back != "" && c.latest().Status != "STOP_REQUESTED" {
		text := "back to " + back
		if back == c.primary.Revision {
			text += " as it ran before" // the same revision was deployed once more
		}
		c.remedy(Remedy{Action: RollBack, Text: text, Revision: back, Deployment: c.inFlight()})
	}
}

// inFlight is the ARN of the service deployment that is under way; empty where it is not known.
func (c *evaluation) inFlight() string {
	if h := c.latest(); h.Finished.IsZero() {
		return h.ARN
	}
	return ""
}

// serves says what still works while p does not.
func (c *evaluation) serves(p aws.Deployment) {
	var parts []string
	for _, d := range c.service.Deployments {
		if d.Running == 0 || d.ID == p.ID {
			continue
		}
		ran := ""
		if d.Status != "PRIMARY" && !d.Created.IsZero() {
			ran = " has run for " + words.Span(c.in.Now.Sub(d.Created)) + " and"
		}
		parts = append(parts, fmt.Sprintf("%s%s still runs %d of %d tasks", d.Revision, ran, d.Running, c.service.Desired))
	}
	traffic := ""
	if h := c.latest(); h.InProgress() && h.Revision == p.Revision && h.Target.Production.Known && h.Target.Production.Percent > 0 {
		traffic = fmt.Sprintf("%s gets %s of the production traffic. ", p.Revision, percent(h.Target.Production.Percent))
	}
	switch {
	case len(parts) > 0:
		c.v.Serves = traffic + words.List(parts) + "."
	case p.Running > 0:
		c.v.Serves = fmt.Sprintf("%d of %d tasks run.", p.Running, c.service.Desired)
	default:
		c.v.Serves = "Nothing serves."
	}
}

// blame makes what most of the tasks died of the reason; where that says little, what the newest event about the topics says.
// It returns where they died and none lives.
func (c *evaluation) blame(died []death, topics ...about) spot {
	d, at := mainCause(died), apart(c, died)
	c.v.Diagnosis = sum(d.why, died)
	if at.fact != "" {
		c.v.Diagnosis.Facts = append(c.v.Diagnosis.Facts, at.fact)
	}
	if fact := otherwise(d.why, died); fact != "" {
		c.v.Diagnosis.Facts = append(c.v.Diagnosis.Facts, fact)
	}
	if d.why.Known() && !d.why.Generic && !strings.HasPrefix(d.why.Rule, "code-") {
		return at
	}
	for _, topic := range topics {
		if m, ok := c.newest(topic); ok && (len(died) == 0 || m.Reason != nil) {
			c.accuse(m)
			return at
		}
	}
	return at
}

// accuse makes an event the reason.
func (c *evaluation) accuse(m Meaning) {
	c.v.Diagnosis = confirmed(c, c.explained(c.book().named[m.Rule], read(m.Event.Message)))
}

// confirmed says a diagnosis in sentences, and what the snapshot says of it.
func confirmed(c *evaluation, d Diagnosis) Diagnosis {
	d = c.filled(d, placeOf(c.service.Cluster, c.service.Name, c.service.ARN))
	one := d.by.rule
	if d.by.inner != nil {
		one = d.by.inner
	}
	if one == nil || one.Confirm == "" {
		return d
	}
	holds, fact := conditions()[one.Confirm](c, d.Values)
	if fact != "" {
		d.Facts = append(d.Facts, fact)
	}
	if holds == yes {
		d.Maybe = false
		d.Cause = one.says.cause.sentence(d.Values)
		if d.by.inner != nil {
			d.Cause = strings.TrimSpace(d.by.rule.cause(d.Values) + " " + d.Cause)
		}
	}
	return d
}

// after adds what helps after tasks died: screens, and a new try where the trouble was outside the tasks.
func (c *evaluation) after(died []death) {
	d := mainCause(died)
	if len(died) > 0 {
		c.remedy(Remedy{Action: Show, Screen: "stopped", Text: "the " + words.Count(len(died), "dead task")})
		if !d.task.Started.IsZero() {
			c.remedy(Remedy{Action: Show, Screen: "last-logs", Text: "their last log lines", Task: died[0].task.ID})
		}
	} else {
		c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	}
	switch {
	case d.why.Rule == "elb-health-checks-failed" || c.v.Diagnosis.Rule == "target-unhealthy":
		c.remedy(Remedy{Action: Show, Screen: "targets", Text: "the targets and their reason codes"})
	case d.why.Rule == "oom-killed":
		c.remedy(Remedy{Action: Show, Screen: "metrics", Text: "memory over time"})
		roomier(c, d)
	case slices.Contains([]Phase{Network, Setup, Pull}, d.why.Phase) && c.primary.Rollout != "COMPLETED" && !c.goingBack():
		c.remedy(Remedy{Action: Redeploy, Text: "once it is fixed, retry at once: ECS's own retries are up to 15 minutes apart"})
	}
}
