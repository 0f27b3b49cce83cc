package aws

import "time"

// Cluster is one ECS cluster.
type Cluster struct {
	ARN, Name string
	// Status is ACTIVE, PROVISIONING, DEPROVISIONING, FAILED or INACTIVE; empty until described.
	Status                                string
	Services, Running, Pending, Instances int
	CapacityProviders                     []string
	// Insights is the containerInsights setting: disabled, enabled or enhanced; empty if not told.
	Insights string
	Tags     []Tag
	// Described is false while only the name is known.
	Described bool
	// Seen is when the account said this.
	Seen time.Time
}

// Tag is a key and a value the account's owner attached to a resource.
type Tag struct{ Key, Value string }
