package screens

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// lately is how far back the feed of what changed goes.
const lately = 30 * time.Minute

// happening is something that changed: a deployment that began, an event that is more than routine, tasks that stopped.
type happening struct {
	id, cluster, service string
	at                   time.Time
	state                State
	what                 string
	event                bool // it is told by an event, which often says what something else here does
}

// recentList is what changed lately.
type recentList struct {
	browse.Kit
	calendar
	source  serviceSource
	names   *names
	tasks   taskReader
	rules   *triage.Rules
	service *cockpits
}

// screen lists what changed in the last half hour in all clusters, the newest first.
func (l *recentList) screen() nav.Screen {
	return browse.New(l.Kit, browse.Resource[happening]{
		Title: "recent", Noun: "changes of the last 30 minutes",
		Empty:  "nothing changed in the last 30 minutes",
		ID:     func(h happening) string { return h.id },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]happening, error] { return l.happenings(ctx) },
		Every:  time.Minute,
		Sort:   "TIME",
		Fault:  func(h happening) bool { return h.state.fault() },
		Columns: []table.Column[happening]{
			glyph(func(h happening) State { return h.state }),
			{Name: "TIME", Cell: func(h happening) table.Cell { return table.Cell{Text: l.at(h.at), Tone: theme.Dim} },
				Less: func(a, b happening) bool { return a.at.After(b.at) }},
			since(l.calendar, "AGE", func(h happening) time.Time { return h.at }),
			plain("SERVICE", func(h happening) string { return h.service }),
			drop(2, dim("CLUSTER", func(h happening) string { return h.cluster })),
			{Name: "WHAT", Flex: true, Min: 30, Cell: func(h happening) table.Cell { return table.Cell{Text: h.what, Tone: h.state.Tone} }},
		},
		Open:   l.more,
		Copies: func(h happening) []browse.Copy { return []browse.Copy{{Name: "text", Text: h.what}} },
	})
}

// more is the service to which something happened.
func (l *recentList) more(h happening) nav.Screen { return l.service.screen(h.cluster, h.service) }

// known is what changed after a time as far as that is known, without asking.
func (l *recentList) known(from time.Time) []happening {
	var found []happening
	l.tasks.plan.Since(from, func(s aws.Service, stopped []aws.Task) {
		found = append(found, l.changesOf(s, from)...)
		groups := slices.DeleteFunc(l.tasks.plan.Groups(stopped), func(g triage.Group) bool {
			return g.Diagnosis.Kind == triage.Expected || g.Diagnosis.Kind == triage.Operator
		})
		found = append(found, deaths(groups, from)...)
	})
	return thinned(found)
}

// thinned are happenings, the newest first, without the events of a service that come with something newer of it.
func thinned(found []happening) []happening {
	const together = 2 * time.Minute
	slices.SortStableFunc(found, func(a, b happening) int { return b.at.Compare(a.at) })
	last := map[string]time.Time{}
	return slices.DeleteFunc(found, func(h happening) bool {
		newer, ok := last[h.cluster+"/"+h.service]
		last[h.cluster+"/"+h.service] = h.at
		return h.event && ok && newer.Sub(h.at) < together
	})
}

func (l *recentList) happenings(ctx context.Context) iter.Seq2[[]happening, error] {
	return func(yield func([]happening, error) bool) {
		var first error
		from := l.now().Add(-lately)
		for page, err := range seen(l.source.Services(ctx, "", nil), l.names.service) {
			if err != nil {
				first = err
			}
			var found []happening
			for _, s := range page {
				found = append(found, l.changesOf(s, from)...)
			}
			if len(found) > 0 && !yield(found, nil) {
				return
			}
		}
		for page, err := range l.tasks.groups(ctx, aws.TaskQuery{}) {
			if err != nil && first == nil {
				first = err
			}
			if !yield(deaths(page, from), nil) {
				return
			}
		}
		if first != nil {
			yield(nil, first)
		}
	}
}

// changesOf are the deployments of a service that began after a time, and its events that say more than routine.
func (l *recentList) changesOf(s aws.Service, from time.Time) []happening {
	var found []happening
	for _, d := range s.Deployments {
		if d.Created.After(from) {
			found = append(found, happening{id: d.ID, cluster: s.Cluster, service: s.Name, at: d.Created, state: deploymentState(d),
				what: "deployment of " + d.Revision + " began: " + deploymentState(d).Word})
		}
	}
	for _, r := range l.rules.Collapse(s.Events) {
		if loud := runState(r); r.Newest.After(from) && (loud.Tone != theme.Plain || strings.Contains(r.Event.Message, "desired count")) {
			found = append(found, happening{id: r.Events[len(r.Events)-1].ID, cluster: s.Cluster, service: s.Name, at: r.Newest, state: loud,
				what: newsOf(r), event: true})
		}
	}
	return found
}

// newsOf is what an event means in a few words, else what it says.
func newsOf(r triage.Run) string {
	if r.Known() && r.Meaning.Meaning != "" {
		return words.Clause(r.Meaning.Meaning)
	}
	return eventText(r.Event)
}

// deaths are the groups of tasks that stopped after a time.
func deaths(groups []triage.Group, from time.Time) []happening {
	var found []happening
	for _, g := range groups {
		if g.Last.After(from) && g.Service != "" {
			found = append(found, happening{id: groupID(g), cluster: g.Cluster, service: g.Service, at: g.Last, state: groupState(g),
				what: fmt.Sprintf("%d × %s stopped: %s", len(g.Tasks), g.Revision, words.Clause(groupReason(g)))})
		}
	}
	return found
}
