package aws

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// rolloutEditor changes the deployment that a service is in, or takes the last one back.
type rolloutEditor struct {
	*sender
	ecs      *ecs.Client
	identity *identityReader
	services *serviceReader
	rollouts *rolloutReader
	editor   *serviceEditor
}

// RollBack takes a service back to what worked before, by the call that fits where it stands: a rollout in progress is
// stopped with a rollback (StopServiceDeployment), which keeps the old tasks that still run; a finished one is undone by a
// pin of the last good revision. The plan says which, and why. It refuses, with a *change.Refused, what a deployment
// controller other than ECS has to do.
// Source: the documentation of StopServiceDeployment in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *rolloutEditor) RollBack(s Service) change.Change {
	title := "Roll back " + s.called()
	return c.rolloutEdit(s, title, "roll back", func(ctx context.Context, now rolloutNow) (change.Plan, *pendingCall, error) {
		if k := call.KindOf(now.unread); now.ongoing == nil && (k == call.Throttled || k == call.Offline || k == call.Server) {
			return change.Plan{}, nil, fmt.Errorf("can't tell whether a rollout can be stopped: %w", now.unread)
		}
		full := ServiceDeployment{}
		if now.ongoing != nil {
			var err error
			if full, err = c.rollouts.release(ctx, now.ongoing.ARN); err != nil {
				return change.Plan{}, nil, err
			}
			now.ongoing = &full
		}
		way := now.service.WayBack(now.ongoing, now.history, now.unread)
		switch way.Call {
		case "":
			return change.Plan{}, nil, &change.Refused{Reason: way.Reason, Way: way.Way}
		case "UpdateService":
			pin := c.editor.Pin(now.service, way.To).(*edit)
			p, o, err := pin.plan(ctx)
			p.Effects = append(way.Effects, p.Effects...)
			return p, o, err
		}
		return c.stopRollout(ctx, title, now.service, full, way)
	})
}

// rolloutNow is where a service stands: the deployment in progress, nil for none, and its newest deployments. unread is why
// they could not be read; then there may be one in progress all the same.
type rolloutNow struct {
	service Service
	ongoing *ServiceDeployment
	history []ServiceDeployment
	unread  error
}

// rolloutEdit is a change of a service's rollout, planned by what is in progress. doing is what is wanted, for refusals.
func (c *rolloutEditor) rolloutEdit(s Service, title, doing string, plan func(context.Context, rolloutNow) (change.Plan, *pendingCall, error)) change.Change {
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		service, _, err := c.services.present(ctx, s.Cluster, cmp.Or(s.Name, s.ARN))
		if err != nil {
			return change.Plan{}, nil, err
		}
		if refused := managed(service, doing); refused != nil {
			return change.Plan{}, nil, refused
		}
		now := rolloutNow{service: service}
		now.history, now.unread = c.rollouts.releases(ctx, service.Cluster, service.Name, 20, nil)
		if i := slices.IndexFunc(now.history, ServiceDeployment.InProgress); i >= 0 {
			now.ongoing = &now.history[i]
		}
		return plan(ctx, now)
	}}
}

// managed refuses what another controller than ECS does with a rollout; doing is what is wanted: "roll back".
func managed(s Service, doing string) *change.Refused {
	switch {
	case s.Status != "ACTIVE":
		return &change.Refused{Reason: fmt.Sprintf("%s is %s: there is nothing to %s", s.Name, cmp.Or(s.Status, "unknown"), doing)}
	case s.Controller == "CODE_DEPLOY" && doing == "roll back":
		return &change.Refused{Reason: "CodeDeploy deploys " + s.Name,
			Way: "stop its deployment with a rollback: aws deploy stop-deployment --deployment-id ID --auto-rollback-enabled"}
	case s.Controller == "CODE_DEPLOY":
		return &change.Refused{Reason: "CodeDeploy deploys " + s.Name, Way: doing + " its deployment in CodeDeploy"}
	case s.Controller != "ECS":
		return &change.Refused{Reason: fmt.Sprintf("the deployment controller of %s is %s: its task sets are created outside ECS", s.Name, cmp.Or(s.Controller, "unknown")),
			Way: doing + " with the tool that created the task sets"}
	}
	return nil
}

// InProgress says whether a deployment has not ended.
func (d ServiceDeployment) InProgress() bool {
	return slices.Contains([]string{"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"}, d.Status)
}

