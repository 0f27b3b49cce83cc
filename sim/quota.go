package sim

import "github.com/ecscope/ecscope/sim/wire"

// Quotas are the request quotas of ECS, CloudWatch Logs, CloudWatch and load
// balancing: token buckets per account and Region, as AWS documents them.
// Actions of ECS that AWS does not list share the smallest bucket; auto scaling
// does not document its own.
func Quotas() []wire.Bucket {
	bucket := func(burst int, refill float64, actions ...string) wire.Bucket {
		return wire.Bucket{Service: "ecs", Actions: actions, Burst: burst, Refill: refill}
	}
	return append(logQuotas(), []wire.Bucket{
		{Service: "cloudwatch", Actions: []string{"GetMetricData"}, Burst: 50, Refill: 50},
		{Service: "cloudwatch", Actions: []string{"DescribeAlarms"}, Burst: 9, Refill: 9},
		{Service: "elasticloadbalancing", Burst: 40, Refill: 10, Actions: []string{"DescribeListeners", "DescribeLoadBalancers", "DescribeRules",
			"DescribeTargetGroupAttributes", "DescribeTargetGroups", "DescribeTargetHealth"}},
		bucket(50, 20, "DescribeClusters", "ListClusters"),
		bucket(20, 1, "CreateCluster", "DeleteCluster", "UpdateCluster", "UpdateClusterSettings", "PutClusterCapacityProviders"),
		bucket(100, 20, "DescribeServices", "ListServices"),
		bucket(50, 5, "CreateService", "UpdateService", "DeleteService"),
		bucket(50, 20, "ListServiceDeployments", "DescribeServiceDeployments"),
		bucket(50, 20, "DescribeServiceRevisions"),
		bucket(100, 20, "DescribeTasks", "ListTasks", "DescribeContainerInstances", "ListContainerInstances", "ListAttributes"),
		bucket(100, 40, "ExecuteCommand", "StopTask", "RunTask", "StartTask", "DeregisterContainerInstance",
			"PutAttributes", "DeleteAttributes", "UpdateContainerAgent", "UpdateContainerInstancesState"),
		bucket(50, 20, "DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies"),
		bucket(20, 1, "RegisterTaskDefinition", "DeregisterTaskDefinition"),
		bucket(5, 1, "DeleteTaskDefinitions"),
		bucket(50, 20, "DescribeCapacityProviders"),
		bucket(50, 20, "ListTagsForResource"),
		bucket(20, 10, "TagResource", "UntagResource"),
		bucket(50, 20, "ListAccountSettings"),
		bucket(200, 80, "GetTaskProtection", "UpdateTaskProtection"),
		bucket(20, 1, "StopServiceDeployment", "ContinueServiceDeployment", "DescribeTaskSets"),
	}...)
}
