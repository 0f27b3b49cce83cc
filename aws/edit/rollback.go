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
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// rolloutEditor changes the deployment that a service is in, or takes the last one back.
type rolloutEditor struct {
	*sender
	editor *serviceEditor
}

// rollBackVerb names a rollback, by whichever call.
const rollBackVerb = "Roll back"

// RollBack takes a service back to what worked before, by the call that fits where it stands: a rollout in progress is
// stopped with a rollback (StopServiceDeployment), which keeps the old tasks that still run; after a finished one, the
// service is updated to the last good revision. The plan says which, and why. It refuses, with a *change.Refused, what a deployment
// controller other than ECS has to do.
// Source: the documentation of StopServiceDeployment in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *rolloutEditor) RollBack(s aws.Service) change.Change {
	title := titleTo(rollBackVerb, s, "")
	return c.rolloutEdit(s, title, "roll back", func(ctx context.Context, now rolloutNow) (change.Plan, *pendingCall, error) {
		if k := call.KindOf(now.unread); now.ongoing == nil && (k == call.Throttled || k == call.Offline || k == call.Server) {
			return change.Plan{}, nil, fmt.Errorf("can't tell whether a rollout can be stopped: %w", now.unread)
		}
		full := aws.ServiceDeployment{}
		if now.ongoing != nil {
			var err error
			if full, err = c.account.Release(ctx, now.ongoing.ARN); err != nil {
				return change.Plan{}, nil, err
			}
			now.ongoing = &full
		} else if len(now.history) > 0 && now.history[0].Status == "ROLLBACK_SUCCESSFUL" {
			if last, err := c.account.Release(ctx, now.history[0].ARN); err == nil { // why it went back, and to what; the plan says what is known
				now.history[0] = last
			}
		}
		way := now.service.WayBack(now.ongoing, now.history, now.unread)
		switch way.Call {
		case "":
			return change.Plan{}, nil, &change.Refused{Reason: way.Reason, Way: way.Way}
		case "UpdateService":
			p, o, err := c.editor.to(now.service, way.To, rollBackVerb).(*edit).plan(ctx)
			p.Effects, p.Warnings = append(way.Effects, p.Effects...), append(way.Warnings, p.Warnings...)
			return p, o, err
		}
		return c.stopRollout(ctx, title, now.service, full, way)
	})
}

// rolloutNow is where a service stands: the deployment in progress, nil for none, and its newest deployments. unread is why
// they could not be read; then there may be one in progress all the same.
type rolloutNow struct {
	service aws.Service
	ongoing *aws.ServiceDeployment
	history []aws.ServiceDeployment
	unread  error
}

// rolloutEdit is a change of a service's rollout, planned by what is in progress. doing is what is wanted, for refusals.
func (c *rolloutEditor) rolloutEdit(s aws.Service, title, doing string, plan func(context.Context, rolloutNow) (change.Plan, *pendingCall, error)) change.Change {
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		service, _, err := c.account.DescribeService(ctx, s.Cluster, cmp.Or(s.Name, s.ARN))
		if err != nil {
			return change.Plan{}, nil, err
		}
		if refused := service.RolloutRefused(doing); refused != nil {
			return change.Plan{}, nil, refused
		}
		now := rolloutNow{service: service}
		now.history, now.unread = c.account.Releases(ctx, service.Cluster, service.Name, 20, nil)
		if i := slices.IndexFunc(now.history, aws.ServiceDeployment.InProgress); i >= 0 {
			now.ongoing = &now.history[i]
		}
		return plan(ctx, now)
	}}
}

// stopRollout is the way back while a rollout is in progress.
func (c *rolloutEditor) stopRollout(ctx context.Context, title string, s aws.Service, d aws.ServiceDeployment, way aws.WayBack) (change.Plan, *pendingCall, error) {
	p := change.Plan{Title: titleTo(rollBackVerb, s, way.To), Verb: rollBackVerb, Where: c.ofService(ctx, s),
		Fields:  []change.Field{{Path: "taskDefinition", Before: d.Revision, After: cmp.Or(way.To, "not known")}},
		Effects: way.Effects, Warnings: way.Warnings,
		Command: c.Command("stop-service-deployment", "--service-deployment-arn", d.ARN, "--stop-type", "ROLLBACK"),
		Follow:  c.rollbackEnd(d),
		NoUndo:  "deploy " + cmp.Or(d.Revision, "the revision") + " again to undo it",
	}
	if i := slices.IndexFunc(d.Hooks, func(h aws.Hook) bool { return h.ID == way.Hook && h.Waits() }); i >= 0 {
		p.Command = c.Command("continue-service-deployment", "--service-deployment-arn", d.ARN, "--hook-id", way.Hook, "--action", "ROLLBACK")
		return p, c.answer(title, d, d.Hooks[i], types.DeploymentLifecycleHookActionRollback), nil
	}
	return p, c.stop(title, d), nil
}

// stop is the call that stops a rollout and rolls it back. One that ended meanwhile is drift.
func (c *rolloutEditor) stop(title string, d aws.ServiceDeployment) *pendingCall {
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: d.Revision, After: "the revision before", Revision: d.Revision, Rollout: d.ARN}
	}
	return &pendingCall{Operation: call.Op("StopServiceDeployment", title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := c.account.Release(ctx, d.ARN)
			if err != nil || now.Status == d.Status {
				return nil, err
			}
			return []change.Field{{Path: "deployment", Before: words.Constant(d.Status), After: words.Constant(now.Status)}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ECS.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{ServiceDeploymentArn: &d.ARN,
				StopType: types.StopServiceDeploymentStopTypeRollback}, options...)
			if err == nil {
				err = call.Whole("StopServiceDeployment", out)
			}
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := c.account.Release(ctx, d.ARN)
			return told(), err == nil && strings.HasPrefix(now.Status, "ROLLBACK"), err
		},
	}
}

// rollbackEnd follows a rollback to its end. It is a success when the service is back.
func (c *rolloutEditor) rollbackEnd(d aws.ServiceDeployment) func(context.Context, change.Receipt) iter.Seq2[[]change.Progress, error] {
	return func(ctx context.Context, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
		return c.watch(ctx, call.Of("follow "+d.Service, d.Cluster), func(ctx context.Context) (change.Progress, error) {
			now, err := c.account.Release(ctx, d.ARN)
			if err != nil {
				return change.Progress{}, err
			}
			s, _, err := c.account.DescribeService(ctx, now.Cluster, now.Service)
			if err != nil {
				return change.Progress{}, err
			}
			p := change.Progress{Outcome: change.Moving, Running: s.Running, Desired: s.Desired, Revision: s.Revision, Seen: s.Seen, Text: words.Constant(now.Status)}
			switch now.Status {
			case "ROLLBACK_SUCCESSFUL":
				p.Outcome, p.Text = change.Succeeded, "rolled back to "+cmp.Or(s.Revision, "the revision before")
			case "ROLLBACK_FAILED", "STOPPED":
				p.Outcome, p.Text = change.Failed, cmp.Or(now.RollbackReason, now.Reason, words.Constant(now.Status))
			case "SUCCESSFUL":
				p.Outcome, p.Text = change.Failed, "the rollout completed before it was stopped"
			}
			return p, nil
		})
	}
}
