package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/words"
)

// instanceRow is a container instance as `ecscope instances` prints it.
type instanceRow struct {
	ID               string `json:"id"`
	Cluster          string `json:"cluster"`
	ARN              string `json:"arn"`
	EC2              string `json:"ec2"`
	Status           string `json:"status"`
	Reason           string `json:"reason"`
	Connected        bool   `json:"connected"`
	Health           string `json:"health"`
	Agent            string `json:"agent"`
	Docker           string `json:"docker"`
	Running          int    `json:"running"`
	Pending          int    `json:"pending"`
	CPU              int    `json:"cpu"`
	CPUFree          int    `json:"cpu_free"`
	Memory           int    `json:"memory"`
	MemoryFree       int    `json:"memory_free"`
	Zone             string `json:"zone"`
	Type             string `json:"type"`
	CapacityProvider string `json:"capacity_provider"`
	Registered       moment `json:"registered"`
	Tags             tags   `json:"tags"`

	tone state
}

func instancesCommand(p *program) *cobra.Command { return command(p, instanceVerb()) }

func instanceVerb() verb[instanceRow] {
	return verb[instanceRow]{
		use: "instances [cluster]", short: "List the container instances of a cluster, or of all clusters", nouns: "instances",
		takes: aCluster, prints: func(text string) bool { return text == "" },
		read: readInstances,
		order: func(a, b instanceRow) int {
			return cmp.Or(words.Natural(a.Cluster, b.Cluster), words.Natural(a.EC2, b.EC2), cmp.Compare(a.ID, b.ID))
		},
		columns: []column[instanceRow]{
			{head: "INSTANCE", cell: func(r instanceRow, _ look) cell { return cell{cmp.Or(r.EC2, r.ID), r.tone} }},
			{head: "CLUSTER", cell: func(r instanceRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "STATUS", cell: func(r instanceRow, _ look) cell { return cell{text: r.Status} }},
			{head: "AGENT", cell: func(r instanceRow, _ look) cell { return cell{text: agentOf(r)} }},
			{head: "TASKS", right: true, cell: count(func(r instanceRow) int { return r.Running })},
			{head: "CPU FREE", right: true, cell: func(r instanceRow, _ look) cell { return free(r.CPUFree, r.CPU) }},
			{head: "MEMORY FREE", right: true, cell: func(r instanceRow, _ look) cell { return free(r.MemoryFree, r.Memory) }},
			{head: "TYPE", cell: func(r instanceRow, _ look) cell { return cell{text: r.Type} }},
			{head: "ZONE", cell: func(r instanceRow, _ look) cell { return cell{text: r.Zone} }},
			{head: "REGISTERED", right: true, cell: func(r instanceRow, l look) cell { return cell{text: l.age(r.Registered)} }},
		},
	}
}

func readInstances(ctx context.Context, r *reader, text string) ([]instanceRow, error) {
	at, err := r.within(ctx, text)
	if err != nil {
		return nil, err
	}
	return across(ctx, r, at.cluster, func(cluster string) ([]instanceRow, error) {
		all, err := gather(r, "instances of "+cluster, r.Instances(ctx, cluster),
			func(i aws.Instance) string { return i.ARN })
		return rows(all, newInstanceRow), err
	})
}

func newInstanceRow(i aws.Instance) (instanceRow, bool) {
	return instanceRow{
		ID: i.ID, Cluster: i.Cluster, ARN: i.ARN, EC2: i.EC2, Status: i.Status, Reason: i.Reason,
		Connected: i.Connected, Health: i.Health, Agent: i.Agent, Docker: i.Docker, Running: i.Running, Pending: i.Pending,
		CPU: i.CPU, CPUFree: i.CPUFree, Memory: i.Memory, MemoryFree: i.MemoryFree,
		Zone: i.Zone, Type: i.Type, CapacityProvider: i.CapacityProvider, Registered: moment{i.Registered}, Tags: i.Tags, tone: tone(inspect.MarkInstance(i).Level),
	}, i.Described
}

func agentOf(r instanceRow) string {
	if r.Connected {
		return "connected"
	}
	return "disconnected"
}

func free(n, of int) cell {
	if of == 0 { // what it registered is not known
		return cell{}
	}
	return cell{text: fmt.Sprintf("%d of %d", n, of)}
}
