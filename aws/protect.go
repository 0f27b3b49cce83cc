package aws

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
)

// Protection is whether a task is protected from scale-in and from being replaced by deployments, and until when.
type Protection struct {
	On    bool
	Until time.Time
	Seen  time.Time
}

// Same says whether two looks at a task saw the same protection.
func (p Protection) Same(o Protection) bool { return p.On == o.On && p.Until.Equal(o.Until) }

// String is on until a time, or off.
func (p Protection) String() string {
	switch {
	case !p.On:
		return "off"
	case p.Until.IsZero():
		return "on"
	}
	return "on until " + p.Until.UTC().Format(time.RFC3339)
}

// How long ECS takes a protection to last, in minutes.
// Source: the documentation of UpdateTaskProtection in aws-sdk-go-v2/service/ecs v1.104.1.
const (
	ProtectionMinutes = 120
	mostProtected     = 2880
)

// Protections reads the protection of at most a hundred tasks, by ARN. Those that cannot be protected are not in it.
func (c *taskReader) Protections(ctx context.Context, cluster string, arns ...string) (map[string]Protection, error) {
	out, err := call.Read(ctx, c.Caller, call.Op("GetTaskProtection", call.Of("read the protection of tasks", cluster)), c.ecs.GetTaskProtection,
		&ecs.GetTaskProtectionInput{Cluster: plain.Optional(cluster), Tasks: arns[:min(100, len(arns))]})
	if err != nil {
		return nil, err
	}
	found := map[string]Protection{}
	for _, p := range out.ProtectedTasks {
		found[plain.Text(p.TaskArn)] = Protection{On: p.ProtectionEnabled, Until: plain.When(p.ExpirationDate), Seen: c.Stamp()}
	}
	return found, nil
}

// Protect protects a task of a service for some minutes (0 is ECS's own 120), or takes the protection off. Plan refuses, with
// a *change.Refused, what ECS refuses: a task that no service runs, one that stops, and minutes outside 1 to 2880.
// Source: the documentation of UpdateTaskProtection in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *taskEditor) Protect(t Task, on bool, minutes int) change.Change {
	title := "Remove the protection of task " + ShortID(t.ID)
	if on {
		title = "Protect task " + ShortID(t.ID)
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
	before  Protection
}

func (g *guarding) plan(ctx context.Context) (change.Plan, *pendingCall, error) {
	now := g.task
	if now.Service == "" {
		return change.Plan{}, nil, &change.Refused{Reason: "no service owns task " + ShortID(now.ID) + ": ECS protects tasks of services only (TASK_NOT_VALID)"}
	}
	found, err := g.editor.tasks.Protections(ctx, now.Cluster, now.ARN)
	if err != nil {
		return change.Plan{}, nil, err
	}
	g.before = found[now.ARN]
	if !g.on && !g.before.On {
		return change.Plan{}, nil, &change.Refused{Reason: "task " + ShortID(now.ID) + " is not protected"}
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
	rows, _, err := g.editor.tasks.listTasks(ctx, TaskQuery{Service: g.service.Name}, g.service.Cluster, "RUNNING", nil)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	found, err := g.editor.tasks.Protections(ctx, g.service.Cluster, plain.Each(rows, func(t Task) string { return t.ARN })...)
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
	look := func(ctx context.Context) (Protection, error) {
		found, err := c.tasks.Protections(ctx, t.Cluster, t.ARN)
		return found[t.ARN], err
	}
	told := func(now Protection) change.Receipt {
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
			out, err := c.ecs.UpdateTaskProtection(ctx, in, options...)
			if err != nil {
				return change.Receipt{}, err
			}
			if err := call.Turned(out.Failures); err != nil {
				return change.Receipt{}, err
			}
			now := Protection{On: g.on}
			for _, p := range out.ProtectedTasks {
				now = Protection{On: p.ProtectionEnabled, Until: plain.When(p.ExpirationDate)}
			}
			return told(now), nil
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := look(ctx)
			return told(now), err == nil && now.On == g.on && !now.Same(g.before), err
		},
	}
}
