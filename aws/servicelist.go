package aws

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
)

// ServiceList is a list of a service, by the name that ECS's answer has for it.
type ServiceList string

// The lists that ECS's answer about a service has, empty where there is nothing in them. The deployments are those that ECS itself makes.
const (
	EventList        ServiceList = "events"
	DeploymentList   ServiceList = "deployments"
	LoadBalancerList ServiceList = "loadBalancers"
)

// untold are the lists that an answer about a service of a deployment controller does not have.
func untold(s types.Service, controller string) (all []ServiceList) {
	if s.Events == nil {
		all = append(all, EventList)
	}
	if s.Deployments == nil && controller == "ECS" {
		all = append(all, DeploymentList)
	}
	if s.LoadBalancers == nil || slices.ContainsFunc(s.LoadBalancers, func(l types.LoadBalancer) bool { return l.TargetGroupArn == nil && l.LoadBalancerName == nil }) {
		all = append(all, LoadBalancerList)
	}
	return all
}

// Lacks is why a list of the service is not known: ECS's answer does not have it. It is nil where the list is known, and alike for all
// services of a cluster.
func (s Service) Lacks(list ServiceList) error {
	if !slices.Contains(s.Untold, list) {
		return nil
	}
	return call.Lacking(call.Op("DescribeServices", call.Of("describe services", s.Cluster)), string(list))
}

// Balanced says whether load balancers send the service traffic, or may do so: of one whose answer does not name them nobody knows.
func (s Service) Balanced() bool {
	return len(s.TargetGroups()) > 0 || s.Lacks(LoadBalancerList) != nil
}
