package edit

import (
	"context"
	"fmt"
	"iter"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// Wait looks at a service until a deployment has come to its true end or, without one, until the service is steady: its
// newest deployment has completed, no other one is left, and as many tasks run as are wanted. A deployment is named by its
// id (ecs-svc/…) or by the ARN of the service deployment. A newest deployment that fails or is rolled back is an end, too.
func (c *serviceEditor) Wait(ctx context.Context, cluster, service, deployment string) iter.Seq2[[]change.Progress, error] {
	w := &waiting{editor: c, tracker: tracker{account: c.account, cluster: cluster, service: service}, deployment: deployment}
	return c.watch(ctx, call.Of("wait for "+clean.Text(service), cluster), w.look)
}

// waiting is what is known of a service that is waited for.
type waiting struct {
	editor     *serviceEditor
	tracker    tracker
	deployment string // that is waited for; empty for none
}

func (w *waiting) look(ctx context.Context) (change.Progress, error) {
	s, _, err := w.editor.account.DescribeService(ctx, w.tracker.cluster, w.tracker.service)
	if err != nil {
		return change.Progress{}, err
	}
	if w.deployment != "" {
		if w.tracker.receipt.At.IsZero() {
			if w.tracker.receipt, err = w.receipt(ctx, s); err != nil {
				return change.Progress{}, err
			}
		}
		return w.tracker.look(ctx)
	}
	p, ok := s.Primary()
	if !ok {
		return change.Progress{}, call.Absent(call.Op("", "wait for "+s.Name), "ECS doesn't deploy this service, so there is no deployment to wait for: its task sets are created elsewhere")
	}
	w.tracker.receipt = change.Receipt{At: p.Created, Deployment: p.ID, Revision: p.Revision}
	now, err := w.tracker.look(ctx)
	if err != nil || now.Outcome != change.Succeeded {
		return now, err
	}
	if len(s.Deployments) > 1 || s.Running != s.Desired || s.Pending > 0 {
		now.Outcome = change.Moving
		now.Text = fmt.Sprintf("%s is deployed; %d of %d tasks running, %d pending", p.Revision, s.Running, s.Desired, s.Pending)
	}
	return now, nil
}

// receipt is the deployment as if it had just been begun here.
func (w *waiting) receipt(ctx context.Context, s aws.Service) (change.Receipt, error) {
	for _, d := range s.Deployments {
		if d.ID == w.deployment {
			return change.Receipt{At: d.Created, Deployment: d.ID, Revision: d.Revision}, nil
		}
	}
	history, err := w.editor.account.Releases(ctx, s.Cluster, s.Name, 60, nil)
	if err != nil {
		return change.Receipt{}, err
	}
	for _, d := range history {
		if d.ARN == w.deployment || d.ID == plain.Short(w.deployment) {
			return change.Receipt{At: d.Created, Deployment: rowOf(s, d), Revision: d.Revision}, nil
		}
	}
	return change.Receipt{}, call.Absent(call.Op("", "wait for "+clean.Text(plain.Short(w.deployment))), s.Name+" has no such deployment")
}

// rowOf is the id of a service's own row of a deployment of its history; empty where that has gone.
func rowOf(s aws.Service, d aws.ServiceDeployment) string {
	for _, row := range s.Deployments {
		if row.Revision == d.Revision && row.Created.Sub(d.Created).Abs() < unseen {
			return row.ID
		}
	}
	return ""
}
