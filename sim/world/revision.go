package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// revision is a service revision: what a deployment deploys, for good.
type revision struct {
	arn     string
	service *service
	spec    spec
	created time.Time
	other   bool // its tasks register with the alternate target groups
}

func (x *deployer) newRevision(s *service) *revision {
	r := &revision{arn: x.arn("service-revision", s.cluster.name(), s.name, x.number19()), service: s, spec: s.spec,
		created: x.now}
	if len(s.deployments) > 0 && s.shifts() {
		r.other = !s.deployments[0].revision.other // the groups change places at each deployment
	}
	return r
}

// group is the target group of a load balancer with which the revision's tasks register.
func (r *revision) group(b types.LoadBalancer) string {
	if a := b.AdvancedConfiguration; r.other && a != nil {
		return value(a.AlternateTargetGroupArn)
	}
	return value(b.TargetGroupArn)
}

func (r *revision) view() types.ServiceRevision {
	v := types.ServiceRevision{
		ServiceRevisionArn: new(r.arn), ServiceArn: new(r.service.arn),
		ClusterArn: new(*r.service.cluster.data.ClusterArn), TaskDefinition: new(r.spec.def.arn),
		CreatedAt: moment(r.created), LaunchType: r.spec.launch, CapacityProviderStrategy: clone(r.spec.strategy),
		NetworkConfiguration: clone(r.spec.network), LoadBalancers: clone(r.spec.balancers),
		ServiceRegistries: clone(r.spec.registries), ServiceConnectConfiguration: clone(r.spec.connect),
		VolumeConfigurations: clone(r.spec.volumes), VpcLatticeConfigurations: clone(r.spec.lattice),
	}
	for _, b := range r.spec.balancers {
		a := b.AdvancedConfiguration
		if g := r.group(b); g != "" && a != nil && r.service.shifts() {
			if v.ResolvedConfiguration == nil {
				v.ResolvedConfiguration = &types.ResolvedConfiguration{}
			}
			v.ResolvedConfiguration.LoadBalancers = append(v.ResolvedConfiguration.LoadBalancers,
				types.ServiceRevisionLoadBalancer{TargetGroupArn: &g, ProductionListenerRule: a.ProductionListenerRule})
		}
	}
	if !r.spec.onInstances() {
		v.PlatformVersion, v.PlatformFamily = new(r.spec.version()), new("Linux")
	}
	for _, c := range r.spec.def.data.ContainerDefinitions {
		v.ContainerImages = append(v.ContainerImages, types.ContainerImage{
			ContainerName: new(*c.Name), Image: new(*c.Image), ImageDigest: new(digest(*c.Image))})
	}
	return v
}

// revision finds a service revision by ARN among those that the service's history names; nil when there is none.
func (h *history) revision(arn string) *revision {
	s := h.clusters.serviceOf(arn, "service-revision")
	if s == nil {
		return nil
	}
	for _, r := range s.releases {
		if r.target.arn == arn {
			return r.target
		}
	}
	return nil
}

func (h *history) describeRevisions(in *ecs.DescribeServiceRevisionsInput) (*ecs.DescribeServiceRevisionsOutput, error) {
	if err := few("ServiceRevisionArns", in.ServiceRevisionArns, 20); err != nil {
		return nil, err
	}
	out := &ecs.DescribeServiceRevisionsOutput{ServiceRevisions: []types.ServiceRevision{}, Failures: []types.Failure{}}
	for _, arn := range in.ServiceRevisionArns {
		if r := h.revision(arn); r != nil {
			out.ServiceRevisions = append(out.ServiceRevisions, r.view())
		} else {
			out.Failures = append(out.Failures, missing(arn))
		}
	}
	return out, nil
}

// few refuses an empty batch and one above the limit.
func few(name string, items []string, most int) error {
	switch {
	case len(items) == 0:
		return invalid("%s cannot be empty.", name)
	case len(items) > most:
		return invalid("%s cannot have more than %d items.", name, most)
	}
	return nil
}
