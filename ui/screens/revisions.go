package screens

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// revisionList is the list of the revisions of a family, or of a service.
type revisionList struct {
	browse.Kit
	calendar
	source   revisionSource
	lineages lineageReader
	names    *names
	page     *revisionPage
	diff     *diffPage
	pinner   interface {
		Pin(s aws.Service, revision string) change.Change
	}
}

// lineageReader reads what is known of a service's revisions.
type lineageReader struct {
	account interface {
		serviceReader
		historySource
		LastGood(ctx context.Context, cluster, service string) (revision string, when time.Time, err error)
	}
}

// ofFamily lists a family's revisions, newest first. Those that nobody looks at stay names: a family may have
// thousands, and each is a call.
func (r *revisionList) ofFamily(family string) nav.Screen {
	return r.screen(nav.Location{Thing: family, View: "revisions"}, family, func() lineage { return lineage{} }, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return r.source.Revisions(ctx, family, onScreen)
	})
}

// lineage is what is known of a service's revisions: which runs, which were steady, and which of those was last.
type lineage struct {
	service  aws.Service
	lastGood string
	steady   map[string]time.Time
}

// ofService lists the revisions of a service's family, from which one can be pinned. The one that runs
// is marked, and the cursor is on the last one that reached steady state.
func (r *revisionList) ofService(cluster, service string) nav.Screen {
	var known atomic.Pointer[lineage] // written by the reading, read by the drawing
	of := func() lineage {
		if l := known.Load(); l != nil {
			return *l
		}
		return lineage{}
	}
	return r.screen(nav.Location{Cluster: cluster, Thing: service, View: "revisions"}, "revisions", of, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return func(yield func([]aws.Revision, error) bool) {
			of, err := r.lineages.account.Service(ctx, cluster, service)
			if err == nil {
				err = hasRevision(of)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			l := r.lineages.read(ctx, of)
			known.Store(&l)
			family, _, _ := strings.Cut(of.Revision, ":")
			for page, err := range r.source.Revisions(ctx, family, onScreen) {
				if !yield(page, err) {
					return
				}
			}
		}
	})
}

// read reads which revisions of a service were steady. Where the history cannot be read, that stays unknown: the
// list of revisions is worth showing without.
func (r lineageReader) read(ctx context.Context, s aws.Service) lineage {
	l := lineage{service: s, steady: map[string]time.Time{}}
	for page, err := range r.account.Deployments(ctx, s.Cluster, s.Name) {
		if err != nil {
			break
		}
		for _, d := range page {
			if d.Status == "SUCCESSFUL" && d.Finished.After(l.steady[d.Revision]) {
				l.steady[d.Revision] = d.Finished
			}
		}
	}
	if good, when, err := r.account.LastGood(ctx, s.Cluster, s.Name); err == nil {
		l.lastGood, l.steady[good] = good, when
	}
	if l.lastGood == s.Revision {
		l.lastGood = before(l.steady, s.Revision) // what runs needs no pin: the one before it is meant
	}
	return l
}

// before is the revision that was steady last, other than the given one.
func before(steady map[string]time.Time, other string) string {
	newest := ""
	for r, when := range steady {
		if r != other && (newest == "" || when.After(steady[newest])) {
			newest = r
		}
	}
	return newest
}

func (r *revisionList) screen(at nav.Location, title string, of func() lineage, source func(context.Context, func() []string) iter.Seq2[[]aws.Revision, error]) nav.Screen {
	var list *browse.List[aws.Revision]
	list = browse.New(r.Kit, browse.Resource[aws.Revision]{
		At: at, Title: title, Noun: "revisions",
		ID:         revisionName,
		Source:     source,
		Every:      time.Minute,
		Columns:    r.columns(of),
		Sort:       "REVISION",
		Descending: true,
		Partial:    func(one aws.Revision) bool { return !one.Described },
		Prefer:     func() string { return of().lastGood },
		Detail: func(ctx context.Context, one aws.Revision) (aws.Revision, error) {
			return r.page.source.Revision(ctx, revisionName(one))
		},
		Open:    func(one aws.Revision) nav.Screen { return r.page.screen(revisionName(one)) },
		Actions: r.actions(of, func() []aws.Revision { return list.Marked() }),
		Copies:  r.page.links.revision,
	})
	return list
}

