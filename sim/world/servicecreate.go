package world

import (
	"reflect"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// serviceActions answer the calls that create, change, delete and describe services.
type serviceActions struct {
	*deployer
	definitions *registry
	providers   *providers
	accepted    *acceptance
	stopper     *stopper
	tokens      map[string]creation // by cluster and client token
}

// creation is a request that made a service.
type creation struct {
	in   *ecs.CreateServiceInput
	made *service
}

func (x *serviceActions) create(in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	token := c.name() + " " + value(in.ClientToken)
	if before := x.tokens[token]; in.ClientToken != nil && before.made != nil && before.made.status == "ACTIVE" && reflect.DeepEqual(before.in, in) {
		return &ecs.CreateServiceOutput{Service: new(serviceView(before.made, []types.ServiceField{types.ServiceFieldTags}))}, nil
	}
	asked := clone(in)
	if err := x.accepted.check("CreateService", in, subject{cluster: c, def: x.definitions.find(value(in.TaskDefinition))}); err != nil {
		return nil, err
	}
	s, err := x.make(c, in)
	if err != nil {
		return nil, err
	}
	x.join(s)
	if in.ClientToken != nil {
		x.tokens[token] = creation{asked, s}
	}
	switch {
	case s.rolling():
		x.deploy(s, x.jitter(10*time.Second)).desired = int32(s.wanted())
	case s.spec.def != nil:
		x.addTaskSet(s)
		x.wake(s, x.jitter(10*time.Second))
	}
	return &ecs.CreateServiceOutput{Service: new(serviceView(s, []types.ServiceField{types.ServiceFieldTags}))}, nil
}

// join makes a service part of its cluster, in the place of an INACTIVE one of the same name.
func (x *serviceActions) join(s *service) {
	c := s.cluster
	if old := c.serviceNamed[s.name]; old != nil {
		c.services = slices.DeleteFunc(c.services, func(o *service) bool { return o == old })
	}
	c.services = append(c.services, s)
	c.serviceNamed[s.name] = s
}

// make makes the service of a request, which nothing knows of yet.
func (x *serviceActions) make(c *cluster, in *ecs.CreateServiceInput) (*service, error) {
	name := value(in.ServiceName)
	if err := c.free(name); err != nil {
		return nil, err
	}
	s := &service{seq: x.seq(), cluster: c, name: name, arn: x.arn("service", c.name(), name), created: x.now,
		status: "ACTIVE", desired: value(in.DesiredCount), usual: value(in.DesiredCount), controller: types.DeploymentControllerTypeEcs,
		scheduling: either(in.SchedulingStrategy, types.SchedulingStrategyReplica), grace: in.HealthCheckGracePeriodSeconds,
		exec: in.EnableExecuteCommand, managedTags: in.EnableECSManagedTags,
		propagate:   either(in.PropagateTags, types.PropagateTagsNone),
		balancing:   either(in.AvailabilityZoneRebalancing, types.AvailabilityZoneRebalancingDisabled),
		constraints: in.PlacementConstraints, placement: in.PlacementStrategy, monitoring: in.Monitoring, tags: in.Tags,
		said: map[string]time.Time{},
		spec: spec{launch: in.LaunchType, strategy: in.CapacityProviderStrategy, platform: value(in.PlatformVersion),
			network: in.NetworkConfiguration, balancers: in.LoadBalancers, registries: in.ServiceRegistries,
			connect: in.ServiceConnectConfiguration, volumes: in.VolumeConfigurations, lattice: in.VpcLatticeConfigurations},
	}
	if in.DeploymentController != nil {
		s.controller = either(in.DeploymentController.Type, s.controller)
	}
	if in.TaskDefinition != nil || s.controller != types.DeploymentControllerTypeExternal {
		def, err := x.definitions.usable(in.TaskDefinition, "ClientException")
		if err != nil {
			return nil, err
		}
		s.spec.def = def
	}
	if err := x.providers.resolve(c, &s.spec); err != nil {
		return nil, err
	}
	s.configure(in.DeploymentConfiguration)
	return s, nil
}

// free refuses a name that a service of the cluster has.
func (c *cluster) free(name string) error {
	if old := c.serviceNamed[name]; old != nil {
		switch old.status {
		case "ACTIVE":
			return invalid("Creation of service was not idempotent.")
		case "DRAINING":
			return invalid("Unable to Start a service that is still Draining.")
		}
	}
	return nil
}

// configure sets the deployment configuration, with ECS's defaults for what c leaves open at the beginning, and what
// was there before afterwards.
func (s *service) configure(c *types.DeploymentConfiguration) {
	fresh := s.config.MaximumPercent == nil
	if fresh {
		s.config.MaximumPercent, s.config.MinimumHealthyPercent = new(int32(200)), new(int32(100))
		s.config.Strategy = types.DeploymentStrategyRolling
		if s.daemon() {
			s.config.MaximumPercent, s.config.MinimumHealthyPercent = new(int32(100)), new(int32(0))
		}
		if s.rolling() {
			s.config.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{}
			s.config.Alarms = &types.DeploymentAlarms{AlarmNames: []string{}}
		}
	}
	if c == nil {
		return
	}
	old := s.config
	s.config = *c
	s.config.MaximumPercent = pick(c.MaximumPercent, old.MaximumPercent)
	s.config.MinimumHealthyPercent = pick(c.MinimumHealthyPercent, old.MinimumHealthyPercent)
	s.config.DeploymentCircuitBreaker = pick(c.DeploymentCircuitBreaker, old.DeploymentCircuitBreaker)
	s.config.Alarms = pick(c.Alarms, old.Alarms)
	s.config.EarlySuccessCriteria = pick(c.EarlySuccessCriteria, old.EarlySuccessCriteria)
	s.config.BakeTimeInMinutes = pick(c.BakeTimeInMinutes, old.BakeTimeInMinutes)
	s.config.LinearConfiguration = pick(c.LinearConfiguration, old.LinearConfiguration)
	s.config.CanaryConfiguration = pick(c.CanaryConfiguration, old.CanaryConfiguration)
	s.config.Strategy = either(c.Strategy, old.Strategy)
	if c.LifecycleHooks == nil {
		s.config.LifecycleHooks = old.LifecycleHooks
	}
}

// pick is p, or old when p says nothing.
func pick[T any](p, old *T) *T {
	if p == nil {
		return old
	}
	return p
}

func (x *serviceActions) remove(in *ecs.DeleteServiceInput) (*ecs.DeleteServiceOutput, error) {
	s, err := x.clusters.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if s.status == "INACTIVE" {
		return nil, fault("ServiceNotActiveException", "Service was not ACTIVE.")
	}
	if s.desired > 0 && !s.daemon() && !value(in.Force) {
		return nil, invalid("The service cannot be stopped while it is scaled above 0.")
	}
	s.status, s.desired, s.steady = "DRAINING", 0, false
	x.drain(s)
	x.wake(s, tick)
	return &ecs.DeleteServiceOutput{Service: new(serviceView(s, nil))}, nil
}

// drain stops all tasks of a service.
func (x *serviceActions) drain(s *service) {
	for _, t := range slices.Clone(s.tasks) {
		x.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+t.deployment.label())
	}
	for _, d := range s.deployments {
		d.desired = 0
		if d.release != nil && d.release.ongoing() {
			d.release.end(types.ServiceDeploymentStatusStopped, "The service was deleted.", x.now)
			d.release.stopped = x.now
		}
	}
}

// markEnded makes a drained service INACTIVE; it stays describable for an hour.
func (x *scheduler) markEnded(s *service) {
	s.status, s.deployments = "INACTIVE", nil
	x.after(kept, func() {
		if s.cluster.serviceNamed[s.name] == s {
			delete(s.cluster.serviceNamed, s.name)
			s.cluster.services = slices.DeleteFunc(s.cluster.services, func(o *service) bool { return o == s })
		}
	})
}
