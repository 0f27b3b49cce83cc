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
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Revisions is the list of a family's revisions, newest first. Those that nobody looks at stay names: a family may have
// thousands, and each is a call.
func (k *Kit) Revisions(family string) nav.Screen {
	return k.revisions(nav.Location{Thing: family, View: "revisions"}, family, func() lineage { return lineage{} }, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return k.Account.Revisions(ctx, family, onScreen)
	})
}

// lineage is what is known of a service's revisions: which runs, which were steady, and which of those was last.
type lineage struct {
	service  aws.Service
	lastGood string
	steady   map[string]time.Time
}

// ServiceRevisions is the list of the revisions of a service's family, from which one can be pinned. The one that runs
// is marked, and the cursor is on the last one that reached steady state.
func (k *Kit) ServiceRevisions(cluster, service string) nav.Screen {
	var known atomic.Pointer[lineage] // written by the reading, read by the drawing
	of := func() lineage {
		if l := known.Load(); l != nil {
			return *l
		}
		return lineage{}
	}
	return k.revisions(nav.Location{Cluster: cluster, Thing: service, View: "revisions"}, "revisions", of, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return func(yield func([]aws.Revision, error) bool) {
			s, err := k.Account.Service(ctx, cluster, service)
			if err == nil {
				err = hasRevision(s)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			l := k.lineage(ctx, s)
			known.Store(&l)
			family, _, _ := strings.Cut(s.Revision, ":")
			for page, err := range k.Account.Revisions(ctx, family, onScreen) {
				if !yield(page, err) {
					return
				}
			}
		}
	})
}

// lineage reads which revisions of a service were steady. Where the history cannot be read, that stays unknown: the
// list of revisions is worth showing without.
func (k *Kit) lineage(ctx context.Context, s aws.Service) lineage {
	l := lineage{service: s, steady: map[string]time.Time{}}
	for page, err := range k.Account.Deployments(ctx, s.Cluster, s.Name) {
		if err != nil {
			break
		}
		for _, d := range page {
			if d.Status == "SUCCESSFUL" && d.Finished.After(l.steady[d.Revision]) {
				l.steady[d.Revision] = d.Finished
			}
		}
	}
	if good, when, err := k.Changer.LastGood(ctx, s.Cluster, s.Name); err == nil {
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

func (k *Kit) revisions(at nav.Location, title string, of func() lineage, source func(context.Context, func() []string) iter.Seq2[[]aws.Revision, error]) nav.Screen {
	var list *browse.List[aws.Revision]
	list = browse.New(k.Kit, browse.Resource[aws.Revision]{
		At: at, Title: title, Noun: "revisions",
		ID:         revisionName,
		Source:     source,
		Every:      time.Minute,
		Columns:    k.revisionColumns(of),
		Sort:       "REVISION",
		Descending: true,
		Partial:    func(r aws.Revision) bool { return !r.Described },
		Prefer:     func() string { return of().lastGood },
		Detail: func(ctx context.Context, r aws.Revision) (aws.Revision, error) {
			return k.Account.Revision(ctx, revisionName(r))
		},
		Open:    func(r aws.Revision) nav.Screen { return k.Revision(revisionName(r)) },
		Actions: k.revisionActions(of, func() []aws.Revision { return list.Marked() }),
		Copies:  k.revisionCopies,
	})
	return list
}

func (k *Kit) revisionActions(of func() lineage, marked func() []aws.Revision) []action.Action[aws.Revision] {
	return []action.Action[aws.Revision]{
		{Key: k.Keys.Changes.Pin, Check: func(aws.Revision) error {
			if of().service.Name == "" {
				return errors.New("a revision is pinned on a service: open the revisions from the service")
			}
			return nil
		}, Change: func(r aws.Revision) change.Change { return k.Changer.Pin(of().service, revisionName(r)) }},
		{Key: k.Keys.Revisions.Diff, Run: func(h nav.Host, r aws.Revision) tea.Cmd {
			from := of().service.Revision
			if m := marked(); len(m) > 0 {
				from = revisionName(m[0])
			}
			if from == "" || from == revisionName(r) {
				h.Flash(errors.New("mark the other revision with space, or move to one that is not running"), "")
				return nil
			}
			h.Push(k.Diff(from, revisionName(r)))
			return nil
		}},
		action.Open(k.Keys.Service.Describe, func(r aws.Revision) nav.Screen {
			return k.Describe(aws.Ref{Thing: aws.RevisionThing, ID: revisionName(r)})
		}),
	}
}

func revisionName(r aws.Revision) string { return fmt.Sprintf("%s:%d", r.Family, r.Number) }

func (k *Kit) revisionColumns(of func() lineage) []table.Column[aws.Revision] {
	state := func(r aws.Revision) State { return revisionState(r, of()) }
	return []table.Column[aws.Revision]{
		glyph(state),
		{
			Name: "REVISION", Min: 10,
			Cell: func(r aws.Revision) table.Cell { return table.Cell{Text: revisionName(r)} },
			Less: func(a, b aws.Revision) bool { return a.Number < b.Number },
		},
		{Name: "STATE", Min: 8, Cell: func(r aws.Revision) table.Cell {
			return table.Cell{Text: state(r).Word, Tone: state(r).Tone}
		}},
		since(k, "AGE", func(r aws.Revision) time.Time { return r.Registered }),
		drop(2, since(k, "STEADY", func(r aws.Revision) time.Time { return of().steady[revisionName(r)] })),
		drop(4, plain("CPU", func(r aws.Revision) string { return r.CPU })),
		drop(4, plain("MEMORY", func(r aws.Revision) string { return r.Memory })),
		{Name: "IMAGES", Flex: true, Min: 20, Cell: func(r aws.Revision) table.Cell { return table.Cell{Text: images(r)} }},
		drop(5, dim("BY", func(r aws.Revision) string { return r.RegisteredBy[strings.LastIndexByte(r.RegisteredBy, '/')+1:] })),
		drop(6, dim("RUNS IN", func(r aws.Revision) string { return strings.Join(k.names.running(revisionName(r)), " ") })),
		wide(dim("NETWORK", func(r aws.Revision) string { return r.NetworkMode })),
		byName(dim("ARN", func(r aws.Revision) string { return r.ARN })),
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
		return State{theme.Idle, strings.ToLower(strings.ReplaceAll(r.Status, "_", " "))}
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

func (k *Kit) revisionCopies(r aws.Revision) []browse.Copy {
	name := revisionName(r)
	return k.copies("name", name, r.ARN, "aws ecs describe-task-definition --task-definition "+name,
		fmt.Sprintf("task-definitions/%s/%d/containers", r.Family, r.Number))
}
