package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ClusterCalls are the calls about clusters, capacity providers, tags and settings.
type ClusterCalls struct {
	lock      sync.Locker
	clusters  *directory
	providers *providers
	tags      *tagging
	settings  *settings
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

// ListTagsForResource lists the tags of a cluster, service, task, task definition, container instance or capacity
// provider.
func (c ClusterCalls) ListTagsForResource(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	return do(c.lock, in, c.tags.list)
}

// TagResource adds or changes tags.
func (c ClusterCalls) TagResource(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	return do(c.lock, in, c.tags.add)
}

// UntagResource removes tags by key.
func (c ClusterCalls) UntagResource(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	return do(c.lock, in, c.tags.remove)
}

// ListAccountSettings lists the account's settings, 10 a page.
func (c ClusterCalls) ListAccountSettings(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	return do(c.lock, in, c.settings.describe)
}
