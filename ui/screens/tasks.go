package screens

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// taskFace is how tasks are drawn in a list.
type taskFace struct {
	calendar
	plan *inspect.Plan
}

// taskList is the list of tasks.
type taskList struct {
	browse.Kit
	taskFace
	read taskReader
	page *taskPage
}

// screen lists the tasks of a cluster, a service, a family or a container instance: those that run or are
// about to, then the stopped ones. Standalone tasks are in it with the group that started them.
func (l *taskList) screen(q aws.TaskQuery) nav.Screen {
	of := "the cluster " + q.Cluster
	if q.Service != "" {
		of = q.Service
	}
	return browse.New(l.Kit, browse.Resource[aws.Task]{
		At: nav.Location{Cluster: q.Cluster, Thing: cmp.Or(q.Service, q.Family), View: "tasks"}, Title: "tasks", Noun: "tasks", Empty: "no tasks of " + of + ", running or stopped",
		ID:      taskID,
		Name:    func(t aws.Task) string { return aws.ShortID(t.ID) },
		Source:  func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] { return l.read.all(ctx, q) },
		Every:   10 * time.Second,
		Columns: l.columns(q.Service == ""),
		Sort:    "STATUS",
		Partial: func(t aws.Task) bool { return !t.Described },
		Tags:    func(t aws.Task) [][2]string { return tagPairs(t.Tags) },
		Fault:   func(t aws.Task) bool { return l.state(t).fault() },
		Open:    func(t aws.Task) nav.Screen { return l.page.screen(t) },
		Actions: l.page.running,
		Copies:  l.page.links.task,
		Below:   l.page.below(), BelowSmall: true,
	})
}

func taskID(t aws.Task) string { return t.Cluster + "/" + t.ID }

func (f taskFace) columns(all bool) []table.Column[aws.Task] {
	columns := []table.Column[aws.Task]{glyph(f.state), plain("TASK", func(t aws.Task) string { return aws.ShortID(t.ID) })}
	if all {
		columns = append(columns, plain("SERVICE", startedBy), wide(plain("GROUP", standalone)))
	}
	status := least(10, word("STATUS", f.state))
	status.Less = sooner
	return append(columns, status,
		plain("REVISION", func(t aws.Task) string {
			if number, ok := strings.CutPrefix(t.Revision, t.Service+":"); ok && all { // the service stands beside it
				return ":" + number
			}
			return t.Revision
		}),
		since(f.calendar, "AGE", func(t aws.Task) time.Time { return born(t) }),
		drop(3, dim("HEALTH", func(t aws.Task) string { return health(t.Health) })),
		drop(4, dim("ZONE", func(t aws.Task) string { return t.Zone })),
		drop(5, dim("CAPACITY", func(t aws.Task) string { return t.Capacity() })),
		drop(6, f.reasonColumn()),
		wide(dim("ADDRESS", address)),
		wide(dim("CPU", func(t aws.Task) string { return t.CPU })),
		wide(dim("MEMORY", func(t aws.Task) string { return t.Memory })),
		wide(dim("EXEC", func(t aws.Task) string { return onOff(t.Exec) })),
		wide(dim("STARTED BY", func(t aws.Task) string { return t.StartedBy })),
		wide(dim("ID", func(t aws.Task) string { return t.ID })),
	)
}

// reasonColumn is why a task stopped: the cause in short where a rule knows it.
func (f taskFace) reasonColumn() table.Column[aws.Task] {
	c := dim("REASON", func(t aws.Task) string {
		if d := f.plan.Task(t).Diagnosis; d.Known() && d.Cause != "" {
			return words.Clause(d.Cause) + d.Evidence.Doubt()
		}
		return taskReason(t)
	})
	c.Flex, c.Min = true, 12
	return c
}

// taskReason is the most telling text that ECS wrote about a stopped task: a container's own reason where there is one.
func taskReason(t aws.Task) string {
	for _, c := range t.Containers {
		if c.Reason != "" {
			return c.Reason
		}
	}
	return t.Reason
}

// startedBy is the service of a task, or the group of a standalone one.
func startedBy(t aws.Task) string { return cmp.Or(t.Service, standalone(t)) }

// standalone is the group of a task that belongs to no service.
func standalone(t aws.Task) string {
	if t.Service != "" {
		return ""
	}
	return aws.GroupName(t.Group)
}

// born is when a task began to run, or was asked for.
func born(t aws.Task) time.Time {
	switch {
	case !t.Stopped.IsZero():
		return t.Stopped
	case !t.Started.IsZero():
		return t.Started
	}
	return t.Created
}

// sooner orders tasks along their life, the newest of a status first.
func sooner(a, b aws.Task) bool {
	life := []string{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"}
	if x, y := slices.Index(life, a.Status), slices.Index(life, b.Status); x != y {
		return x < y
	}
	return born(a).After(born(b))
}

// health is a health status; that there is no health check is nothing to read about.
func health(status string) string {
	if status == "UNKNOWN" {
		return theme.Dash
	}
	return strings.ToLower(status)
}

func address(t aws.Task) string {
	for _, c := range t.Containers {
		for _, i := range c.Interfaces {
			return i.IPv4 + i.IPv6
		}
	}
	return ""
}
