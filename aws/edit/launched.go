package edit

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
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
			out, err := l.runner.ECS.RunTask(ctx, l.in, options...)
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
	return change.Receipt{At: l.runner.Stamp(), After: strings.Join(plain.Each(l.begun, plain.Short), " "), Revision: l.of.Name(), Task: l.begun[0], Container: l.container,
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
		now, err := l.runner.account.RawDefinition(ctx, *l.in.TaskDefinition)
		if err != nil || now.Status == l.of.Status {
			return nil, err
		}
		return []change.Field{{Path: "status", Before: l.of.Status, After: now.Status}}, nil
	}
	now, _, err := l.runner.account.DescribeService(ctx, l.service.Cluster, l.service.Name)
	if err != nil {
		return nil, err
	}
	lent := []string{"taskDefinition", "launchType", "capacityProviderStrategy", "platformVersion"}
	return slices.DeleteFunc(drift(*l.service, now), func(f change.Field) bool { return !slices.Contains(lent, f.Path) }), nil
}

// trace looks for the tasks by what they were started by, which is the request's own. One that has stopped already is found
// by its family only: ListTasks takes startedBy alone.
func (l started) trace(ctx context.Context) (change.Receipt, bool, error) {
	op := call.Op("ListTasks", call.Of("list tasks", *l.in.Cluster))
	out, err := call.Read(ctx, l.runner.Caller, op, l.runner.ECS.ListTasks, &ecs.ListTasksInput{Cluster: l.in.Cluster, StartedBy: l.in.StartedBy})
	if err != nil {
		return change.Receipt{}, false, err
	}
	if l.begun = plain.Each(out.TaskArns, clean.Text); len(l.begun) == 0 {
		rows, err := l.runner.account.SomeTasks(ctx, aws.TaskQuery{Cluster: *l.in.Cluster, Family: l.of.Family}, types.DesiredStatusStopped)
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
	return l.runner.watch(ctx, "follow task "+aws.ShortID(plain.Short(r.Task)), func(ctx context.Context) (change.Progress, error) {
		tasks, err := l.runner.account.DescribeTasks(ctx, *l.in.Cluster, plain.Each(begun, func(arn string) aws.Task { return aws.Task{ARN: arn, ID: plain.Short(arn)} }))
		if err != nil {
			return change.Progress{}, err
		}
		now := l.runner.Stamp()
		if len(tasks) < len(begun) && now.Sub(r.At) < unseen {
			return change.Progress{Outcome: change.Moving, Desired: len(begun), Seen: now, Text: "the task is not visible yet"}, nil
		}
		if len(tasks) == 0 {
			return change.Progress{}, call.Absent(call.Op("DescribeTasks", "follow task "+aws.ShortID(plain.Short(r.Task))), "ECS has forgotten the task")
		}
		return l.progress(tasks), nil
	})
}

// progress is one look at the tasks.
func (l started) progress(tasks []aws.Task) change.Progress {
	p := change.Progress{Outcome: change.Moving, Desired: len(tasks), Seen: tasks[0].Seen, Revision: l.of.Name()}
	var going []string
	for _, t := range tasks {
		if t.Status == "RUNNING" {
			p.Running++
		}
		if !t.Dead() {
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
