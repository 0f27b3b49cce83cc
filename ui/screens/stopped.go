package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
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

// memberList is the list of the tasks of a crash group.
type memberList struct {
	browse.Kit
	taskFace
	read taskReader
	page *taskPage
}

// screen lists the stopped tasks of one crash group. ECS forgets a stopped task after about an hour; what
// was seen stays for the session.
func (l *memberList) screen(cluster, service string, group triage.Group) nav.Screen {
	q := aws.TaskQuery{Cluster: cluster, Service: service}
	return browse.New(l.Kit, browse.Resource[aws.Task]{
		At: nav.Location{Cluster: cluster, Thing: service, View: groupTitle(group)}, Title: groupTitle(group), Noun: "stopped tasks",
		Empty: "ECS has forgotten all stopped tasks that ended like this",
		ID:    taskID,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] {
			return l.read.members(ctx, q, groupID(group))
		},
		Every:   30 * time.Second,
		Columns: l.stoppedColumns(service == ""),
		Sort:    "STOPPED",
		Fault:   func(t aws.Task) bool { return l.state(t).fault() },
		Open:    func(t aws.Task) nav.Screen { return l.page.screen(t) },
		Actions: l.page.ended,
		Copies:  l.page.links.task,
		Below:   l.page.below(), BelowSmall: true,
	})
}

func (f taskFace) stoppedColumns(all bool) []table.Column[aws.Task] {
	columns := []table.Column[aws.Task]{
		glyph(f.state),
		since(f.calendar, "STOPPED", func(t aws.Task) time.Time { return t.Stopped }),
		plain("TASK", func(t aws.Task) string { return aws.ShortID(t.ID) }),
	}
	if all {
		columns = append(columns, plain("SERVICE", startedBy))
	}
	reason := table.Column[aws.Task]{Name: "REASON", Flex: true, Min: 40, Cell: func(t aws.Task) table.Cell {
		if t.Forgotten {
			return table.Cell{Text: "(no longer in ECS) " + taskReason(t), Tone: f.reasonTone(t)}
		}
		return table.Cell{Text: taskReason(t), Tone: f.reasonTone(t)}
	}}
	return append(columns,
		drop(2, plain("REVISION", func(t aws.Task) string { return t.Revision })),
		drop(6, dim("CODE", func(t aws.Task) string { return t.StopCode })),
		drop(4, plain("CONTAINER", func(t aws.Task) string { return cmp.Or(f.plan.Task(t).Diagnosis.Container, theme.Dash) })),
		drop(3, table.Column[aws.Task]{Name: "EXIT", Right: true, Cell: func(t aws.Task) table.Cell { return f.exitCell(t) }}),
		drop(5, dim("LIVED", lived)),
		reason,
		wide(dim("ZONE", func(t aws.Task) string { return t.Zone })),
		wide(dim("CAPACITY", func(t aws.Task) string { return t.Capacity() })),
		wide(dim("ID", func(t aws.Task) string { return t.ID })),
	)
}

func (f taskFace) reasonTone(t aws.Task) theme.Tone {
	if f.state(t).Tone == theme.Bad {
		return theme.Plain
	}
	return theme.Dim
}

// exitCell is the exit code of the container that ended the task.
func (f taskFace) exitCell(t aws.Task) table.Cell {
	v := f.plan.Task(t)
	for _, c := range t.Containers {
		if named := v.Diagnosis.Container; c.Exited && (named == "" || c.Name == named) {
			return table.Cell{Text: fmt.Sprint(c.Exit), Tone: map[bool]theme.Tone{true: theme.Bad}[v.Level == inspect.Bad]}
		}
	}
	return table.Cell{Text: theme.Dash, Tone: theme.Dim}
}

// lived is how long a task ran; one that never did says so.
func lived(t aws.Task) string {
	if t.Started.IsZero() {
		return "never ran"
	}
	return nav.Ago(t.Ended(), t.Started)
}

// imageTag is the end of an image's name, after its last slash.
func imageTag(image string) string {
	return image[strings.LastIndexByte(image, '/')+1:]
}
