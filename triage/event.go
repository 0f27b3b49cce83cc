package triage

import (
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
)

// about is what an event is news of.
type about string

const (
	aboutCapacity  about = "capacity"
	aboutHealth    about = "health"
	aboutFailed    about = "failed"
	aboutRollback  about = "rollback"
	aboutStart     about = "start"
	aboutBlocked   about = "blocked"
	aboutThrottled about = "throttled"
	aboutProgress  about = "progress"
	aboutDone      about = "done"
)

func (a about) known() bool {
	return slices.Contains([]about{aboutCapacity, aboutHealth, aboutFailed, aboutRollback, aboutStart, aboutBlocked,
		aboutThrottled, aboutProgress, aboutDone}, a)
}

// Meaning is what a service event means. Rule is Unknown where no rule knows it.
type Meaning struct {
	Rule, Meaning, Fix, Source string
	Severity                   Severity
	// Reason is what the rules for stopped tasks make of the reason that the event gives; nil where it gives none.
	Reason *Diagnosis
	// Tasks are the ids of the tasks that the event names.
	Tasks []string
	Event aws.Event

	about about
}

// Known says whether a rule knows it.
func (m Meaning) Known() bool { return m.Rule != Unknown && m.Rule != "" }

// Event says what a service event means.
func (r *Rules) Event(e aws.Event) Meaning {
	return inWords(r, r.bareMeaning(e))
}

// inWords puts the sentences into a meaning.
func inWords(r *Rules, m Meaning) Meaning {
	e := m.Event
	if one := r.book().named[m.Rule]; one != nil {
		d := r.filled(one.diagnosis(e.Message), placeOf(e.Cluster, e.Service, ""))
		m.Meaning, m.Fix = e.Named(d.Cause), e.Named(d.Fix)
	}
	if m.Reason != nil {
		d := r.filled(*m.Reason, placeOf(e.Cluster, e.Service, ""))
		m.Reason = &d
	}
	return m
}

// bareMeaning is the meaning of an event without its sentences, which take time to make.
func (r *Rules) bareMeaning(e aws.Event) Meaning {
	t := read(e.Message)
	one := r.event(t)
	if one == nil {
		return Meaning{Rule: Unknown, Severity: Info, Source: "-", Event: e, Tasks: tasksIn(e.Message)}
	}
	m := Meaning{Rule: one.ID, Source: one.Source, Severity: one.Severity, Event: e, Tasks: tasksIn(e.Message), about: one.About}
	if one.Generic {
		if d, ok := (search{Rules: r}).specific([]text{t}); ok {
			m.Reason = &d
		}
	}
	return m
}

// of is the same meaning for another event that is like the one it was found for.
func (m Meaning) of(e aws.Event) Meaning {
	m.Event, m.Tasks = e, tasksIn(e.Message)
	if m.Reason != nil {
		d := *m.Reason
		d.Text = e.Message
		m.Reason = &d
	}
	return m
}

// placeOf is what is known of where a text comes from.
func placeOf(cluster, service, arn string) reason.Values {
	var v reason.Values
	v.Add(reason.Cluster, cluster)
	v.Add(reason.Service, service)
	if part := strings.Split(arn, ":"); len(part) > 4 {
		v.Add(reason.Region, part[3])
		v.Add(reason.Account, part[4])
	}
	return v
}

// event is the first event rule that is true of a text.
func (r *Rules) event(t text) *rule {
	for _, one := range r.book().events {
		if one.matches(t) {
			return one
		}
	}
	return nil
}

// explained is the diagnosis that an event rule makes. Where it only says that something did not start, the reason within
// the event says why.
func (r *Rules) explained(e *rule, t text) Diagnosis {
	if e.Same != "" {
		d := r.book().named[e.Same].diagnosis(t.raw)
		d.Also = append(d.Also, e.ID)
		return d
	}
	d := e.diagnosis(t.raw)
	d.Kind = map[about]Kind{aboutCapacity: Capacity, aboutProgress: Expected, aboutDone: Expected}[e.About]
	if d.Kind == "" {
		d.Kind = Failure
	}
	d.Phase = map[about]Phase{aboutCapacity: Placement, aboutHealth: Running}[e.About]
	if why, ok := (search{Rules: r}).specific([]text{t}); ok {
		d.Also = append(d.Also, why.Rule)
		if e.Generic || reasonOfTarget(why.Rule) {
			d.by.inner, d.Evidence, d.Source, d.Phase = why.by.rule, why.Evidence, why.Source, why.Phase
		}
	}
	return d
}

// reasonOfTarget is true of the rules of what an event that a target is unhealthy gives as the reason, and says no more about.
func reasonOfTarget(rule string) bool {
	return rule == "target-timeout" || rule == "target-failed-checks"
}

// tasksIn are the ids of the tasks that an event names.
func tasksIn(message string) []string {
	var ids []string
	for rest := message; ; {
		_, after, ok := strings.Cut(rest, "(task ")
		if !ok {
			return ids
		}
		id, next, _ := strings.Cut(after, ")")
		ids, rest = append(ids, id), next
	}
}

// Run is a row of events that say the same, newest first.
type Run struct {
	Meaning
	Events         []aws.Event
	Newest, Oldest time.Time
}

// Collapse puts neighbouring events that say the same into one run each. The events are newest first, and so are the runs.
func (r *Rules) Collapse(events []aws.Event) []Run {
	var runs []Run
	var folded string
	for _, e := range events {
		m, f := r.bareMeaning(e), r.Fold(e.Message)
		if n := len(runs); n > 0 && runs[n-1].Rule == m.Rule && f == folded && runs[n-1].Event.Revision == e.Revision {
			runs[n-1].Events, runs[n-1].Oldest = append(runs[n-1].Events, e), e.Time
			continue
		}
		runs, folded = append(runs, Run{Meaning: inWords(r, m), Events: []aws.Event{e}, Newest: e.Time, Oldest: e.Time}), f
	}
	return runs
}
