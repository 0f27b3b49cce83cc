// Package blueprint describes services in few words, as YAML or as Go
// values, and draws up what the ECS API wants to hear to create them.
package blueprint

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Where invented images, roles and target groups live.
const (
	Registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
	iam      = "arn:aws:iam::111122223333:role/"
	elb      = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/"
	secrets  = "arn:aws:secretsmanager:us-east-1:111122223333:secret:"
)

// Service is a service and the family it runs. Only Name is needed.
type Service struct {
	Cluster    string            `yaml:"cluster"`
	Name       string            `yaml:"name"`
	Family     string            `yaml:"family"`     // default: Name
	Repository string            `yaml:"repository"` // default: Name
	Container  string            `yaml:"container"`  // default: app
	CPU        int               `yaml:"cpu"`        // units; default 256
	Memory     int               `yaml:"memory"`     // MiB; default twice CPU
	Desired    int32             `yaml:"desired"`
	Revisions  int               `yaml:"revisions"` // of the family; default 1
	Port       int32             `yaml:"port"`      // default 8080
	Balanced   bool              `yaml:"balanced"`  // behind a load balancer
	EC2        bool              `yaml:"ec2"`       // on container instances instead of Fargate
	Daemon     bool              `yaml:"daemon"`
	Strategy   map[string]int32  `yaml:"strategy"`   // weight by capacity provider, instead of a launch type
	Controller string            `yaml:"controller"` // default ECS
	Breaker    bool              `yaml:"breaker"`
	Rollback   bool              `yaml:"rollback"`
	Threshold  int32             `yaml:"threshold"` // failed tasks until the breaker acts; 0: AWS's rule
	Min        int32             `yaml:"min"`       // percent; 0: AWS's default
	Max        int32             `yaml:"max"`
	Subnets    int               `yaml:"subnets"` // default 3
	Exec       bool              `yaml:"exec"`
	ReadOnly   bool              `yaml:"readOnly"` // root file system
	Checked    bool              `yaml:"checked"`  // has a container health check
	Sidecars   []string          `yaml:"sidecars"` // envoy, datadog, router
	Env        map[string]string `yaml:"env"`
	Secrets    []string          `yaml:"secrets"` // environment names, or NAME=secret
	Tags       map[string]string `yaml:"tags"`
	Days       int               `yaml:"days"`  // since the last deployment; default 3
	Hours      int               `yaml:"hours"` // more of the same
}

func (s Service) family() string { return either(s.Family, s.Name) }

// App is the name of the service's own container.
func (s Service) App() string { return either(s.Container, "app") }

// Image is the image of a revision: sha-<digits> of its own, never reused.
func (s Service) Image(revision int32) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s:%d", s.Name, revision)
	return s.Tagged(fmt.Sprintf("sha-%06x", h.Sum64()&0xffffff))
}

// Tagged is the service's image with some tag.
func (s Service) Tagged(tag string) string {
	return Registry + "/" + either(s.Repository, s.Name) + ":" + tag
}

// TargetGroup is the ARN of the target group the service registers with.
func (s Service) TargetGroup() string {
	h := fnv.New64a()
	h.Write([]byte(s.Cluster + "/" + s.Name))
	name := s.Name
	if len(name) > 28 { // ELB allows 32 characters
		name = name[:28]
	}
	return fmt.Sprintf("%s%s-tg/%016x", elb, name, h.Sum64())
}

// Definition is the registration of the family with the given image.
func (s Service) Definition(image string) *ecs.RegisterTaskDefinitionInput {
	cpu := either(s.CPU, 256)
	in := &ecs.RegisterTaskDefinitionInput{
		Family: new(s.family()), Cpu: new(strconv.Itoa(cpu)), Memory: new(strconv.Itoa(either(s.Memory, 2*cpu))),
		NetworkMode:             types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ExecutionRoleArn:        new(iam + "ecsTaskExecutionRole"),
		TaskRoleArn:             new(iam + s.Name + "-task"),
		RuntimePlatform:         &types.RuntimePlatform{CpuArchitecture: types.CPUArchitectureArm64, OperatingSystemFamily: types.OSFamilyLinux},
	}
	if s.EC2 || s.Daemon {
		in.NetworkMode, in.RuntimePlatform = types.NetworkModeBridge, nil
		in.RequiresCompatibilities = []types.Compatibility{types.CompatibilityEc2}
	}
	in.ContainerDefinitions = append(in.ContainerDefinitions, s.app(image))
	for _, name := range s.Sidecars {
		in.ContainerDefinitions = append(in.ContainerDefinitions, s.sidecar(name))
	}
	return in
}

