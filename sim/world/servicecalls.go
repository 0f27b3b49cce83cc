package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ServiceCalls are the calls about services and their task sets.
type ServiceCalls struct {
	lock     sync.Locker
	services *serviceActions
	sets     *taskSets
}

// ListServices lists the ARNs of a cluster's services that are not INACTIVE, 10 a page and at most 100.
func (c ServiceCalls) ListServices(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
	return do(c.lock, in, c.services.list)
}

// DescribeServices describes up to 10 services of one cluster; those not found come back as failures.
func (c ServiceCalls) DescribeServices(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
	return do(c.lock, in, c.services.describe)
}

// CreateService creates a service and starts its first deployment.
func (c ServiceCalls) CreateService(in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	return do(c.lock, in, c.services.create)
}

// UpdateService changes a service; whether that starts a deployment depends on what changes.
func (c ServiceCalls) UpdateService(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
	return do(c.lock, in, c.services.update)
}

// DeleteService drains a service, which is INACTIVE once its tasks have stopped; a desired count above 0 needs Force.
func (c ServiceCalls) DeleteService(in *ecs.DeleteServiceInput) (*ecs.DeleteServiceOutput, error) {
	return do(c.lock, in, c.services.remove)
}

// DescribeTaskSets describes the task sets of a CODE_DEPLOY or EXTERNAL service.
func (c ServiceCalls) DescribeTaskSets(in *ecs.DescribeTaskSetsInput) (*ecs.DescribeTaskSetsOutput, error) {
	return do(c.lock, in, c.sets.describe)
}

// CreateTaskSet adds a task set to a service with an EXTERNAL deployment controller.
func (c ServiceCalls) CreateTaskSet(in *ecs.CreateTaskSetInput) (*ecs.CreateTaskSetOutput, error) {
	return do(c.lock, in, c.sets.create)
}

// UpdateTaskSet scales a task set.
func (c ServiceCalls) UpdateTaskSet(in *ecs.UpdateTaskSetInput) (*ecs.UpdateTaskSetOutput, error) {
	return do(c.lock, in, c.sets.update)
}

// UpdateServicePrimaryTaskSet makes a task set the PRIMARY one of its service.
func (c ServiceCalls) UpdateServicePrimaryTaskSet(in *ecs.UpdateServicePrimaryTaskSetInput) (*ecs.UpdateServicePrimaryTaskSetOutput, error) {
	return do(c.lock, in, c.sets.promote)
}

// DeleteTaskSet drains a task set; one that has tasks needs Force.
func (c ServiceCalls) DeleteTaskSet(in *ecs.DeleteTaskSetInput) (*ecs.DeleteTaskSetOutput, error) {
	return do(c.lock, in, c.sets.remove)
}

// ListServicesByNamespace lists the ARNs of the services in a namespace of Service Connect, 10 a page and at most 100.
func (c ServiceCalls) ListServicesByNamespace(in *ecs.ListServicesByNamespaceInput) (*ecs.ListServicesByNamespaceOutput, error) {
	return do(c.lock, in, c.services.listByNamespace)
}
