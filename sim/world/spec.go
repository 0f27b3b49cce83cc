package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// spec is the part of a service that its deployments and service revisions capture.
type spec struct {
	def        *definition
	launch     types.LaunchType
	strategy   []types.CapacityProviderStrategyItem // instead of launch
	platform   string
	network    *types.NetworkConfiguration
	balancers  []types.LoadBalancer
	registries []types.ServiceRegistry
	connect    *types.ServiceConnectConfiguration
	volumes    []types.ServiceVolumeConfiguration
	lattice    []types.VpcLatticeConfiguration
}

// onInstances reports whether tasks go to container instances rather than to Fargate.
func (p spec) onInstances() bool {
	if len(p.strategy) > 0 {
		return !strings.HasPrefix(*p.strategy[0].CapacityProvider, "FARGATE")
	}
	return p.launch != types.LaunchTypeFargate
}

// resolve fills in the cluster's defaults and refuses what cannot run.
func (x *providers) resolve(c *cluster, p *spec) error {
	if p.launch == "" && len(p.strategy) == 0 {
		p.strategy = clone(c.data.DefaultCapacityProviderStrategy)
	}
	if p.launch != "" && len(p.strategy) > 0 {
		return invalid("Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.")
	}
	for _, item := range p.strategy {
		if x.find(value(item.CapacityProvider)) == nil {
			return invalid("The specified capacity provider was not found. Specify a valid name and try again.")
		}
	}
	if p.launch == "" && len(p.strategy) == 0 {
		p.launch = types.LaunchTypeEc2
	}
	if p.platform == "" && !p.onInstances() {
		p.platform = "LATEST"
	}
	return p.check()
}

func (p spec) check() error {
	if p.def == nil {
		return nil
	}
	if p.def.vpc() && (p.network == nil || p.network.AwsvpcConfiguration == nil) {
		return invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
	}
	if !p.def.vpc() && p.network != nil {
		return invalid("Network Configuration is not valid for the given networkMode of this task definition.")
	}
	if !p.onInstances() && !slices.Contains(p.def.data.Compatibilities, types.CompatibilityFargate) {
		return invalid("Task definition does not support launch_type FARGATE.")
	}
	for _, lb := range p.balancers {
		name, port := value(lb.ContainerName), value(lb.ContainerPort)
		def := p.def.container(name)
		if def == nil {
			return invalid("The container %s does not exist in the task definition.", name)
		}
		if !slices.ContainsFunc(def.PortMappings, func(m types.PortMapping) bool { return value(m.ContainerPort) == port }) {
			return invalid("The container %s did not have a container port %d defined.", name, port)
		}
	}
	return nil
}

// version is the platform version that LATEST stands for.
func (p spec) version() string {
	if p.platform == "" || p.platform == "LATEST" {
		return "1.4.0"
	}
	return p.platform
}
