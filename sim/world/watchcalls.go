package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
)

// WatchCalls are the calls to CloudWatch and Application Auto Scaling.
type WatchCalls struct {
	lock    sync.Locker
	alarms  *alarms
	metrics *metrics
	scaling *scaling
}

// DescribeAlarms describes the alarms of scaling policies, 100 a page.
func (c WatchCalls) DescribeAlarms(in *cloudwatch.DescribeAlarmsInput) (*cloudwatch.DescribeAlarmsOutput, error) {
	return do(c.lock, in, c.alarms.describe)
}

// ListMetrics lists the metrics of the services, 500 a page.
func (c WatchCalls) ListMetrics(in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	return do(c.lock, in, c.metrics.list)
}

// GetMetricData reads up to 500 metrics, a value each minute, and does no arithmetic with them: those of services, and of
// Application Load Balancers the requests, the answers 5XX and the response time of a target group.
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

// PutScalingPolicy gives a registered service a scaling policy, or changes one. Nothing scales by it: [World.Scale] does.
func (c WatchCalls) PutScalingPolicy(in *applicationautoscaling.PutScalingPolicyInput) (*applicationautoscaling.PutScalingPolicyOutput, error) {
	return do(c.lock, in, policyActions{c.scaling}.putPolicy)
}

// DeleteScalingPolicy takes a scaling policy away.
func (c WatchCalls) DeleteScalingPolicy(in *applicationautoscaling.DeleteScalingPolicyInput) (
	*applicationautoscaling.DeleteScalingPolicyOutput, error,
) {
	return do(c.lock, in, policyActions{c.scaling}.dropPolicy)
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
