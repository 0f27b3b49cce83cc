package aws

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Instance is a container instance: an EC2 or external machine registered with a cluster. While Described is false
// only ARN, ID and Cluster are known. CPU is units (1024 a vCPU), memory MiB.
type Instance struct {
	ARN, ID, Cluster string
	// EC2 is the instance id, or the managed instance id of an external machine.
	EC2 string
	// Status is ACTIVE, DRAINING, REGISTERING, DEREGISTERING or REGISTRATION_FAILED.
	Status, Reason     string
	Connected          bool
	Agent, Docker      string
	Running, Pending   int
	CPU, CPUFree       int
	Memory, MemoryFree int
	Zone, Type         string
	// AMI is the image that it was launched from, Architecture x86_64 or arm64.
	AMI, Architecture string
	CapacityProvider  string
	Health            string
	Registered        time.Time
	Tags              []Tag
	Described         bool
	Seen              time.Time
}

// Instances yields the container instances of a cluster ("" is all clusters), draining ones included: names before details.
func (c *clusterReader) Instances(ctx context.Context, cluster string) iter.Seq2[[]Instance, error] {
	s := listing[Instance]{words: "list container instances", size: 100,
		list:     c.listInstances,
		describe: c.DescribeInstances,
		key:      func(r Instance) string { return r.ARN },
		complete: func(r Instance) bool { return r.Described },
	}
	return across(ctx, c, cluster, s, nil)
}

func (c *clusterReader) listInstances(ctx context.Context, cluster string, at cursor) ([]Instance, *cursor, error) {
	out, err := call.Read(ctx, c.Caller, call.Op("ListContainerInstances", call.Of("list container instances", cluster)), c.ecs.ListContainerInstances,
		&ecs.ListContainerInstancesInput{Cluster: plain.Optional(cluster), NextToken: at.at()})
	if err != nil {
		return nil, nil, err
	}
	return plain.Each(out.ContainerInstanceArns, func(arn string) Instance {
		arn = clean.Text(arn)
		return Instance{ARN: arn, ID: plain.Short(arn), Cluster: plain.InCluster(arn, cluster), Seen: c.Stamp()}
	}), at.next(out.NextToken, 1), nil
}

func (c *clusterReader) DescribeInstances(ctx context.Context, cluster string, rows []Instance) ([]Instance, error) {
	op := call.Op("DescribeContainerInstances", call.Of("describe container instances", cluster))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeContainerInstances, &ecs.DescribeContainerInstancesInput{
		Cluster: plain.Optional(cluster), ContainerInstances: plain.Each(rows, func(r Instance) string { return r.ARN }),
		Include: []types.ContainerInstanceField{types.ContainerInstanceFieldTags, types.ContainerInstanceFieldContainerInstanceHealth},
	})
	if err != nil {
		return nil, err
	}
	return plain.Each(out.ContainerInstances, func(i types.ContainerInstance) Instance { return c.instance(i, cluster) }), call.Failed(op, out.Failures)
}

func (c *clusterReader) instance(i types.ContainerInstance, cluster string) Instance {
	out := Instance{
		ARN: plain.Text(i.ContainerInstanceArn), EC2: plain.Text(i.Ec2InstanceId), Status: plain.Text(i.Status), Reason: plain.Text(i.StatusReason),
		Connected: i.AgentConnected, Running: int(i.RunningTasksCount), Pending: int(i.PendingTasksCount),
		CapacityProvider: plain.Text(i.CapacityProviderName), Registered: plain.When(i.RegisteredAt), Tags: tags(i.Tags),
		Described: true, Seen: c.Stamp(),
	}
	out.ID = plain.Short(out.ARN)
	out.Cluster = plain.InCluster(out.ARN, cluster)
	if v := i.VersionInfo; v != nil {
		out.Agent, out.Docker = plain.Text(v.AgentVersion), plain.Text(v.DockerVersion)
	}
	if i.HealthStatus != nil {
		out.Health = plain.Word(i.HealthStatus.OverallStatus)
	}
	for _, a := range i.Attributes {
		switch plain.Text(a.Name) {
		case "ecs.availability-zone":
			out.Zone = plain.Text(a.Value)
		case "ecs.instance-type":
			out.Type = plain.Text(a.Value)
		case "ecs.ami-id":
			out.AMI = plain.Text(a.Value)
		case "ecs.cpu-architecture":
			out.Architecture = plain.Text(a.Value)
		}
	}
	out.CPU, out.Memory = capacity(i.RegisteredResources)
	out.CPUFree, out.MemoryFree = capacity(i.RemainingResources)
	return out
}

// capacity finds CPU units and MiB among an instance's resources.
func capacity(resources []types.Resource) (cpu, memory int) {
	for _, r := range resources {
		n := cmp.Or(int(r.IntegerValue), int(r.LongValue), int(r.DoubleValue))
		switch plain.Text(r.Name) {
		case "CPU":
			cpu = n
		case "MEMORY":
			memory = n
		}
	}
	return cpu, memory
}

// Called is the id of an instance of EC2, else its own.
func (i Instance) Called() string { return cmp.Or(i.EC2, i.ID) }

// Fargate says that a capacity provider is one of Fargate's. No other may have a name that begins so.
// Source: the name of CreateCapacityProviderInput, which must not begin with aws, ecs or fargate, in aws-sdk-go-v2/service/ecs v1.104.1.
func Fargate(provider string) bool { return strings.HasPrefix(provider, "FARGATE") }

// OnInstances says that the tasks of a service go to container instances, by its launch type or its capacity providers.
func (s Service) OnInstances() bool {
	return s.LaunchType != "" && s.LaunchType != "FARGATE" || slices.ContainsFunc(s.Capacity, func(c CapacityShare) bool { return !Fargate(c.Provider) })
}

// OnInstance says that a task is on a container instance, or waits for one.
func (t Task) OnInstance() bool {
	return t.Instance != "" || t.LaunchType == "EC2" || t.LaunchType == "" && t.CapacityProvider != "" && !Fargate(t.CapacityProvider)
}