// stopRollout is the way back while a rollout is in progress.
func (c *rolloutEditor) stopRollout(ctx context.Context, title string, s Service, d ServiceDeployment, way WayBack) (change.Plan, *pendingCall, error) {
	p := change.Plan{Title: title, Verb: "Roll back", Where: c.identity.ofService(ctx, s),
		Fields:  []change.Field{{Path: "taskDefinition", Before: d.Revision, After: cmp.Or(way.To, "the revision before")}},
		Effects: way.Effects, Warnings: way.Warnings,
		Command: c.Command("stop-service-deployment", "--service-deployment-arn", d.ARN, "--stop-type", "ROLLBACK"),
		Follow:  c.rollbackEnd(d),
		NoUndo:  "deploy " + cmp.Or(d.Revision, "the revision") + " again to undo it",
	}
	if i := slices.IndexFunc(d.Hooks, func(h Hook) bool { return h.ID == way.Hook && h.waits() }); i >= 0 {
		p.Command = c.Command("continue-service-deployment", "--service-deployment-arn", d.ARN, "--hook-id", way.Hook, "--action", "ROLLBACK")
		return p, c.answer(title, d, d.Hooks[i], types.DeploymentLifecycleHookActionRollback), nil
	}
	return p, c.stop(title, d), nil
}

// release reads one service deployment with all details.
func (c *rolloutReader) release(ctx context.Context, arn string) (ServiceDeployment, error) {
	op := call.Op("DescribeServiceDeployments", "describe the deployment "+clean.Text(plain.Short(arn)))
	found, err := c.deployments(ctx, op, []ServiceDeployment{{ARN: arn}})
	if err != nil {
		return ServiceDeployment{}, err
	}
	if len(found) == 0 {
		return ServiceDeployment{}, call.Absent(op, "no such deployment")
	}
	return found[0], nil
}

// stop is the call that stops a rollout and rolls it back. One that ended meanwhile is drift.
func (c *rolloutEditor) stop(title string, d ServiceDeployment) *pendingCall {
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: d.Revision, After: "the revision before", Revision: d.Revision, Rollout: d.ARN}
	}
	return &pendingCall{Operation: call.Op("StopServiceDeployment", title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := c.rollouts.release(ctx, d.ARN)
			if err != nil || now.Status == d.Status {
				return nil, err
			}
			return []change.Field{{Path: "deployment", Before: spelled(d.Status), After: spelled(now.Status)}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ecs.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{ServiceDeploymentArn: &d.ARN,
				StopType: types.StopServiceDeploymentStopTypeRollback}, options...)
			if err == nil {
				err = call.Whole("StopServiceDeployment", out)
			}
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := c.rollouts.release(ctx, d.ARN)
			return told(), err == nil && strings.HasPrefix(now.Status, "ROLLBACK"), err
		},
	}
}

// rollbackEnd follows a rollback to its end. It is a success when the service is back.
func (c *rolloutEditor) rollbackEnd(d ServiceDeployment) func(context.Context, change.Receipt) iter.Seq2[[]change.Progress, error] {
	return func(ctx context.Context, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
		return c.watch(ctx, call.Of("follow "+d.Service, d.Cluster), func(ctx context.Context) (change.Progress, error) {
			now, err := c.rollouts.release(ctx, d.ARN)
			if err != nil {
				return change.Progress{}, err
			}
			s, _, err := c.services.present(ctx, now.Cluster, now.Service)
			if err != nil {
				return change.Progress{}, err
			}
			p := change.Progress{Outcome: change.Moving, Running: s.Running, Desired: s.Desired, Revision: s.Revision, Seen: s.Seen, Text: spelled(now.Status)}
			switch now.Status {
			case "ROLLBACK_SUCCESSFUL":
				p.Outcome, p.Text = change.Succeeded, "rolled back to "+cmp.Or(s.Revision, "the revision before")
			case "ROLLBACK_FAILED", "STOPPED":
				p.Outcome, p.Text = change.Failed, cmp.Or(now.RollbackReason, now.Reason, spelled(now.Status))
			case "SUCCESSFUL":
				p.Outcome, p.Text = change.Failed, "the rollout completed before it was stopped"
			}
			return p, nil
		})
	}
}
