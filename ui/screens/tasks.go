package screens

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// Tasks is the list of the tasks of a cluster, a service, a family or a container instance: those that run or are
// about to, then the stopped ones. Standalone tasks are in it with the group that started them.
func (k *Kit) Tasks(q aws.TaskQuery) nav.Screen {
	of := "the cluster " + q.Cluster
	if q.Service != "" {
		of = q.Service
	}
	return browse.New(k.Kit, browse.Resource[aws.Task]{
		At: nav.Location{Cluster: q.Cluster, Thing: cmp.Or(q.Service, q.Family), View: "tasks"}, Title: "tasks", Noun: "tasks", Empty: "no tasks of " + of + ", running or stopped",
		ID:      taskID,
		Source:  func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] { return k.allTasks(ctx, q) },
		Every:   10 * time.Second,
		Columns: k.taskColumns(q.Service == ""),
		Sort:    "STATUS",
		Partial: func(t aws.Task) bool { return !t.Described },
		Fault:   func(t aws.Task) bool { return k.taskState(t).fault() },
		Open:    func(t aws.Task) nav.Screen { return k.Task(t) },
		Actions: k.taskActions(),
		Copies:  k.taskCopies,
	})
}

func taskID(t aws.Task) string { return t.Cluster + "/" + t.ID }

// allTasks reads the living tasks and then the stopped ones. Trouble with the first does not keep the second away.
func (k *Kit) allTasks(ctx context.Context, q aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return func(yield func([]aws.Task, error) bool) {
		var first error
		for page, err := range k.Account.Tasks(ctx, q) {
			if err != nil {
				first = err
			}
			if len(page) > 0 && !yield(page, nil) {
				return
			}
		}
		stopped := only(k.Account.Stopped(ctx, q.Cluster), func(t aws.Task) bool { return matches(q, t) })
		for page, err := range stopped {
			if err != nil && first == nil {
				first = err
			}
			k.inspector.Learn(ctx, page)
			if len(page) > 0 && !yield(page, nil) {
				return
			}
		}
		if first != nil {
			yield(nil, first)
		}
	}
}

func matches(q aws.TaskQuery, t aws.Task) bool {
	family, _, _ := strings.Cut(t.Revision, ":")
	return (q.Service == "" || q.Service == t.Service) && (q.Family == "" || q.Family == family) &&
		(q.Instance == "" || strings.HasSuffix(t.Instance, q.Instance))
}

func (k *Kit) taskColumns(all bool) []table.Column[aws.Task] {
	columns := []table.Column[aws.Task]{glyph(k.taskState), plain("TASK", func(t aws.Task) string { return aws.ShortID(t.ID) })}
	if all {
		columns = append(columns, plain("SERVICE", func(t aws.Task) string { return dash(t.Service) }), plain("GROUP", standalone))
	}
	status := table.Column[aws.Task]{
		Name: "STATUS", Min: 10,
		Cell: func(t aws.Task) table.Cell {
			s := k.taskState(t)
			return table.Cell{Text: s.Word, Tone: s.Tone}
		},
		Less: sooner,
	}
	return append(columns, status,
		plain("REVISION", func(t aws.Task) string { return t.Revision }),
		since(k, "AGE", func(t aws.Task) time.Time { return born(t) }),
		drop(3, dim("HEALTH", func(t aws.Task) string { return health(t.Health) })),
		drop(4, dim("ZONE", func(t aws.Task) string { return t.Zone })),
		drop(5, dim("CAPACITY", func(t aws.Task) string { return t.Capacity() })),
		drop(6, reasonColumn()),
		wide(dim("ADDRESS", address)),
		wide(dim("CPU", func(t aws.Task) string { return t.CPU })),
		wide(dim("MEMORY", func(t aws.Task) string { return t.Memory })),
		wide(dim("EXEC", func(t aws.Task) string { return onOff(t.Exec) })),
		wide(dim("STARTED BY", func(t aws.Task) string { return t.StartedBy })),
		wide(dim("ID", func(t aws.Task) string { return t.ID })),
	)
}

func reasonColumn() table.Column[aws.Task] {
	c := dim("REASON", taskReason)
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
func startedBy(t aws.Task) string {
	if t.Service != "" {
		return t.Service
	}
	return t.Group
}

// standalone is the group of a task that belongs to no service.
func standalone(t aws.Task) string {
	if t.Service != "" {
		return ""
	}
	return t.Group
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
		return "-"
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

// taskActions are those of a task that may run: no session opens in one that has stopped.
func (k *Kit) taskActions() []action.Action[aws.Task] {
	return action.Ranked(k.stoppedActions(), k.taskSessions(), []action.Action[aws.Task]{k.stopTask()})
}

func (k *Kit) stoppedActions() []action.Action[aws.Task] {
	open := func(rank int, key key.Binding, screen func(aws.Task) nav.Screen) action.Action[aws.Task] {
		a := action.Open(key, screen)
		a.Rank = rank
		return a
	}
	return []action.Action[aws.Task]{
		open(first, k.Keys.Service.Logs, func(t aws.Task) nav.Screen { return k.TaskLogs(t) }),
		open(looking, k.Keys.Service.LastWords, func(t aws.Task) nav.Screen { return k.LastWords(t) }),
		open(looking, k.Keys.Service.Revisions, func(t aws.Task) nav.Screen {
			family, _, _ := strings.Cut(t.Revision, ":")
			return k.Revisions(family)
		}),
		open(looking, k.Keys.Service.Describe, func(t aws.Task) nav.Screen {
			return k.Describe(aws.Ref{Thing: aws.TaskThing, Cluster: t.Cluster, ID: t.ID})
		}),
	}
}

func (k *Kit) taskCopies(t aws.Task) []browse.Copy {
	return k.copies("id", t.ID, t.ARN, "aws ecs describe-tasks --cluster "+t.Cluster+" --tasks "+t.ID,
		"clusters/"+t.Cluster+"/tasks/"+t.ID)
}
