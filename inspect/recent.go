package inspect

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// Happening is something that changed: a deployment that began, an event that is more than routine, tasks that stopped.
type Happening struct {
	ID, Cluster, Service string
	// At is when, and Until when it was over; zero where it took no time, or that is not known.
	At, Until time.Time
	// Kind is deployment, event or stopped; in a timeline also one of those below.
	Kind string
	Mark Mark
	Text string
	// Label is the most telling part in a few cells: the number of a revision, the desired count; it may be empty.
	Label string
}

// BesideService is the text as it stands beside the name of its service: of a revision of that name, the number is enough.
func (h Happening) BesideService() string {
	said := strings.Split(h.Text, " ")
	for i, word := range said {
		if number, ok := strings.CutPrefix(word, h.Service+":"); ok && strings.Trim(number, "0123456789") != number {
			said[i] = ":" + number
		}
	}
	return strings.Join(said, " ")
}

// Recent are what services and groups of stopped tasks tell of the time from a moment on. A happening that comes again, with
// the same ID, takes the place of the earlier one. The first error ends the sequence, behind all that could be read.
func Recent(services iter.Seq2[[]aws.Service, error], stopped iter.Seq2[[]triage.Group, error], rules *triage.Rules, from time.Time) iter.Seq2[[]Happening, error] {
	return func(yield func([]Happening, error) bool) {
		var first error
		for page, err := range services {
			if err != nil {
				first = err
			}
			var found []Happening
			for _, s := range page {
				found = append(found, ChangesOf(s, nil, rules, from)...)
			}
			if len(found) > 0 && !yield(found, nil) {
				return
			}
		}
		for page, err := range stopped {
			if err != nil && first == nil {
				first = err
			}
			if !yield(Deaths(page, from), nil) {
				return
			}
		}
		if first != nil {
			yield(nil, first)
		}
	}
}

// ChangesOf are the deployments of a service that began after a moment, and its events that say more than routine. Tasks are those
// known of it, which tell what earlier deployments ran.
func ChangesOf(s aws.Service, tasks []aws.Task, rules *triage.Rules, from time.Time) []Happening {
	var found []Happening
	for _, d := range s.Deployments {
		if d.Created.After(from) {
			m := MarkRollout(d)
			found = append(found, Happening{ID: d.ID, Cluster: s.Cluster, Service: s.Name, At: d.Created, Until: over(d), Kind: "deployment", Mark: m, Label: RevisionNumber(d.Revision),
				Text: deploymentText(d.Revision, m.Word)})
		}
	}
	events := s.Events
	if i := slices.IndexFunc(events, func(e aws.Event) bool { return !e.Time.After(from) }); i >= 0 {
		events = events[:i] // the newest come first
	}
	for _, r := range rules.Collapse(events) {
		loud := severityLevel(r.Severity)
		if loud != Idle || strings.Contains(r.Event.Message, "desired count") {
			found = append(found, Happening{ID: r.Events[len(r.Events)-1].ID, Cluster: s.Cluster, Service: s.Name, At: r.Newest, Kind: "event",
				Mark: Mark{Level: loud}, Text: Shortened(newsOf(r, func(text string) string { return byRevision(s, tasks, text) }))})
		}
	}
	return found
}

// deploymentText is a deployment of a revision, which may be unknown, and its state in a word.
func deploymentText(revision, word string) string {
	return "deployment of " + cmp.Or(revision, "an unknown revision") + ": " + word
}

// byRevision calls the deployments of a service by their revisions in a text: nobody knows their ids. One that ECS no longer lists
// is known by the tasks that it started.
func byRevision(s aws.Service, tasks []aws.Task, text string) string {
	for _, d := range s.Deployments {
		if d.Revision != "" {
			text = aws.NameDeployment(text, d.ID, d.Revision)
		}
	}
	for _, t := range tasks {
		if t.Revision != "" && strings.Contains(text, "ecs-svc/") && deploymentID().MatchString(t.StartedBy) {
			text = aws.NameDeployment(text, t.StartedBy, t.Revision)
		}
	}
	return text
}

// over is when a deployment that ECS no longer works on was changed last; zero while it does.
func over(d aws.Deployment) time.Time {
	if d.Rollout == "IN_PROGRESS" {
		return time.Time{}
	}
	return d.Updated
}

