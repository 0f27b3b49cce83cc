package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Revisions is the list of a family's revisions, newest first. Those that nobody looks at stay names: a family may have
// thousands, and each is a call.
func (k *Kit) Revisions(family string) nav.Screen {
	return k.revisions(family, func() string { return "" }, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return k.Account.Revisions(ctx, family, onScreen)
	})
}

// ServiceRevisions is the list of the revisions of a service's family; the one that it runs is marked.
func (k *Kit) ServiceRevisions(cluster, service string) nav.Screen {
	var runs atomic.Pointer[string] // written by the reading, read by the drawing
	running := func() string {
		if r := runs.Load(); r != nil {
			return *r
		}
		return ""
	}
	return k.revisions("revisions", running, func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Revision, error] {
		return func(yield func([]aws.Revision, error) bool) {
			s, err := k.Account.Service(ctx, cluster, service)
			if err == nil {
				err = hasRevision(s)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			runs.Store(&s.Revision)
			family, _, _ := strings.Cut(s.Revision, ":")
			k.Account.Revisions(ctx, family, onScreen)(yield)
		}
	})
}

func (k *Kit) revisions(title string, running func() string, source func(context.Context, func() []string) iter.Seq2[[]aws.Revision, error]) nav.Screen {
	return browse.New(k.Kit, browse.Resource[aws.Revision]{
		Title: title, Noun: "revisions",
		ID:         func(r aws.Revision) string { return r.ARN },
		Source:     source,
		Every:      time.Minute,
		Columns:    k.revisionColumns(running),
		Sort:       "REVISION",
		Descending: true,
		Partial:    func(r aws.Revision) bool { return !r.Described },
		Detail: func(ctx context.Context, r aws.Revision) (aws.Revision, error) {
			return k.Account.Revision(ctx, revisionName(r))
		},
		Open: func(r aws.Revision) nav.Screen { return k.Revision(revisionName(r)) },
		Actions: []action.Action[aws.Revision]{action.Open(k.Keys.Service.Describe, func(r aws.Revision) nav.Screen {
			return k.Describe(aws.Ref{Thing: aws.RevisionThing, ID: revisionName(r)})
		})},
		Copies: k.revisionCopies,
	})
}

func revisionName(r aws.Revision) string { return fmt.Sprintf("%s:%d", r.Family, r.Number) }

func (k *Kit) revisionColumns(running func() string) []table.Column[aws.Revision] {
	state := func(r aws.Revision) State {
		switch {
		case revisionName(r) == running():
			return State{theme.Good, "running"}
		case r.Status == "ACTIVE", r.Status == "":
			return State{theme.Plain, ""}
		}
		return State{theme.Idle, strings.ToLower(r.Status)}
	}
	return []table.Column[aws.Revision]{
		glyph(state),
		{
			Name: "REVISION", Min: 10,
			Cell: func(r aws.Revision) table.Cell { return table.Cell{Text: revisionName(r)} },
			Less: func(a, b aws.Revision) bool { return a.Number < b.Number },
		},
		dim("STATUS", func(r aws.Revision) string { return strings.ToLower(r.Status) }),
		since(k, "AGE", func(r aws.Revision) time.Time { return r.Registered }),
		drop(3, plain("CPU", func(r aws.Revision) string { return r.CPU })),
		drop(3, plain("MEMORY", func(r aws.Revision) string { return r.Memory })),
		{Name: "IMAGES", Flex: true, Min: 20, Cell: func(r aws.Revision) table.Cell { return table.Cell{Text: images(r)} }},
		drop(4, dim("BY", func(r aws.Revision) string { return r.RegisteredBy[strings.LastIndexByte(r.RegisteredBy, '/')+1:] })),
		wide(dim("NETWORK", func(r aws.Revision) string { return r.NetworkMode })),
		wide(dim("ARN", func(r aws.Revision) string { return r.ARN })),
	}
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