func (s Service) app(image string) types.ContainerDefinition {
	c := types.ContainerDefinition{
		Name: new(s.App()), Image: new(image), Essential: new(true),
		Environment: pairs(s.Env), LogConfiguration: s.logs(s.App()),
	}
	if slices.Contains(s.Sidecars, "router") {
		c.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverAwsfirelens, Options: map[string]string{
			"Name": "datadog", "Host": "http-intake.logs.datadoghq.com", "TLS": "on", "dd_service": s.Name,
		}}
	}
	if !s.Daemon {
		c.PortMappings = []types.PortMapping{{ContainerPort: new(either(s.Port, 8080)), Name: new("http"), AppProtocol: types.ApplicationProtocolHttp}}
	}
	for _, name := range s.Secrets {
		c.Secrets = append(c.Secrets, types.Secret{Name: new(name), ValueFrom: new(s.Secret(name))})
	}
	if s.ReadOnly {
		c.ReadonlyRootFilesystem = new(true)
	}
	if s.Checked {
		c.HealthCheck = &types.HealthCheck{
			Command:  []string{"CMD-SHELL", fmt.Sprintf("curl -fsS http://localhost:%d/healthz || exit 1", either(s.Port, 8080))},
			Interval: new(int32(10)), Timeout: new(int32(5)), Retries: new(int32(3)), StartPeriod: new(int32(15)),
		}
	}
	return c
}

// Secret is the ARN of the secret behind an environment variable.
func (s Service) Secret(name string) string {
	h := fnv.New32a()
	h.Write([]byte(s.Name + name))
	return fmt.Sprintf("%s%s/%s-%06x", secrets, either(s.Cluster, "default"), s.Name, h.Sum32()&0xffffff) + ":" + name + "::"
}

func (s Service) logs(stream string) *types.LogConfiguration {
	return &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{
		"awslogs-group":         "/ecs/" + either(s.Cluster, "default") + "/" + s.Name,
		"awslogs-region":        "us-east-1",
		"awslogs-stream-prefix": stream,
	}}
}

func (s Service) sidecar(name string) types.ContainerDefinition {
	c := types.ContainerDefinition{Name: new(name), Essential: new(name == "envoy"), LogConfiguration: s.logs(name)}
	switch name {
	case "envoy":
		c.Image = new("public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.6.1-prod")
		c.PortMappings = []types.PortMapping{{ContainerPort: new(int32(9901))}}
		c.Cpu, c.MemoryReservation = 64, new(int32(128))
	case "datadog":
		c.Image = new("public.ecr.aws/datadog/agent:7.60.1")
		c.Environment = pairs(map[string]string{"ECS_FARGATE": "true", "DD_APM_ENABLED": "true", "DD_SITE": "datadoghq.com"})
		c.Secrets = []types.Secret{{Name: new("DD_API_KEY"), ValueFrom: new(secrets + "shared/datadog-Pq81Zx")}}
	default:
		c.Image = new("public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.4")
		c.FirelensConfiguration = &types.FirelensConfiguration{Type: types.FirelensConfigurationTypeFluentbit}
	}
	return c
}

// pairs are the variables of an environment in the order of their names.
func pairs(env map[string]string) []types.KeyValuePair {
	var out []types.KeyValuePair
	for _, k := range slices.Sorted(maps.Keys(env)) {
		out = append(out, types.KeyValuePair{Name: new(k), Value: new(env[k])})
	}
	return out
}

func either[T comparable](a, b T) T {
	if a == *new(T) {
		return b
	}
	return a
}
