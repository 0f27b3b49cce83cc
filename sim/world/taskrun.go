package world

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskActions answer the calls about tasks.
type taskActions struct {
	origin
	*progress
	definitions *registry
	providers   *providers
	accepted    *acceptance
	fates       *fates
	starter     *starter
	stopper     *stopper
	runs        map[string]run // by cluster and client token
}

// run is a request that started tasks.
type run struct {
	in    *ecs.RunTaskInput
	tasks []*task
}

func (x *taskActions) run(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	n := 1
	if in.Count != nil {
		n = int(*in.Count)
	}
	if err := x.accepted.check("RunTask", in, subject{cluster: c, def: x.definitions.find(value(in.TaskDefinition))}); err != nil {
		return nil, err
	}
	out := &ecs.RunTaskOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	token := c.name() + " " + value(in.ClientToken)
	if before := x.runs[token]; before.in != nil {
		if !reflect.DeepEqual(before.in, in) {
			return nil, fault("ConflictException", "The client token was used with different parameters.")
		}
		for _, t := range before.tasks {
			out.Tasks = append(out.Tasks, t.view(true))
		}
		return out, nil
	}
	asked := clone(in)
	def, err := x.definitions.usable(in.TaskDefinition, "InvalidParameterException")
	if err != nil {
		return nil, err
	}
	sp := spec{def: def, launch: in.LaunchType, strategy: in.CapacityProviderStrategy, network: in.NetworkConfiguration,
		platform: value(in.PlatformVersion)}
	if err := x.providers.resolve(c, &sp); err != nil {
		return nil, err
	}
	o := order{cluster: c, def: def, launch: sp.launch, network: sp.network, overrides: in.Overrides, exec: in.EnableExecuteCommand,
		startedBy: value(in.StartedBy), group: either(value(in.Group), "family:"+def.family), tags: runTags(in, def)}
	begun := x.runAll(o, sp, n, out)
	if in.ClientToken != nil {
		x.runs[token] = run{asked, begun}
	}
	return out, nil
}

// runAll starts n tasks of an order and notes in out what became of each.
func (x *taskActions) runAll(o order, sp spec, n int, out *ecs.RunTaskOutput) (begun []*task) {
	used := map[string]int32{}
	for range n {
		if len(sp.strategy) > 0 {
			o.provider, o.launch = choose(sp.strategy, used), ""
			used[o.provider]++
		}
		t, failure := x.runOne(o, sp.platform)
		if failure != nil {
			out.Failures = append(out.Failures, *failure)
			continue
		}
		begun = append(begun, t)
		out.Tasks = append(out.Tasks, t.view(true))
	}
	return begun
}

func runTags(in *ecs.RunTaskInput, def *definition) []types.Tag {
	if in.PropagateTags == types.PropagateTagsTaskDefinition {
		return append(clone(def.tags), in.Tags...)
	}
	return in.Tags
}

// runOne starts one task of an order, or says why it cannot.
func (x *taskActions) runOne(o order, platform string) (*task, *types.Failure) {
	o.fate, o.spared = x.fates.of(o.cluster, nil, o.def, o.provider)
	o.fate = ofJob(o.fate, o.overrides)
	if u := o.fate.Unplaced; u != nil {
		return nil, &types.Failure{Reason: new(either(u.Reason,
			"Capacity is unavailable at this time. Please try again later or in a different availability zone."))}
	}
	if trouble := o.settle(platform); trouble != "" {
		return nil, &types.Failure{Arn: new(o.cluster.instances[0].arn), Reason: new(resource(trouble)), Detail: new(trouble)}
	}
	t := x.starter.create(o)
	x.starter.begin(t)
	return t, nil
}

func (x *taskActions) start(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := x.accepted.check("StartTask", in, subject{cluster: c, def: x.definitions.find(value(in.TaskDefinition))}); err != nil {
		return nil, err
	}
	def, err := x.definitions.usable(in.TaskDefinition, "InvalidParameterException")
	if err != nil {
		return nil, err
	}
	if err := (spec{def: def, launch: types.LaunchTypeEc2, network: in.NetworkConfiguration}).check(); err != nil {
		return nil, err
	}
	out := &ecs.StartTaskOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for _, ref := range in.ContainerInstances {
		i := c.instance(ref)
		if i == nil {
			out.Failures = append(out.Failures, missing(x.arn("container-instance", c.name(), tail(ref))))
			continue
		}
		if why := i.refuses(def); why != "" {
			out.Failures = append(out.Failures, types.Failure{Arn: new(i.arn), Reason: new(resource(why))})
			continue
		}
		o := order{cluster: c, def: def, launch: types.LaunchTypeEc2, network: in.NetworkConfiguration, overrides: in.Overrides,
			exec: in.EnableExecuteCommand, startedBy: value(in.StartedBy), group: either(value(in.Group), "family:"+def.family),
			tags: in.Tags, instance: i}
		o.fate, o.spared = x.fates.of(c, nil, def, "")
		t := x.starter.create(o)
		x.starter.begin(t)
		out.Tasks = append(out.Tasks, t.view(true))
	}
	return out, nil
}

func (x *taskActions) stop(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := c.stranger("task", value(in.Task)); err != nil {
		return nil, err
	}
	t := c.task(value(in.Task))
	if t == nil {
		return nil, invalid("The referenced task was not found.")
	}
	x.stopper.stop(t, types.TaskStopCodeUserInitiated, either(value(in.Reason), "Task stopped by user"))
	return &ecs.StopTaskOutput{Task: new(t.view(true))}, nil
}
