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

// locations are where a task is, the narrowest first, and what the host there is.
func locations(c *evaluation) []location {
	hosts := make(map[string]*aws.Instance, len(c.in.Instances))
	for i := range c.in.Instances {
		hosts[c.in.Instances[i].ARN] = &c.in.Instances[i]
	}
	host := func(of func(*aws.Instance) string) func(aws.Task) string {
		return func(t aws.Task) string {
			if h := hosts[t.Instance]; h != nil && h.Described {
				return of(h)
			}
			return ""
		}
	}
	return []location{
		{"on container instance", func(t aws.Task) string { return t.Instance[strings.LastIndexByte(t.Instance, '/')+1:] }},
		{"in", func(t aws.Task) string { return t.Zone }},
		{"in subnet", subnet},
		{"on architecture", host(func(i *aws.Instance) string { return i.Architecture })},
		{"on AMI", host(func(i *aws.Instance) string { return i.AMI })},
		{"on ECS agent", host(func(i *aws.Instance) string { return i.Agent })},
		{"on instance type", host(func(i *aws.Instance) string { return i.Type })},
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
func apart(c *evaluation, died []death) spot {
	if len(died) < 2 {
		return spot{}
	}
	if r, ok := retag(died, c.tasks); ok {
		return r.spot(len(died))
	}
	all := locations(c)
	for i, p := range all {
		where := p.shared(died)
		fine, n := p.elsewhere(where, c.tasks)
		if n == 0 {
			continue
		}
		return spot{p.in + " " + where, fmt.Sprintf("All %d deaths were %s %s%s; %s %s %s.", len(died), p.in, where, besides(c, all, i, died), words.Count(n, "task"), words.Agree(n, "runs", "run"), living(p, fine))}
	}
	return spot{}
}

// shared is the place that all of some dead tasks had; empty where they had several or it is not known of each.
func (p location) shared(died []death) string {
	where := p.of(died[0].task)
	if slices.ContainsFunc(died, func(d death) bool { return p.of(d.task) != where }) {
		return ""
	}
	return where
}

// elsewhere counts the tasks that run in other places, and names these; none where one runs at the place, or its own is not known.
func (p location) elsewhere(where string, alive []aws.Task) (fine []string, n int) {
	if where == "" {
		return nil, 0
	}
	for _, t := range alive {
		if t.Status != "RUNNING" || t.Desired == "STOPPED" {
			continue
		}
		at := p.of(t)
		if at == "" || at == where {
			return nil, 0
		}
		if n++; !slices.Contains(fine, at) {
			fine = append(fine, at)
		}
	}
	slices.Sort(fine)
	return fine, n
}

// spot is where some tasks died and none lives, in words, and the sentence that says so.
type spot struct{ where, fact string }

// besides is what the dead share beyond the place that is named: the subnet and the zone, and what else no task that runs has.
func besides(c *evaluation, all []location, named int, died []death) string {
	var more []string
	for i, p := range all {
		where := p.shared(died)
		if i == named || where == "" {
			continue
		}
		if strings.HasPrefix(p.in, "in") {
			more = append(more, where)
		} else if _, n := p.elsewhere(where, c.tasks); n > 0 {
			more = append(more, strings.TrimPrefix(p.in, "on ")+" "+where)
		}
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
