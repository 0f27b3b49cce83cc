package screens

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// problemScreen is where one sees more of a problem.
func (k *Kit) problemScreen(p inspect.Problem) nav.Screen {
	switch p.Thing {
	case aws.ServiceThing:
		return k.Service(p.Cluster, p.Name)
	case aws.InstanceThing:
		return k.Instances(p.Cluster)
	}
	return k.Tasks(aws.TaskQuery{Cluster: p.Cluster})
}

// Problems is the list of everything unhealthy in all clusters of the account and region, the worst first.
func (k *Kit) Problems() nav.Screen {
	return browse.New(k.Kit, browse.Resource[inspect.Problem]{
		Title: "problems", Noun: "problems",
		Empty: "no problems: every service of this region is as it should be",
		ID:    inspect.Problem.ID,
		Source: func(ctx context.Context, onScreen func() []string) iter.Seq2[[]inspect.Problem, error] {
			return k.problems(ctx, onScreen)
		},
		Every:   5 * time.Second,
		SeenAt:  func(p inspect.Problem) time.Time { return p.Service.Seen },
		Oldest:  func() time.Time { return k.inspector.Survey("").Oldest },
		Sort:    "STATE",
		Columns: k.problemColumns(),
		Open:    k.problemScreen,
		Actions: action.Of(k.serviceActions(), ofService, func(p inspect.Problem) aws.Service { return p.Service }),
		Copies: func(p inspect.Problem) []browse.Copy {
			copies := []browse.Copy{{Name: "headline", Text: p.Verdict.Headline}}
			if p.Thing == aws.ServiceThing {
				copies = append(copies, k.serviceCopies(p.Service)...)
			}
			return copies
		},
	})
}

// problems are what is known of, after a look at what was never looked at, and at those on screen that may have changed.
func (k *Kit) problems(ctx context.Context, onScreen func() []string) iter.Seq2[[]inspect.Problem, error] {
	return func(yield func([]inspect.Problem, error) bool) {
		var last inspect.Survey
		for last = range k.inspector.Look(ctx, "") {
			if !last.Done && !yield(last.Problems, nil) {
				return
			}
		}
		last = k.inspector.Again(ctx, onScreen)
		if !yield(last.Problems, nil) || last.Trouble() != nil && !yield(nil, last.Trouble()) {
			return
		}
	}
}

// Look goes on looking at the account in the background, for the count in the header, out of the way of everything that
// somebody waits for.
func (k *Kit) Look(ctx context.Context) (inspect.Survey, time.Duration) {
	wait := k.inspector.Step(ctx, false)
	return k.inspector.Survey(""), wait
}

// noting is an account that tells the palette the names of the services that it reads.
type noting struct {
	Account
	inspect.Pieces
	names *names
}

func (n noting) DescribeServices(ctx context.Context, cluster string, rows []aws.Service) ([]aws.Service, error) {
	found, err := n.Pieces.DescribeServices(ctx, cluster, rows)
	for _, s := range found {
		n.names.service(s)
	}
	return found, err
}

func (n noting) Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error] {
	return seen(n.Account.Services(ctx, cluster, first), n.names.service)
}

func (k *Kit) problemColumns() []table.Column[inspect.Problem] {
	state := func(p inspect.Problem) State { return State{levelTone(p.Verdict.Level()), string(p.Verdict.State)} }
	what := plain("WHAT AND WHY", func(p inspect.Problem) string {
		if cause := p.Verdict.Cause(); cause != "" {
			return p.Verdict.Headline + " · " + cause
		}
		return p.Verdict.Headline
	})
	what.Flex, what.Min = true, 30
	return []table.Column[inspect.Problem]{
		glyph(state),
		{Name: "STATE", Min: 8, Cell: func(p inspect.Problem) table.Cell { return table.Cell{Text: state(p).Word, Tone: state(p).Tone} },
			Less: func(a, b inspect.Problem) bool { return inspect.Worse(a, b) < 0 }},
		plain("SERVICE", func(p inspect.Problem) string { return p.Name }),
		drop(1, dim("CLUSTER", func(p inspect.Problem) string { return p.Cluster })),
		drop(3, since(k, "SINCE", func(p inspect.Problem) time.Time { return p.Verdict.Since })),
		what,
	}
}

// ofService says why what can be done with a service cannot be done with a problem of something else.
func ofService(p inspect.Problem) error {
	if p.Thing != aws.ServiceThing {
		return fmt.Errorf("this is no problem of a service: enter opens what it is one of")
	}
	return nil
}
