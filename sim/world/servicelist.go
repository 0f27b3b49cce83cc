package world

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (x *serviceActions) list(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	var found []*service
	for _, s := range c.services {
		if s.status != "INACTIVE" && (in.LaunchType == "" || in.LaunchType == s.spec.launch) &&
			(in.SchedulingStrategy == "" || in.SchedulingStrategy == s.scheduling) &&
			in.ResourceManagementType != types.ResourceManagementTypeEcs {
			found = append(found, s)
		}
	}
	page, next, err := list[*service]{
		query: fmt.Sprint("services", c.name(), in.LaunchType, in.SchedulingStrategy, in.ResourceManagementType),
		token: in.NextToken, size: in.MaxResults, def: 10, max: 100, items: found,
		key: func(s *service) string { return ordinal(s.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListServicesOutput{ServiceArns: []string{}, NextToken: next}
	for _, s := range page {
		out.ServiceArns = append(out.ServiceArns, s.arn)
	}
	return out, nil
}

func (x *serviceActions) describe(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := few("Services", in.Services, 10); err != nil {
		return nil, err
	}
	out := &ecs.DescribeServicesOutput{Services: []types.Service{}, Failures: []types.Failure{}}
	for _, ref := range in.Services {
		if s := c.service(ref); s != nil {
			out.Services = append(out.Services, serviceView(s, in.Include))
		} else {
			out.Failures = append(out.Failures, missing(x.arn("service", c.name(), tail(ref))))
		}
	}
	return out, nil
}
