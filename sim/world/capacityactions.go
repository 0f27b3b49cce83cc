package world

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// capacityActions answer the calls that make, change and delete capacity providers, and attach them to clusters.
type capacityActions struct {
	clusters  *directory
	providers *providers
}

// admit refuses a capacity provider that can't be made.
func (x *capacityActions) admit(in *ecs.CreateCapacityProviderInput) error {
	name := value(in.Name)
	low := strings.ToLower(name)
	if !named(name) || strings.HasPrefix(low, "aws") || strings.HasPrefix(low, "ecs") || strings.HasPrefix(low, "fargate") {
		return refused("The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and lowercase), " +
			"numbers, underscores (_), and hyphens (-). The name can't be prefixed with 'aws', 'ecs', or 'fargate'. Specify a valid name and try again.")
	}
	if x.providers.find(name) != nil {
		return refused("The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.")
	}
	group := in.AutoScalingGroupProvider
	switch {
	case group == nil && in.ManagedInstancesProvider == nil:
		return refused("A capacity provider needs an autoScalingGroupProvider or a managedInstancesProvider. (the simulator's wording)")
	case group != nil && value(group.AutoScalingGroupArn) == "":
		return refused("AutoScalingGroupArn cannot be empty.")
	case group != nil && strings.HasPrefix(*group.AutoScalingGroupArn, "arn:") && !strings.Contains(*group.AutoScalingGroupArn, ":autoscaling:"):
		return refused("AutoScalingGroupArn is \"%s\", which is no ARN of an Auto Scaling group. (the simulator's wording)", *group.AutoScalingGroupArn)
	case group != nil && group.ManagedScaling != nil:
		if err := scalable(group.ManagedScaling); err != nil {
			return err
		}
	}
	return x.providers.accepted.part("tag", &ecs.RunTaskInput{Tags: in.Tags})
}

func (x *capacityActions) create(in *ecs.CreateCapacityProviderInput) (*ecs.CreateCapacityProviderOutput, error) {
	if err := x.admit(in); err != nil {
		return nil, err
	}
	group := in.AutoScalingGroupProvider
	data := types.CapacityProvider{Name: in.Name, Tags: in.Tags, AutoScalingGroupProvider: group, UpdateStatus: types.CapacityProviderUpdateStatusCreateComplete}
	if group != nil {
		scaleByDefault(group)
	} else {
		data.Status, data.UpdateStatus = types.CapacityProviderStatusProvisioning, types.CapacityProviderUpdateStatusCreateInProgress
		data.Type, data.Cluster = types.CapacityProviderTypeManagedInstances, in.Cluster
		data.ManagedInstancesProvider = &types.ManagedInstancesProvider{InfrastructureRoleArn: in.ManagedInstancesProvider.InfrastructureRoleArn,
			InstanceLaunchTemplate: in.ManagedInstancesProvider.InstanceLaunchTemplate, PropagateTags: in.ManagedInstancesProvider.PropagateTags}
	}
	x.providers.add(data)
	p := x.providers.find(*in.Name)
	if group == nil {
		x.settle(p, types.CapacityProviderUpdateStatusCreateInProgress, types.CapacityProviderUpdateStatusCreateComplete)
	}
	return &ecs.CreateCapacityProviderOutput{CapacityProvider: new(p.view(true))}, nil
}

// settling is how long a change of a capacity provider takes.
const settling = 10 * time.Second

// settle ends a change of a capacity provider that is under way, unless another one has begun.
func (x *capacityActions) settle(p *provider, from, to types.CapacityProviderUpdateStatus) {
	x.providers.after(settling, func() {
		if p.data.UpdateStatus == from {
			p.data.Status, p.data.UpdateStatus = types.CapacityProviderStatusActive, to
		}
	})
}

