package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// clusterRow is a cluster as `ecscope clusters` prints it.
type clusterRow struct {
	Name              string `json:"name"`
	ARN               string `json:"arn"`
	Status            string `json:"status"`
	State             string `json:"state"`
	Services          int    `json:"services"`
	LookedAt          int    `json:"services_looked_at"`
	Running           int    `json:"running"`
	Pending           int    `json:"pending"`
	Instances         int    `json:"instances"`
	CapacityProviders texts  `json:"capacity_providers"`
	Insights          string `json:"insights"`
	Tags              tags   `json:"tags"`

	tone state
}

const aboutClusters = `List the clusters. STATE is the worst known state in a cluster, or "not looked at".
With --look, ecscope checks all services first, like ecscope problems.`

func clustersCommand(p *program) *cobra.Command {
	look := false
	c := command(p, clusterVerb(p, &look))
	c.Long = aboutClusters
	c.Flags().BoolVar(&look, "look", false, "check all services first, and show the state of each cluster")
	return c
}

func clusterVerb(p *program, deep *bool) verb[clusterRow] {
	return verb[clusterRow]{
		use: "clusters", short: "List the clusters", nouns: "clusters", takes: noPlace,
		read: func(ctx context.Context, r *reader, _ string) ([]clusterRow, error) {
			return readClusters(ctx, p, r, *deep)
		},
		order: func(a, b clusterRow) int { return words.Natural(a.Name, b.Name) },
		columns: []column[clusterRow]{
			{head: "CLUSTER", cell: func(r clusterRow, _ look) cell { return cell{r.Name, r.tone} }},
			{head: "STATE", cell: func(r clusterRow, _ look) cell { return cell{text: r.State} }},
			{head: "STATUS", cell: func(r clusterRow, _ look) cell { return cell{text: r.Status} }},
			{head: "SERVICES", right: true, cell: count(func(r clusterRow) int { return r.Services })},
			{head: "RUNNING", right: true, cell: count(func(r clusterRow) int { return r.Running })},
			{head: "PENDING", right: true, cell: count(func(r clusterRow) int { return r.Pending })},
			{head: "INSTANCES", right: true, cell: count(func(r clusterRow) int { return r.Instances })},
		},
	}
}

// readClusters lists the clusters, and where that is wanted looks at all that is in them.
func readClusters(ctx context.Context, p *program, r *reader, look bool) ([]clusterRow, error) {
	rules := triage.New()
	plan := inspect.NewPlan(p.streams.inspector(r, rules), aws.PiecesOf(r.Client))
	all, err := gather(r, "clusters", plan.Clusters(ctx), func(c aws.Cluster) string { return c.ARN })
	var last inspect.Survey
	if look && err == nil {
		for last = range plan.Look(call.Background(ctx), "") {
			r.progress.at("services", last.Seen)
		}
		err = last.Trouble()
	}
	return rows(all, func(c aws.Cluster) (clusterRow, bool) { return newClusterRow(c, plan.Cluster(c)), c.Described }), err
}

func newClusterRow(c aws.Cluster, v inspect.ClusterView) clusterRow {
	return clusterRow{
		Name: c.Name, ARN: c.ARN, Status: c.Status, State: v.Word, tone: tone(v.Level), LookedAt: v.Seen,
		Services: c.Services, Running: c.Running, Pending: c.Pending, Instances: c.Instances,
		CapacityProviders: c.CapacityProviders, Insights: c.Insights, Tags: c.Tags,
	}
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
