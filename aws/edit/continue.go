package edit

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

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// Continue answers the lifecycle hook at which a service's deployment is paused, so that it goes on. Plan refuses, with a
// *change.Refused, where no hook waits.
// Source: the documentation of ContinueServiceDeployment in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *rolloutEditor) Continue(s aws.Service) change.Change {
	title := "Continue the deployment of " + called(s)
	return c.rolloutEdit(s, title, "continue", func(ctx context.Context, now rolloutNow) (change.Plan, *pendingCall, error) {
		if now.ongoing == nil && now.unread != nil {
			return change.Plan{}, nil, now.unread
		}
		if now.ongoing == nil {
			return change.Plan{}, nil, &change.Refused{Reason: "no deployment of " + now.service.Name + " is in progress"}
		}
		d, err := c.account.Release(ctx, now.ongoing.ARN)
		if err != nil {
			return change.Plan{}, nil, err
		}
		waiting := slices.IndexFunc(d.Hooks, aws.Hook.Waits)
		if waiting < 0 {
			return change.Plan{}, nil, &change.Refused{Reason: "no hook of " + now.service.Name + "'s deployment waits for an answer",
				Way: "it is " + words.Constant(d.Status) + ", stage " + cmp.Or(words.Constant(d.Stage), "unknown")}
		}
		return c.continuing(ctx, title, now.service, d, d.Hooks[waiting])
	})
}

// continuing plans to answer a hook.
func (c *rolloutEditor) continuing(ctx context.Context, title string, s aws.Service, d aws.ServiceDeployment, h aws.Hook) (change.Plan, *pendingCall, error) {
	p := change.Plan{Title: title, Verb: "Continue", Where: c.ofService(ctx, s), NoUndo: "to undo it, roll the deployment back",
		Fields:  []change.Field{{Path: "hook " + h.ID, Before: h.Status, After: "CONTINUE"}},
		Effects: []string{"the deployment of " + cmp.Or(d.Revision, "the new revision") + " continues after " + cmp.Or(words.Constant(d.Stage), "its stage")},
		Command: c.Command("continue-service-deployment", "--service-deployment-arn", d.ARN, "--hook-id", h.ID, "--action", "CONTINUE"),
		Follow:  c.rolloutEnd(d),
	}
	if !h.Expires.IsZero() {
		p.Effects = append(p.Effects, fmt.Sprintf("without an answer, it does %s at %s", cmp.Or(h.Timeout, "something unknown"), h.Expires.UTC().Format(time.RFC3339)))
	}
	if len(d.Triggered) > 0 {
		p.Warnings = append(p.Warnings, "triggered alarms: "+strings.Join(d.Triggered, ", "))
	}
	return p, c.answer(title, d, h, types.DeploymentLifecycleHookActionContinue), nil
}

// answer is the call that answers a hook. A hook that was answered meanwhile is drift.
func (c *rolloutEditor) answer(title string, d aws.ServiceDeployment, h aws.Hook, with types.DeploymentLifecycleHookAction) *pendingCall {
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: h.Status, After: string(with), Revision: d.Revision, Rollout: d.ARN}
	}
	state := func(ctx context.Context) (string, error) {
		now, err := c.account.Release(ctx, d.ARN)
		for _, k := range now.Hooks {
			if k.ID == h.ID {
				return k.Status, err
			}
		}
		return "gone", err
	}
	return &pendingCall{Operation: call.Op("ContinueServiceDeployment", title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := state(ctx)
			if err != nil || now == h.Status {
				return nil, err
			}
			return []change.Field{{Path: "hook " + h.ID, Before: h.Status, After: now}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ECS.ContinueServiceDeployment(ctx, &ecs.ContinueServiceDeploymentInput{ServiceDeploymentArn: &d.ARN, HookId: &h.ID, Action: with}, options...)
			if err == nil {
				err = call.Whole("ContinueServiceDeployment", out)
			}
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := state(ctx)
			return told(), err == nil && now != h.Status, err
		},
	}
}

// rolloutEnd follows a deployment to its end. A further hook that waits is said, and goes on being followed.
func (c *rolloutEditor) rolloutEnd(d aws.ServiceDeployment) func(context.Context, change.Receipt) iter.Seq2[[]change.Progress, error] {
	return func(ctx context.Context, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
		return c.watch(ctx, call.Of("follow "+d.Service, d.Cluster), func(ctx context.Context) (change.Progress, error) {
			now, err := c.account.Release(ctx, d.ARN)
			p := change.Progress{Outcome: change.Moving, Running: now.Running, Desired: now.Requested, Failed: now.Breaker.Count, Threshold: now.Breaker.Threshold,
				Revision: now.Revision, Seen: now.Seen, Text: cmp.Or(words.Constant(now.Stage), words.Constant(now.Status))}
			switch now.Status {
			case "SUCCESSFUL":
				p.Outcome, p.Text = change.Succeeded, "the new revision serves"
			case "ROLLBACK_SUCCESSFUL":
				p.Outcome, p.Text = change.RolledBack, cmp.Or(now.RollbackReason, now.Reason, "rolled back")
			case "STOPPED", "ROLLBACK_FAILED":
				p.Outcome, p.Text = change.Failed, cmp.Or(now.Reason, words.Constant(now.Status))
			}
			for _, h := range now.Hooks {
				if h.Waits() && !p.Ended() {
					p.Text += "; the hook " + h.ID + " waits for an answer"
				}
			}
			return p, err
		})
	}
}
