package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

const aboutServices = `List the services of a cluster, or of all clusters.

STATE is judged by what DescribeServices says alone: counts, deployments and events. ecscope problems also checks tasks, targets
and deployments, and ecscope why everything about one service.`

func servicesCommand(p *program) *cobra.Command {
	c := command(p, serviceVerb(p))
	c.Long = aboutServices
	return c
}

func serviceVerb(p *program) verb[serviceRow] {
	return verb[serviceRow]{
		use: "services [cluster[/service]]", short: "List the services of a cluster, or of all clusters", nouns: "services",
		read: func(ctx context.Context, r *reader, text string) ([]serviceRow, error) {
			return readServices(ctx, p, r, text)
		},
		order: func(a, b serviceRow) int {
			return cmp.Or(words.Natural(a.Name, b.Name), words.Natural(a.Cluster, b.Cluster))
		},
		columns: []column[serviceRow]{
			{head: "SERVICE", cell: func(r serviceRow, _ look) cell { return cell{r.Name, r.tone} }},
			{head: "CLUSTER", cell: func(r serviceRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "STATE", cell: func(r serviceRow, _ look) cell { return cell{r.State, r.tone} }},
			{head: "TASKS", right: true, cell: func(r serviceRow, _ look) cell {
				return cell{text: fmt.Sprintf("%d/%d", r.Running, r.Desired)}
			}},
			{head: "PENDING", right: true, cell: count(func(r serviceRow) int { return r.Pending })},
			{head: "ROLLOUT", cell: func(r serviceRow, _ look) cell { return cell{text: r.Rollout} }},
			{head: "REVISION", cell: func(r serviceRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "CAPACITY", cell: func(r serviceRow, _ look) cell { return cell{text: capacityOf(r)} }},
			{head: "DEPLOYED", right: true, cell: func(r serviceRow, l look) cell { return cell{text: l.age(deployedAt(r))} }},
		},
	}
}

func readServices(ctx context.Context, p *program, r *reader, text string) ([]serviceRow, error) {
	at, err := r.somewhere(ctx, text)
	if err != nil {
		return nil, err
	}
	rules := triage.New()
	judge := p.streams.inspector(r, rules)
	row := func(s aws.Service) (serviceRow, bool) {
		judge.See([]aws.Service{s})
		v, _ := judge.Verdict(s.Cluster, s.Name)
		return newServiceRow(s, v), s.Described
	}
	if at.service != "" {
		s, err := r.Service(ctx, at.cluster, at.service)
		if err != nil {
			return nil, err
		}
		return rows([]aws.Service{s}, row), unlisted([]aws.Service{s})
	}
	r.note("STATE is based on the services alone; ecscope problems also checks tasks, targets and deployments")
	what := "services"
	if at.cluster != "" {
		what += " of " + at.cluster
	}
	all, err := gather(r, what, r.Services(ctx, at.cluster, nil), func(s aws.Service) string { return s.ARN })
	return rows(all, row), errors.Join(err, unlisted(all))
}

// unlisted is what ECS's answers about some services do not have, each list of a cluster's services once.
func unlisted(all []aws.Service) error {
	var errs []error
	for _, s := range all {
		for _, list := range s.Untold {
			errs = append(errs, s.Lacks(list))
		}
	}
	return call.Distinct(errs)
}

func capacityOf(r serviceRow) string {
	if len(r.CapacityProviders) > 0 {
		return value(r.CapacityProviders)
	}
	return r.LaunchType
}

// deployedAt is when the service's present deployment or task set began; zero where it has none.
func deployedAt(r serviceRow) moment {
	for _, d := range r.Deployments {
		if d.Status == "PRIMARY" {
			return d.Created
		}
	}
	for _, t := range r.TaskSets {
		if t.Status == "PRIMARY" {
			return t.Created
		}
	}
	return moment{}
}
