package call

import (
	"context"
	"sync"
)

// budget is how many calls a client may make: a bucket of tokens for each of the groups that ECS counts apart, shared
// with everybody else in the account, of which the client takes a share.
type budget struct {
	share   float64
	meter   meter
	clock   Clock
	mu      sync.Mutex
	buckets map[group]*bucket
}

// group names the calls that AWS counts together.
type group string

func newBudget(share float64, c Clock) *budget {
	return &budget{share: share, clock: c, buckets: map[group]*bucket{}}
}

// quota is the group of an operation, its burst and its calls per second, as the ECS API reference documents them. Actions
// that are not documented get the smallest one.
func quota(op Operation) (g group, burst, rate float64) {
	action := op.Action
	if op.region != "" {
		rate := logRate(action, op.region)
		return group(action + " in " + op.region), rate, rate
	}
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

// logRate is how many calls of an action AWS allows in a second, as the CloudWatch Logs quotas document it.
func logRate(action, region string) float64 {
	switch action {
	case "FilterLogEvents":
		switch region {
		case "us-east-1":
			return 25
		case "ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "il-central-1":
			return 5
		}
		return 10
	case "GetLogEvents":
		switch region {
		case "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-3", "ap-southeast-3", "ca-west-1", "il-central-1":
			return 10
		case "eu-west-3":
			return 30
		}
		return 25
	case "DescribeLogStreams":
		return 25
	case "DescribeLogGroups", "StartQuery", "GetQueryResults":
		return 10
	}
	return 5 // StartLiveTail; of StopQuery it is not documented
}

// bucket is the bucket that an operation draws from.
func (b *budget) bucket(op Operation) *bucket {
	g, burst, rate := quota(op)
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
