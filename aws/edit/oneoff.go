package edit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// OneOff is a task that is to run once.
type OneOff struct {
	// Cluster is where it runs. Service lends the task its settings: network, launch type or capacity providers, platform
	// version, placement, volumes and tags; empty for none.
	Cluster, Service string
	// Revision is family:number, an ARN or a number of the service's family; empty is what the service runs.
	Revision string
	// Container is the one whose command and variables are replaced and whose exit code counts. Empty is the only essential
	// one, or the one that the service's load balancer sends to.
	Container string
	// Command replaces the container's; nil keeps it. Env is added to its variables, by name.
	Command []string
	Env     []aws.Tag
	// CPU (units) and Memory (MiB) are of the whole task; empty keeps the revision's.
	CPU, Memory string
	// LaunchType, Subnets and SecurityGroups take the place of the service's; PublicIP is ENABLED or DISABLED.
	LaunchType              string
	Subnets, SecurityGroups []string
	PublicIP                string
}

// taskRunner starts tasks that no service runs.
type taskRunner struct {
	*sender
	tasks *taskEditor
}

// RunTask runs a task once, with the settings of a service. Plan refuses, with a *change.Refused, what ECS would.
// Source: the documentation of RunTask in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *taskRunner) RunTask(o OneOff) change.Change {
	title := "Run a task in " + clean.Text(o.Cluster)
	if o.Service != "" {
		title = "Run a one-off task of " + clean.Text(o.Service)
	}
	return c.run(title, func(ctx context.Context) (*launch, error) { return c.compose(ctx, title, o) })
}

// compose reads what a task is made of.
func (c *taskRunner) compose(ctx context.Context, title string, o OneOff) (*launch, error) {
	l := &launch{runner: c, title: title, in: &ecs.RunTaskInput{Cluster: &o.Cluster, Count: new(int32(1))}}
	revision := o.Revision
	if o.Service != "" {
		s, raw, err := c.account.DescribeService(ctx, o.Cluster, o.Service, types.ServiceFieldTags)
		if err != nil {
			return nil, err
		}
		l.service = &s
		if set := primarySet(raw); set != nil {
			raw.TaskDefinition, raw.NetworkConfiguration, raw.LaunchType = set.TaskDefinition, set.NetworkConfiguration, set.LaunchType
			raw.CapacityProviderStrategy, raw.PlatformVersion = set.CapacityProviderStrategy, set.PlatformVersion
		}
		l.borrow(raw)
		switch {
		case revision == "":
			revision = awssdk.ToString(raw.TaskDefinition)
		case strings.Trim(revision, "0123456789") == "":
			revision = plain.Family(plain.Short(awssdk.ToString(raw.TaskDefinition))) + ":" + revision
		}
	}
	if err := l.choose(ctx, revision, o.Container); err != nil {
		return nil, err
	}
	l.unsettled()
	l.replace(o)
	return l, nil
}

// unsettled warns of a revision that is still being rolled out.
func (l *launch) unsettled() {
	if l.service == nil {
		return
	}
	p, _ := l.service.Primary()
	if len(l.service.Deployments) > 1 && p.Revision == l.of.Name() && p.Rollout != "COMPLETED" {
		l.warnings = append(l.warnings, "the rollout of "+l.of.Name()+" has not ended; pass --revision to run another one")
	}
}

// primarySet is the task set that a service whose deployments something else makes runs; nil where ECS makes them.
func primarySet(raw types.Service) *types.TaskSet {
	for i, set := range raw.TaskSets {
		if plain.Text(set.Status) == "PRIMARY" {
			return &raw.TaskSets[i]
		}
	}
	return nil
}

// borrow takes the settings of a service over. What RunTask does not take is translated: a service's tags are given to the
// task one by one.
func (l *launch) borrow(raw types.Service) {
	in := l.in
	in.NetworkConfiguration, in.PlatformVersion = raw.NetworkConfiguration, raw.PlatformVersion
	in.PlacementConstraints, in.PlacementStrategy = append(in.PlacementConstraints, raw.PlacementConstraints...), append(in.PlacementStrategy, raw.PlacementStrategy...)
	in.EnableECSManagedTags, in.EnableExecuteCommand = raw.EnableECSManagedTags, raw.EnableExecuteCommand
	if in.CapacityProviderStrategy = raw.CapacityProviderStrategy; len(in.CapacityProviderStrategy) == 0 {
		in.LaunchType = raw.LaunchType
	}
	switch raw.PropagateTags {
	case types.PropagateTagsService:
		in.PropagateTags = types.PropagateTagsTaskDefinition
		for _, t := range raw.Tags {
			if !strings.HasPrefix(awssdk.ToString(t.Key), "aws:") {
				in.Tags = append(in.Tags, t)
			}
		}
	case types.PropagateTagsTaskDefinition:
		in.PropagateTags = raw.PropagateTags
	}
	for _, d := range raw.Deployments {
		if plain.Text(d.Status) != "PRIMARY" {
			continue
		}
		for _, v := range d.VolumeConfigurations {
			in.VolumeConfigurations = append(in.VolumeConfigurations, types.TaskVolumeConfiguration{Name: v.Name, ManagedEBSVolume: volumeOfTask(v.ManagedEBSVolume)})
		}
		if n := d.ServiceConnectConfiguration; n != nil && n.Enabled {
			l.warnings = append(l.warnings, "the task has no Service Connect: it can't resolve names that only Service Connect knows")
		}
	}
	if len(raw.LoadBalancers) > 0 || len(raw.ServiceRegistries) > 0 {
		l.effects = append(l.effects, "load balancers and service discovery don't know the task")
	}
}

