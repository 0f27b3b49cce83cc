package edit

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// taskEditor changes tasks.
type taskEditor struct{ *sender }

// StopTask stops one task; why is what ECS shows as the stopped reason. A service starts a replacement, anything else
// does not. Plan refuses, with a *change.Refused, a task that is stopped or on its way there.
// Source: the documentation of StopTask in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *taskEditor) StopTask(t aws.Task, why string) change.Change {
	title := stopTitle(t)
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		return c.stopPlan(ctx, t, why)
	}}
}

// stopPlan plans to stop a task.
func (c *taskEditor) stopPlan(ctx context.Context, t aws.Task, why string) (change.Plan, *pendingCall, error) {
	at, err := c.stopping(ctx, t)
	if err != nil {
		return change.Plan{}, nil, err
	}
	now := at.task
	title := stopTitle(now)
	p := change.Plan{Title: title, Verb: "Stop", Where: at.where, NoUndo: "a stopped task doesn't start again",
		Fields:  []change.Field{{Path: "desiredStatus", Before: cmp.Or(now.Desired, "unknown"), After: "STOPPED"}, {Path: "reason", After: why}},
		Command: c.Command("stop-task", "--cluster", now.Cluster, "--task", now.ARN, "--reason", why), Follow: at.follow}
	at.explain(&p)
	return p, at.pendingCall(title, why), nil
}

func stopTitle(t aws.Task) string {
	title := "Stop task " + aws.ShortID(t.ID)
	if owner := cmp.Or(t.Service, plain.Family(t.Revision)); owner != "" {
		title += " of " + owner
	}
	return title
}

// StopReason is what ECS shows as the reason of a task that was stopped without one of the operator's own.
const StopReason = "stopped with ecscope"

// stoppingTask is what the plan to stop a task rests on. service is zero for a task that no service started, or where
// unread says why the service could not be read.
type stoppingTask struct {
	editor  *taskEditor
	task    aws.Task
	service aws.Service
	unread  error
	where   change.Where
}

func (c *taskEditor) stopping(ctx context.Context, t aws.Task) (*stoppingTask, error) {
	now, err := c.account.Task(ctx, t.Cluster, cmp.Or(t.ARN, t.ID))
	if call.KindOf(err) == call.NotFound {
		return nil, &change.Refused{Reason: "no task " + aws.ShortID(t.ID) + " in " + t.Cluster + " anymore", Way: "ecscope tasks " + t.Cluster + " lists the tasks"}
	}
	if err != nil {
		return nil, err
	}
	if now.Dead() || now.Desired == "STOPPED" {
		return nil, &change.Refused{Reason: fmt.Sprintf("the task is already stopping: its status is %s", cmp.Or(now.Status, "unknown"))}
	}
	at := &stoppingTask{editor: c, task: now, where: c.where(ctx, now.ARN)}
	at.where.Cluster, at.where.Thing, at.where.Name = now.Cluster, "task", now.ID
	at.where.Service, at.where.Revision = now.Service, now.Revision
	if now.Service != "" {
		at.service, _, at.unread = c.account.DescribeService(ctx, now.Cluster, now.Service)
	}
	return at, nil
}

// explain says what stopping the task does besides.
func (at *stoppingTask) explain(p *change.Plan) {
	if len(at.task.Tags) > 0 {
		p.Effects = append(p.Effects, "ECS deletes the task's tags ("+words.Count(len(at.task.Tags), "tag")+")")
	}
	if at.task.Service == "" {
		p.Effects = append(p.Effects, "nothing replaces it: the task belongs to no service")
		return
	}
	if at.unread != nil {
		p.Warnings = append(p.Warnings, "can't tell what replaces it: "+call.Reason(at.unread))
		return
	}
	s := at.service
	primary, _ := s.Primary()
	runs := cmp.Or(primary.Revision, s.Revision)
	switch {
	case s.Status != "ACTIVE":
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s is %s: it may not start a replacement", s.Name, cmp.Or(s.Status, "unknown")))
	case runs != "" && runs != at.task.Revision:
		p.Warnings = append(p.Warnings, fmt.Sprintf("the replacement runs %s, not %s", runs, at.task.Revision))
	default:
		p.Effects = append(p.Effects, s.Name+" starts a replacement")
	}
	if s.Running <= 1 && at.task.Status == "RUNNING" {
		p.Warnings = append(p.Warnings, "it is the only running task: "+s.Name+" is down until the replacement is healthy")
	}
	if s.Desired < s.Running {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%d tasks are running and the desired count is %d: there may be no replacement", s.Running, s.Desired))
	}
	if len(s.Deployments) > 1 || primary.Rollout == "IN_PROGRESS" {
		p.Warnings = append(p.Warnings, "a rollout is in progress: AWS doesn't document whether ECS counts this stop as a failed task")
	}
}