// newsOf is what an event means in a few words, else what it says, in which named puts names for ids.
func newsOf(r triage.Run, named func(string) string) string {
	if r.Known() && r.Meaning.Meaning != "" {
		return named(words.Clause(r.Meaning.Meaning))
	}
	e := r.Event
	e.Message = named(e.Message)
	return EventText(e)
}

// severityLevel is how much an event matters; Idle where it is routine.
func severityLevel(s triage.Severity) Level {
	switch s {
	case triage.Error:
		return Bad
	case triage.Warn:
		return Warn
	}
	return Idle
}

// Deaths are the groups of tasks that stopped after a moment.
func Deaths(groups []triage.Group, from time.Time) []Happening {
	var found []Happening
	for _, g := range groups {
		if !g.Last.After(from) || g.Service == "" {
			continue
		}
		why := g.Diagnosis.Text
		if g.Diagnosis.Known() && g.Diagnosis.Cause != "" {
			why = g.Diagnosis.Cause + g.Diagnosis.Evidence.Doubt()
		}
		found = append(found, Happening{ID: strings.Join([]string{g.Cluster, g.Service, g.Revision, g.StopCode, g.Container, fmt.Sprint(g.Exited, g.Exit), g.Reason}, "\x1f"),
			Cluster: g.Cluster, Service: g.Service, At: g.Last, Kind: "stopped", Mark: Mark{StopLevel(g.Diagnosis), string(g.Diagnosis.Kind)},
			Text: fmt.Sprintf("%d × %s stopped: %s", len(g.Tasks), g.Revision, words.Clause(why))})
	}
	return found
}

// EventText is an event without the "(service name)" that all of them begin with, with its deployment's revision in place of the id
// or, where that is not known, without the id, and with long names shortened.
func EventText(e aws.Event) string {
	text := strings.TrimPrefix(e.Message, "(service "+e.Service+") ")
	text = e.Named(strings.TrimPrefix(text, "service ("+e.Service+") "))
	if rest, ok := strings.CutPrefix(text, "(deployment "); ok {
		if _, said, ok := strings.Cut(rest, ") "); ok {
			text = said
		}
	}
	return Shortened(text)
}

// Since is what happened after a time to the services of the account, as far as that is known, the newest first.
func (p *Plan) Since(from time.Time) []Happening {
	var found []Happening
	for _, name := range p.ledger.names() {
		for _, k := range p.servicesOf(name) {
			for _, h := range k.told.since(from, func() []Happening { return happened(p, k, from) }) {
				if h.At.After(from) {
					found = append(found, h)
				}
			}
		}
	}
	return thinned(found)
}

// happened is what a service and its tasks went through after a time, except what was expected or done by somebody.
func happened(p *Plan, k *known, from time.Time) []Happening {
	groups := slices.DeleteFunc(p.Groups(stoppedAfter(k.Stopped.Value, from)), func(g triage.Group) bool {
		return g.Diagnosis.Kind == triage.Expected || g.Diagnosis.Kind == triage.Operator
	})
	return append(ChangesOf(k.Service, everyTask(k.Snapshot), p.rules, from), Deaths(groups, from)...)
}

func stoppedAfter(tasks []aws.Task, from time.Time) []aws.Task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t aws.Task) bool { return !t.Stopped.After(from) })
}

// telling is what happened to a service, worked out once while nothing new is known of it: the first screen asks several times
// a second.
type telling struct {
	mu    sync.Mutex
	from  time.Time
	found []Happening
}

func (t *telling) since(from time.Time, tell func() []Happening) []Happening {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.from.IsZero() || from.Before(t.from) || from.Sub(t.from) > time.Minute {
		t.from, t.found = from, tell()
	}
	return t.found
}

// thinned are happenings, the newest first, without the events of a service that come with something newer of it.
func thinned(found []Happening) []Happening {
	const apart = 2 * time.Minute
	slices.SortStableFunc(found, func(a, b Happening) int { return b.At.Compare(a.At) })
	last := map[string]time.Time{}
	return slices.DeleteFunc(found, func(h Happening) bool {
		newer, ok := last[h.Cluster+"/"+h.Service]
		last[h.Cluster+"/"+h.Service] = h.At
		return h.Kind == "event" && ok && newer.Sub(h.At) < apart
	})
}
