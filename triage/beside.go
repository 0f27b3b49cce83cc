package triage

import (
	"fmt"

	"github.com/ecscope/ecscope/words"
)

// otherwise says how many of some tasks died of something else than what is named.
func otherwise(named Diagnosis, died []death) string {
	n, rules, text := 0, map[string]bool{}, ""
	for _, d := range died {
		if d.why.Rule == named.Rule {
			continue
		}
		if n++; !rules[d.why.Rule] {
			rules[d.why.Rule] = true
			text = d.why.gist()
		}
	}
	switch {
	case n == 0:
		return ""
	case len(rules) == 1:
		return fmt.Sprintf("%s died of another cause: %s", words.Count(n, "more task"), text)
	}
	return fmt.Sprintf("%s died of %d other causes.", words.Count(n, "more task"), len(rules))
}

// beside looks for what is wrong beside what was found, and independent of it: nothing newer hides it. The worse of two is
// the verdict; the other is told after it.
func beside(c *evaluation) {
	if c.v.State == Changing {
		whileMoving(c)
	}
	if !c.v.State.Bad() {
		return
	}
	ill := map[string]bool{"target-unhealthy": true, "elb-health-checks-failed": true, "container-health-checks-failed": true}
	main := c.v
	found := []Verdict{}
	look := func(judgement func() bool) {
		c.v = Verdict{}
		if judgement() && c.v.State.Bad() && c.v.Diagnosis.Rule != main.Diagnosis.Rule && c.v.Headline != main.Headline {
			found = append(found, c.v)
		}
	}
	if !ill[main.Diagnosis.Rule] {
		look(func() bool { return c.sickTargets() || c.sickContainers() })
	}
	if main.Diagnosis.Kind != Capacity {
		look(c.unplaced)
	}
	look(c.obstructed)
	look(c.detached)
	look(func() bool { return limited(c) })
	look(func() bool { return answering(c) })
	c.v = main
	for _, other := range found {
		if other.State.Rank() < c.v.State.Rank() {
			c.v, other = other, c.v
		}
		c.fact(other.Since, "service", other.Diagnosis.Rule, "also: %s", other.Headline)
		for _, r := range other.Remedies {
			if r.Action == Show {
				c.remedy(r)
			}
		}
	}
	if n := len(found); n > 0 {
		c.v.Headline += fmt.Sprintf("; %s", words.Count(n, "more problem"))
	}
}

// whileMoving holds against a rollout, or whatever else moves, what its targets answer meanwhile.
func whileMoving(c *evaluation) {
	moves := c.v
	if c.v = (Verdict{}); !answering(c) {
		c.v = moves
		return
	}
	c.fact(moves.Since, "service", "", "meanwhile: %s", moves.Headline)
	for _, r := range moves.Remedies {
		c.remedy(r)
	}
}
