package aws

import "time"

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
	Scale                     float64
	Created, Updated          time.Time
}

// ServiceDeployment is one entry of the deployment history (ListServiceDeployments): the last 90 days, from 2024-10-25 on.
type ServiceDeployment struct {
	ARN, ID, Service, Cluster string
	// Status is PENDING, IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, SUCCESSFUL, STOPPED,
	// ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED; Stage the lifecycle stage of a blue/green, linear or canary one.
	Status, Reason, Stage string
	// From and To name service revisions (not task definitions) by ARN; TaskDefinition is To's, family:number, where known.
	From                                []string
	To                                  string
	Revision                            string
	Images                              []ContainerImage
	Requested, Running, Pending         int
	Created, Started, Finished, Stopped time.Time
	Breaker                             Breaker
	Alarms                              []string
	// RollbackReason is empty unless the deployment was rolled back.
	RollbackReason  string
	RollbackStarted time.Time
	Seen            time.Time
}

// Breaker is the circuit breaker of a service deployment. Status is TRIGGERED, MONITORING, MONITORING_COMPLETE or DISABLED.
type Breaker struct {
	Status           string
	Count, Threshold int
}

// ContainerImage is what a service revision resolved a container's image to.
type ContainerImage struct{ Container, Image, Digest string }
