package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// InstanceCalls are the calls about container instances.
type InstanceCalls struct {
	lock  sync.Locker
	fleet *fleet
}

// ListContainerInstances lists the ARNs of a cluster's container instances, 100 a page.
func (c InstanceCalls) ListContainerInstances(in *ecs.ListContainerInstancesInput) (*ecs.ListContainerInstancesOutput, error) {
	return do(c.lock, in, c.fleet.list)
}

// DescribeContainerInstances describes up to 100 container instances of one cluster.
func (c InstanceCalls) DescribeContainerInstances(in *ecs.DescribeContainerInstancesInput) (*ecs.DescribeContainerInstancesOutput, error) {
	return do(c.lock, in, c.fleet.describe)
}

// UpdateContainerInstancesState makes up to 10 container instances ACTIVE or DRAINING; service tasks leave a draining
// one.
func (c InstanceCalls) UpdateContainerInstancesState(in *ecs.UpdateContainerInstancesStateInput) (*ecs.UpdateContainerInstancesStateOutput, error) {
	return do(c.lock, in, c.fleet.update)
}

// ListAttributes lists the attributes of a cluster's container instances.
func (c InstanceCalls) ListAttributes(in *ecs.ListAttributesInput) (*ecs.ListAttributesOutput, error) {
	return do(c.lock, in, c.fleet.attributes)
}

// RegisterContainerInstance takes a container instance in, as its agent does, or one that it knows back.
func (c InstanceCalls) RegisterContainerInstance(in *ecs.RegisterContainerInstanceInput) (*ecs.RegisterContainerInstanceOutput, error) {
	return do(c.lock, in, c.fleet.register)
}

// DeregisterContainerInstance takes a container instance out of its cluster; one that has tasks needs Force.
func (c InstanceCalls) DeregisterContainerInstance(in *ecs.DeregisterContainerInstanceInput) (*ecs.DeregisterContainerInstanceOutput, error) {
	return do(c.lock, in, c.fleet.deregister)
}

// PutAttributes sets up to 10 attributes of container instances.
func (c InstanceCalls) PutAttributes(in *ecs.PutAttributesInput) (*ecs.PutAttributesOutput, error) {
	return do(c.lock, in, c.fleet.put)
}

// DeleteAttributes takes up to 10 attributes of container instances away.
func (c InstanceCalls) DeleteAttributes(in *ecs.DeleteAttributesInput) (*ecs.DeleteAttributesOutput, error) {
	return do(c.lock, in, c.fleet.drop)
}

// UpdateContainerAgent has the agent of a container instance take its newest version, which it has at once.
func (c InstanceCalls) UpdateContainerAgent(in *ecs.UpdateContainerAgentInput) (*ecs.UpdateContainerAgentOutput, error) {
	return do(c.lock, in, c.fleet.updateAgent)
}

// DiscoverPollEndpoint names the endpoints that an agent would poll. Nothing is there.
func (c InstanceCalls) DiscoverPollEndpoint(in *ecs.DiscoverPollEndpointInput) (*ecs.DiscoverPollEndpointOutput, error) {
	return do(c.lock, in, c.fleet.endpoints)
}
