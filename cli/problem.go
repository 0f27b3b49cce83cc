package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// problemRow is a service that somebody should look at, as `ecscope problems` prints it.
type problemRow struct {
	where    string // which cluster, and what in it
	State    string `json:"state"`
	Cluster  string `json:"cluster"`
	Thing    string `json:"thing"`
	Name     string `json:"name"`
	Service  string `json:"service"`
	ARN      string `json:"arn"`
	Revision string `json:"revision"`
	Headline string `json:"headline"`
	Since    moment `json:"since"`
	Rule     string `json:"rule"`
	Cause    string `json:"cause"`
	Fix      string `json:"fix"`
	Kind     string `json:"kind"`
	Source   string `json:"source"`
	Evidence string `json:"evidence"`
	Text     string `json:"text"`
	Serves   string `json:"serves"`
}

const aboutProblems = `List everything unhealthy in all clusters, or in one, worst first.

Each service is judged as by ecscope why; what auto scaling did is read whole only where a service is at its maximum, where scaling it
failed last (by the newest fifty activities), or where ECS has started and stopped tasks of it, at least three times in all, within the hour. To go easy on the API, this command makes requests at half the usual rate.

Exit codes: 0 no problems, 1 no problem in the rest, but something could not be read or is in a state that this version doesn't know, 2 bad usage, 3 there are problems.`

func problemsCommand(p *program) *cobra.Command {
	c := command(p, problemVerb(p))
	c.Long = aboutProblems
	return c
}

func problemVerb(p *program) verb[problemRow] {
	return verb[problemRow]{
		use: "problems [cluster]", short: "List everything unhealthy, worst first", nouns: "problems", takes: aCluster,
		prints: func(text string) bool { return text != "" },
		read: func(ctx context.Context, r *reader, text string) ([]problemRow, error) {
			return readProblems(ctx, p, r, text)
		},
		order: func(problemRow, problemRow) int { return 0 }, // they come ranked
		columns: []column[problemRow]{
			{head: "STATE", cell: func(r problemRow, _ look) cell { return cell{r.State, tone(inspect.LevelOf(triage.State(r.State)))} }},
			{head: "SERVICE", cell: func(r problemRow, _ look) cell { return cell{text: r.where} }},
			{head: "SINCE", right: true, cell: func(r problemRow, l look) cell { return cell{text: l.age(r.Since)} }},
			{head: "WHAT", cell: func(r problemRow, _ look) cell { return cell{text: r.Headline} }},
			{head: "WHY", cell: func(r problemRow, _ look) cell { return cell{text: whyOf(r)} }},
		},
		judge: func(rows []problemRow) error {
			bad := slices.ContainsFunc(rows, func(r problemRow) bool { return triage.State(r.State).Bad() })
			switch {
			case bad:
				return &illness{}
			case len(rows) > 0:
				return fmt.Errorf("%s in a state that this version doesn't know", words.Plural(len(rows), "service is", "services are"))
			}
			return nil
		},
	}
}

// readProblems looks at every service, in the background, since it is a great deal.
func readProblems(ctx context.Context, p *program, r *reader, text string) ([]problemRow, error) {
	at, err := r.within(ctx, text)
	if err != nil {
		return nil, err
	}
	rules := triage.New()
	var last inspect.Survey
	for last = range inspect.NewPlan(p.streams.inspector(r, rules), aws.PiecesOf(r.Client)).Look(call.Background(ctx), at.cluster) {
		r.progress.at("services", last.Seen)
	}
	var rows []problemRow
	for _, found := range last.Problems {
		rows = append(rows, newProblemRow(found))
	}
	return rows, last.Trouble()
}

func newProblemRow(p inspect.Problem) problemRow {
	s, v, d := p.Service, p.Verdict, p.Verdict.Diagnosis
	return problemRow{
		where: p.Where(), State: string(v.State), Cluster: p.Cluster, Thing: string(p.Thing), Name: p.Name, Service: s.Name, ARN: s.ARN, Revision: s.Revision, Headline: v.Headline,
		Since: moment{v.Since}, Rule: d.Rule, Cause: d.Cause, Fix: d.Fix, Kind: string(d.Kind), Source: d.Source,
		Evidence: string(d.Evidence), Text: d.Text, Serves: v.Serves,
	}
}

// whyOf is the cause, or where no rule knows it the text that AWS wrote.
func whyOf(r problemRow) string {
	if r.Rule == triage.Unknown {
		return r.Text
	}
	return cmp.Or(unsure(r.Cause, r.Evidence), r.Text)
}
