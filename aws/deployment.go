package aws

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
)

// Deployment is one row of a service's own list of deployments (DescribeServices): live counts of the ones still there.
type Deployment struct {
	ID string
	// Status is PRIMARY, ACTIVE or INACTIVE.
	Status                   string
	Revision, TaskDefinition string
	// Rollout is COMPLETED, FAILED or IN_PROGRESS, and Reason its text; both empty where ECS does not say (other controllers).
	Rollout, Reason           string
	Desired, Running, Pending int
	// Failed counts consecutive failed tasks; it resets to zero when one runs, so zero does not mean that none died.
	Failed           int
	LaunchType       string
	Capacity         []CapacityShare
	Platform         string
	Created, Updated time.Time
}

// TaskSet is a deployment of a service whose controller is CODE_DEPLOY or EXTERNAL.
type TaskSet struct {
	ID, ARN string
	// Status is PRIMARY, ACTIVE or DRAINING; Stability is STEADY_STATE or STABILIZING.
	Status, Stability         string
	Revision                  string
	Desired, Running, Pending int
	// External is the id that whoever made it gave it: of a CodeDeploy deployment, for CODE_DEPLOY.
	External         string
	Scale            float64
	LoadBalancers    []LoadBalancer
	Created, Updated time.Time
}

func deployment(d types.Deployment) Deployment {
	return Deployment{
		ID: plain.Text(d.Id), Status: plain.Text(d.Status), TaskDefinition: plain.Text(d.TaskDefinition), Revision: plain.Short(plain.Text(d.TaskDefinition)),
		Rollout: plain.Word(d.RolloutState), Reason: plain.Text(d.RolloutStateReason),
		Desired: int(d.DesiredCount), Running: int(d.RunningCount), Pending: int(d.PendingCount), Failed: int(d.FailedTasks),
		LaunchType: plain.Word(d.LaunchType), Capacity: CapacityShares(d.CapacityProviderStrategy), Platform: plain.Text(d.PlatformVersion),
		Created: plain.When(d.CreatedAt), Updated: plain.When(d.UpdatedAt),
	}
}

func taskSet(t types.TaskSet) TaskSet {
	out := TaskSet{
		ID: plain.Text(t.Id), ARN: plain.Text(t.TaskSetArn), External: plain.Text(t.ExternalId), Status: plain.Text(t.Status), Stability: plain.Word(t.StabilityStatus),
		Revision: plain.Short(plain.Text(t.TaskDefinition)), Desired: int(t.ComputedDesiredCount), Running: int(t.RunningCount),
		Pending: int(t.PendingCount), Created: plain.When(t.CreatedAt), Updated: plain.When(t.UpdatedAt),
		LoadBalancers: plain.Each(t.LoadBalancers, loadBalancer),
	}
	if t.Scale != nil {
		out.Scale = t.Scale.Value
	}
	return out
}
