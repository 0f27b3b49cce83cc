package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// sum is a diagnosis of several deaths of one cause: its figures are ranges and counts, not those of the first.
func sum(d Diagnosis, died []death) Diagnosis {
	same := alike(d, died)
	if len(same) < 2 {
		return d
	}
	d.Facts = figures(same)
	told := func(x death) []string { return slices.Concat(attached(x.task), exits(x.task, d)) }
	for _, fact := range told(same[0]) {
		if !slices.ContainsFunc(same, func(x death) bool { return !slices.Contains(told(x), fact) }) {
			d.Facts = append(d.Facts, strings.TrimSuffix(fact, ".")+" in each of them.")
		}
	}
	if n := tally(same, func(x death) string { return x.why.Container }); len(n) > 1 {
		d.Container = ""
		d.Facts = append(d.Facts, "Containers: "+n.String()+".")
	}
	d.Values = d.Values[:len(d.Values):len(d.Values)]
	for _, name := range []reason.Name{reason.ExitCode, reason.Subnet, reason.Zone, reason.Image, reason.Secret, reason.Parameter, reason.Instance, reason.Host} {
		for _, x := range same {
			d.Values.Add(name, x.why.Values.First(name))
		}
		if n := tally(same, func(x death) string { return x.why.Values.First(name) }); len(n) > 1 {
			d.Facts = append(d.Facts, fmt.Sprintf("The %ss: %s.", name.Words(), n))
		}
	}
	return d
}

// alike are the deaths that a diagnosis is about.
func alike(d Diagnosis, died []death) []death {
	same := make([]death, 0, len(died))
	for i := range died {
		if died[i].why.Rule == d.Rule {
			same = append(same, died[i])
		}
	}
	return same
}

// figures say how long some tasks lived and how they ended.
func figures(same []death) []string {
	var ran, waited, late []time.Duration
	for _, x := range same {
		t := x.task
		end := t.Ended()
		switch {
		case end.IsZero() || t.Created.IsZero():
		case t.Started.IsZero():
			waited = append(waited, end.Sub(t.Created))
		default:
			ran = append(ran, end.Sub(t.Started))
		}
		if slow(t) && asked(t.StopCode) {
			late = append(late, t.Exited.Sub(t.Stopping))
		}
	}
	var facts []string
	if n := len(waited); n > 0 {
		facts = append(facts, fmt.Sprintf("%s never ran: ended %s after creation.", words.Count(n, "task"), span(waited)))
	}
	if n := len(ran); n > 0 {
		facts = append(facts, fmt.Sprintf("%s ran %s.", words.Count(n, "task"), span(ran)))
	}
	if n := len(late); n > 0 {
		facts = append(facts, fmt.Sprintf("%s outlasted the stop timeout (%s) and got SIGKILL, exit code 137. This is not an out-of-memory kill.", words.Count(n, "task"), span(late)))
	}
	return facts
}

// span is a range of durations in words: "12 seconds to 3 minutes".
func span(all []time.Duration) string {
	least, most := words.Span(slices.Min(all)), words.Span(slices.Max(all))
	if least == most {
		return least
	}
	return least + " to " + most
}

// count is a text with how often it occurs.
type count struct {
	text string
	n    int
}

// counted are texts with how often they occur, the most frequent first.
type counted []count

func tally(deaths []death, of func(death) string) counted {
	var all counted
	for _, d := range deaths {
		text := of(d)
		if text == "" {
			continue
		}
		i := slices.IndexFunc(all, func(c count) bool { return c.text == text })
		if i < 0 {
			i, all = len(all), append(all, count{text: text})
		}
		all[i].n++
	}
	slices.SortStableFunc(all, func(a, b count) int { return b.n - a.n })
	return all
}

func (c counted) String() string {
	var all []string
	for _, one := range c {
		all = append(all, fmt.Sprintf("%s (%s)", one.text, words.Count(one.n, "task")))
	}
	return words.List(all)
}
