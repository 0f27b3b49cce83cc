package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (r *registry) register(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	d, err := r.store(in)
	if err != nil {
		return nil, err
	}
	return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: new(d.view()), Tags: append([]types.Tag{}, clone(d.tags)...)}, nil
}

// store stores in as the next revision of its family, where ECS accepts it.
func (r *registry) store(in *ecs.RegisterTaskDefinitionInput) (*definition, error) {
	if err := r.accepted.check("RegisterTaskDefinition", in, subject{}); err != nil {
		return nil, err
	}
	return r.add(r.compose(in), in.Tags, r.now), nil
}

func (r *registry) add(data *types.TaskDefinition, tags []types.Tag, when time.Time) *definition {
	f := r.families[*data.Family]
	if f == nil {
		f = &family{name: *data.Family}
		r.families[f.name] = f
	}
	d := &definition{family: f.name, revision: int32(len(f.revisions) + 1), data: data, tags: tags,
		status: types.TaskDefinitionStatusActive, registered: when}
	d.arn = r.arn("task-definition", d.name())
	f.revisions = append(f.revisions, d)
	return d
}

// compose makes of a registration what ECS stores, its defaults filled in.
func (r *registry) compose(in *ecs.RegisterTaskDefinitionInput) *types.TaskDefinition {
	data := &types.TaskDefinition{
		Family: in.Family, ContainerDefinitions: in.ContainerDefinitions, Cpu: cpuUnits(in.Cpu), Memory: mebibytes(in.Memory),
		EnableFaultInjection: in.EnableFaultInjection, EphemeralStorage: in.EphemeralStorage,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn,
		InferenceAccelerators: in.InferenceAccelerators, IpcMode: in.IpcMode, PidMode: in.PidMode,
		NetworkMode: in.NetworkMode, PlacementConstraints: in.PlacementConstraints,
		ProxyConfiguration: in.ProxyConfiguration, RequiresCompatibilities: in.RequiresCompatibilities,
		RuntimePlatform: in.RuntimePlatform, Volumes: in.Volumes,
		RegisteredBy: new("arn:aws:iam::" + r.number + ":user/operator"),
	}
	if data.PlacementConstraints == nil {
		data.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{}
	}
	if data.Volumes == nil {
		data.Volumes = []types.Volume{}
	}
	data.Compatibilities = []types.Compatibility{types.CompatibilityEc2}
	if data.NetworkMode != types.NetworkModeAwsvpc { // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
		data.Compatibilities = []types.Compatibility{types.CompatibilityExternal, types.CompatibilityEc2}
	}
	if fitsFargate(data) {
		data.Compatibilities = append(data.Compatibilities, types.CompatibilityFargate)
	}
	for i := range data.ContainerDefinitions {
		fill(&data.ContainerDefinitions[i], data.NetworkMode)
	}
	for _, v := range data.Volumes { // ECS writes it: https://github.com/CircleCI-Public/aws-ecs-orb/issues/105
		if efs := v.EfsVolumeConfiguration; efs != nil && efs.RootDirectory == nil {
			efs.RootDirectory = new("/")
		}
	}
	data.RequiresAttributes = demands(data)
	return data
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

func (r *registry) seed(in *ecs.RegisterTaskDefinitionInput, n int, every time.Duration,
	vary func(revision int32, in *ecs.RegisterTaskDefinitionInput)) (string, error) {
	if in == nil || n < 1 {
		return "", invalid("Nothing to register.")
	}
	first := 1
	if f := r.families[value(in.Family)]; f != nil {
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
			data = r.compose(own)
			shared = data
		}
		arn = r.add(data, clone(in.Tags), r.now.Add(-every*time.Duration(n-1-i))).arn
	}
	return arn, nil
}