// scalable refuses numbers that the API's model excludes.
func scalable(m *types.ManagedScaling) error {
	for _, one := range []struct {
		name        string
		n           *int32
		least, most int32
	}{
		{"targetCapacity", m.TargetCapacity, 1, 100},
		{"minimumScalingStepSize", m.MinimumScalingStepSize, 1, 10000},
		{"maximumScalingStepSize", m.MaximumScalingStepSize, 1, 10000},
		{"instanceWarmupPeriod", m.InstanceWarmupPeriod, 0, 10000},
	} {
		if one.n != nil && (*one.n < one.least || *one.n > one.most) {
			return invalid("%s is %d. Use %d to %d. (the simulator's wording)", one.name, *one.n, one.least, one.most)
		}
	}
	return nil
}

// scaleByDefault fills in what ECS does where nothing is said.
func scaleByDefault(group *types.AutoScalingGroupProvider) {
	group.ManagedTerminationProtection = either(group.ManagedTerminationProtection, types.ManagedTerminationProtectionDisabled)
	group.ManagedDraining = either(group.ManagedDraining, types.ManagedDrainingEnabled)
	if group.ManagedScaling == nil {
		group.ManagedScaling = &types.ManagedScaling{Status: types.ManagedScalingStatusDisabled}
	}
	m := group.ManagedScaling
	m.Status = either(m.Status, types.ManagedScalingStatusDisabled)
	m.TargetCapacity = pick(m.TargetCapacity, new(int32(100)))
	m.MinimumScalingStepSize = pick(m.MinimumScalingStepSize, new(int32(1)))
	m.MaximumScalingStepSize = pick(m.MaximumScalingStepSize, new(int32(10000)))
	m.InstanceWarmupPeriod = pick(m.InstanceWarmupPeriod, new(int32(300)))
}

// own finds a capacity provider that somebody made.
func (x *capacityActions) own(ref string) (*provider, error) {
	p := x.providers.find(ref)
	switch {
	case p == nil:
		return nil, refused("The specified capacity provider does not exist. Specify a valid name or ARN and try again.")
	case strings.HasPrefix(*p.data.Name, "FARGATE"):
		return nil, invalid("The capacity provider %s is reserved. It can't be changed or deleted. (the simulator's wording)", *p.data.Name)
	}
	return p, nil
}

func (x *capacityActions) update(in *ecs.UpdateCapacityProviderInput) (*ecs.UpdateCapacityProviderOutput, error) {
	p, err := x.own(value(in.Name))
	if err != nil {
		return nil, err
	}
	if p.data.UpdateStatus == types.CapacityProviderUpdateStatusUpdateInProgress { // terraform-provider-aws waits for its end
		return nil, fault("UpdateInProgressException", "The capacity provider %s is being updated. Wait and try again. (the simulator's wording)", *p.data.Name)
	}
	if group, change := p.data.AutoScalingGroupProvider, in.AutoScalingGroupProvider; group != nil && change != nil {
		if m := change.ManagedScaling; m != nil {
			if err := scalable(m); err != nil {
				return nil, err
			}
		}
		group.ManagedTerminationProtection = either(change.ManagedTerminationProtection, group.ManagedTerminationProtection)
		group.ManagedDraining = either(change.ManagedDraining, group.ManagedDraining)
		if m := change.ManagedScaling; m != nil {
			old := group.ManagedScaling
			group.ManagedScaling = &types.ManagedScaling{Status: either(m.Status, old.Status), TargetCapacity: pick(m.TargetCapacity, old.TargetCapacity),
				MinimumScalingStepSize: pick(m.MinimumScalingStepSize, old.MinimumScalingStepSize),
				MaximumScalingStepSize: pick(m.MaximumScalingStepSize, old.MaximumScalingStepSize),
				InstanceWarmupPeriod:   pick(m.InstanceWarmupPeriod, old.InstanceWarmupPeriod)}
		}
		scaleByDefault(group)
	}
	p.data.UpdateStatus, p.data.UpdateStatusReason = types.CapacityProviderUpdateStatusUpdateInProgress, nil
	x.settle(p, types.CapacityProviderUpdateStatusUpdateInProgress, types.CapacityProviderUpdateStatusUpdateComplete)
	return &ecs.UpdateCapacityProviderOutput{CapacityProvider: new(p.view(false))}, nil
}

