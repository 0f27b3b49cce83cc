package aws

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// started is a launch on its way to AWS, and what follows.
type started struct{ *launch }

// pendingCall is the call. The token has AWS start nothing twice, whoever sends the request again.
func (l started) pendingCall() *pendingCall {
	return &pendingCall{Operation: call.Op("RunTask", l.title),
		moved: l.moved,
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := l.runner.tasks.ecs.RunTask(ctx, l.in, options...)
			if err == nil {
				err = call.Whole("RunTask", out)
			}
			if err != nil {
				return change.Receipt{}, err
			}
			if len(out.Tasks) == 0 {
				return change.Receipt{}, &call.NotStarted{Failures: out.Failures}
			}
			for _, t := range out.Tasks {
				if plain.Text(t.TaskArn) == "" {
					return change.Receipt{}, &call.Incomplete{Action: "RunTask", Member: "taskArn"}
				}
				l.begun = append(l.begun, plain.Text(t.TaskArn))
			}
			r := l.receipt()
			if len(out.Failures) > 0 {
				r.Note = fmt.Sprintf("%s started, %d not: %s", words.Count(len(l.begun), "task"), len(out.Failures), (&call.NotStarted{Failures: out.Failures}).Error())
			}
			return r, nil
		},
		trace: l.trace,
	}
}

func (l started) receipt() change.Receipt {
	return change.Receipt{At: l.runner.Stamp(), After: strings.Join(plain.Each(l.begun, plain.Short), " "), Revision: l.of.name(), Task: l.begun[0], Container: l.container,
		Back: "stop " + *l.in.Cluster + "/" + plain.Short(l.begun[0])}
}

// moved tells what of the settings that the plan rests on is no longer so.
func (l started) moved(ctx context.Context) ([]change.Field, error) {
	if l.origin != nil {
		if moved, err := l.origin(ctx); err != nil || len(moved) > 0 {
			return moved, err
		}
	}
	if l.service == nil {
		now, err := l.runner.revisions.rawDefinition(ctx, *l.in.TaskDefinition)
		if err != nil || now.Status == l.of.Status {
			return nil, err
		}
		return []change.Field{{Path: "status", Before: l.of.Status, After: now.Status}}, nil
	}
	now, _, err := l.runner.tasks.services.present(ctx, l.service.Cluster, l.service.Name)
	if err != nil {
		return nil, err
	}
	lent := []string{"taskDefinition", "launchType", "capacityProviderStrategy", "platformVersion"}
	return slices.DeleteFunc(drift(*l.service, now), func(f change.Field) bool { return !slices.Contains(lent, f.Path) }), nil
}

// trace looks for the tasks by what they were started by, which is the request's own. One that has stopped already is found
// by its family only: ListTasks takes startedBy alone.
func (l started) trace(ctx context.Context) (change.Receipt, bool, error) {
	tasks := l.runner.tasks.tasks
	op := call.Op("ListTasks", call.Of("list tasks", *l.in.Cluster))
	out, err := call.Read(ctx, l.runner.Caller, op, l.runner.tasks.ecs.ListTasks, &ecs.ListTasksInput{Cluster: l.in.Cluster, StartedBy: l.in.StartedBy})
	if err != nil {
		return change.Receipt{}, false, err
	}
	if l.begun = plain.Each(out.TaskArns, clean.Text); len(l.begun) == 0 {
		rows, _, err := tasks.listTasks(ctx, TaskQuery{Family: l.of.Family}, *l.in.Cluster, types.DesiredStatusStopped, nil)
		if err == nil && len(rows) > 0 {
			rows, err = tasks.describeTasks(ctx, *l.in.Cluster, rows[:min(100, len(rows))])
		}
		if err != nil {
			return change.Receipt{}, false, err
		}
		for _, t := range rows {
			if t.StartedBy == *l.in.StartedBy {
				l.begun = append(l.begun, t.ARN)
			}
		}
	}
	if len(l.begun) == 0 {
		return change.Receipt{}, false, nil
	}
	return l.receipt(), true, nil
}

