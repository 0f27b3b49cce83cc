package aws

import (
	"context"
	"sync"
)

// budget is how many calls a client may make: a bucket of tokens for each of the groups that ECS counts apart, shared
// with everybody else in the account, of which the client takes a share.
type budget struct {
	share   float64
	meter   meter
	clock   clock
	mu      sync.Mutex
	buckets map[group]*bucket
}

// group names the calls that AWS counts together.
type group string

func newBudget(share float64, c clock) *budget {
	return &budget{share: share, clock: c, buckets: map[group]*bucket{}}
}

// quota is the group of an action, its burst and its calls per second, as the ECS API reference documents them. Actions
// that are not documented get the smallest one.
func quota(action string) (g group, burst, rate float64) {
	switch action {
	case "DescribeClusters", "ListClusters":
		return "cluster read", 50, 20
	case "DescribeServices", "ListServices":
		return "service read", 100, 20
	case "ListServiceDeployments", "DescribeServiceDeployments":
		return "service deployment", 50, 20
	case "DescribeServiceRevisions":
		return "service revision", 50, 20
	case "DescribeTasks", "ListTasks", "DescribeContainerInstances", "ListContainerInstances":
		return "cluster resource read", 100, 20
	case "DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies":
		return "task definition read", 50, 20
	case "DescribeTargetGroups", "DescribeTargetGroupAttributes", "DescribeTargetHealth":
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
		return "load balancing read", 40, 10
	case "GetMetricData": // CloudWatch quotas
		return group(action), 50, 50
	case "GetSchedule", "UpdateSchedule": // https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
		return group(action), 250, 250
	case "DescribeRule", "ListTargetsByRule", "ListRuleNamesByTarget": // EventBridge documents 5 a second for its slowest operations
		return group(action), 20, 5
	}
	return group(action), 20, 1 // auto scaling does not document its own
}

// bucket is the bucket that an action draws from.
func (b *budget) bucket(action string) *bucket {
	g, burst, rate := quota(action)
	return b.named(g, burst, rate)
}

// named is the bucket of a group.
func (b *budget) named(g group, burst, rate float64) *bucket {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buckets[g] == nil {
		b.buckets[g] = newBucket(burst*b.share, rate*b.share, b.clock)
	}
	return b.buckets[g]
}

// throttled says whether AWS refuses calls for being too many.
func (b *budget) throttled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range b.buckets {
		if k.throttled() {
			return true
		}
	}
	return false
}

// Background marks the calls made with a context as nobody's who waits: they leave half of each bucket to the others.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

type backgroundKey struct{}

func isBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }
