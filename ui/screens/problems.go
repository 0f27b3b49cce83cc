package screens

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// problem is a service that somebody should look at.
type problem struct {
	service aws.Service
	verdict triage.Verdict
}

// Problems is the list of everything unhealthy in all clusters of the account and region, the worst first.
func (k *Kit) Problems() nav.Screen {
	return browse.New(k.Kit, browse.Resource[problem]{
		Title: "problems", Noun: "problems",
		Empty:   "no problems: every service of this region is as it should be",
		ID:      func(p problem) string { return p.service.Cluster + "/" + p.service.Name },
		Source:  func(ctx context.Context, _ func() []string) iter.Seq2[[]problem, error] { return k.problems(ctx) },
		Every:   time.Minute,
		Sort:    "STATE",
		Columns: k.problemColumns(),
		Open:    func(p problem) nav.Screen { return k.Service(p.service.Cluster, p.service.Name) },
		Actions: nil,
		Copies: func(p problem) []browse.Copy {
			return append([]browse.Copy{{Name: "headline", Text: p.verdict.Headline}}, k.serviceCopies(p.service)...)
		},
	})
}

// problems reads all services, which tells most, and then the stopped tasks, which tell why, and of services that run as
// many tasks as they should that some of them keep dying. Problems come as they are found, and once more with the cause.
func (k *Kit) problems(ctx context.Context) iter.Seq2[[]problem, error] {
	return func(yield func([]problem, error) bool) {
		var all []aws.Service
		var first error
		for page, err := range seen(k.Account.Services(ctx, "", nil), k.names.service) {
			if err != nil {
				first = err
			}
			all = append(all, page...)
			if found := k.unhealthy(page, nil); len(found) > 0 && !yield(found, nil) {
				return
			}
		}
		dead, err := k.deadOf(ctx, all)
		if err != nil && first == nil {
			first = err
		}
		if !yield(k.unhealthy(all, dead), nil) {
			return
		}
		if first != nil {
			yield(nil, first)
		}
	}
}

// unhealthy are the services that somebody should look at.
func (k *Kit) unhealthy(services []aws.Service, dead map[string][]aws.Task) []problem {
	var found []problem
	for _, s := range services {
		if !s.Described {
			continue
		}
		v := k.Rules.Service(triage.Input{Service: s, Stopped: dead[s.Cluster+"/"+s.Name], Now: k.Clock.Now()})
		if v.State.Bad() {
			found = append(found, problem{service: s, verdict: v})
		}
	}
	return found
}

// deadOf reads the stopped tasks of the clusters in which the services are, by service.
func (k *Kit) deadOf(ctx context.Context, services []aws.Service) (map[string][]aws.Task, error) {
	dead, read := map[string][]aws.Task{}, map[string]bool{}
	var first error
	for _, s := range services {
		if read[s.Cluster] {
			continue
		}
		read[s.Cluster] = true
		for page, err := range k.Account.Stopped(ctx, s.Cluster) {
			if err != nil {
				first = err
			}
			for _, t := range page {
				if t.Described {
					dead[t.Cluster+"/"+t.Service] = append(dead[t.Cluster+"/"+t.Service], t)
				}
			}
		}
	}
	return dead, first
}

// Count counts the problems, for the header, out of the way of everything that somebody waits for.
func (k *Kit) Count(ctx context.Context) (int, error) {
	services := map[string]bool{}
	for page, err := range k.problems(aws.Background(ctx)) {
		if err != nil {
			return 0, err
		}
		for _, p := range page {
			services[p.service.Cluster+"/"+p.service.Name] = true
		}
	}
	return len(services), nil
}

func (k *Kit) problemColumns() []table.Column[problem] {
	state := func(p problem) State { return State{verdictTone(p.verdict.State), string(p.verdict.State)} }
	what := plain("WHAT AND WHY", func(p problem) string {
		d := p.verdict.Diagnosis
		switch {
		case d.Cause != "":
			return p.verdict.Headline + " · " + d.Cause + unsure(d)
		case d.Text != "":
			return p.verdict.Headline + " · " + d.Text
		}
		return p.verdict.Headline
	})
	what.Flex, what.Min = true, 30
	return []table.Column[problem]{
		glyph(state),
		{Name: "STATE", Min: 8, Cell: func(p problem) table.Cell { return table.Cell{Text: state(p).Word, Tone: state(p).Tone} },
			Less: worse},
		plain("SERVICE", func(p problem) string { return p.service.Name }),
		drop(1, dim("CLUSTER", func(p problem) string { return p.service.Cluster })),
		drop(3, since(k, "SINCE", func(p problem) time.Time { return p.verdict.Since })),
		what,
	}
}

// worse orders problems: by state, then the newest first, since what began last is most likely what one was called for.
func worse(a, b problem) bool {
	if x, y := a.verdict.State.Rank(), b.verdict.State.Rank(); x != y {
		return x < y
	}
	if !a.verdict.Since.Equal(b.verdict.Since) {
		return a.verdict.Since.After(b.verdict.Since)
	}
	return strings.Compare(a.service.Name, b.service.Name) < 0
}