// pendingCall is the call. A task that began to stop meanwhile is drift.
func (at *stoppingTask) pendingCall(title, why string) *pendingCall {
	c, before := at.editor, at.task
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: before.Status, After: "STOPPED", Revision: before.Revision}
	}
	look := func(ctx context.Context) (aws.Task, error) { return c.account.Task(ctx, before.Cluster, before.ARN) }
	return &pendingCall{Operation: call.Op("StopTask", title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := look(ctx)
			if err != nil || now.Desired == before.Desired && !now.Dead() {
				return nil, err
			}
			return []change.Field{{Path: "desiredStatus", Before: before.Desired, After: now.Desired}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ECS.StopTask(ctx, &ecs.StopTaskInput{Cluster: &before.Cluster, Task: &before.ARN, Reason: &why}, options...)
			if err == nil {
				err = call.Whole("StopTask", out)
			}
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := look(ctx)
			return told(), err == nil && (now.Desired == "STOPPED" || now.Dead()), err
		},
	}
}

// follow looks at the task until it has stopped and, where a service started it, its replacement runs.
func (at *stoppingTask) follow(ctx context.Context, r change.Receipt) iter.Seq2[[]change.Progress, error] {
	return at.editor.watch(ctx, "follow task "+aws.ShortID(at.task.ID), func(ctx context.Context) (change.Progress, error) {
		old, err := at.editor.account.Task(ctx, at.task.Cluster, at.task.ARN)
		if err != nil {
			return change.Progress{}, err
		}
		p := change.Progress{Outcome: change.Moving, Seen: old.Seen, Revision: old.Revision, Text: "the task is " + cmp.Or(old.Status, "unknown")}
		if at.task.Service == "" {
			if old.Dead() {
				p.Outcome, p.Text = change.Succeeded, "the task is stopped"
			}
			return p, nil
		}
		s, _, err := at.editor.account.DescribeService(ctx, at.task.Cluster, at.task.Service)
		if err != nil {
			return change.Progress{}, err
		}
		p.Running, p.Desired, p.Revision, p.Seen = s.Running, s.Desired, s.Revision, s.Seen
		if !old.Dead() {
			return p, nil
		}
		return at.replaced(ctx, s, p, r)
	})
}

// replaced looks for what the service started instead of the stopped task.
func (at *stoppingTask) replaced(ctx context.Context, s aws.Service, p change.Progress, r change.Receipt) (change.Progress, error) {
	var young []aws.Task
	for page, err := range at.editor.account.Tasks(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name}) {
		if err != nil {
			return p, err
		}
		for _, t := range page {
			if t.Created.After(r.At) {
				young = append(young, t)
			}
		}
	}
	p.Text = "the task is stopped; no replacement yet"
	if len(young) == 0 {
		if s.Running >= s.Desired && s.Pending == 0 {
			p.Outcome, p.Text = change.Succeeded, fmt.Sprintf("the task is stopped; %d of %d tasks running without it", s.Running, s.Desired)
		}
		return p, nil
	}
	first := slices.MinFunc(young, func(a, b aws.Task) int { return a.Created.Compare(b.Created) })
	p.Text = fmt.Sprintf("the task is stopped; its replacement %s is %s", aws.ShortID(first.ID), cmp.Or(first.Status, "unknown"))
	running := slices.ContainsFunc(young, func(t aws.Task) bool { return t.Status == "RUNNING" && t.Health != "UNHEALTHY" })
	if running && s.Running >= s.Desired {
		p.Outcome = change.Succeeded
	}
	return p, nil
}
