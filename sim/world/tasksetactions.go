package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskSets answer the calls about task sets: those that CodeDeploy or another controller makes.
type taskSets struct {
	*deployer
	definitions *registry
	providers   *providers
	accepted    *acceptance
	stopper     *stopper
}

// service finds the service of a call, which is neither gone nor going.
func (x *taskSets) service(cluster, ref *string) (*service, error) {
	s, err := x.clusters.service(cluster, ref)
	if err != nil {
		return nil, err
	}
	if s.status != "ACTIVE" {
		return nil, fault("ServiceNotActiveException", "Service was not ACTIVE.")
	}
	return s, nil
}

// find finds a task set of a service by id or ARN.
func (x *taskSets) find(cluster, service, ref *string) (*deployment, error) {
	s, err := x.service(cluster, service)
	if err != nil {
		return nil, err
	}
	for _, d := range s.deployments {
		if d.set != nil && (value(ref) == d.id || value(ref) == d.set.arn) {
			return d, nil
		}
	}
	return nil, fault("TaskSetNotFoundException", "The specified task set was not found.")
}

// create adds a task set, which serves as ACTIVE until it is made PRIMARY.
func (x *taskSets) create(in *ecs.CreateTaskSetInput) (*ecs.CreateTaskSetOutput, error) {
	s, err := x.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	view := serviceView(s, nil)
	if err := x.accepted.check("CreateTaskSet", in, subject{s.cluster, x.definitions.find(value(in.TaskDefinition)), &view, &s.spec}); err != nil {
		return nil, err
	}
	def, err := x.definitions.usable(in.TaskDefinition, "InvalidParameterException")
	if err != nil {
		return nil, err
	}
	sp := spec{def: def, launch: in.LaunchType, strategy: in.CapacityProviderStrategy, platform: value(in.PlatformVersion),
		network: in.NetworkConfiguration, balancers: in.LoadBalancers, registries: in.ServiceRegistries}
	if err := x.providers.resolve(s.cluster, &sp); err != nil {
		return nil, err
	}
	rev := x.newRevision(s)
	rev.spec = sp
	d := x.newDeployment(s, rev)
	d.status, d.rollout, d.reason = "ACTIVE", "", ""
	d.set = &taskSet{arn: x.arn("task-set", s.cluster.name(), s.name, d.id), steadyAt: x.now,
		external: value(in.ExternalId), tags: in.Tags} // without a scale 0 %: the example of "aws ecs create-task-set"
	if in.Scale != nil {
		d.set.percent = in.Scale.Value
	}
	s.deployments = append(s.deployments, d)
	x.wake(s, x.jitter(tick))
	return &ecs.CreateTaskSetOutput{TaskSet: new(taggedTaskSet(d))}, nil
}

// update scales a task set.
func (x *taskSets) update(in *ecs.UpdateTaskSetInput) (*ecs.UpdateTaskSetOutput, error) {
	d, err := x.find(in.Cluster, in.Service, in.TaskSet)
	if err != nil {
		return nil, err
	}
	view := serviceView(d.service, nil)
	if err := x.accepted.check("UpdateTaskSet", in, subject{d.service.cluster, d.spec.def, &view, &d.service.spec}); err != nil {
		return nil, err
	}
	if in.Scale == nil {
		return nil, invalid("Scale cannot be empty.")
	}
	d.set.percent, d.set.steady, d.set.steadyAt, d.updated = in.Scale.Value, false, x.now, x.now
	x.wake(d.service, tick)
	return &ecs.UpdateTaskSetOutput{TaskSet: new(taskSetView(d))}, nil
}

// promote makes a task set the PRIMARY one.
func (x *taskSets) promote(in *ecs.UpdateServicePrimaryTaskSetInput) (*ecs.UpdateServicePrimaryTaskSetOutput, error) {
	d, err := x.find(in.Cluster, in.Service, in.PrimaryTaskSet)
	if err != nil {
		return nil, err
	}
	s := d.service
	if d.status == "DRAINING" {
		return nil, invalid("The task set %s is DRAINING. It cannot be the primary task set. (the simulator's wording)", d.id)
	}
	for _, o := range s.deployments {
		if o != d && o.status == "PRIMARY" {
			o.status, o.updated = "ACTIVE", x.now
		}
	}
	d.status, d.updated = "PRIMARY", x.now
	s.deployments = append([]*deployment{d}, slices.DeleteFunc(s.deployments, func(o *deployment) bool { return o == d })...)
	return &ecs.UpdateServicePrimaryTaskSetOutput{TaskSet: new(taskSetView(d))}, nil
}

// remove drains a task set, which is gone as soon as its tasks are.
func (x *taskSets) remove(in *ecs.DeleteTaskSetInput) (*ecs.DeleteTaskSetOutput, error) {
	d, err := x.find(in.Cluster, in.Service, in.TaskSet)
	if err != nil {
		return nil, err
	}
	if n := d.service.tally(d); d.set.percent > 0 && n.running+n.pending > 0 && !value(in.Force) {
		return nil, invalid("The task set %s is not scaled down to 0. Scale it down, or use force. (the simulator's wording)", d.id)
	}
	d.status, d.set.percent, d.updated = "DRAINING", 0, x.now
	for _, t := range slices.Clone(d.service.tasks) {
		if t.deployment == d {
			x.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+d.label())
		}
	}
	x.wake(d.service, tick)
	return &ecs.DeleteTaskSetOutput{TaskSet: new(taskSetView(d))}, nil
}

func (x *taskSets) describe(in *ecs.DescribeTaskSetsInput) (*ecs.DescribeTaskSetsOutput, error) {
	s, err := x.clusters.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if s.status == "INACTIVE" {
		return nil, fault("ServiceNotActiveException", "Service was not ACTIVE.")
	}
	if s.rolling() {
		return nil, invalid("Amazon ECS only supports task sets for services that use the CODE_DEPLOY or EXTERNAL deployment controller.")
	}
	out := &ecs.DescribeTaskSetsOutput{TaskSets: []types.TaskSet{}, Failures: []types.Failure{}}
	for _, d := range s.deployments {
		if len(in.TaskSets) > 0 && !slices.Contains(in.TaskSets, d.id) && !slices.Contains(in.TaskSets, d.set.arn) {
			continue
		}
		if slices.Contains(in.Include, types.TaskSetFieldTags) {
			out.TaskSets = append(out.TaskSets, taggedTaskSet(d))
		} else {
			out.TaskSets = append(out.TaskSets, taskSetView(d))
		}
	}
	for _, ref := range in.TaskSets {
		if !slices.ContainsFunc(s.deployments, func(d *deployment) bool { return ref == d.id || ref == d.set.arn }) {
			out.Failures = append(out.Failures, missing(ref))
		}
	}
	return out, nil
}

func taggedTaskSet(d *deployment) types.TaskSet {
	v := taskSetView(d)
	v.Tags = append(v.Tags, clone(d.set.tags)...)
	return v
}
