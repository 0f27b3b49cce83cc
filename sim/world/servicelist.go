package world

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

// listByNamespace lists the services of all clusters that are in a namespace of Service Connect.
func (x *serviceActions) listByNamespace(in *ecs.ListServicesByNamespaceInput) (*ecs.ListServicesByNamespaceOutput, error) {
	if value(in.Namespace) == "" {
		return nil, invalid("Namespace cannot be empty.")
	}
	var found []*service
	for _, c := range x.clusters.order {
		for _, s := range c.services {
			if s.status != "INACTIVE" && namespace(s) == tail(*in.Namespace) {
				found = append(found, s)
			}
		}
	}
	slices.SortFunc(found, func(x, y *service) int { return cmp.Compare(x.seq, y.seq) })
	page, next, err := list[*service]{
		query: "namespace " + *in.Namespace, token: in.NextToken, size: in.MaxResults, def: 10, max: 100, items: found,
		key: func(s *service) string { return ordinal(s.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListServicesByNamespaceOutput{ServiceArns: []string{}, NextToken: next}
	for _, s := range page {
		out.ServiceArns = append(out.ServiceArns, s.arn)
	}
	return out, nil
}

// namespace is the name of the namespace that a service is in; empty for none.
func namespace(s *service) string {
	connect := s.spec.connect
	if connect == nil || !connect.Enabled {
		return ""
	}
	name := value(connect.Namespace)
	if d := s.cluster.data.ServiceConnectDefaults; name == "" && d != nil {
		name = value(d.Namespace)
	}
	return tail(name)
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
		if err := c.stranger("service", ref); err != nil {
			return nil, err
		}
		if s := c.service(ref); s != nil {
			out.Services = append(out.Services, serviceView(s, in.Include))
		} else {
			out.Failures = append(out.Failures, missing(x.unknown(ref)))
		}
	}
	return out, nil
}

// unknown is the ARN by which ECS says that a service is MISSING: as it was asked, and of a name without the cluster, see
// https://github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/312
func (x *serviceActions) unknown(ref string) string {
	if strings.HasPrefix(ref, "arn:") {
		return ref
	}
	return x.arn("service", ref)
}
