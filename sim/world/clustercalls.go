package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ClusterCalls are the calls about clusters and capacity providers.
type ClusterCalls struct {
	lock      sync.Locker
	clusters  *directory
	providers *providers
	capacity  *capacityActions
}

// ListClusters lists the ARNs of the ACTIVE clusters, 100 a page.
func (c ClusterCalls) ListClusters(in *ecs.ListClustersInput) (*ecs.ListClustersOutput, error) {
	return do(c.lock, in, c.clusters.list)
}

// DescribeClusters describes up to 100 clusters ("default" when none is named); Include adds SETTINGS, CONFIGURATIONS,
// STATISTICS, TAGS.
func (c ClusterCalls) DescribeClusters(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	return do(c.lock, in, c.clusters.describe)
}

// CreateCluster creates a cluster, or returns the one of that name.
func (c ClusterCalls) CreateCluster(in *ecs.CreateClusterInput) (*ecs.CreateClusterOutput, error) {
	return do(c.lock, in, c.clusters.create)
}

// DeleteCluster makes an empty cluster INACTIVE; services, tasks or container instances in it refuse that.
func (c ClusterCalls) DeleteCluster(in *ecs.DeleteClusterInput) (*ecs.DeleteClusterOutput, error) {
	return do(c.lock, in, c.clusters.remove)
}

// UpdateCluster changes a cluster's settings and configuration.
func (c ClusterCalls) UpdateCluster(in *ecs.UpdateClusterInput) (*ecs.UpdateClusterOutput, error) {
	return do(c.lock, in, c.clusters.update)
}

// UpdateClusterSettings changes a cluster's settings.
func (c ClusterCalls) UpdateClusterSettings(in *ecs.UpdateClusterSettingsInput) (*ecs.UpdateClusterSettingsOutput, error) {
	return do(c.lock, in, c.clusters.updateSettings)
}

// DescribeCapacityProviders describes capacity providers, all of them when none is named, 10 a page.
func (c ClusterCalls) DescribeCapacityProviders(in *ecs.DescribeCapacityProvidersInput) (*ecs.DescribeCapacityProvidersOutput, error) {
	return do(c.lock, in, c.providers.describe)
}

// CreateCapacityProvider makes a capacity provider of an Auto Scaling group or of managed instances.
func (c ClusterCalls) CreateCapacityProvider(in *ecs.CreateCapacityProviderInput) (*ecs.CreateCapacityProviderOutput, error) {
	return do(c.lock, in, c.capacity.create)
}

// UpdateCapacityProvider changes how a capacity provider scales.
func (c ClusterCalls) UpdateCapacityProvider(in *ecs.UpdateCapacityProviderInput) (*ecs.UpdateCapacityProviderOutput, error) {
	return do(c.lock, in, c.capacity.update)
}

// DeleteCapacityProvider deletes a capacity provider that no cluster has.
func (c ClusterCalls) DeleteCapacityProvider(in *ecs.DeleteCapacityProviderInput) (*ecs.DeleteCapacityProviderOutput, error) {
	return do(c.lock, in, c.capacity.remove)
}

// PutClusterCapacityProviders makes capacity providers those of a cluster, in place of the ones it had.
func (c ClusterCalls) PutClusterCapacityProviders(in *ecs.PutClusterCapacityProvidersInput) (*ecs.PutClusterCapacityProvidersOutput, error) {
	return do(c.lock, in, c.capacity.attach)
}
