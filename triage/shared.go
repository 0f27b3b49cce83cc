package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// location is one of the places that a task has: what it is called, and which one it is; empty where that is not known.
type location struct {
	in string
	of func(aws.Task) string
}

// locations are where a task is, the narrowest first.
func locations() []location {
	return []location{
		{"on container instance", func(t aws.Task) string { return t.Instance[strings.LastIndexByte(t.Instance, '/')+1:] }},
		{"in", func(t aws.Task) string { return t.Zone }},
		{"in subnet", subnet},
		{"on capacity provider", func(t aws.Task) string { return t.CapacityProvider }},
	}
}

// subnet is the one that a task's network interface is in.
func subnet(t aws.Task) string {
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if d.Key == "subnetId" {
				return d.Value
			}
		}
	}
	return ""
}

// apart says what some dead tasks share and the living do not: the image behind a tag, or that all died in one zone, say, while others
// run elsewhere. It takes two of them, and one that lives, and that the image or the place of each is known.
func apart(died []death, alive []aws.Task) spot {
	if len(died) < 2 {
		return spot{}
	}
	if r, ok := retag(died, alive); ok {
		return r.spot(len(died))
	}
	for _, p := range locations() {
		where := p.of(died[0].task)
		if where == "" || slices.ContainsFunc(died, func(d death) bool { return p.of(d.task) != where }) {
			continue
		}
		var fine []string
		n := 0
		for _, t := range alive {
			if t.Status != "RUNNING" || t.Desired == "STOPPED" {
				continue
			}
			at := p.of(t)
			if at == "" || at == where {
				n = 0
				break
			}
			if n++; !slices.Contains(fine, at) {
				fine = append(fine, at)
			}
		}
		if n == 0 {
			continue
		}
		slices.Sort(fine)
		return spot{p.in + " " + where, fmt.Sprintf("All %d deaths were %s %s%s; %s %s %s.", len(died), p.in, where, besides(p, died), words.Count(n, "task"), words.Agree(n, "runs", "run"), living(p, fine))}
	}
	return spot{}
}

// spot is where some tasks died and none lives, in words, and the sentence that says so.
type spot struct{ where, fact string }

// besides is the subnet and the zone that the dead share, beyond the place that is named.
func besides(named location, died []death) string {
	var more []string
	for _, p := range locations() {
		where := p.of(died[0].task)
		if p.in == named.in || where == "" || !strings.HasPrefix(p.in, "in") || slices.ContainsFunc(died, func(d death) bool { return p.of(d.task) != where }) {
			continue
		}
		more = append(more, where)
	}
	if len(more) == 0 {
		return ""
	}
	return " (" + strings.Join(more, ", ") + ")"
}

func living(p location, fine []string) string {
	if len(fine) > 3 {
		return "elsewhere"
	}
	return p.in + " " + words.List(fine)
}
