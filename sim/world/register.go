package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (a *account) registerTaskDefinition(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	d, err := a.register(in)
	if err != nil {
		return nil, err
	}
	return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: new(d.view()), Tags: append([]types.Tag{}, clone(d.tags)...)}, nil
}

// register stores in as the next revision of its family.
func (a *account) register(in *ecs.RegisterTaskDefinitionInput) (*definition, error) {
	data, err := a.compose(in)
	if err != nil {
		return nil, err
	}
	return a.addRevision(data, in.Tags, a.now), nil
}

func (a *account) addRevision(data *types.TaskDefinition, tags []types.Tag, when time.Time) *definition {
	f := a.families[*data.Family]
	if f == nil {
		f = &family{name: *data.Family}
		a.families[f.name] = f
	}
	d := &definition{family: f.name, revision: int32(len(f.revisions) + 1), data: data, tags: tags,
		status: types.TaskDefinitionStatusActive, registered: when}
	d.arn = a.arn("task-definition", d.name())
	f.revisions = append(f.revisions, d)
	return d
}

// compose validates a registration and makes of it what ECS stores, its defaults filled in.
func (a *account) compose(in *ecs.RegisterTaskDefinitionInput) (*types.TaskDefinition, error) {
	if !named(value(in.Family)) {
		if value(in.Family) == "" {
			return nil, refused("Family should not be null or empty.")
		}
		return nil, refused("Family contains invalid characters.")
	}
	data := &types.TaskDefinition{
		Family: in.Family, ContainerDefinitions: in.ContainerDefinitions, Cpu: cpuUnits(in.Cpu), Memory: mebibytes(in.Memory),
		EnableFaultInjection: in.EnableFaultInjection, EphemeralStorage: in.EphemeralStorage,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn,
		InferenceAccelerators: in.InferenceAccelerators, IpcMode: in.IpcMode, PidMode: in.PidMode,
		NetworkMode: in.NetworkMode, PlacementConstraints: in.PlacementConstraints,
		ProxyConfiguration: in.ProxyConfiguration, RequiresCompatibilities: in.RequiresCompatibilities,
		RuntimePlatform: in.RuntimePlatform, Volumes: in.Volumes,
		RegisteredBy: new("arn:aws:iam::" + a.number + ":user/operator"),
	}
	if data.PlacementConstraints == nil {
		data.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{}
	}
	if data.Volumes == nil {
		data.Volumes = []types.Volume{}
	}
	if err := checkContainers(data); err != nil {
		return nil, err
	}
	fargate := slices.Contains(data.RequiresCompatibilities, types.CompatibilityFargate)
	if err := checkFargate(data); err != nil {
		if fargate {
			return nil, err
		}
		data.Compatibilities = []types.Compatibility{types.CompatibilityEc2}
	} else {
		data.Compatibilities = []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate}
	}
	for i := range data.ContainerDefinitions {
		fill(&data.ContainerDefinitions[i], data.NetworkMode)
	}
	data.RequiresAttributes = demands(data)
	return data, nil
}

func checkContainers(data *types.TaskDefinition) error {
	if len(data.ContainerDefinitions) == 0 {
		return refused("Container list cannot be empty.")
	}
	names := map[string]bool{}
	essential := false
	for _, c := range data.ContainerDefinitions {
		name := value(c.Name)
		switch {
		case name == "":
			return refused("Container.name should not be null or empty.")
		case names[name]:
			return refused("Container.name is not unique: %s", name)
		case value(c.Image) == "":
			return refused("Container.image should not be null or empty.")
		case data.Memory == nil && c.Memory == nil && c.MemoryReservation == nil:
			return refused("Invalid setting for container '%s'. At least one of 'memory' or 'memoryReservation' must be specified.", name)
		}
		names[name] = true
		essential = essential || c.Essential == nil || *c.Essential
		for _, p := range c.PortMappings {
			if h := value(p.HostPort); data.NetworkMode == types.NetworkModeAwsvpc && h != 0 && h != value(p.ContainerPort) {
				return refused("When networkMode=awsvpc, the host ports and container ports in port mappings must match.")
			}
		}
	}
	if !essential {
		return refused("A task definition must have at least one essential container.")
	}
	return nil
}

// fill sets the defaults that ECS writes into a container definition.
func fill(c *types.ContainerDefinition, mode types.NetworkMode) {
	if c.Essential == nil {
		c.Essential = new(true)
	}
	for i := range c.PortMappings {
		p := &c.PortMappings[i]
		p.Protocol = either(p.Protocol, types.TransportProtocolTcp)
		if p.HostPort == nil && mode != types.NetworkModeBridge && mode != "" {
			p.HostPort = p.ContainerPort
		}
	}
	if c.PortMappings == nil {
		c.PortMappings = []types.PortMapping{}
	}
	if c.Environment == nil {
		c.Environment = []types.KeyValuePair{}
	}
	if c.MountPoints == nil {
		c.MountPoints = []types.MountPoint{}
	}
	if c.VolumesFrom == nil {
		c.VolumesFrom = []types.VolumeFrom{}
	}
}

// demands are the attributes that an instance needs for the definition.
func demands(data *types.TaskDefinition) []types.Attribute {
	out := []types.Attribute{{Name: new("com.amazonaws.ecs.capability.docker-remote-api.1.18")}}
	add := func(name string) {
		if !slices.ContainsFunc(out, func(a types.Attribute) bool { return *a.Name == name }) {
			out = append(out, types.Attribute{Name: new(name)})
		}
	}
	if data.NetworkMode == types.NetworkModeAwsvpc {
		add("ecs.capability.task-eni")
	}
	if data.TaskRoleArn != nil {
		add("com.amazonaws.ecs.capability.task-iam-role")
	}
	for _, c := range data.ContainerDefinitions {
		if c.LogConfiguration != nil {
			add("com.amazonaws.ecs.capability.logging-driver." + string(c.LogConfiguration.LogDriver))
		}
		if len(c.Secrets) > 0 {
			add("ecs.capability.secrets.asm.environment-variables")
		}
		if c.HealthCheck != nil {
			add("ecs.capability.container-health-check")
		}
	}
	return out
}

func (a *account) seedRevisions(in *ecs.RegisterTaskDefinitionInput, n int, every time.Duration,
	vary func(revision int32, in *ecs.RegisterTaskDefinitionInput)) (string, error) {
	if in == nil || n < 1 {
		return "", invalid("Nothing to register.")
	}
	first := 1
	if f := a.families[value(in.Family)]; f != nil {
		first += len(f.revisions)
	}
	var shared *types.TaskDefinition
	arn := ""
	for i := range n {
		data := shared
		if data == nil || vary != nil {
			own := clone(in)
			if vary != nil {
				vary(int32(first+i), own)
			}
			var err error
			if data, err = a.compose(own); err != nil {
				return "", err
			}
			shared = data
		}
		arn = a.addRevision(data, clone(in.Tags), a.now.Add(-every*time.Duration(n-1-i))).arn
	}
	return arn, nil
}
