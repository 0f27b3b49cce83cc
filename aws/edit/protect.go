package edit

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
)

// How long ECS takes a protection to last, in minutes.
// Source: the documentation of UpdateTaskProtection in aws-sdk-go-v2/service/ecs v1.104.1.
const (
	ProtectionMinutes = 120
	mostProtected     = 2880
)

// Protect protects a task of a service for some minutes (0 is ECS's own 120), or takes the protection off. Plan refuses, with
// a *change.Refused, what ECS refuses: a task that no service runs, one that stops, and minutes outside 1 to 2880.
// Source: the documentation of UpdateTaskProtection in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *taskEditor) Protect(t aws.Task, on bool, minutes int) change.Change {
	title := "Remove the protection of task " + aws.ShortID(t.ID)
	if on {
		title = "Protect task " + aws.ShortID(t.ID)
	}
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		if on && minutes == 0 {
			minutes = ProtectionMinutes
		}
		if on && (minutes < 1 || minutes > mostProtected) {
			return change.Plan{}, nil, &change.Refused{Reason: fmt.Sprintf("a protection lasts 1 to %d minutes, not %d", mostProtected, minutes)}
		}
		at, err := c.stopping(ctx, t)
		if err != nil {
			return change.Plan{}, nil, err
		}
		g := &guarding{stoppingTask: at, title: title, on: on, minutes: minutes}
		return g.plan(ctx)
	}}
}

// guarding is the plan to protect a task, or to take its protection off.
type guarding struct {
	*stoppingTask
	title   string
	on      bool
	minutes int
	before  aws.Protection
}

func (g *guarding) plan(ctx context.Context) (change.Plan, *pendingCall, error) {
	now := g.task
	if now.Service == "" {
		return change.Plan{}, nil, &change.Refused{Reason: "no service owns task " + aws.ShortID(now.ID) + ": ECS protects tasks of services only (TASK_NOT_VALID)"}
	}
	found, err := g.editor.account.Protections(ctx, now.Cluster, now.ARN)
	if err != nil {
		return change.Plan{}, nil, err
	}
	g.before = found[now.ARN]
	if !g.on && !g.before.On {
		return change.Plan{}, nil, &change.Refused{Reason: "task " + aws.ShortID(now.ID) + " is not protected"}
	}
	p := change.Plan{Title: g.title + " of " + now.Service, Verb: "Unprotect", Where: g.where, Command: g.editor.Command(g.words()...),
		Fields: []change.Field{{Path: "protection", Before: g.before.String(), After: "off"}}}
	if g.on {
		p.Verb, p.Fields[0].After = "Protect", fmt.Sprintf("on for %d minutes", g.minutes)
	}
	g.tell(ctx, &p)
	p.Undo = g.editor.Protect(now, g.before.On, g.left())
	return p, g.pendingCall(), nil
}

// left is how many minutes the protection that is there lasts.
func (g *guarding) left() int { return max(1, int(g.before.Until.Sub(g.editor.Stamp()).Minutes())) }

// words are the call of the AWS CLI.
func (g *guarding) words() []string {
	words := []string{"update-task-protection", "--cluster", g.task.Cluster, "--tasks", g.task.ARN}
	if !g.on {
		return append(words, "--no-protection-enabled")
	}
	return append(words, "--protection-enabled", "--expires-in-minutes", strconv.Itoa(g.minutes))
}

// tell says what the protection does and what it does not, and what it holds up.
func (g *guarding) tell(ctx context.Context, p *change.Plan) {
	s := g.service
	if !g.on {
		p.Effects = append(p.Effects, "scale-in and deployments may stop the task from now on; the task can protect itself again")
		return
	}
	p.Effects = append(p.Effects, "scale-in and deployments won't stop the task until then")
	p.Effects = append(p.Effects, "operators can still stop it, and so can its instance, its Fargate platform or a failed health check")
	if g.task.Capacity() == "FARGATE_SPOT" {
		p.Warnings = append(p.Warnings, "it runs on Fargate Spot: AWS may still reclaim its capacity")
	}
	if g.unread != nil {
		p.Warnings = append(p.Warnings, "can't tell what the service is about to do: "+call.Reason(g.unread))
		return
	}
	primary, _ := s.Primary()
	moving := len(s.Deployments) > 1 || primary.Rollout == "IN_PROGRESS"
	if moving && primary.Revision != g.task.Revision {
		p.Warnings = append(p.Warnings, fmt.Sprintf("a rollout to %s is in progress: it can't finish while this task is protected", primary.Revision))
	}
	if n, err := g.protected(ctx); err != nil {
		p.Warnings = append(p.Warnings, "can't tell how many tasks are protected: "+call.Reason(err))
	} else if n+1 > s.Desired && !g.before.On {
		p.Warnings = append(p.Warnings, fmt.Sprintf("ECS may refuse it (DEPLOYMENT_BLOCKED): %d tasks would be protected, and the desired count is %d", n, s.Desired))
	}
}

// protected counts the tasks of the service that are protected.
func (g *guarding) protected(ctx context.Context) (n int, err error) {
	rows, err := g.editor.account.NamedTasks(ctx, aws.TaskQuery{Cluster: g.service.Cluster, Service: g.service.Name}, "RUNNING")
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	found, err := g.editor.account.Protections(ctx, g.service.Cluster, plain.Each(rows, func(t aws.Task) string { return t.ARN })...)
	for _, p := range found {
		if p.On {
			n++
		}
	}
	return n, err
}

// pendingCall is the call. A task that stops, or whose protection is another one meanwhile, is drift.
func (g *guarding) pendingCall() *pendingCall {
	c, t := g.editor, g.task
	look := func(ctx context.Context) (aws.Protection, error) {
		found, err := c.account.Protections(ctx, t.Cluster, t.ARN)
		return found[t.ARN], err
	}
	told := func(now aws.Protection) change.Receipt {
		back := "task-protection off " + t.Cluster + "/" + t.ID
		if g.before.On {
			back = fmt.Sprintf("task-protection on %s/%s --for %dm", t.Cluster, t.ID, g.left())
		}
		return change.Receipt{At: c.Stamp(), Before: g.before.String(), After: now.String(), Revision: t.Revision, Back: back}
	}
	return &pendingCall{Operation: call.Op("UpdateTaskProtection", g.title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := look(ctx)
			if err != nil || now.Same(g.before) {
				return nil, err
			}
			return []change.Field{{Path: "protection", Before: g.before.String(), After: now.String()}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			in := &ecs.UpdateTaskProtectionInput{Cluster: &t.Cluster, Tasks: []string{t.ARN}, ProtectionEnabled: g.on}
			if g.on {
				in.ExpiresInMinutes = new(int32(g.minutes))
			}
			out, err := c.ECS.UpdateTaskProtection(ctx, in, options...)
			if err != nil {
				return change.Receipt{}, err
			}
			if err := call.Turned(out.Failures); err != nil {
				return change.Receipt{}, err
			}
			now := aws.Protection{On: g.on}
			for _, p := range out.ProtectedTasks {
				now = aws.Protection{On: p.ProtectionEnabled, Until: plain.When(p.ExpirationDate)}
			}
			return told(now), nil
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := look(ctx)
			return told(now), err == nil && now.On == g.on && !now.Same(g.before), err
		},
	}
}
