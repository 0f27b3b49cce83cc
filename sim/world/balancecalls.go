package world

import (
	"sync"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// BalanceCalls are the calls to Elastic Load Balancing.
type BalanceCalls struct {
	lock      sync.Locker
	balancing *balancing
	fronts    *frontActions
}

// DescribeTargetGroups describes the target groups that services register with, by ARN, name or load balancer, 400 a
// page.
func (c BalanceCalls) DescribeTargetGroups(in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	return do(c.lock, in, c.balancing.describe)
}

// DescribeTargetGroupAttributes tells how a target group balances and drains.
func (c BalanceCalls) DescribeTargetGroupAttributes(in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	return do(c.lock, in, c.balancing.attributes)
}

// DescribeTargetHealth describes the targets of a group, all of them or those that are named.
func (c BalanceCalls) DescribeTargetHealth(in *elb.DescribeTargetHealthInput) (*elb.DescribeTargetHealthOutput, error) {
	return do(c.lock, in, c.balancing.health)
}

// CreateTargetGroup makes a target group, or returns the same one.
func (c BalanceCalls) CreateTargetGroup(in *elb.CreateTargetGroupInput) (*elb.CreateTargetGroupOutput, error) {
	return do(c.lock, in, c.fronts.makeGroup)
}

// DeleteTargetGroup deletes a target group that no listener forwards to.
func (c BalanceCalls) DeleteTargetGroup(in *elb.DeleteTargetGroupInput) (*elb.DeleteTargetGroupOutput, error) {
	return do(c.lock, in, c.fronts.dropGroup)
}

// CreateLoadBalancer makes a load balancer, or returns the same one; it is active at once.
func (c BalanceCalls) CreateLoadBalancer(in *elb.CreateLoadBalancerInput) (*elb.CreateLoadBalancerOutput, error) {
	return do(c.lock, in, c.fronts.makeFront)
}

// DeleteLoadBalancer deletes a load balancer that was made, with its listeners.
func (c BalanceCalls) DeleteLoadBalancer(in *elb.DeleteLoadBalancerInput) (*elb.DeleteLoadBalancerOutput, error) {
	return do(c.lock, in, c.fronts.dropFront)
}

// DescribeLoadBalancers describes load balancers by ARN or name, 400 a page: those that were made, and one for each cluster
// with services that register with target groups that nobody made.
func (c BalanceCalls) DescribeLoadBalancers(in *elb.DescribeLoadBalancersInput) (*elb.DescribeLoadBalancersOutput, error) {
	return do(c.lock, in, c.fronts.describeFronts)
}

// CreateListener makes a listener of a load balancer.
func (c BalanceCalls) CreateListener(in *elb.CreateListenerInput) (*elb.CreateListenerOutput, error) {
	return do(c.lock, in, c.fronts.listen)
}

// DescribeListeners describes the listeners of a load balancer, or those that are named, 400 a page.
func (c BalanceCalls) DescribeListeners(in *elb.DescribeListenersInput) (*elb.DescribeListenersOutput, error) {
	return do(c.lock, in, c.fronts.describeListeners)
}

// DescribeRules describes the rules of a listener, the default one last.
func (c BalanceCalls) DescribeRules(in *elb.DescribeRulesInput) (*elb.DescribeRulesOutput, error) {
	return do(c.lock, in, c.fronts.describeRules)
}
