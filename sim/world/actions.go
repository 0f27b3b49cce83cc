package world

import "github.com/aws/aws-sdk-go-v2/service/ecs"

// do runs one action as one step: on a copy of its input, under the lock, with an answer that shares nothing with the
// account. Every error is a *Fault.
func do[I, O any](w *World, in *I, act func(*I) (*O, error)) (*O, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if in == nil {
		in = new(I)
	}
	if err := enumerated(in); err != nil {
		return nil, err
	}
	return act(clone(in))
}

// ListClusters lists the ARNs of the ACTIVE clusters, 100 a page.
func (w *World) ListClusters(in *ecs.ListClustersInput) (*ecs.ListClustersOutput, error) {
	return do(w, in, w.listClusters)
}

// DescribeClusters describes up to 100 clusters ("default" when none is named); Include adds SETTINGS, CONFIGURATIONS,
// STATISTICS, TAGS.
func (w *World) DescribeClusters(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	return do(w, in, w.describeClusters)
}

// CreateCluster creates a cluster, or returns the one of that name.
func (w *World) CreateCluster(in *ecs.CreateClusterInput) (*ecs.CreateClusterOutput, error) {
	return do(w, in, w.createCluster)
}

// DeleteCluster makes an empty cluster INACTIVE; services, tasks or container instances in it refuse that.
func (w *World) DeleteCluster(in *ecs.DeleteClusterInput) (*ecs.DeleteClusterOutput, error) {
	return do(w, in, w.deleteCluster)
}

// UpdateCluster changes a cluster's settings and configuration.
func (w *World) UpdateCluster(in *ecs.UpdateClusterInput) (*ecs.UpdateClusterOutput, error) {
	return do(w, in, w.updateCluster)
}

// UpdateClusterSettings changes a cluster's settings.
func (w *World) UpdateClusterSettings(in *ecs.UpdateClusterSettingsInput) (*ecs.UpdateClusterSettingsOutput, error) {
	return do(w, in, w.updateClusterSettings)
}

// ListServices lists the ARNs of a cluster's services that are not INACTIVE, 10 a page and at most 100.
func (w *World) ListServices(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
	return do(w, in, w.listServices)
}

// DescribeServices describes up to 10 services of one cluster; those not found come back as failures.
func (w *World) DescribeServices(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
	return do(w, in, w.describeServices)
}

// CreateService creates a service and starts its first deployment.
func (w *World) CreateService(in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	return do(w, in, w.createService)
}

// UpdateService changes a service; whether that starts a deployment depends on what changes.
func (w *World) UpdateService(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
	return do(w, in, w.updateService)
}

// DeleteService drains a service, which is INACTIVE once its tasks have stopped; a desired count above 0 needs Force.
func (w *World) DeleteService(in *ecs.DeleteServiceInput) (*ecs.DeleteServiceOutput, error) {
	return do(w, in, w.deleteService)
}

// ListTasks lists the ARNs of a cluster's tasks whose desired status is RUNNING (or STOPPED, within the last hour).
func (w *World) ListTasks(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	return do(w, in, w.listTasks)
}

// DescribeTasks describes up to 100 tasks of one cluster; those not found come back as failures.
func (w *World) DescribeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	return do(w, in, w.describeTasks)
}

// RunTask starts up to 10 tasks wherever they fit.
func (w *World) RunTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	return do(w, in, w.runTask)
}

// StartTask starts a task on each of the named container instances.
func (w *World) StartTask(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	return do(w, in, w.startTask)
}

// StopTask asks a task to stop, with the caller's reason in its stoppedReason.
func (w *World) StopTask(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	return do(w, in, w.stopTask)
}

// RegisterTaskDefinition stores the next revision of a family.
func (w *World) RegisterTaskDefinition(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	return do(w, in, w.registerTaskDefinition)
}

// DeregisterTaskDefinition makes a revision INACTIVE.
func (w *World) DeregisterTaskDefinition(in *ecs.DeregisterTaskDefinitionInput) (*ecs.DeregisterTaskDefinitionOutput, error) {
	return do(w, in, w.deregisterTaskDefinition)
}

// DeleteTaskDefinitions deletes up to 10 INACTIVE revisions; they are DELETE_IN_PROGRESS while anything refers to them.
func (w *World) DeleteTaskDefinitions(in *ecs.DeleteTaskDefinitionsInput) (*ecs.DeleteTaskDefinitionsOutput, error) {
	return do(w, in, w.deleteTaskDefinitions)
}

// DescribeTaskDefinition describes a revision, by family (its newest ACTIVE one), family:revision or ARN.
func (w *World) DescribeTaskDefinition(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	return do(w, in, w.describeTaskDefinition)
}