func (r *revisionList) actions(of func() lineage, marked func() []aws.Revision) []action.Action[aws.Revision] {
	return []action.Action[aws.Revision]{
		{Key: r.Keys.Changes.Pin, Alike: r.one, Check: func(aws.Revision) error {
			if of().service.Name == "" {
				return errors.New("you pin a revision on a service: open the revisions from the service")
			}
			return nil
		}, Change: func(one aws.Revision) change.Change { return r.pinner.Pin(of().service, revisionName(one)) }},
		{Key: r.Keys.Revisions.Diff, Marks: true, Run: func(h nav.Host, one aws.Revision) tea.Cmd {
			from := of().service.Revision
			if m := marked(); len(m) > 0 {
				from = revisionName(m[0])
			}
			if from == "" || from == revisionName(one) {
				h.Flash(errors.New("mark the other revision with space, or move to one that isn't running"), "")
				return nil
			}
			h.Push(r.diff.screen(from, revisionName(one)))
			return nil
		}},
		action.Open(r.Keys.Service.Describe, func(one aws.Revision) nav.Screen {
			return r.page.describe.screen(aws.Ref{Thing: aws.RevisionThing, ID: revisionName(one)})
		}),
	}
}

// one is why several marked revisions cannot be pinned.
func (r *revisionList) one(marked []aws.Revision) error {
	return fmt.Errorf("a service runs one revision, and %d are marked, %s first; %s", len(marked), revisionName(marked[0]), keymap.Does(r.Keys.Everywhere.Back, "clears the marks"))
}

func revisionName(r aws.Revision) string { return fmt.Sprintf("%s:%d", r.Family, r.Number) }

func (r *revisionList) columns(of func() lineage) []table.Column[aws.Revision] {
	state := func(one aws.Revision) State { return revisionState(one, of()) }
	return []table.Column[aws.Revision]{
		glyph(state),
		{
			Name: "REVISION", Min: 10,
			Cell: func(one aws.Revision) table.Cell { return table.Cell{Text: revisionName(one)} },
			Less: func(a, b aws.Revision) bool { return a.Number < b.Number },
		},
		least(8, word("STATE", state)),
		since(r.calendar, "AGE", func(one aws.Revision) time.Time { return one.Registered }),
		drop(2, since(r.calendar, "STEADY", func(one aws.Revision) time.Time { return of().steady[revisionName(one)] })),
		drop(4, plain("CPU", func(one aws.Revision) string { return one.CPU })),
		drop(4, plain("MEMORY", func(one aws.Revision) string { return one.Memory })),
		{Name: "IMAGES", Flex: true, Min: 20, Cell: func(one aws.Revision) table.Cell { return table.Cell{Text: images(one)} }},
		drop(5, dim("BY", func(one aws.Revision) string {
			return one.RegisteredBy[strings.LastIndexByte(one.RegisteredBy, '/')+1:]
		})),
		drop(6, dim("RUNS IN", func(one aws.Revision) string { return strings.Join(r.names.running(revisionName(one)), " ") })),
		wide(dim("NETWORK", func(one aws.Revision) string { return one.NetworkMode })),
		byName(dim("ARN", func(one aws.Revision) string { return one.ARN })),
	}
}

// revisionState is what a revision is to a service: the one it moves to, one it still runs, the last good one.
func revisionState(r aws.Revision, l lineage) State {
	name := revisionName(r)
	for _, d := range l.service.Deployments {
		if d.Revision == name && d.Status == "PRIMARY" {
			return deploymentWord(d, "runs")
		}
		if d.Revision == name && d.Running > 0 {
			return State{theme.Good, "still serves"}
		}
	}
	switch {
	case r.Status == "INACTIVE", r.Status == "DELETE_IN_PROGRESS":
		return State{theme.Idle, words.Constant(r.Status)}
	case name == l.lastGood:
		return State{theme.Good, "last good"}
	case name == l.service.Revision:
		return State{theme.Good, "runs"}
	}
	return State{theme.Plain, strings.ToLower(r.Status)}
}

// deploymentWord is the state of a deployment, in a word of its revision.
func deploymentWord(d aws.Deployment, steady string) State {
	s := deploymentState(d)
	switch s.Tone {
	case theme.Good:
		s.Word = steady
	case theme.Bad:
		s.Word = "failing"
	case theme.Busy:
		s.Word = "rolling out"
	}
	return s
}

func images(r aws.Revision) string {
	var all []string
	for _, c := range r.Containers {
		all = append(all, imageTag(c.Image))
	}
	return strings.Join(all, "  ")
}
