package aws

import (
	"encoding/json"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	plantypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/secret"
)

// runsTasks says whether a target of EventBridge Scheduler is RunTask itself. Its input is the request.
func runsTasks(arn string) bool {
	return strings.HasPrefix(arn, "arn:") && strings.HasSuffix(arn, ":scheduler:::aws-sdk:ecs:runTask")
}

// isCluster says whether a target is a cluster.
func isCluster(arn string) bool {
	parts := strings.Split(arn, ":")
	return len(parts) == 6 && parts[2] == "ecs" && strings.HasPrefix(parts[5], "cluster/")
}

// ruleTarget is a target of a rule; false where it runs no task.
func ruleTarget(t eventtypes.Target) (ScheduleTarget, bool) {
	if t.EcsParameters == nil || !isCluster(awssdk.ToString(t.Arn)) {
		return ScheduleTarget{}, false
	}
	run := requestOf(t.EcsParameters, t.Arn, t.EcsParameters.TaskDefinitionArn, t.EcsParameters.TaskCount)
	out := newScheduleTarget(run, t.Input, t.RoleArn)
	out.ID, out.Computed = plain.Text(t.Id), t.InputTransformer != nil || awssdk.ToString(t.InputPath) != ""
	if d := t.DeadLetterConfig; d != nil {
		out.DeadLetter = plain.Text(d.Arn)
	}
	return out, true
}

// plannedTarget is the target of a schedule; false where it runs no task.
func plannedTarget(t plantypes.Target) (ScheduleTarget, bool) {
	var out ScheduleTarget
	switch {
	case t.EcsParameters != nil && isCluster(awssdk.ToString(t.Arn)):
		run := requestOf(t.EcsParameters, t.Arn, t.EcsParameters.TaskDefinitionArn, t.EcsParameters.TaskCount)
		out = newScheduleTarget(run, t.Input, t.RoleArn)
	case runsTasks(awssdk.ToString(t.Arn)):
		run := &ecs.RunTaskInput{}
		if err := json.Unmarshal([]byte(awssdk.ToString(t.Input)), run); err != nil {
			return ScheduleTarget{}, false
		}
		if run.Cluster == nil {
			run.Cluster = new(defaultGroup) // as ECS has it
		}
		run.StartedBy, run.ClientToken = nil, nil
		out = newScheduleTarget(run, nil, t.RoleArn)
	default:
		return ScheduleTarget{}, false
	}
	if d := t.DeadLetterConfig; d != nil {
		out.DeadLetter = plain.Text(d.Arn)
	}
	return out, true
}

// requestOf is the request that runs the task of a target. The members of its parameters have the names of the request's.
func requestOf(parameters any, cluster, definition *string, count *int32) *ecs.RunTaskInput {
	in := &ecs.RunTaskInput{}
	if text, err := json.Marshal(parameters); err == nil {
		_ = json.Unmarshal(text, in) // both are the SDK's own structures
	}
	in.Cluster, in.TaskDefinition, in.Count = cluster, definition, count
	return in
}

// newScheduleTarget is the target that makes a request. input may replace something in its containers.
func newScheduleTarget(run *ecs.RunTaskInput, input, role *string) ScheduleTarget {
	if o := (types.TaskOverride{}); awssdk.ToString(input) != "" && json.Unmarshal([]byte(*input), &o) == nil {
		run.Overrides = &o
	}
	if plain.Number(run.Count) == 0 {
		run.Count = new(int32(1))
	}
	t := ScheduleTarget{Cluster: plain.Short(plain.Text(run.Cluster)), Definition: plain.Short(plain.Text(run.TaskDefinition)), Count: plain.Number(run.Count), Launch: plain.Word(run.LaunchType),
		Role: plain.Short(plain.Text(role)), run: run}
	if len(run.CapacityProviderStrategy) > 0 {
		t.Launch = CapacityText(CapacityShares(run.CapacityProviderStrategy))
	}
	if o := run.Overrides; o != nil {
		for _, k := range o.ContainerOverrides {
			if len(k.Command) > 0 {
				command, _ := secret.Args(k.Command)
				t.Overrides = append(t.Overrides, plain.Text(k.Name)+" runs "+clean.Text(call.Shell(command)))
			}
			for _, e := range k.Environment {
				t.Overrides = append(t.Overrides, plain.Text(k.Name)+" gets "+plain.Text(e.Name)+"="+clean.Text(taskdef.Masked(plain.Text(e.Name), plain.Text(e.Value))))
			}
		}
	}
	return t
}

// Container is the one container that a target overrides; empty where it is not one.
func (t ScheduleTarget) Container() string {
	if o := t.run.Overrides; o != nil && len(o.ContainerOverrides) == 1 {
		return plain.Text(o.ContainerOverrides[0].Name)
	}
	return ""
}

// Request is a copy of what a target sends.
func (t ScheduleTarget) Request() *ecs.RunTaskInput {
	in := *t.run
	in.Cluster = new(plain.Short(awssdk.ToString(in.Cluster)))
	return &in
}
