package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// service is a service with its deployments, tasks and events.
type service struct {
	seq       uint64
	cluster   *cluster
	name, arn string
	created   time.Time
	status    string // ACTIVE, DRAINING, INACTIVE
	desired   int32
	spec      spec

	controller  types.DeploymentControllerType
	scheduling  types.SchedulingStrategy
	config      types.DeploymentConfiguration
	grace       *int32
	exec        bool
	managedTags bool
	propagate   types.PropagateTags
	balancing   types.AvailabilityZoneRebalancing
	constraints []types.PlacementConstraint
	placement   []types.PlacementStrategy
	monitoring  *types.MonitoringConfiguration
	tags        []types.Tag

	deployments []*deployment // PRIMARY first; task sets when the controller is not ECS
	releases    []*release    // oldest first
	good        *revision     // of the last COMPLETED deployment
	tasks       []*task       // those that have not stopped
	lives       []*task       // all there ever were, for the metrics
	usual       int32         // tasks wanted at first
	cpu, memory float64       // percent that usual tasks use; zero leaves it to the seed
	events      []event       // oldest first
	notes       notes
	said        map[string]time.Time
	replaced    int // tasks stopped as unhealthy whose replacement is not announced yet
	wakeAt      time.Time
	starved     bool // a task could not be placed
	steady      bool
	calm        int // counts the steady states
}

func (s *service) rolling() bool { return s.controller == types.DeploymentControllerTypeEcs }

func (s *service) daemon() bool { return s.scheduling == types.SchedulingStrategyDaemon }

// limits are the least healthy tasks and the most tasks allowed while a deployment replaces others.
func (s *service) limits(want int) (least, most int) {
	low, high := value(s.config.MinimumHealthyPercent), value(s.config.MaximumPercent)
	return (want*int(low) + 99) / 100, want * int(high) / 100
}

// service finds a service of a cluster by name or ARN, INACTIVE ones included; nil when there is none.
func (c *cluster) service(ref string) *service {
	s := c.serviceNamed[tail(ref)]
	if s == nil || ref != s.name && ref != s.arn {
		return nil
	}
	return s
}

// service finds the service that an action is about.
func (d *directory) service(cluster, ref *string) (*service, error) {
	if value(ref) == "" {
		return nil, invalid("Service cannot be empty.")
	}
	c, err := d.active(cluster)
	if err != nil {
		return nil, err
	}
	if err := c.stranger("service", *ref); err != nil {
		return nil, err
	}
	s := c.service(*ref)
	if s == nil {
		return nil, fault("ServiceNotFoundException", "Service not found.")
	}
	return s, nil
}

// tally counts tasks.
type tally struct{ pending, running int32 }

// tally counts the tasks of d, or of all deployments when d is nil.
func (s *service) tally(d *deployment) (n tally) {
	for _, t := range s.tasks {
		switch {
		case d != nil && t.deployment != d:
		case t.pending():
			n.pending++
		case t.status == running:
			n.running++
		}
	}
	return n
}

func serviceView(s *service, include []types.ServiceField) types.Service {
	all, number := s.tally(nil), owner(s.arn)
	v := types.Service{
		ServiceArn: new(s.arn), ServiceName: new(s.name), ClusterArn: new(*s.cluster.data.ClusterArn),
		Status: new(s.status), DesiredCount: s.desired, RunningCount: all.running, PendingCount: all.pending,
		CreatedAt: moment(s.created), CreatedBy: new("arn:aws:iam::" + number + ":user/operator"),
		SchedulingStrategy: s.scheduling, LaunchType: s.spec.launch,
		DeploymentController: &types.DeploymentController{Type: s.controller}, EnableExecuteCommand: s.exec,
		EnableECSManagedTags: s.managedTags, PropagateTags: s.propagate, AvailabilityZoneRebalancing: s.balancing,
		DeploymentConfiguration: new(clone(s.config)), HealthCheckGracePeriodSeconds: clone(s.grace),
		CapacityProviderStrategy: clone(s.spec.strategy), NetworkConfiguration: clone(s.spec.network),
		LoadBalancers:        append([]types.LoadBalancer{}, clone(s.spec.balancers)...),
		ServiceRegistries:    append([]types.ServiceRegistry{}, clone(s.spec.registries)...),
		PlacementConstraints: append([]types.PlacementConstraint{}, clone(s.constraints)...),
		PlacementStrategy:    append([]types.PlacementStrategy{}, clone(s.placement)...),
		PlatformVersion:      some(s.spec.platform), Deployments: []types.Deployment{}, Events: []types.ServiceEvent{},
		Tags: []types.Tag{},
	}
	if s.daemon() {
		v.DesiredCount = int32(s.wanted())
	}
	if s.spec.def != nil {
		v.TaskDefinition = new(s.spec.def.arn)
	}
	if !s.spec.onInstances() {
		v.PlatformFamily = new("Linux")
	}
	if len(s.spec.balancers) > 0 {
		v.RoleArn = new("arn:aws:iam::" + number + ":role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
	}
	for _, e := range slices.Backward(s.events) {
		v.Events = append(v.Events, e.view())
	}
	if slices.Contains(include, types.ServiceFieldTags) {
		v.Tags = append(v.Tags, clone(s.tags)...)
	}
	addDeployments(s, &v)
	return v
}

func addDeployments(s *service, v *types.Service) {
	for _, d := range s.deployments {
		if d.set != nil {
			set := taskSetView(d)
			v.TaskSets = append(v.TaskSets, set)
			if d.status == "PRIMARY" { // what the primary task set has goes over to the service (API reference, UpdateServicePrimaryTaskSet)
				v.TaskDefinition = set.TaskDefinition
			}
			continue
		}
		v.Deployments = append(v.Deployments, d.view())
		if d.status != "INACTIVE" {
			n := s.tally(d)
			v.CurrentServiceRevisions = append(v.CurrentServiceRevisions, types.ServiceCurrentRevisionSummary{
				Arn: new(d.revision.arn), RequestedTaskCount: d.desired, PendingTaskCount: n.pending, RunningTaskCount: n.running})
		}
	}
	if n := len(s.releases); n > 0 && s.status == "ACTIVE" {
		v.CurrentServiceDeployment = new(s.releases[n-1].arn)
	}
}