// ListTaskDefinitions lists the revisions of all families or of one, 100 a page.
func (w *World) ListTaskDefinitions(in *ecs.ListTaskDefinitionsInput) (*ecs.ListTaskDefinitionsOutput, error) {
	return do(w, in, w.listTaskDefinitions)
}

// ListTaskDefinitionFamilies lists the families that begin with a prefix, 100 a page.
func (w *World) ListTaskDefinitionFamilies(in *ecs.ListTaskDefinitionFamiliesInput) (*ecs.ListTaskDefinitionFamiliesOutput, error) {
	return do(w, in, w.listTaskDefinitionFamilies)
}

// ListServiceDeployments lists a service's deployments of the last 90 days, newest first, 20 a page.
func (w *World) ListServiceDeployments(in *ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
	return do(w, in, w.listServiceDeployments)
}

// DescribeServiceDeployments describes up to 20 service deployments by ARN.
func (w *World) DescribeServiceDeployments(in *ecs.DescribeServiceDeploymentsInput) (*ecs.DescribeServiceDeploymentsOutput, error) {
	return do(w, in, w.describeServiceDeployments)
}

// DescribeServiceRevisions describes up to 20 service revisions by ARN.
func (w *World) DescribeServiceRevisions(in *ecs.DescribeServiceRevisionsInput) (*ecs.DescribeServiceRevisionsOutput, error) {
	return do(w, in, w.describeServiceRevisions)
}

// StopServiceDeployment rolls an ongoing deployment back to the service's last completed one.
func (w *World) StopServiceDeployment(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	return do(w, in, w.stopServiceDeployment)
}

// ListContainerInstances lists the ARNs of a cluster's container instances, 100 a page.
func (w *World) ListContainerInstances(in *ecs.ListContainerInstancesInput) (*ecs.ListContainerInstancesOutput, error) {
	return do(w, in, w.listContainerInstances)
}

// DescribeContainerInstances describes up to 100 container instances of one cluster.
func (w *World) DescribeContainerInstances(in *ecs.DescribeContainerInstancesInput) (*ecs.DescribeContainerInstancesOutput, error) {
	return do(w, in, w.describeContainerInstances)
}

// UpdateContainerInstancesState makes up to 10 container instances ACTIVE or DRAINING; service tasks leave a draining
// one.
func (w *World) UpdateContainerInstancesState(in *ecs.UpdateContainerInstancesStateInput) (*ecs.UpdateContainerInstancesStateOutput, error) {
	return do(w, in, w.updateContainerInstancesState)
}

// DescribeCapacityProviders describes capacity providers, all of them when none is named, 10 a page.
func (w *World) DescribeCapacityProviders(in *ecs.DescribeCapacityProvidersInput) (*ecs.DescribeCapacityProvidersOutput, error) {
	return do(w, in, w.describeCapacityProviders)
}

// DescribeTaskSets describes the task sets of a CODE_DEPLOY or EXTERNAL service.
func (w *World) DescribeTaskSets(in *ecs.DescribeTaskSetsInput) (*ecs.DescribeTaskSetsOutput, error) {
	return do(w, in, w.describeTaskSets)
}

// ListTagsForResource lists the tags of a cluster, service, task, task definition, container instance or capacity
// provider.
func (w *World) ListTagsForResource(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	return do(w, in, w.listTagsForResource)
}

// TagResource adds or changes tags.
func (w *World) TagResource(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	return do(w, in, w.tagResource)
}

// UntagResource removes tags by key.
func (w *World) UntagResource(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	return do(w, in, w.untagResource)
}

// ListAccountSettings lists the account's settings, 10 a page.
func (w *World) ListAccountSettings(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	return do(w, in, w.listAccountSettings)
}

// GetTaskProtection reports the scale-in protection of up to 100 tasks, of all tasks of the cluster's services when
// none is named.
func (w *World) GetTaskProtection(in *ecs.GetTaskProtectionInput) (*ecs.GetTaskProtectionOutput, error) {
	return do(w, in, w.getTaskProtection)
}

// UpdateTaskProtection sets or clears the scale-in protection of up to 10 service tasks.
func (w *World) UpdateTaskProtection(in *ecs.UpdateTaskProtectionInput) (*ecs.UpdateTaskProtectionOutput, error) {
	return do(w, in, w.updateTaskProtection)
}

// ListAttributes lists the attributes of a cluster's container instances.
func (w *World) ListAttributes(in *ecs.ListAttributesInput) (*ecs.ListAttributesOutput, error) {
	return do(w, in, w.listAttributes)
}
