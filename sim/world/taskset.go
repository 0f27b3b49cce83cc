package world

import (
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskSet is what a deployment has in addition when a CODE_DEPLOY or EXTERNAL controller owns it.
type taskSet struct {
	arn      string
	percent  float64 // of the service's desired count
	external string
	steady   bool
	steadyAt time.Time
	by       string
	tags     []types.Tag
}

// addTaskSet gives a service its PRIMARY task set.
func (x *deployer) addTaskSet(s *service) *deployment {
	d := x.newDeployment(s, x.newRevision(s))
	d.rollout, d.reason = "", ""
	by := "CODE_DEPLOY"
	if s.controller == types.DeploymentControllerTypeExternal {
		by = "EXTERNAL"
	}
	d.set = &taskSet{arn: x.arn("task-set", s.cluster.name(), s.name, d.id), percent: 100, by: by, steadyAt: x.now,
		external: "d-" + x.letters("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 9)}
	s.deployments = append([]*deployment{d}, s.deployments...)
	return d
}

// share is how many of desired tasks a task set is to run.
func (d *deployment) share(desired int32) int {
	if d.set == nil || d.service.status != "ACTIVE" || d.status == "DRAINING" {
		return 0
	}
	return int(math.Ceil(float64(desired) * d.set.percent / 100))
}

// settle updates a task set's stability.
func (d *deployment) settle(now time.Time) {
	steady := int32(d.share(d.service.desired)) == d.service.tally(d).running
	if steady != d.set.steady {
		d.set.steady, d.set.steadyAt = steady, now
	}
}

func taskSetView(d *deployment) types.TaskSet {
	s := d.service
	n := s.tally(d)
	v := types.TaskSet{
		Id: new(d.id), TaskSetArn: new(d.set.arn), ServiceArn: new(s.arn), ClusterArn: new(*s.cluster.data.ClusterArn),
		StartedBy: some(d.set.by), ExternalId: some(d.set.external), Status: new(d.status), TaskDefinition: new(d.spec.def.arn),
		ComputedDesiredCount: int32(d.share(s.desired)), RunningCount: n.running, PendingCount: n.pending,
		CreatedAt: moment(d.created), UpdatedAt: moment(d.updated), StabilityStatus: types.StabilityStatusStabilizing,
		StabilityStatusAt: moment(d.set.steadyAt), LaunchType: d.spec.launch,
		CapacityProviderStrategy: clone(d.spec.strategy), NetworkConfiguration: clone(d.spec.network),
		LoadBalancers: append([]types.LoadBalancer{}, clone(d.spec.balancers)...), ServiceRegistries: append([]types.ServiceRegistry{}, clone(d.spec.registries)...),
		Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: d.set.percent}, Tags: []types.Tag{},
	}
	if d.set.steady {
		v.StabilityStatus = types.StabilityStatusSteadyState
	}
	if !d.spec.onInstances() {
		v.PlatformVersion, v.PlatformFamily = new(d.spec.version()), new("Linux")
	}
	return v
}
