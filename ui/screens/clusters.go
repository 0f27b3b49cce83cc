package screens

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// clusterList is the list of all clusters.
type clusterList struct {
	browse.Kit
	links
	plan      *inspect.Plan
	names     *names
	services  *serviceList
	tasks     *taskList
	stopped   *crashList
	instances *instanceList
	timeline  *timelines
	watch     *watches
	more      *belowList
}

// screen lists all clusters.
func (l *clusterList) screen() nav.Screen {
	known, state := func(c clusterRow) bool { return c.Described }, clusterRow.state
	name := plain("CLUSTER", func(c clusterRow) string { return l.watch.named(c.Name, c.Name) })
	name.Min = 12
	is := least(10, word("STATE", state))
	is.Whole, is.Max, is.Less = true, 40, func(a, b clusterRow) bool { return state(a).rank() < state(b).rank() }
	return browse.New(l.Kit, browse.Resource[clusterRow]{
		Title: "clusters", Noun: "clusters",
		Empty: "no clusters in this region; " + keymap.Does(l.Keys.Everywhere.Region, "chooses another"),
		ID:    func(c clusterRow) string { return c.Name },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]clusterRow, error] {
			return clusterRows(l.plan, seen(l.plan.Clusters(ctx), l.names.cluster))
		},
		Every:   5 * time.Second,
		Expire:  l.plan.ExpireClusters,
		SeenAt:  func(c clusterRow) time.Time { return c.Seen },
		Partial: func(c clusterRow) bool { return !c.Described },
		Tags:    func(c clusterRow) [][2]string { return tagPairs(c.Tags) },
		Fault:   func(c clusterRow) bool { return state(c).fault() },
		Sort:    "CLUSTER",
		Columns: []table.Column[clusterRow]{
			glyph(state), name,
			is,
			number("SERVICES", known, func(c clusterRow) int { return c.Services }),
			number("RUNNING", known, func(c clusterRow) int { return c.Running }),
			drop(1, number("PENDING", known, func(c clusterRow) int { return c.Pending })),
			drop(2, number("INSTANCES", known, func(c clusterRow) int { return c.Instances })),
			drop(3, dim("STATUS", func(c clusterRow) string { return strings.ToLower(c.Status) })),
			drop(4, dim("CAPACITY", func(c clusterRow) string { return strings.Join(c.CapacityProviders, " ") })),
			drop(5, dim("INSIGHTS", func(c clusterRow) string { return c.Insights })),
			byName(dim("ARN", func(c clusterRow) string { return c.ARN })),
		},
		Open:    func(c clusterRow) nav.Screen { return l.services.screen(c.Name) },
		Actions: l.actions(),
		Copies: func(c clusterRow) []browse.Copy {
			return l.links.copies("name", c.Name, c.ARN, "aws ecs describe-clusters --clusters "+c.Name, "clusters/"+c.Name)
		},
		Below:      func(rows []clusterRow, width, height int) []string { return l.more.cluster(rows[0], width, height) },
		BelowSmall: true,
	})
}

// actions are what there is to see of a cluster besides its services.
func (l *clusterList) actions() []action.Action[clusterRow] {
	s := l.Keys.Service
	return []action.Action[clusterRow]{
		action.Open(s.Tasks, func(c clusterRow) nav.Screen { return l.tasks.screen(aws.TaskQuery{Cluster: c.Name}) }),
		action.Open(s.Stopped, func(c clusterRow) nav.Screen { return l.stopped.screen(c.Name, "") }),
		action.Open(s.Timeline, func(c clusterRow) nav.Screen { return l.timeline.screen(c.Name, "") }),
		action.Open(s.Instances, func(c clusterRow) nav.Screen { return l.instances.screen(c.Name) }),
		action.Open(s.Describe, func(c clusterRow) nav.Screen {
			return l.instances.describe.screen(aws.Ref{Thing: aws.ClusterThing, ID: c.Name})
		}),
		l.watch.ofCluster(),
	}
}

// clusterRow is a cluster and how it is.
type clusterRow struct {
	aws.Cluster
	is inspect.ClusterView
}

func (c clusterRow) state() State { return State{LevelTone(c.is.Level), c.is.Word} }

// clusterRows looks how clusters are.
func clusterRows(plan *inspect.Plan, pages iter.Seq2[[]aws.Cluster, error]) iter.Seq2[[]clusterRow, error] {
	return func(yield func([]clusterRow, error) bool) {
		for page, err := range pages {
			rows := make([]clusterRow, len(page))
			for i, c := range page {
				rows[i] = clusterRow{c, plan.Cluster(c)}
			}
			if !yield(rows, err) {
				return
			}
		}
	}
}
