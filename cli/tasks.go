package cli

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

func tasksCommand(p *program) *cobra.Command {
	c, other := command(p, taskVerb(p)), stoppedCommand(p)
	running := c.RunE
	stopped := c.Flags().Bool("stopped", false, "list stopped tasks instead, like ecscope stopped")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *stopped {
			other.SetContext(c.Context())
			return other.RunE(other, args)
		}
		return running(c, args)
	}
	return c
}

func stoppedCommand(p *program) *cobra.Command { return command(p, stoppedVerb(p)) }

func taskVerb(p *program) verb[taskRow] {
	return verb[taskRow]{
		use: "tasks [cluster[/service]]", short: "List the tasks of a cluster or service, or all tasks", nouns: "tasks",
		prints: func(text string) bool { return text == "" },
		read: func(ctx context.Context, r *reader, text string) ([]taskRow, error) {
			return readTasks(ctx, p, r, text, false)
		},
		order: func(a, b taskRow) int {
			return cmp.Or(words.Natural(a.Service, b.Service), words.Natural(a.Cluster, b.Cluster), words.Natural(a.Group, b.Group),
				cmp.Compare(a.ID, b.ID))
		},
		columns: []column[taskRow]{
			{head: "TASK", cell: func(r taskRow, _ look) cell { return cell{r.ID, r.tone} }},
			{head: "CLUSTER", cell: func(r taskRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "SERVICE", cell: func(r taskRow, _ look) cell { return cell{text: r.Service} }},
			{head: "GROUP", cell: func(r taskRow, _ look) cell { return cell{text: r.group()} }},
			{head: "STATUS", cell: func(r taskRow, _ look) cell { return cell{text: r.Status} }},
			{head: "HEALTH", cell: func(r taskRow, _ look) cell { return cell{text: r.Health} }},
			{head: "REVISION", cell: func(r taskRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "ZONE", cell: func(r taskRow, _ look) cell { return cell{text: r.Zone} }},
			{head: "ADDRESS", cell: func(r taskRow, _ look) cell { return cell{text: r.address()} }},
			{head: "STARTED", right: true, cell: func(r taskRow, l look) cell { return cell{text: l.age(r.Started)} }},
		},
	}
}

func stoppedVerb(p *program) verb[taskRow] {
	return verb[taskRow]{
		use: "stopped [cluster[/service]]", short: "List the tasks that stopped in the last hour or so, and why",
		nouns: "stopped tasks",
		read: func(ctx context.Context, r *reader, text string) ([]taskRow, error) {
			return readTasks(ctx, p, r, text, true)
		},
		order: func(a, b taskRow) int {
			return cmp.Or(words.Natural(a.Service, b.Service), words.Natural(a.Cluster, b.Cluster),
				b.Stopped.Compare(a.Stopped.Time), cmp.Compare(a.ID, b.ID))
		},
		columns: []column[taskRow]{
			{head: "TASK", cell: func(r taskRow, _ look) cell { return cell{r.ID, r.tone} }},
			{head: "CLUSTER", cell: func(r taskRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "SERVICE", cell: func(r taskRow, _ look) cell { return cell{text: r.Service} }},
			{head: "GROUP", cell: func(r taskRow, _ look) cell { return cell{text: r.group()} }},
			{head: "REVISION", cell: func(r taskRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "STOPPED", right: true, cell: func(r taskRow, l look) cell { return cell{text: l.age(r.Stopped)} }},
			{head: "CODE", cell: func(r taskRow, _ look) cell { return cell{text: r.StopCode} }},
			{head: "EXIT", cell: func(r taskRow, _ look) cell { return cell{text: r.exits()} }},
			{head: "REASON", cell: func(r taskRow, _ look) cell { return cell{text: r.why()} }},
		},
	}
}

func readTasks(ctx context.Context, p *program, r *reader, text string, stopped bool) ([]taskRow, error) {
	at, err := r.somewhere(ctx, text)
	if err != nil {
		return nil, err
	}
	rules := triage.New()
	judge := p.streams.inspector(r, rules)
	return across(ctx, r, at.cluster, func(cluster string) ([]taskRow, error) {
		seq := r.Tasks(ctx, aws.TaskQuery{Cluster: cluster, Service: at.service, Stopped: stopped})
		all, err := gather(r, "tasks of "+cluster, seq, func(t aws.Task) string { return t.ARN })
		judge.Learn(ctx, all)
		return rows(all, func(t aws.Task) (taskRow, bool) {
			row, ok := newTaskRow(t)
			row.tone = tone(judge.Task(t).Level)
			return row, ok
		}), err
	})
}

// group is what started a task that belongs to no service.
func (r taskRow) group() string {
	if r.Service != "" {
		return ""
	}
	return aws.GroupName(r.Group)
}

func (r taskRow) address() string {
	for _, c := range r.Containers {
		if len(c.Addresses) > 0 {
			return c.Addresses[0]
		}
	}
	return ""
}

// exits lists the exit codes of the containers, with their names where there are several.
func (r taskRow) exits() string {
	var all []string
	for _, c := range r.Containers {
		if c.ExitCode == nil {
			continue
		}
		text := strconv.Itoa(*c.ExitCode)
		if len(r.Containers) > 1 {
			text = c.Name + ":" + text
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// why is the reason of the task and those its containers add.
func (r taskRow) why() string {
	all := []string{r.Reason}
	for _, c := range r.Containers {
		if c.Reason != "" && !strings.Contains(r.Reason, c.Reason) {
			all = append(all, c.Name+": "+c.Reason)
		}
	}
	return strings.Join(all, "; ")
}
