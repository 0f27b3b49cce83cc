package triage

import (
	"fmt"
	"slices"

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
			text = gist(d.why)
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

// independent are the judgements beside the first one, each independent of it. Two of them with the same rule, or about the
// same thing, are one problem. That few tasks are busy while others are missing is none of its own.
func independent(c *evaluation) []func() bool {
	return []func() bool{
		func() bool { return c.sickTargets() || c.sickContainers() }, c.unplaced, c.obstructed, c.detached,
		func() bool { return idleTargets(c) },
		func() bool { return answering(c) },
		func() bool { return limited(c) || c.service.Running >= c.service.Desired && overloaded(c) },
		func() bool { return contested(c) },
		func() bool { return clashing(c) },
		func() bool { return refusedScaling(c) },
	}
}

// beside looks for what is wrong beside what was found, and independent of it: nothing newer hides it. The worst is the
// verdict, the others are counted in the headline and named in the evidence. What moves, or is not clear, is told beside what
// is wrong.
func beside(c *evaluation) {
	main := c.v
	var found []Verdict
	for _, judgement := range independent(c) {
		c.v = Verdict{}
		if judgement() && c.v.State.Bad() && !same(main, c.v) && !slices.ContainsFunc(found, func(f Verdict) bool { return same(f, c.v) }) {
			found = append(found, c.v)
		}
	}
	c.v = main
	if len(found) == 0 {
		return
	}
	for _, other := range found {
		if other.State.Rank() < c.v.State.Rank() {
			c.v, other = other, c.v
		}
		kind := "also"
		if !other.State.Bad() {
			kind = "meanwhile"
		}
		c.fact(other.Since, "service", other.Diagnosis.Rule, "%s: %s", kind, other.Headline)
		for _, r := range other.Remedies {
			if r.Action == Show || kind == "meanwhile" {
				c.remedy(r)
			}
		}
	}
	n := len(found)
	if !main.State.Bad() {
		n--
	}
	if n > 0 {
		c.v.Headline += "; " + words.Count(n, "more problem")
	}
}

// same says whether two verdicts are about one problem: what a rule knows, or the health checks of the same tasks, which load
// balancers and containers make alike, or a lack of room, which deaths and events tell alike.
func same(a, b Verdict) bool {
	checks := func(v Verdict) bool {
		return slices.Contains([]string{"target-unhealthy", "elb-health-checks-failed", "container-health-checks-failed"}, v.Diagnosis.Rule)
	}
	return a.Headline == b.Headline || a.Diagnosis.Rule != "" && a.Diagnosis.Rule == b.Diagnosis.Rule || checks(a) && checks(b) ||
		a.Diagnosis.Kind == Capacity && b.Diagnosis.Kind == Capacity
}
