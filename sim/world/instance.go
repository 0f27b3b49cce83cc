package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// instance is a container instance.
type instance struct {
	seq      uint64
	id, arn  string
	cluster  *cluster
	provider string
	status   string // ACTIVE, DRAINING
	agent    bool
	machine
	room
	registered time.Time
	version    int64
	tasks      []*task
	tags       []types.Tag
	hostPort   int32 // the last dynamic port handed out
	custom     []types.Attribute
}

// machine is what EC2 knows an instance by: its id, type, Availability Zone and image.
type machine struct{ ec2, kind, zone, ami string }

// room is what an instance has for tasks: CPU units and MiB.
type room struct{ cpu, ram int32 }

// ready reports whether tasks may be placed on the instance.
func (i *instance) ready() bool { return i.status == "ACTIVE" && i.agent }

// port hands out dynamic host ports, round and round.
func (i *instance) port() int32 {
	i.hostPort++
	return 32767 + (i.hostPort-1)%28000 + 1
}

// left is what the tasks on the instance leave free: CPU units, MiB, and the host ports that are taken.
func (i *instance) left() (cpu, ram int32, ports []int32) {
	cpu, ram, ports = i.cpu, i.ram, []int32{22, 2375, 2376, 51678, 51679}
	for _, t := range i.tasks {
		c, r := t.def.weight()
		cpu, ram = cpu-c, ram-r
		ports = append(ports, t.def.hostPorts()...)
	}
	return cpu, ram, ports
}

// fleet answers the calls about container instances.
type fleet struct {
	origin
	*chance
	*waker
	providers *providers
	stopper   *stopper
}

func (f *fleet) seed(in InstanceSeed) ([]string, error) {
	if in.Count < 1 {
		return nil, invalid("Nothing to register.")
	}
	if in.CapacityProvider != "" && f.providers.find(in.CapacityProvider) == nil {
		return nil, invalid("The specified capacity provider was not found. Specify a valid name and try again.")
	}
	c := f.clusters.ensure(some(in.Cluster))
	var arns []string
	for n := range in.Count {
		id := f.hex(32)
		i := &instance{seq: f.seq(), id: id, arn: f.arn("container-instance", c.name(), id), cluster: c, provider: in.CapacityProvider,
			status: "ACTIVE", agent: true, machine: machine{"i-0" + f.hex(16), either(in.Type, "m5.large"), f.region + string(rune('a'+n%3)), image},
			room:       room{either(in.CPU, 2048), either(in.Memory, 7680)},
			registered: f.now.Add(-in.Age), version: 1}
		c.instances = append(c.instances, i)
		arns = append(arns, i.arn)
	}
	f.relieve(c)
	return arns, nil
}

func (f *fleet) setAgent(cluster, ref string, connected bool) {
	c := f.clusters.find(&cluster)
	if c == nil {
		return
	}
	if i := c.instance(ref); i != nil && i.agent != connected {
		i.agent = connected
		i.version++
		f.relieve(c)
	}
}

// relieve has the schedulers look that a change of the cluster's instances concerns.
func (w *waker) relieve(c *cluster) {
	for _, s := range c.services {
		if s.starved || s.daemon() || s.spec.onInstances() {
			w.wake(s, tick)
		}
	}
}

// instance finds a container instance by id or ARN; nil when there is none.
func (c *cluster) instance(ref string) *instance {
	n := slices.IndexFunc(c.instances, func(i *instance) bool { return ref == i.id || ref == i.arn })
	if n < 0 {
		return nil
	}
	return c.instances[n]
}

// attributes are some of those that the example of "aws ecs deregister-container-instance" shows, and what was put.
func (i *instance) attributes() []types.Attribute {
	at := func(name, value string) types.Attribute { return types.Attribute{Name: new(name), Value: some(value)} }
	return append([]types.Attribute{at("ecs.availability-zone", i.zone), at("ecs.instance-type", i.kind), at("ecs.os-type", "linux"),
		at("ecs.ami-id", i.ami), at("ecs.vpc-id", vpc), at("ecs.os-family", "LINUX"), at("ecs.cpu-architecture", "x86_64"), at("ecs.capability.task-eni", ""),
		at("com.amazonaws.ecs.capability.docker-remote-api.1.18", "")}, clone(i.custom)...)
}

