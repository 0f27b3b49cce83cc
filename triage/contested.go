package triage

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ecscope/ecscope/words"
)

// contested judges a service whose desired count auto scaling and something else set against each other: at least twice within the
// hour, something else has changed what auto scaling had set. One change by hand is no contest.
func contested(c *evaluation) bool {
	all, oldest, n := thisHour(c), -1, 0
	for i, one := range all {
		if one.Other {
			oldest, n = i, n+1
		}
	}
	if n == 0 {
		return false
	}
	all = all[:min(oldest+2, len(all))] // with the one that was changed first
	last, first, now := all[0], all[len(all)-1].Started, changedSince(c, all[0])
	if now {
		n++
	}
	if n < 2 {
		return false
	}
	within := words.Within(c.in.Now.Sub(first))
	c.say(Degraded, first, "auto scaling has set %s to %s %s, and something else changed the count %d times in between", c.service.Name, sequence(all), within, n)
	if !slices.ContainsFunc(all, func(s Setting) bool { return s.Count != last.Count }) {
		c.say(Degraded, first, "auto scaling has set %s to %s %d times %s: something else sets the count back", c.service.Name, words.Count(last.Count, "task"), len(all), within)
	}
	if now {
		c.v.Diagnosis.Text = fmt.Sprintf("desired count %d now, %d by auto scaling", c.service.Desired, last.Count)
		c.fact(c.in.Scaling.Seen, "scaling", "", "%s", c.v.Diagnosis.Text)
	}
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
	if revisions := deployedBetween(c, all, now); len(revisions) > 0 {
		c.fact(time.Time{}, "deployment", "", "each of these changes came with a deployment, of %s: what deploys may write the count", words.List(revisions))
	}
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "who deployed: a pipeline may write the count with each deployment"})
	return true
}

// most is how many counts of a sequence are named.
const most = 6

// sequence are counts as they came: "4, 2 and 3 tasks".
func sequence(all []Setting) string {
	var counts []string
	for _, s := range slices.Backward(all[:min(most, len(all))]) {
		counts = append(counts, strconv.Itoa(s.Count))
	}
	if len(all) > most {
		counts[0] = "…, " + counts[0]
	}
	return words.List(counts) + " tasks"
}

// deployedBetween are the revisions whose deployments began between one setting of auto scaling and what changed it; none where that is
// not so of each change.
func deployedBetween(c *evaluation, all []Setting, now bool) (revisions []string) {
	began := map[time.Time]string{}
	for _, d := range c.service.Deployments {
		began[d.Created] = d.Revision
	}
	for _, d := range c.in.History {
		began[d.Created] = d.Revision
	}
	until := c.in.Now
	for i, s := range all {
		if changed := i > 0 && all[i-1].Other || i == 0 && now; changed {
			n, newest := len(revisions), s.Started
			for at, revision := range began {
				if at.After(newest) && at.Before(until) {
					newest, revisions = at, append(revisions[:n], revision)
				}
			}
			if len(revisions) == n {
				return nil
			}
		}
		until = s.Started
	}
	slices.Reverse(revisions)
	return slices.Compact(revisions)
}

// refusedScaling judges a service at rest that auto scaling failed to scale when it last tried.
func refusedScaling(c *evaluation) bool {
	s := c.in.Scaling
	if s == nil || !s.Registered || len(s.Activities) == 0 {
		return false
	}
	a := s.Activities[0]
	if !a.Failed() || c.in.Now.Sub(a.Started) > undoing {
		return false
	}
	c.say(Degraded, a.Started, "auto scaling could not scale %s when it last tried, %s", c.service.Name, words.Ago(c.in.Now.Sub(a.Started)))
	c.v.Diagnosis = c.Explain(Message{Text: a.Message})
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its limits, and what it did"})
	return true
}
