package aws

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
)

// RevisionShare is what a service revision has of a service deployment: tasks as ECS counts them, and the percents of the
// traffic that ECS asks the load balancer to send it, which is not what was measured.
type RevisionShare struct {
	// ARN is the service revision's, Revision its task definition, family:number, where that is known.
	ARN, Revision               string
	Requested, Running, Pending int
	Production, Test            Weight
	// Images are what the revision resolved its containers' images to, Groups the names of its target groups.
	Images []ContainerImage
	Groups []string
}

// Weight is a percentage of traffic; it is not known where ECS shifts none.
type Weight struct {
	Percent float64
	Known   bool
}

func weight(w *float64) Weight {
	if w == nil {
		return Weight{}
	}
	return Weight{Percent: *w, Known: true}
}

func revisionShare(r types.ServiceRevisionSummary) RevisionShare {
	return RevisionShare{ARN: plain.Text(r.Arn), Requested: int(r.RequestedTaskCount), Running: int(r.RunningTaskCount), Pending: int(r.PendingTaskCount),
		Production: weight(r.RequestedProductionTrafficWeight), Test: weight(r.RequestedTestTrafficWeight)}
}

// Stages are the lifecycle stages of a service deployment in their order.
// Source: types.ServiceDeployment of aws-sdk-go-v2/service/ecs v1.104.1; PRE_PRODUCTION_TRAFFIC_SHIFT is from the page
// "Lifecycle hooks for Amazon ECS service deployments" of the ECS developer guide.
func Stages() []string {
	return []string{"RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT",
		"PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP"}
}
