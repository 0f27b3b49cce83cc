package aws

import "time"

// Service is one ECS service. While Described is false only ARN, Name and Cluster are known.
type Service struct {
	ARN, Name, Cluster, ClusterARN string
	// Status is ACTIVE, DRAINING or INACTIVE.
	Status                    string
	Desired, Running, Pending int
	// LaunchType is EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES; empty where Capacity is used.
	LaunchType string
	Capacity   []CapacityShare
	// Scheduling is REPLICA or DAEMON.
	Scheduling string
	// Controller is ECS, CODE_DEPLOY or EXTERNAL.
	Controller string
	// Revision is the task definition as family:number, TaskDefinition its ARN; both empty for task-set services without one.
	Revision, TaskDefinition string
	Platform                 string
	Exec                     bool
	Created                  time.Time
	Deployments              []Deployment
	TaskSets                 []TaskSet
	// Events are at most the newest 100, newest first.
	Events        []Event
	LoadBalancers []LoadBalancer
	Registries    []string
	// Grace is the health check grace period; zero if none.
	Grace         time.Duration
	Network       Network
	Rollout       RolloutConfiguration
	AZRebalancing string
	Role          string
	Tags          []Tag
	Described     bool
	Seen          time.Time
}

// CapacityShare is one entry of a capacity provider strategy.
type CapacityShare struct {
	Provider     string
	Base, Weight int
}

// LoadBalancer says which container and port of a service a target group (or Classic load balancer) sends traffic to.
type LoadBalancer struct {
	TargetGroup, Name, Container string
	Port                         int
}

// Network is the awsvpc configuration of a service.
type Network struct {
	Subnets, SecurityGroups []string
	// PublicIP is ENABLED, DISABLED or empty where the network mode is not awsvpc.
	PublicIP string
}

// RolloutConfiguration is how a service replaces its tasks. Percentages are of the desired count.
type RolloutConfiguration struct {
	// Strategy is ROLLING, BLUE_GREEN, LINEAR or CANARY.
	Strategy          string
	MinHealthy, Max   int
	Breaker, Rollback bool
	Alarms            []string
	BakeTime          time.Duration
}

// Primary is the deployment that the service is moving to, and whether there is one.
func (s Service) Primary() (Deployment, bool) {
	for _, d := range s.Deployments {
		if d.Status == "PRIMARY" {
			return d, true
		}
	}
	return Deployment{}, false
}
