package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// WatchCalls are the calls to CloudWatch, Elastic Load Balancing and Application Auto Scaling.
type WatchCalls struct {
	lock      sync.Locker
	alarms    *alarms
	metrics   *metrics
	balancing *balancing
	scaling   *scaling
}

// DescribeAlarms describes the alarms of scaling policies, 100 a page.
func (c WatchCalls) DescribeAlarms(in *cloudwatch.DescribeAlarmsInput) (*cloudwatch.DescribeAlarmsOutput, error) {
	return do(c.lock, in, c.alarms.describe)
}

// ListMetrics lists the metrics of the services, 500 a page.
func (c WatchCalls) ListMetrics(in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	return do(c.lock, in, c.metrics.list)
}

// GetMetricData reads up to 500 metrics; it knows those of services, each minute, and does no arithmetic with them.
func (c WatchCalls) GetMetricData(in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
	return do(c.lock, in, c.metrics.read)
}

// DescribeScalableTargets lists what is registered with Application Auto Scaling, 50 a page.
func (c WatchCalls) DescribeScalableTargets(in *applicationautoscaling.DescribeScalableTargetsInput) (
	*applicationautoscaling.DescribeScalableTargetsOutput, error,
) {
	return do(c.lock, in, c.scaling.describeTargets)
}

// DescribeScalingActivities lists what auto scaling did, newest first, 50 a page; what it did not do, only if asked.
func (c WatchCalls) DescribeScalingActivities(in *applicationautoscaling.DescribeScalingActivitiesInput) (
	*applicationautoscaling.DescribeScalingActivitiesOutput, error,
) {
	return do(c.lock, in, c.scaling.describeActivities)
}

// DescribeScalingPolicies lists policies, 10 a page.
func (c WatchCalls) DescribeScalingPolicies(in *applicationautoscaling.DescribeScalingPoliciesInput) (
	*applicationautoscaling.DescribeScalingPoliciesOutput, error,
) {
	return do(c.lock, in, c.scaling.describePolicies)
}

// DescribeScheduledActions lists schedules, 50 a page.
func (c WatchCalls) DescribeScheduledActions(in *applicationautoscaling.DescribeScheduledActionsInput) (
	*applicationautoscaling.DescribeScheduledActionsOutput, error,
) {
	return do(c.lock, in, c.scaling.describeSchedules)
}

// DescribeTargetGroups describes the target groups that services register with, by ARN, name or load balancer, 400 a
// page.
func (c WatchCalls) DescribeTargetGroups(in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	return do(c.lock, in, c.balancing.describe)
}

// DescribeTargetGroupAttributes tells how a target group balances and drains.
func (c WatchCalls) DescribeTargetGroupAttributes(in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	return do(c.lock, in, c.balancing.attributes)
}

// DescribeTargetHealth describes the targets of a group, all of them or those that are named.
func (c WatchCalls) DescribeTargetHealth(in *elb.DescribeTargetHealthInput) (*elb.DescribeTargetHealthOutput, error) {
	return do(c.lock, in, c.balancing.health)
}

// RegisterScalableTarget registers a service with Application Auto Scaling, without a policy, or changes its limits.
func (c WatchCalls) RegisterScalableTarget(in *applicationautoscaling.RegisterScalableTargetInput) (
	*applicationautoscaling.RegisterScalableTargetOutput, error,
) {
	return do(c.lock, in, c.scaling.enroll)
}

// DeregisterScalableTarget has Application Auto Scaling forget a service.
func (c WatchCalls) DeregisterScalableTarget(in *applicationautoscaling.DeregisterScalableTargetInput) (
	*applicationautoscaling.DeregisterScalableTargetOutput, error,
) {
	return do(c.lock, in, c.scaling.dismiss)
}
