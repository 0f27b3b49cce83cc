package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/words"
)

// targetRow is a target of a load balancer as `ecscope targets` prints it.
type targetRow struct {
	Cluster     string `json:"cluster"`
	Service     string `json:"service"`
	Group       string `json:"group"`
	GroupARN    string `json:"group_arn"`
	ID          string `json:"id"`
	Port        int    `json:"port"`
	Zone        string `json:"zone"`
	State       string `json:"state"`
	Reason      string `json:"reason"`
	Description string `json:"description"`
	Task        string `json:"task"`
	Revision    string `json:"revision"`
}

func targetsCommand(p *program) *cobra.Command {
	return command(p, verb[targetRow]{
		use: "targets [cluster/]service", short: "List the load balancer targets of a service, and their health", nouns: "targets", takes: aService,
		read: readTargets,
		order: func(a, b targetRow) int {
			return cmp.Or(words.Natural(a.Group, b.Group), words.Natural(a.ID, b.ID), cmp.Compare(a.Port, b.Port))
		},
		columns: []column[targetRow]{
			{head: "TARGET", cell: func(r targetRow, _ look) cell {
				return cell{aws.Target{ID: r.ID, Port: r.Port}.Address(), tone(inspect.MarkTarget(aws.Target{State: r.State}).Level)}
			}},
			{head: "STATE", cell: func(r targetRow, _ look) cell {
				return cell{cmp.Or(r.State, "not given"), tone(inspect.MarkTarget(aws.Target{State: r.State}).Level)}
			}},
			{head: "GROUP", cell: func(r targetRow, _ look) cell { return cell{text: r.Group} }},
			{head: "ZONE", cell: func(r targetRow, _ look) cell { return cell{text: r.Zone} }},
			{head: "TASK", cell: func(r targetRow, _ look) cell { return cell{text: aws.ShortID(r.Task)} }},
			{head: "REVISION", cell: func(r targetRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "REASON", cell: func(r targetRow, _ look) cell { return cell{text: r.Reason} }},
			{head: "DESCRIPTION", cell: func(r targetRow, _ look) cell { return cell{text: r.Description} }},
		},
	})
}

func readTargets(ctx context.Context, r *reader, text string) ([]targetRow, error) {
	at, s, err := r.service(ctx, text)
	if err != nil {
		return nil, err
	}
	r.progress.at("targets of "+at.String(), 0)
	groups, err := r.Targets(ctx, s)
	if err == nil && len(groups) == 0 {
		r.note(at.String() + " has no target group")
		return nil, nil
	}
	tasks, trouble := gather(r, "tasks of "+at.String(), r.Tasks(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name}), taskName)
	if trouble != nil {
		r.note("can't tell which targets belong to which tasks: " + trouble.Error())
	}
	var rows []targetRow
	for _, g := range groups {
		if len(g.Targets) == 0 {
			r.note("target group " + g.Name + " has no targets")
		}
		for _, t := range g.Targets {
			row := targetRow{Cluster: s.Cluster, Service: s.Name, Group: g.Name, GroupARN: g.ARN, ID: t.ID, Port: t.Port, Zone: t.Zone,
				State: t.State, Reason: t.Reason, Description: t.Description}
			if task, ok := g.Of(t, described(tasks), nil); ok {
				row.Task, row.Revision = task.ID, task.Revision
			}
			rows = append(rows, row)
		}
	}
	return rows, err
}