// remove deletes a capacity provider, which takes ECS a moment. Where a cluster has it, the answer says that the deletion failed:
// https://github.com/hashicorp/terraform-provider-aws/pull/48156
func (x *capacityActions) remove(in *ecs.DeleteCapacityProviderInput) (*ecs.DeleteCapacityProviderOutput, error) {
	p, err := x.own(value(in.CapacityProvider))
	if err != nil {
		return nil, err
	}
	for _, c := range x.clusters.order {
		if *c.data.Status == "ACTIVE" && slices.Contains(c.data.CapacityProviders, *p.data.Name) {
			p.data.UpdateStatus = types.CapacityProviderUpdateStatusDeleteFailed
			p.data.UpdateStatusReason = new("The capacity provider cannot be deleted because it is associated with cluster: " + c.name() +
				". Remove the capacity provider from the cluster and try again.")
			return &ecs.DeleteCapacityProviderOutput{CapacityProvider: new(p.view(false))}, nil
		}
	}
	p.data.UpdateStatus, p.data.UpdateStatusReason = types.CapacityProviderUpdateStatusDeleteInProgress, nil
	x.providers.after(settling, func() {
		x.providers.list = slices.DeleteFunc(x.providers.list, func(o *provider) bool { return o == p })
	})
	return &ecs.DeleteCapacityProviderOutput{CapacityProvider: new(p.view(false))}, nil
}

// attaching is the state of a cluster whose capacity providers are changing.
const attaching = string(types.CapacityProviderUpdateStatusUpdateInProgress)

// attach makes capacity providers those of a cluster, in place of the ones it had.
func (x *capacityActions) attach(in *ecs.PutClusterCapacityProvidersInput) (*ecs.PutClusterCapacityProvidersOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch { // both may be empty, and take the cluster's away
	case in.CapacityProviders == nil:
		return nil, invalid("CapacityProviders cannot be empty.")
	case in.DefaultCapacityProviderStrategy == nil:
		return nil, invalid("DefaultCapacityProviderStrategy cannot be empty.")
	}
	if value(c.data.AttachmentsStatus) == attaching {
		return nil, fault("UpdateInProgressException", "The specified cluster is in a busy state. Cluster attachments must be in UPDATE_COMPLETE or "+
			"UPDATE_FAILED state before they can be updated. Wait and try again.")
	}
	names, err := x.providers.strategy(in.CapacityProviders, in.DefaultCapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if x.providers.find(name).data.ManagedInstancesProvider != nil { // https://github.com/hashicorp/terraform-provider-aws/issues/44783
			return nil, invalid("Cannot associate Managed Instances capacity provider to clusters using this API.")
		}
	}
	gone := func(name string) bool { return name != "" && !slices.Contains(names, name) }
	if slices.ContainsFunc(c.tasks, func(t *task) bool { return t.status != stopped && gone(t.provider) }) {
		return nil, fault("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")
	}
	for _, s := range c.services {
		for _, item := range s.spec.strategy {
			if s.status != "INACTIVE" && gone(*item.CapacityProvider) {
				return nil, fault("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")
			}
		}
	}
	c.data.CapacityProviders, c.data.DefaultCapacityProviderStrategy = names, append([]types.CapacityProviderStrategyItem{}, in.DefaultCapacityProviderStrategy...)
	c.data.AttachmentsStatus = new(attaching)
	x.providers.after(settling, func() { c.data.AttachmentsStatus = new(string(types.CapacityProviderUpdateStatusUpdateComplete)) })
	return &ecs.PutClusterCapacityProvidersOutput{Cluster: new(c.view(types.ClusterField("").Values()))}, nil
}
