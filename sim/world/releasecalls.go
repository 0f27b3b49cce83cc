package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ReleaseCalls are the calls about service deployments and service revisions.
type ReleaseCalls struct {
	lock    sync.Locker
	history *history
}

// ListServiceDeployments lists a service's deployments of the last 90 days, newest first, 20 a page.
func (c ReleaseCalls) ListServiceDeployments(in *ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
	return do(c.lock, in, c.history.listDeployments)
}

// DescribeServiceDeployments describes up to 20 service deployments by ARN.
func (c ReleaseCalls) DescribeServiceDeployments(in *ecs.DescribeServiceDeploymentsInput) (*ecs.DescribeServiceDeploymentsOutput, error) {
	return do(c.lock, in, c.history.describeDeployments)
}

// DescribeServiceRevisions describes up to 20 service revisions by ARN.
func (c ReleaseCalls) DescribeServiceRevisions(in *ecs.DescribeServiceRevisionsInput) (*ecs.DescribeServiceRevisionsOutput, error) {
	return do(c.lock, in, c.history.describeRevisions)
}

// StopServiceDeployment rolls an ongoing deployment back to the service's last completed one.
func (c ReleaseCalls) StopServiceDeployment(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	return do(c.lock, in, c.history.stop)
}

// ContinueServiceDeployment answers a hook that a deployment waits at: it goes on, or back.
func (c ReleaseCalls) ContinueServiceDeployment(in *ecs.ContinueServiceDeploymentInput) (*ecs.ContinueServiceDeploymentOutput, error) {
	return do(c.lock, in, c.history.proceed)
}
