package screens

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// StoppedTasks is the list of the stopped tasks of one crash group. ECS forgets a stopped task after about an hour; what
// was seen stays for the session.
func (k *Kit) StoppedTasks(cluster, service string, group triage.Group) nav.Screen {
	q := aws.TaskQuery{Cluster: cluster, Service: service}
	return browse.New(k.Kit, browse.Resource[aws.Task]{
		At: nav.Location{Cluster: cluster, Thing: service, View: groupTitle(group)}, Title: groupTitle(group), Noun: "stopped tasks",
		Empty: "no stopped tasks that ended like this are known any more",
		ID:    taskID,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] {
			return k.membersOf(ctx, q, groupID(group))
		},
		Every:   30 * time.Second,
		Columns: k.stoppedColumns(service == ""),
		Sort:    "STOPPED",
		Fault:   func(t aws.Task) bool { return k.taskState(t).fault() },
		Open:    func(t aws.Task) nav.Screen { return k.Task(t) },
		Actions: k.stoppedActions(),
		Copies:  k.taskCopies,
	})
}

// membersOf reads the stopped tasks and yields those of one group.
func (k *Kit) membersOf(ctx context.Context, q aws.TaskQuery, id string) iter.Seq2[[]aws.Task, error] {
	return func(yield func([]aws.Task, error) bool) {
		var all []aws.Task
		for page, err := range k.stoppedOf(ctx, q) {
			all = append(all, page...)
			k.inspector.Learn(ctx, page)
			var members []aws.Task
			for _, g := range k.inspector.Groups(all) {
				if groupID(g) == id {
					members = g.Tasks
				}
			}
			if !yield(members, err) {
				return
			}
		}
	}
}

// stoppedOf reads the stopped tasks that a query is for.
func (k *Kit) stoppedOf(ctx context.Context, q aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return only(k.Account.Stopped(ctx, q.Cluster), func(t aws.Task) bool { return t.Described && matches(q, t) })
}

// only passes on what a test lets through.
func only[T any](pages iter.Seq2[[]T, error], pass func(T) bool) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for page, err := range pages {
			kept := slices.DeleteFunc(slices.Clone(page), func(t T) bool { return !pass(t) })
			if !yield(kept, err) {
				return
			}
		}
	}
}

func (k *Kit) stoppedColumns(all bool) []table.Column[aws.Task] {
	columns := []table.Column[aws.Task]{
		glyph(k.taskState),
		since(k, "STOPPED", func(t aws.Task) time.Time { return t.Stopped }),
		plain("TASK", func(t aws.Task) string { return aws.ShortID(t.ID) }),
	}
	if all {
		columns = append(columns, plain("SERVICE", startedBy))
	}
	reason := table.Column[aws.Task]{Name: "REASON", Flex: true, Min: 40, Cell: func(t aws.Task) table.Cell {
		if t.Forgotten {
			return table.Cell{Text: "(no longer in ECS) " + taskReason(t), Tone: k.reasonTone(t)}
		}
		return table.Cell{Text: taskReason(t), Tone: k.reasonTone(t)}
	}}
	return append(columns,
		drop(2, plain("REVISION", func(t aws.Task) string { return t.Revision })),
		drop(6, dim("CODE", func(t aws.Task) string { return t.StopCode })),
		drop(4, plain("CONTAINER", func(t aws.Task) string { return dash(k.inspector.Task(t).Diagnosis.Container) })),
		drop(3, table.Column[aws.Task]{Name: "EXIT", Right: true, Cell: func(t aws.Task) table.Cell { return k.exitCell(t) }}),
		drop(5, dim("LIVED", lived)),
		reason,
		wide(dim("ZONE", func(t aws.Task) string { return t.Zone })),
		wide(dim("CAPACITY", func(t aws.Task) string { return t.Capacity() })),
		wide(dim("ID", func(t aws.Task) string { return t.ID })),
	)
}

func (k *Kit) reasonTone(t aws.Task) theme.Tone {
	if k.taskState(t).Tone == theme.Bad {
		return theme.Plain
	}
	return theme.Dim
}

// exitCell is the exit code of the container that ended the task.
func (k *Kit) exitCell(t aws.Task) table.Cell {
	v := k.inspector.Task(t)
	for _, c := range t.Containers {
		if named := v.Diagnosis.Container; c.Exited && (named == "" || c.Name == named) {
			return table.Cell{Text: fmt.Sprint(c.Exit), Tone: map[bool]theme.Tone{true: theme.Bad}[v.Level == inspect.Bad]}
		}
	}
	return table.Cell{Text: "-", Tone: theme.Dim}
}

// lived is how long a task ran; one that never did says so.
func lived(t aws.Task) string {
	if t.Started.IsZero() {
		return "never ran"
	}
	end := t.Stopped
	if !t.Exited.IsZero() {
		end = t.Exited
	}
	return nav.Ago(end, t.Started)
}

// imageTag is the end of an image's name, after its last slash.
func imageTag(image string) string {
	return image[strings.LastIndexByte(image, '/')+1:]
}
