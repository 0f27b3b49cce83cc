package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (a *account) listClusters(in *ecs.ListClustersInput) (*ecs.ListClustersOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeClusters(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	return nil, refused("pending")
}

func (a *account) createCluster(in *ecs.CreateClusterInput) (*ecs.CreateClusterOutput, error) {
	return nil, refused("pending")
}

func (a *account) deleteCluster(in *ecs.DeleteClusterInput) (*ecs.DeleteClusterOutput, error) {
	return nil, refused("pending")
}

func (a *account) updateCluster(in *ecs.UpdateClusterInput) (*ecs.UpdateClusterOutput, error) {
	return nil, refused("pending")
}

func (a *account) updateClusterSettings(in *ecs.UpdateClusterSettingsInput) (*ecs.UpdateClusterSettingsOutput, error) {
	return nil, refused("pending")
}

func (a *account) listServices(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeServices(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
	return nil, refused("pending")
}

func (a *account) createService(in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	return nil, refused("pending")
}

func (a *account) updateService(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
	return nil, refused("pending")
}

func (a *account) deleteService(in *ecs.DeleteServiceInput) (*ecs.DeleteServiceOutput, error) {
	return nil, refused("pending")
}

func (a *account) listTasks(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	return nil, refused("pending")
}

func (a *account) runTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	return nil, refused("pending")
}

func (a *account) startTask(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	return nil, refused("pending")
}

func (a *account) stopTask(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	return nil, refused("pending")
}

func (a *account) registerTaskDefinition(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	return nil, refused("pending")
}

func (a *account) deregisterTaskDefinition(in *ecs.DeregisterTaskDefinitionInput) (*ecs.DeregisterTaskDefinitionOutput, error) {
	return nil, refused("pending")
}

func (a *account) deleteTaskDefinitions(in *ecs.DeleteTaskDefinitionsInput) (*ecs.DeleteTaskDefinitionsOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeTaskDefinition(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	return nil, refused("pending")
}

func (a *account) listTaskDefinitions(in *ecs.ListTaskDefinitionsInput) (*ecs.ListTaskDefinitionsOutput, error) {
	return nil, refused("pending")
}

func (a *account) listTaskDefinitionFamilies(in *ecs.ListTaskDefinitionFamiliesInput) (*ecs.ListTaskDefinitionFamiliesOutput, error) {
	return nil, refused("pending")
}

func (a *account) listServiceDeployments(in *ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeServiceDeployments(in *ecs.DescribeServiceDeploymentsInput) (*ecs.DescribeServiceDeploymentsOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeServiceRevisions(in *ecs.DescribeServiceRevisionsInput) (*ecs.DescribeServiceRevisionsOutput, error) {
	return nil, refused("pending")
}

func (a *account) stopServiceDeployment(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	return nil, refused("pending")
}

func (a *account) listContainerInstances(in *ecs.ListContainerInstancesInput) (*ecs.ListContainerInstancesOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeContainerInstances(in *ecs.DescribeContainerInstancesInput) (*ecs.DescribeContainerInstancesOutput, error) {
	return nil, refused("pending")
}

func (a *account) updateContainerInstancesState(in *ecs.UpdateContainerInstancesStateInput) (*ecs.UpdateContainerInstancesStateOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeCapacityProviders(in *ecs.DescribeCapacityProvidersInput) (*ecs.DescribeCapacityProvidersOutput, error) {
	return nil, refused("pending")
}

func (a *account) describeTaskSets(in *ecs.DescribeTaskSetsInput) (*ecs.DescribeTaskSetsOutput, error) {
	return nil, refused("pending")
}

func (a *account) listTagsForResource(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	return nil, refused("pending")
}

func (a *account) tagResource(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	return nil, refused("pending")
}

func (a *account) untagResource(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	return nil, refused("pending")
}

func (a *account) listAccountSettings(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	return nil, refused("pending")
}

func (a *account) getTaskProtection(in *ecs.GetTaskProtectionInput) (*ecs.GetTaskProtectionOutput, error) {
	return nil, refused("pending")
}

func (a *account) updateTaskProtection(in *ecs.UpdateTaskProtectionInput) (*ecs.UpdateTaskProtectionOutput, error) {
	return nil, refused("pending")
}

func (a *account) listAttributes(in *ecs.ListAttributesInput) (*ecs.ListAttributesOutput, error) {
	return nil, refused("pending")
}

type cluster struct{}
type family struct{}
type fateRule struct{}
type provider struct{}
type setting struct{}

func defaultSettings() []setting                                                     { return nil }
func builtinProviders(*account) []*provider                                          { return nil }
func (a *account) setFate(FateMatch, Fate)                                           {}
func (a *account) clearFate(FateMatch)                                               {}
func (a *account) crash(FateMatch, Exit) string                                      { return "" }
func (a *account) interrupt(FateMatch) string                                        { return "" }
func (a *account) announce(c, s, m string)                                           {}
func (a *account) seedService(in *ecs.CreateServiceInput, past Past) (string, error) { return "", nil }
func (a *account) seedRevisions(in *ecs.RegisterTaskDefinitionInput, n int, every time.Duration,
	vary func(revision int32, in *ecs.RegisterTaskDefinitionInput)) (string, error) {
	return "", nil
}
func (a *account) seedInstances(in InstanceSeed) ([]string, error) { return nil, nil }
func (a *account) seedProvider(p types.CapacityProvider)           {}
func (a *account) setAgent(c, i string, connected bool)            {}