// volumeOfTask is a volume as a task takes it, which ends with the task.
func volumeOfTask(v *types.ServiceManagedEBSVolumeConfiguration) *types.TaskManagedEBSVolumeConfiguration {
	if v == nil {
		return nil
	}
	return &types.TaskManagedEBSVolumeConfiguration{RoleArn: v.RoleArn, Encrypted: v.Encrypted, FilesystemType: v.FilesystemType, Iops: v.Iops,
		KmsKeyId: v.KmsKeyId, SizeInGiB: v.SizeInGiB, SnapshotId: v.SnapshotId, TagSpecifications: v.TagSpecifications, Throughput: v.Throughput,
		VolumeInitializationRate: v.VolumeInitializationRate, VolumeType: v.VolumeType,
		TerminationPolicy: &types.TaskManagedEBSVolumeTerminationPolicy{DeleteOnTermination: new(true)}}
}

// choose reads the revision, and finds the container that the run is about.
func (l *launch) choose(ctx context.Context, revision, container string) (err error) {
	if revision == "" {
		return &change.Refused{Reason: "no task definition to run", Way: "name one with --revision"}
	}
	l.of, err = l.runner.account.RawDefinition(ctx, revision)
	if call.KindOf(err) == call.NotFound {
		return &change.Refused{Reason: "no revision " + clean.Text(plain.Short(revision)), Way: l.runner.account.Neighbours(ctx, plain.Short(revision))}
	}
	if err != nil {
		return err
	}
	if l.of.Status != "ACTIVE" {
		return &change.Refused{Reason: fmt.Sprintf("%s is %s: ECS runs ACTIVE revisions only", l.of.Name(), cmp.Or(l.of.Status, "unknown")),
			Way: "choose another one with --revision"}
	}
	l.in.TaskDefinition = &l.of.ARN
	l.container, err = l.of.Main(container, l.service)
	return err
}

// replace puts what was asked for in the place of what the revision and the service have.
func (l *launch) replace(o OneOff) {
	in := l.in
	if o.LaunchType != "" {
		in.LaunchType, in.CapacityProviderStrategy = types.LaunchType(o.LaunchType), nil
		if in.LaunchType != types.LaunchTypeFargate {
			in.PlatformVersion = nil
		}
	} else if l.service == nil && !slices.Contains(l.of.Compatibilities, "EC2") && slices.Contains(l.of.Compatibilities, "FARGATE") {
		in.LaunchType = types.LaunchTypeFargate
	}
	l.network(o)
	if o.Command != nil || len(o.Env) > 0 {
		k := types.ContainerOverride{Name: &l.container, Command: o.Command}
		for _, e := range o.Env {
			k.Environment = append(k.Environment, types.KeyValuePair{Name: &e.Key, Value: &e.Value})
		}
		in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{k}}
	}
	if o.CPU != "" || o.Memory != "" {
		if in.Overrides == nil {
			in.Overrides = &types.TaskOverride{}
		}
		in.Overrides.Cpu, in.Overrides.Memory = plain.Optional(o.CPU), plain.Optional(o.Memory)
	}
}

// network is the configuration that the task's network mode takes: none but for awsvpc.
func (l *launch) network(o OneOff) {
	in := l.in
	if l.of.NetworkMode != string(types.NetworkModeAwsvpc) {
		in.NetworkConfiguration = nil
		return
	}
	vpc := types.AwsVpcConfiguration{}
	if n := in.NetworkConfiguration; n != nil && n.AwsvpcConfiguration != nil {
		vpc = *n.AwsvpcConfiguration
	}
	if len(o.Subnets) > 0 {
		vpc.Subnets = o.Subnets
	}
	if len(o.SecurityGroups) > 0 {
		vpc.SecurityGroups = o.SecurityGroups
	}
	if o.PublicIP != "" {
		vpc.AssignPublicIp = types.AssignPublicIp(o.PublicIP)
	}
	if len(vpc.Subnets) > 0 {
		in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &vpc}
	}
}
