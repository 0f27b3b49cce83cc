package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// clusterRow is a cluster as `ecscope clusters` prints it.
type clusterRow struct {
	Name              string `json:"name"`
	ARN               string `json:"arn"`
	Status            string `json:"status"`
	Services          int    `json:"services"`
	Running           int    `json:"running"`
	Pending           int    `json:"pending"`
	Instances         int    `json:"instances"`
	CapacityProviders texts  `json:"capacity_providers"`
	Insights          string `json:"insights"`
	Tags              tags   `json:"tags"`
}

func (p *program) clusters() *cobra.Command { return command(p, clusterVerb()) }

func clusterVerb() verb[clusterRow] {
	return verb[clusterRow]{
		use: "clusters", short: "List the clusters", nouns: "clusters", takes: noPlace,
		read: func(ctx context.Context, r *reader, _ string) ([]clusterRow, error) {
			all, err := gather(r, "clusters", r.Clusters(ctx), func(c aws.Cluster) string { return c.ARN })
			return rows(all, newClusterRow), err
		},
		order: func(a, b clusterRow) int { return words.Natural(a.Name, b.Name) },
		columns: []column[clusterRow]{
			{head: "CLUSTER", cell: func(r clusterRow, _ look) cell { return cell{r.Name, r.state()} }},
			{head: "STATUS", cell: func(r clusterRow, _ look) cell { return cell{text: r.Status} }},
			{head: "SERVICES", right: true, cell: count(func(r clusterRow) int { return r.Services })},
			{head: "RUNNING", right: true, cell: count(func(r clusterRow) int { return r.Running })},
			{head: "PENDING", right: true, cell: count(func(r clusterRow) int { return r.Pending })},
			{head: "INSTANCES", right: true, cell: count(func(r clusterRow) int { return r.Instances })},
		},
	}
}

func newClusterRow(c aws.Cluster) (clusterRow, bool) {
	return clusterRow{
		Name: c.Name, ARN: c.ARN, Status: c.Status,
		Services: c.Services, Running: c.Running, Pending: c.Pending, Instances: c.Instances,
		CapacityProviders: c.CapacityProviders, Insights: c.Insights, Tags: c.Tags,
	}, c.Described
}

func (r clusterRow) state() state {
	switch {
	case r.Status == "FAILED":
		return failing
	case r.Status != "ACTIVE":
		return changing
	case r.Running == 0 && r.Pending == 0:
		return idle
	}
	return healthy
}

// rows makes rows of values, but of those which the account only named: what it did not tell is not printed as zero.
func rows[V, R any](all []V, row func(V) (R, bool)) []R {
	var out []R
	for _, v := range all {
		if r, described := row(v); described {
			out = append(out, r)
		}
	}
	return out
}

func count[T any](n func(T) int) func(T, look) cell {
	return func(r T, _ look) cell { return cell{text: strconv.Itoa(n(r))} }
}
