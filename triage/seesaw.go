package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/words"
)

// turns is how often auto scaling may change its direction within an hour before that is worth a word; opposing is how often, where one
// policy or scheduled action raises the count and another lowers it.
const (
	turns    = 4
	opposing = 3
)

// swing is how auto scaling changed the count: how often it turned, between which counts, since when, and what raised and what lowered
// it, empty unless each is one thing and the two differ.
type swing struct {
	turned, least, most int
	since               time.Time
	raised, lowered     string
}

// swinging is the swing of the last hour; false where it is not worth a word.
func swinging(c *evaluation) (swing, bool) {
	all, by := thisHour(c), map[int][]string{}
	if len(all) == 0 {
		return swing{}, false
	}
	s, last := swing{least: all[0].Count}, 0
	for _, one := range all {
		s.least, s.most, s.since = min(s.least, one.Count), max(s.most, one.Count), one.Started
		if one.Way == 0 {
			continue
		}
		if one.Way == -last {
			s.turned++
		}
		if last = one.Way; !slices.Contains(by[last], one.By) {
			by[last] = append(by[last], one.By)
		}
	}
	if up, down := by[1], by[-1]; len(up) == 1 && len(down) == 1 && up[0] != "" && down[0] != "" && up[0] != down[0] {
		s.raised, s.lowered = up[0], down[0]
	}
	return s, s.turned >= turns || s.turned >= opposing && s.raised != ""
}

// text says it in a sentence.
func (s swing) text(now time.Time) string {
	text := fmt.Sprintf("auto scaling has changed its direction %d times %s, between %d and %s", s.turned, words.Within(now.Sub(s.since)), s.least, words.Count(s.most, "task"))
	if s.raised != "" {
		text += fmt.Sprintf(": %s raises the count, %s lowers it", s.raised, s.lowered)
	}
	return text
}

// seesaw says that auto scaling sets the count up and down again and again.
func seesaw(c *evaluation) {
	s, ok := swinging(c)
	if !ok || opposed(c, s) {
		return
	}
	c.fact(s.since, "scaling", "", "%s", s.text(c.in.Now))
	if c.v.State == Healthy {
		c.v.Headline += "; auto scaling goes up and down"
		c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its policies, and what it did"})
	}
}

// opposed says that one of the two that pull is target tracking, which both raises and lowers the count by itself, and the other a
// policy of another type. Two policies of one type may be made for each other: two of step scaling, one for each direction, and of
// those that track a target the last one to agree lowers the count.
// Source: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
func opposed(c *evaluation, s swing) bool {
	types := map[string]bool{}
	for _, p := range c.in.Scaling.Policies {
		if name := "policy " + p.Name; name == s.raised || name == s.lowered {
			types[p.Type] = true
		}
	}
	return types["TargetTrackingScaling"] && types["StepScaling"]
}

// clashing judges a service whose scaling policies undo each other.
func clashing(c *evaluation) bool {
	s, ok := swinging(c)
	if !ok || !opposed(c, s) {
		return false
	}
	name := func(by string) string { return strings.TrimPrefix(by, "policy ") }
	c.say(Degraded, s.since, "the scaling policies %s and %s of %s undo each other: %d turns %s, between %d and %s", name(s.raised), name(s.lowered), c.service.Name,
		s.turned, words.Within(c.in.Now.Sub(s.since)), s.least, words.Count(s.most, "task"))
	c.fact(s.since, "scaling", "", "%s raises the count, %s lowers it", s.raised, s.lowered)
	c.v.Serves = running(c.service)
	c.remedy(Remedy{Action: Show, Screen: "scaling", Text: "its policies, and what it did"})
	return true
}
