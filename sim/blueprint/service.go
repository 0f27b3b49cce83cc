package blueprint

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/world"
)

// Create is the creation of the service with some task definition.
func (s Service) Create(taskDefinition string) *ecs.CreateServiceInput {
	in := &ecs.CreateServiceInput{
		Cluster: some(s.Cluster), ServiceName: new(s.Name), TaskDefinition: new(taskDefinition),
		DesiredCount: new(s.Desired), DeploymentConfiguration: s.deployment(),
		EnableECSManagedTags: true, EnableExecuteCommand: s.Exec,
		PropagateTags: types.PropagateTagsService,
	}
	for _, k := range slices.Sorted(maps.Keys(s.Tags)) {
		in.Tags = append(in.Tags, types.Tag{Key: new(k), Value: new(s.Tags[k])})
	}
	s.place(in)
	if s.Controller != "" {
		in.DeploymentController = &types.DeploymentController{Type: types.DeploymentControllerType(s.Controller)}
		in.DeploymentConfiguration = nil
	}
	if s.Balanced {
		in.LoadBalancers = []types.LoadBalancer{{
			ContainerName: new(s.App()), ContainerPort: new(either(s.Port, 8080)), TargetGroupArn: new(s.TargetGroup())}}
		in.HealthCheckGracePeriodSeconds = new(int32(60))
	}
	return in
}

// place says where the tasks of the service run.
func (s Service) place(in *ecs.CreateServiceInput) {
	switch {
	case s.Daemon:
		in.SchedulingStrategy, in.DesiredCount, in.LaunchType = types.SchedulingStrategyDaemon, nil, types.LaunchTypeEc2
		return
	case s.EC2:
		in.LaunchType = types.LaunchTypeEc2
		in.PlacementStrategy = []types.PlacementStrategy{{Type: types.PlacementStrategyTypeSpread, Field: new("attribute:ecs.availability-zone")}}
		return
	case len(s.Strategy) > 0:
		in.CapacityProviderStrategy = s.strategy()
	default:
		in.LaunchType = types.LaunchTypeFargate
	}
	in.NetworkConfiguration = s.network()
	in.PlatformVersion = new("LATEST")
}

func (s Service) strategy() []types.CapacityProviderStrategyItem {
	var items []types.CapacityProviderStrategyItem
	for _, name := range slices.Sorted(maps.Keys(s.Strategy)) {
		items = append(items, types.CapacityProviderStrategyItem{CapacityProvider: new(name), Weight: s.Strategy[name]})
	}
	return items
}

func (s Service) network() *types.NetworkConfiguration {
	vpc := &types.AwsVpcConfiguration{AssignPublicIp: types.AssignPublicIpDisabled, SecurityGroups: []string{"sg-0c2f9d11e7a45b360"}}
	vpc.Subnets = []string{"subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829", "subnet-0c3d4e5f607182930"}[:either(s.Subnets, 3)]
	return &types.NetworkConfiguration{AwsvpcConfiguration: vpc}
}

func (s Service) deployment() *types.DeploymentConfiguration {
	c := &types.DeploymentConfiguration{DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: s.Breaker, Rollback: s.Rollback}}
	if s.Threshold > 0 {
		c.DeploymentCircuitBreaker.ThresholdConfiguration = &types.ThresholdConfiguration{Type: types.ThresholdTypeCount, Value: s.Threshold}
	}
	if s.Max > 0 {
		c.MinimumHealthyPercent, c.MaximumPercent = new(s.Min), new(s.Max)
	}
	return c
}

// Run is a task of the family on its own, outside any service.
func (s Service) Run(startedBy string) *ecs.RunTaskInput {
	in := &ecs.RunTaskInput{Cluster: some(s.Cluster), TaskDefinition: new(s.family()), Count: new(max(s.Desired, 1)),
		StartedBy: some(startedBy), LaunchType: types.LaunchTypeFargate, NetworkConfiguration: s.network()}
	if s.EC2 {
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeEc2, nil
	}
	return in
}

// Register stores the family's revisions, the newest deployed when the
// service was, and returns the ARN of the newest.
func (s Service) Register(w *world.World) (string, error) {
	n := max(s.Revisions, 1)
	every := 30 * time.Hour
	return w.SeedRevisions(s.Definition(s.Image(int32(n))), n, every, s.Vary)
}

// Seed creates the service with its history, in its steady state.
func (s Service) Seed(w *world.World) error { return SeedAs(w, s) }

// SeedAs is Seed for a service that is created a little differently.
func SeedAs(w *world.World, s Service, changes ...func(*ecs.CreateServiceInput)) error {
	definition, err := s.Register(w)
	if err != nil {
		return err
	}
	deployed := time.Duration(s.Days)*24*time.Hour + time.Duration(s.Hours)*time.Hour
	if deployed == 0 {
		deployed = 72 * time.Hour
	}
	age := deployed + time.Duration(max(s.Revisions, 1))*30*time.Hour
	in := s.Create(definition)
	for _, change := range changes {
		change(in)
	}
	_, err = w.SeedService(in, world.Past{Age: age, Deployed: deployed, Deployments: min(max(s.Revisions, 1), 12)})
	return err
}

// Vary makes a revision differ from its neighbours the way deployments do:
// always another image, sometimes another variable, now and then another
// size.
func (s Service) Vary(revision int32, in *ecs.RegisterTaskDefinitionInput) {
	app := &in.ContainerDefinitions[0]
	app.Image = new(s.Image(revision))
	newest := int32(max(s.Revisions, 1))
	if age := newest - revision; age > 0 && len(app.Environment) > 0 {
		app.Environment = slices.Clone(app.Environment)
		app.Environment = app.Environment[:max(1, len(app.Environment)-int(age+1)/2)]
		if age%3 == 1 {
			app.Environment = append(app.Environment, types.KeyValuePair{Name: new("LOG_LEVEL"), Value: new("debug")})
		}
		if age > 4 && s.CPU > 256 && s.CPU%512 == 0 && s.Memory == s.CPU*2 {
			in.Cpu, in.Memory = new(strconv.Itoa(s.CPU/2)), new(strconv.Itoa(s.Memory/2))
		}
	}
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
