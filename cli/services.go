package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

func (p *program) services() *cobra.Command { return command(p, serviceVerb()) }

func serviceVerb() verb[serviceRow] {
	return verb[serviceRow]{
		use: "services [cluster[/service]]", short: "List the services of a cluster, or of all", nouns: "services",
		read: readServices,
		order: func(a, b serviceRow) int {
			return cmp.Or(words.Natural(a.Name, b.Name), words.Natural(a.Cluster, b.Cluster))
		},
		columns: []column[serviceRow]{
			{head: "SERVICE", cell: func(r serviceRow, _ look) cell { return cell{r.Name, r.state()} }},
			{head: "CLUSTER", cell: func(r serviceRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "STATUS", cell: func(r serviceRow, _ look) cell { return cell{text: r.Status} }},
			{head: "TASKS", right: true, cell: func(r serviceRow, _ look) cell {
				return cell{text: fmt.Sprintf("%d/%d", r.Running, r.Desired)}
			}},
			{head: "PENDING", right: true, cell: count(func(r serviceRow) int { return r.Pending })},
			{head: "ROLLOUT", cell: func(r serviceRow, _ look) cell { return cell{text: r.Rollout} }},
			{head: "REVISION", cell: func(r serviceRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "CAPACITY", cell: func(r serviceRow, _ look) cell { return cell{text: r.capacity()} }},
			{head: "DEPLOYED", right: true, cell: func(r serviceRow, l look) cell { return cell{text: l.age(r.deployed())} }},
		},
	}
}

func readServices(ctx context.Context, r *reader, text string) ([]serviceRow, error) {
	at, err := r.somewhere(ctx, text)
	if err != nil {
		return nil, err
	}
	if at.service != "" {
		s, err := r.Service(ctx, at.cluster, at.service)
		if err != nil {
			return nil, err
		}
		return rows([]aws.Service{s}, newServiceRow), nil
	}
	what := "services"
	if at.cluster != "" {
		what += " of " + at.cluster
	}
	all, err := gather(r, what, r.Services(ctx, at.cluster, nil), func(s aws.Service) string { return s.ARN })
	return rows(all, newServiceRow), err
}

func (r serviceRow) state() state {
	switch {
	case r.Status != "ACTIVE":
		return changing
	case r.Rollout == "FAILED":
		return failing
	case r.Rollout == "IN_PROGRESS":
		return changing
	case r.Running < r.Desired:
		return warning
	case r.Desired == 0 && r.Running == 0:
		return idle
	}
	return healthy
}

func (r serviceRow) capacity() string {
	if len(r.CapacityProviders) > 0 {
		return value(r.CapacityProviders)
	}
	return r.LaunchType
}

// deployed is when the service's present deployment began.
func (r serviceRow) deployed() moment {
	for _, d := range r.Deployments {
		if d.Status == "PRIMARY" {
			return d.Created
		}
	}
	return r.Created
}
