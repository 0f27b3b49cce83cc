package world

import (
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (x *serviceActions) update(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
	s, err := x.clusters.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if s.status != "ACTIVE" {
		return nil, fault("ServiceNotActiveException", "Service was not ACTIVE.")
	}
	if err := s.permits(in); err != nil {
		return nil, err
	}
	def := s.spec.def
	if in.TaskDefinition != nil {
		def = x.definitions.find(*in.TaskDefinition)
	}
	if err := x.accepted.check("UpdateService", in, subject{s.cluster, def, new(serviceView(s, nil)), &s.spec}); err != nil {
		return nil, err
	}
	next, err := x.revise(s, in)
	if err != nil {
		return nil, err
	}
	deploys := in.ForceNewDeployment || next.differs(s.spec)
	s.spec = next
	x.amend(s, in)
	if s.rolling() && deploys {
		x.deploy(s, x.jitter(12*time.Second))
	}
	x.wake(s, tick)
	return &ecs.UpdateServiceOutput{Service: new(serviceView(s, []types.ServiceField{types.ServiceFieldTags}))}, nil
}

// permits refuses what an EXTERNAL deployment controller does not leave to UpdateService.
func (s *service) permits(in *ecs.UpdateServiceInput) error {
	if s.controller != types.DeploymentControllerTypeExternal {
		return nil
	}
	what := ""
	switch {
	case in.TaskDefinition != nil:
		what = "Unable to update task definition"
	case in.ForceNewDeployment:
		what = "Cannot force a new deployment"
	case in.NetworkConfiguration != nil:
		what = "Unable to update network parameters"
	case in.PlatformVersion != nil:
		what = "Unable to update platform version"
	case in.LoadBalancers != nil:
		what = "Unable to update load balancers"
	default:
		return nil
	}
	return invalid("%s on services with a EXTERNAL deployment controller.", what)
}

// revise is the service's spec with what in changes of it.
func (x *serviceActions) revise(s *service, in *ecs.UpdateServiceInput) (spec, error) {
	next := s.spec
	if in.TaskDefinition != nil {
		def, err := x.definitions.usable(in.TaskDefinition, "ClientException")
		if err != nil {
			return next, err
		}
		next.def = def
	}
	if in.CapacityProviderStrategy != nil {
		next.strategy, next.launch = in.CapacityProviderStrategy, ""
		if len(next.strategy) == 0 {
			next.strategy = nil
		}
	}
	next.platform = either(value(in.PlatformVersion), next.platform)
	next.network = pick(in.NetworkConfiguration, next.network)
	next.connect = pick(in.ServiceConnectConfiguration, next.connect)
	if in.LoadBalancers != nil {
		next.balancers = in.LoadBalancers
	}
	if in.ServiceRegistries != nil {
		next.registries = in.ServiceRegistries
	}
	if in.VolumeConfigurations != nil {
		next.volumes = in.VolumeConfigurations
	}
	if in.VpcLatticeConfigurations != nil {
		next.lattice = in.VpcLatticeConfigurations
	}
	return next, x.providers.resolve(s.cluster, &next)
}

// differs reports whether going from old to p takes a deployment; a change of the capacity provider strategy does not.
func (p spec) differs(old spec) bool {
	return p.def != old.def || p.platform != old.platform || !reflect.DeepEqual(p.network, old.network) ||
		!same(p.balancers, old.balancers) || !same(p.registries, old.registries) ||
		!reflect.DeepEqual(p.connect, old.connect) || !same(p.volumes, old.volumes) || !same(p.lattice, old.lattice)
}

// same compares lists; nil and empty are alike.
func same[T any](x, y []T) bool {
	return len(x) == 0 && len(y) == 0 || reflect.DeepEqual(x, y)
}

// amend changes what takes no deployment.
func (x *serviceActions) amend(s *service, in *ecs.UpdateServiceInput) {
	if in.DesiredCount != nil {
		s.desired = *in.DesiredCount
	}
	s.configure(in.DeploymentConfiguration)
	s.grace = pick(in.HealthCheckGracePeriodSeconds, s.grace)
	s.exec = value(pick(in.EnableExecuteCommand, &s.exec))
	s.managedTags = value(pick(in.EnableECSManagedTags, &s.managedTags))
	s.propagate = either(in.PropagateTags, s.propagate)
	s.balancing = either(in.AvailabilityZoneRebalancing, s.balancing)
	s.monitoring = pick(in.Monitoring, s.monitoring)
	if in.PlacementConstraints != nil {
		s.constraints = in.PlacementConstraints
	}
	if in.PlacementStrategy != nil {
		s.placement = in.PlacementStrategy
	}
	if len(s.deployments) > 0 && in.CapacityProviderStrategy != nil {
		d := s.deployments[0]
		d.spec.strategy, d.spec.launch, d.updated = s.spec.strategy, s.spec.launch, x.now
	}
}
