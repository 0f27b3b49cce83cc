package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// instanceList is the list of a cluster's container instances.
type instanceList struct {
	browse.Kit
	calendar
	links
	source   instanceSource
	describe *documentPage
	tasks    *taskList
	drain    action.Action[aws.Instance]
}

// screen lists the container instances of a cluster.
func (l *instanceList) screen(cluster string) nav.Screen {
	known := func(i aws.Instance) bool { return i.Described }
	s := l.Keys.Service
	return browse.New(l.Kit, browse.Resource[aws.Instance]{
		At: nav.Location{Cluster: cluster, Thing: "", View: "instances"}, Title: "instances", Noun: "container instances",
		Empty: "no container instances in " + cluster + ": Fargate tasks have none",
		ID:    func(i aws.Instance) string { return i.ARN },
		Name:  instanceName,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Instance, error] {
			return l.source.Instances(ctx, cluster)
		},
		Every:   30 * time.Second,
		Sort:    "INSTANCE",
		Partial: func(i aws.Instance) bool { return !i.Described },
		Tags:    func(i aws.Instance) [][2]string { return tagPairs(i.Tags) },
		Fault:   func(i aws.Instance) bool { return instanceState(i).fault() },
		Columns: []table.Column[aws.Instance]{
			glyph(instanceState),
			plain("INSTANCE", instanceName),
			word("STATUS", instanceState),
			number("TASKS", known, func(i aws.Instance) int { return i.Running }),
			number("PENDING", known, func(i aws.Instance) int { return i.Pending }),
			plain("CPU FREE", func(i aws.Instance) string { return free(i.CPUFree, i.CPU) }),
			plain("MEMORY FREE", func(i aws.Instance) string { return free(i.MemoryFree, i.Memory) }),
			drop(3, dim("TYPE", func(i aws.Instance) string { return i.Type })),
			drop(3, dim("ZONE", func(i aws.Instance) string { return i.Zone })),
			drop(4, dim("AGENT", func(i aws.Instance) string { return i.Agent })),
			wide(dim("DOCKER", func(i aws.Instance) string { return i.Docker })),
			wide(dim("CAPACITY", func(i aws.Instance) string { return i.CapacityProvider })),
			wide(since(l.calendar, "REGISTERED", func(i aws.Instance) time.Time { return i.Registered })),
			wide(dim("ID", func(i aws.Instance) string { return i.ID })),
		},
		Open: func(i aws.Instance) nav.Screen {
			return l.tasks.screen(aws.TaskQuery{Cluster: cluster, Instance: i.ID})
		},
		Actions: []action.Action[aws.Instance]{action.Open(s.Describe, func(i aws.Instance) nav.Screen {
			return l.describe.screen(aws.Ref{Thing: aws.InstanceThing, Cluster: cluster, ID: i.ID})
		}), l.drain},
		Below:      textBelow(l.Kit, func(i aws.Instance) string { return "instance " + instanceName(i) }, "lists its tasks", l.below),
		BelowSmall: true,
		Copies: func(i aws.Instance) []browse.Copy {
			return l.links.copies("id", i.ID, i.ARN, "aws ecs describe-container-instances --cluster "+cluster+" --container-instances "+i.ID,
				"clusters/"+cluster+"/infrastructure/container-instances/"+i.ID)
		},
	})
}

// below is what is known of the instance under the cursor.
func (l *instanceList) below(i aws.Instance, _, _ int) []reader.Line {
	if !i.Described {
		return []reader.Line{field("", "not read yet")}
	}
	state := instanceState(i)
	lines := []reader.Line{toned("state", theme.Glyph(state.Tone)+" "+state.Word, state.Tone)}
	lines = optional(lines, "reason", i.Reason)
	lines = append(lines, field("agent", map[bool]string{true: "connected", false: "disconnected"}[i.Connected]+"  "+i.Agent))
	lines = optional(lines, "Docker", strings.TrimPrefix(i.Docker, "DockerVersion: "))
	lines = optional(lines, "machine", strings.TrimSpace(i.Type+"  "+i.Architecture+"  "+i.Zone))
	lines = optional(lines, "AMI", i.AMI)
	lines = optional(lines, "capacity", i.CapacityProvider)
	if !i.Registered.IsZero() {
		lines = append(lines, field("registered", l.when(i.Registered)))
	}
	return append(lines, field("id", i.ID), toned("ARN", i.ARN, theme.Dim))
}

func instanceState(i aws.Instance) State { return stateOf(inspect.MarkInstance(i)) }

func free(left, of int) string {
	if of == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", left, of)
}
