package cli

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// problemRow is a service that somebody should look at, as `ecscope problems` prints it.
type problemRow struct {
	State    string `json:"state"`
	Cluster  string `json:"cluster"`
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

const aboutProblems = `List everything that is unhealthy in all clusters, or in one, the worst first.

Only the services and the stopped tasks are read, at half the pace that others have: ecscope why tells more of one.

Exit codes: 0 none, 1 something could not be read and the rest has no problem, 2 bad usage, 3 there are problems.`

func (p *program) problems() *cobra.Command {
	c := command(p, p.problemVerb())
	c.Long = aboutProblems
	return c
}

func (p *program) problemVerb() verb[problemRow] {
	return verb[problemRow]{
		use: "problems [cluster]", short: "List everything unhealthy, the worst first", nouns: "problems", takes: aCluster,
		prints: func(text string) bool { return text != "" },
		read:   p.readProblems,
		order: func(a, b problemRow) int {
			return cmp.Or(cmp.Compare(triage.State(a.State).Rank(), triage.State(b.State).Rank()), b.Since.Compare(a.Since.Time),
				words.Natural(a.Cluster, b.Cluster), words.Natural(a.Service, b.Service))
		},
		columns: []column[problemRow]{
			{head: "STATE", cell: func(r problemRow, _ look) cell { return cell{r.State, tone(triage.State(r.State))} }},
			{head: "SERVICE", cell: func(r problemRow, _ look) cell { return cell{text: r.Cluster + "/" + r.Service} }},
			{head: "SINCE", right: true, cell: func(r problemRow, l look) cell { return cell{text: l.age(r.Since)} }},
			{head: "WHAT", cell: func(r problemRow, _ look) cell { return cell{text: r.Headline} }},
			{head: "WHY", cell: func(r problemRow, _ look) cell { return cell{text: r.why()} }},
		},
		judge: func(rows []problemRow) error {
			if len(rows) == 0 {
				return nil
			}
			return &illness{}
		},
	}
}

// readProblems reads the services and the stopped tasks of each cluster: in the background, since it is a great deal.
func (p *program) readProblems(ctx context.Context, r *reader, text string) ([]problemRow, error) {
	at, err := r.within(ctx, text)
	if err != nil {
		return nil, err
	}
	rules, err := triage.New()
	if err != nil {
		return nil, err
	}
	ctx = aws.Background(ctx)
	return across(ctx, r, at.cluster, func(cluster string) ([]problemRow, error) {
		services, err := gather(r, "services of "+cluster, r.Services(ctx, cluster, nil), func(s aws.Service) string { return s.ARN })
		if len(services) == 0 {
			return nil, err
		}
		dead, missed := gather(r, "stopped tasks of "+cluster, r.Stopped(ctx, cluster), taskName)
		return unwell(rules, services, dead, missed == nil, p.streams.Now()), errors.Join(err, missed)
	})
}

// unwell are the services that somebody should look at. Of the dead all are known, or only those that could be read.
func unwell(rules *triage.Rules, services []aws.Service, dead []aws.Task, all bool, now time.Time) []problemRow {
	of := map[string][]aws.Task{}
	for _, t := range described(dead) {
		of[t.Service] = append(of[t.Service], t)
	}
	var rows []problemRow
	for _, s := range services {
		in := triage.Input{Service: s, Stopped: of[s.Name], Now: now}
		if in.Stopped == nil && all {
			in.Stopped = []aws.Task{}
		}
		if v := rules.Service(in); v.State.Bad() {
			rows = append(rows, newProblemRow(s, v))
		}
	}
	return rows
}

func newProblemRow(s aws.Service, v triage.Verdict) problemRow {
	d := v.Diagnosis
	return problemRow{
		State: string(v.State), Cluster: s.Cluster, Service: s.Name, ARN: s.ARN, Revision: s.Revision, Headline: v.Headline,
		Since: moment{v.Since}, Rule: d.Rule, Cause: d.Cause, Fix: d.Fix, Kind: string(d.Kind), Source: d.Source,
		Evidence: string(d.Evidence), Text: d.Text, Serves: v.Serves,
	}
}

// why is the cause, or where no rule knows it the text that AWS wrote.
func (r problemRow) why() string {
	if r.Rule == triage.Unknown {
		return r.Text
	}
	return cmp.Or(unsure(r.Cause, r.Evidence), r.Text)
}