func (i *instance) view(include []types.ContainerInstanceField) types.ContainerInstance {
	cpu, ram, ports := i.left()
	v := types.ContainerInstance{
		ContainerInstanceArn: new(i.arn), Ec2InstanceId: new(i.ec2), Status: new(i.status), AgentConnected: i.agent,
		CapacityProviderName: some(i.provider), RegisteredAt: moment(i.registered), Version: i.version,
		Attributes: i.attributes(), Attachments: []types.Attachment{}, Tags: []types.Tag{},
		VersionInfo:         &types.VersionInfo{AgentVersion: new("1.102.0"), AgentHash: new("0a1b2c3d"), DockerVersion: new("DockerVersion: 25.0.14")},
		RegisteredResources: resources(i.cpu, i.ram, []int32{22, 2375, 2376, 51678, 51679}), RemainingResources: resources(cpu, ram, ports),
	}
	for _, t := range i.tasks {
		switch {
		case t.status == running:
			v.RunningTasksCount++
		case t.pending():
			v.PendingTasksCount++
		}
	}
	if slices.Contains(include, types.ContainerInstanceFieldContainerInstanceHealth) {
		v.HealthStatus = &types.ContainerInstanceHealthStatus{OverallStatus: types.InstanceHealthCheckStateOk}
		if !i.agent {
			v.HealthStatus.OverallStatus = types.InstanceHealthCheckStateImpaired
		}
	}
	if slices.Contains(include, types.ContainerInstanceFieldTags) {
		v.Tags = append(v.Tags, clone(i.tags)...)
	}
	return v
}

func resources(cpu, ram int32, ports []int32) []types.Resource {
	set := make([]string, 0, len(ports))
	for _, p := range ports {
		set = append(set, fmt.Sprint(p))
	}
	return []types.Resource{{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: cpu},
		{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: ram},
		{Name: new("PORTS"), Type: new("STRINGSET"), StringSetValue: set},
		{Name: new("PORTS_UDP"), Type: new("STRINGSET"), StringSetValue: []string{}}}
}

func (f *fleet) list(in *ecs.ListContainerInstancesInput) (*ecs.ListContainerInstancesOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if in.Filter != nil && !strings.HasPrefix(*in.Filter, "agentConnected") && *in.Filter != "" {
		return nil, invalid("Invalid filter: %s", *in.Filter)
	}
	var found []*instance
	for _, i := range c.instances {
		if (in.Status == "" || string(in.Status) == i.status) &&
			(value(in.Filter) == "" || strings.HasSuffix(*in.Filter, fmt.Sprint(i.agent))) {
			found = append(found, i)
		}
	}
	page, next, err := list[*instance]{
		query: fmt.Sprint("instances", c.name(), in.Status, value(in.Filter)), token: in.NextToken, size: in.MaxResults,
		def: 100, max: 100, items: found, key: func(i *instance) string { return ordinal(i.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListContainerInstancesOutput{ContainerInstanceArns: []string{}, NextToken: next}
	for _, i := range page {
		out.ContainerInstanceArns = append(out.ContainerInstanceArns, i.arn)
	}
	return out, nil
}

func (f *fleet) describe(in *ecs.DescribeContainerInstancesInput) (*ecs.DescribeContainerInstancesOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := few("Container instance", in.ContainerInstances, 100); err != nil {
		return nil, err
	}
	out := &ecs.DescribeContainerInstancesOutput{ContainerInstances: []types.ContainerInstance{}, Failures: []types.Failure{}}
	for _, ref := range in.ContainerInstances {
		if i := c.instance(ref); i != nil {
			out.ContainerInstances = append(out.ContainerInstances, i.view(in.Include))
		} else {
			out.Failures = append(out.Failures, missing(f.arn("container-instance", c.name(), tail(ref))))
		}
	}
	return out, nil
}

func (f *fleet) update(in *ecs.UpdateContainerInstancesStateInput) (*ecs.UpdateContainerInstancesStateOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := few("Container instances", in.ContainerInstances, 10); err != nil {
		return nil, err
	}
	if in.Status != types.ContainerInstanceStatusActive && in.Status != types.ContainerInstanceStatusDraining {
		return nil, invalid("Container instance status should be one of [ACTIVE, DRAINING].")
	}
	out := &ecs.UpdateContainerInstancesStateOutput{ContainerInstances: []types.ContainerInstance{}, Failures: []types.Failure{}}
	for _, ref := range in.ContainerInstances {
		i := c.instance(ref)
		if i == nil {
			out.Failures = append(out.Failures, missing(f.arn("container-instance", c.name(), tail(ref))))
			continue
		}
		i.status = string(in.Status)
		i.version++
		out.ContainerInstances = append(out.ContainerInstances, i.view(nil))
	}
	f.relieve(c)
	return out, nil
}
