package screens

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// Problems is the list of everything unhealthy in all clusters of the account and region, the worst first.
func (k *Kit) Problems() nav.Screen {
	return browse.New(k.Kit, browse.Resource[inspect.Problem]{
		Title: "problems", Noun: "problems",
		Empty: "no problems: every service of this region is as it should be",
		ID:    func(p inspect.Problem) string { return p.Service.Cluster + "/" + p.Service.Name },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]inspect.Problem, error] {
			return k.problems(ctx)
		},
		Every:   time.Minute,
		Sort:    "STATE",
		Columns: k.problemColumns(),
		Open:    func(p inspect.Problem) nav.Screen { return k.Service(p.Service.Cluster, p.Service.Name) },
		Actions: action.Of(k.serviceActions(), func(p inspect.Problem) aws.Service { return p.Service }),
		Copies: func(p inspect.Problem) []browse.Copy {
			return append([]browse.Copy{{Name: "headline", Text: p.Verdict.Headline}}, k.serviceCopies(p.Service)...)
		},
	})
}

// problems looks at all services. Problems come as they are found, and once more when everything was read.
func (k *Kit) problems(ctx context.Context) iter.Seq2[[]inspect.Problem, error] {
	return func(yield func([]inspect.Problem, error) bool) {
		for s := range k.inspector.Problems(ctx, "") {
			if !yield(s.Problems, nil) || s.Done && s.Trouble() != nil && !yield(nil, s.Trouble()) {
				return
			}
		}
	}
}

// Count counts the problems, for the header, out of the way of everything that somebody waits for.
func (k *Kit) Count(ctx context.Context) (int, error) {
	var last inspect.Survey
	for last = range k.inspector.Problems(aws.Background(ctx), "") {
		if ctx.Err() != nil {
			break
		}
	}
	if !last.Whole() && len(last.Problems) == 0 {
		return 0, last.Trouble()
	}
	return len(last.Problems), nil
}

// noting is an account that tells the palette the names of the services that it reads.
type noting struct {
	Account
	names *names
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
		plain("SERVICE", func(p inspect.Problem) string { return p.Service.Name }),
		drop(1, dim("CLUSTER", func(p inspect.Problem) string { return p.Service.Cluster })),
		drop(3, since(k, "SINCE", func(p inspect.Problem) time.Time { return p.Verdict.Since })),
		what,
	}
}
