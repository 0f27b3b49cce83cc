package screens

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// problemList is everything unhealthy.
type problemList struct {
	browse.Kit
	calendar
	plan      *inspect.Plan
	actions   []action.Action[aws.Service]
	service   *cockpits
	instances *instanceList
	tasks     *taskList
}

// more is where one sees more of a problem.
func (l *problemList) more(p inspect.Problem) nav.Screen {
	switch p.Thing {
	case aws.ServiceThing:
		return l.service.screen(p.Cluster, p.Name)
	case aws.InstanceThing:
		return l.instances.screen(p.Cluster)
	case aws.ClusterThing:
		return l.instances.describe.screen(aws.Ref{Thing: aws.ClusterThing, ID: p.Cluster})
	}
	family, _ := strings.CutPrefix(p.Name, "family:")
	return l.tasks.screen(aws.TaskQuery{Cluster: p.Cluster, Family: family})
}

// screen lists everything unhealthy in all clusters of the account and region, the worst first.
func (l *problemList) screen() nav.Screen {
	return browse.New(l.Kit, browse.Resource[inspect.Problem]{
		Title: "problems", Noun: "problems",
		Empty: "no problems in this region",
		ID:    inspect.Problem.ID,
		Source: func(ctx context.Context, onScreen func() []string) iter.Seq2[[]inspect.Problem, error] {
			return l.read(ctx, onScreen)
		},
		Every:   5 * time.Second,
		Expire:  l.plan.Retry,
		SeenAt:  func(p inspect.Problem) time.Time { return p.Service.Seen },
		Oldest:  func() time.Time { return l.plan.Survey("").Oldest },
		Sort:    "STATE",
		Columns: l.columns(),
		Tags:    func(p inspect.Problem) [][2]string { return tagPairs(p.Service.Tags) },
		Open:    l.more,
		Actions: action.Of(l.actions, l.ofService, func(p inspect.Problem) aws.Service { return p.Service }),
		Copies:  l.copies,
		Below:   (&belowList{l.Kit, l.calendar, l.plan, l.service.meter}).problems, BelowSmall: true,
	})
}

func (l *problemList) copies(p inspect.Problem) []browse.Copy {
	copies := []browse.Copy{{Name: "headline", Text: p.Verdict.Headline}}
	if p.Thing == aws.ServiceThing {
		copies = append(copies, l.instances.links.service(p.Service)...)
	}
	return copies
}

// read yields what is known of, after a look at what was never looked at, and at those on screen that may have changed.
func (l *problemList) read(ctx context.Context, onScreen func() []string) iter.Seq2[[]inspect.Problem, error] {
	return func(yield func([]inspect.Problem, error) bool) {
		var last inspect.Survey
		for last = range l.plan.Look(ctx, "") {
			if !last.Done && !yield(last.Problems, nil) {
				return
			}
		}
		last = l.plan.Again(ctx, onScreen)
		if !yield(last.Problems, nil) || last.Trouble() != nil && !yield(nil, last.Trouble()) {
			return
		}
	}
}

func problemState(p inspect.Problem) State {
	return State{LevelTone(p.Verdict.Level()), string(p.Verdict.State)}
}

func (l *problemList) columns() []table.Column[inspect.Problem] {
	brief := plain("WHY", func(p inspect.Problem) string { return p.Verdict.Brief() })
	brief.Flex, brief.Min, brief.Below = true, 44, figures
	what := plain("WHY AND WHAT", func(p inspect.Problem) string {
		if cause := p.Verdict.Cause(); cause != "" {
			return p.Verdict.Brief() + " · " + p.Verdict.Headline
		}
		return p.Verdict.Headline
	})
	what.Flex, what.Min, what.From = true, 30, figures
	name := plain("SERVICE", func(p inspect.Problem) string {
		if p.Thing == aws.InstanceThing {
			return p.Name[:min(len(p.Name), shortID)]
		}
		return aws.GroupName(p.Name)
	})
	name.Max = 40
	is := least(8, word("STATE", problemState))
	is.Less = func(a, b inspect.Problem) bool { return inspect.Worse(a, b) < 0 }
	return []table.Column[inspect.Problem]{
		glyph(problemState),
		drop(4, is), name,
		drop(1, dim("CLUSTER", func(p inspect.Problem) string { return p.Cluster })),
		drop(3, since(l.calendar, "SINCE", func(p inspect.Problem) time.Time { return p.Verdict.Since })),
		brief, what,
	}
}

// ofService says why what can be done with a service cannot be done with a problem of something else.
func (l *problemList) ofService(p inspect.Problem) error {
	if p.Thing != aws.ServiceThing {
		return errors.New("this is not a problem of a service: " + keymap.Does(l.Keys.Moving.Open, "opens what it belongs to"))
	}
	return nil
}
