package screens

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Clusters is the list of all clusters.
func (k *Kit) Clusters() nav.Screen {
	known := func(c aws.Cluster) bool { return c.Described }
	name := plain("CLUSTER", func(c aws.Cluster) string { return c.Name })
	name.Min = 12
	s := k.Keys.Service
	return browse.New(k.Kit, browse.Resource[aws.Cluster]{
		Title: "clusters", Noun: "clusters",
		Empty: "no clusters in this region; ctrl-g chooses another",
		ID:    func(c aws.Cluster) string { return c.Name },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Cluster, error] {
			return seen(k.Account.Clusters(ctx), k.names.cluster)
		},
		Every:   time.Minute,
		Partial: func(c aws.Cluster) bool { return !c.Described },
		Fault:   func(c aws.Cluster) bool { return clusterState(c).fault() },
		Sort:    "CLUSTER",
		Columns: []table.Column[aws.Cluster]{
			glyph(clusterState), name,
			number("SERVICES", known, func(c aws.Cluster) int { return c.Services }),
			number("RUNNING", known, func(c aws.Cluster) int { return c.Running }),
			number("PENDING", known, func(c aws.Cluster) int { return c.Pending }),
			number("INSTANCES", known, func(c aws.Cluster) int { return c.Instances }),
			dim("STATUS", func(c aws.Cluster) string { return strings.ToLower(c.Status) }),
			drop(2, dim("CAPACITY", func(c aws.Cluster) string { return strings.Join(c.CapacityProviders, " ") })),
			drop(3, dim("INSIGHTS", func(c aws.Cluster) string { return c.Insights })),
			byName(dim("ARN", func(c aws.Cluster) string { return c.ARN })),
		},
		Open: func(c aws.Cluster) nav.Screen { return k.Services(c.Name) },
		Actions: []action.Action[aws.Cluster]{
			action.Open(s.Tasks, func(c aws.Cluster) nav.Screen { return k.Tasks(aws.TaskQuery{Cluster: c.Name}) }),
			action.Open(s.Stopped, func(c aws.Cluster) nav.Screen { return k.Stopped(c.Name, "") }),
			action.Open(s.Instances, func(c aws.Cluster) nav.Screen { return k.Instances(c.Name) }),
			action.Open(s.Describe, func(c aws.Cluster) nav.Screen {
				return k.Describe(aws.Ref{Thing: aws.ClusterThing, ID: c.Name})
			}),
		},
		Copies: func(c aws.Cluster) []browse.Copy {
			return k.copies("name", c.Name, c.ARN, "aws ecs describe-clusters --clusters "+c.Name, "clusters/"+c.Name)
		},
	})
}

// clusterState says no more than the cluster's own status: that its services are well is theirs to tell.
func clusterState(c aws.Cluster) State {
	switch c.Status {
	case "ACTIVE":
		return State{theme.Good, "active"}
	case "PROVISIONING", "DEPROVISIONING":
		return State{theme.Busy, strings.ToLower(c.Status)}
	case "FAILED":
		return State{theme.Bad, "failed"}
	case "INACTIVE":
		return State{theme.Idle, "inactive"}
	}
	return State{theme.Unknown, ""}
}

// copies are the texts that everything with an ARN offers.
func (k *Kit) copies(id, text, arn, command, path string) []browse.Copy {
	region := k.Account.Place().Region
	link := browse.Copy{Name: "console URL"}
	var ok bool
	if link.Text, ok = aws.ConsoleURL(region, "ecs/v2/"+path); !ok {
		link = browse.Copy{Name: "no console URL", Why: "no console is known for the region " + region}
	}
	return []browse.Copy{
		{Name: id, Text: text},
		{Name: "ARN", Text: arn},
		{Name: "command", Text: command + " --region " + region},
		link,
	}
}

func wide[T any](c table.Column[T]) table.Column[T] {
	c.Wide = true
	return c
}

// byName is a wide column that a filter looks into only where it is named: every row's ARN holds the same account,
// region and cluster.
func byName[T any](c table.Column[T]) table.Column[T] {
	c.ByName = true
	return wide(c)
}

func drop[T any](order int, c table.Column[T]) table.Column[T] {
	c.Drop = order
	return c
}