// follow looks at the tasks until all have stopped. The end is the exit code of the container that the run is about.
func (l started) follow(ctx context.Context, r change.Receipt) iter.Seq2[[]change.Progress, error] {
	begun := l.begun
	if len(begun) == 0 && r.Task != "" {
		begun = []string{r.Task}
	}
	return l.runner.watch(ctx, "follow task "+ShortID(plain.Short(r.Task)), func(ctx context.Context) (change.Progress, error) {
		tasks, err := l.runner.tasks.tasks.describeTasks(ctx, *l.in.Cluster, plain.Each(begun, func(arn string) Task { return Task{ARN: arn, ID: plain.Short(arn)} }))
		if err != nil {
			return change.Progress{}, err
		}
		now := l.runner.Stamp()
		if len(tasks) < len(begun) && now.Sub(r.At) < unseen {
			return change.Progress{Outcome: change.Moving, Desired: len(begun), Seen: now, Text: "the task is not visible yet"}, nil
		}
		if len(tasks) == 0 {
			return change.Progress{}, call.Absent(call.Op("DescribeTasks", "follow task "+ShortID(plain.Short(r.Task))), "ECS has forgotten the task")
		}
		return l.progress(tasks), nil
	})
}

// progress is one look at the tasks.
func (l started) progress(tasks []Task) change.Progress {
	p := change.Progress{Outcome: change.Moving, Desired: len(tasks), Seen: tasks[0].Seen, Revision: l.of.name()}
	var going []string
	for _, t := range tasks {
		if t.Status == "RUNNING" {
			p.Running++
		}
		if !t.dead() {
			going = append(going, cmp.Or(t.Status, "unknown"))
		}
	}
	if len(going) > 0 {
		p.Text = "the task is " + going[0]
		if len(tasks) > 1 {
			p.Text = fmt.Sprintf("%d of %d tasks have ended", len(tasks)-len(going), len(tasks))
		}
		return p
	}
	p.Outcome = change.Succeeded
	for _, t := range tasks {
		end := t.EndOf(l.container)
		if !end.Well() {
			p.Failed++
		}
		if p.Outcome == change.Succeeded {
			if p.Text, p.Exit = end.Text, end.Code; end.Cut {
				p.Exit = nil // it is not what the command came to
			}
		}
		if !end.Well() {
			p.Outcome = change.Failed
		}
	}
	return p
}

// TaskEnd is how a task that was to do something once has ended.
type TaskEnd struct {
	// Code is the exit code of the container that counts; nil where it has none.
	Code *int
	// Cut says that the task was stopped before it had ended by itself.
	Cut bool
	// Text says it in a line.
	Text string
}

// Well says whether what was to be done is done.
func (e TaskEnd) Well() bool { return e.Code != nil && *e.Code == 0 && !e.Cut }

// EndOf is how a stopped task has ended for a container: by its exit code, or without one because it never ran.
func (t Task) EndOf(container string) TaskEnd {
	end := TaskEnd{Cut: t.StopCode != "" && t.StopCode != "EssentialContainerExited"}
	why := clean.Sentence(t.Reason)
	for _, k := range t.Containers {
		if k.Name != container {
			continue
		}
		if k.Exited {
			end.Code = new(k.Exit)
		}
		why = cmp.Or(clean.Sentence(k.Reason), why)
	}
	switch {
	case end.Code == nil:
		end.Text = container + " has no exit code: " + cmp.Or(why, t.StopCode, "AWS gives no reason")
		return end
	case end.Cut:
		end.Text = fmt.Sprintf("the task was stopped (%s): %s; the exit code of %s is %d", t.StopCode, cmp.Or(why, "AWS gives no reason"), container, *end.Code)
		return end
	}
	end.Text = fmt.Sprintf("%s exited with code %d", container, *end.Code)
	if !t.Started.IsZero() && t.Exited.After(t.Started) {
		end.Text += " after " + t.Exited.Sub(t.Started).Round(time.Second).String()
	}
	if *end.Code != 0 && why != "" && why != "Essential container in task exited" {
		end.Text += ": " + why
	}
	return end
}
