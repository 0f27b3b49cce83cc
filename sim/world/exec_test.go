package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

// agent is the status of the ExecuteCommandAgent of a task's first container, and the reason for it.
func agent(t types.Task) (status, reason string) {
	for _, a := range t.Containers[0].ManagedAgents {
		status = *a.LastStatus
		if a.Reason != nil {
			reason = *a.Reason
		}
	}
	return status, reason
}

// The agent of a task comes and goes with its container.
func TestExecAgentLives(t *testing.T) {
	t.Parallel()
	w := stage(t)
	must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(1, func(in *ecs.CreateServiceInput) { in.EnableExecuteCommand = true })))
	w.Advance(w.Now().Add(15 * time.Second))
	one := tasks(t, w, types.DesiredStatusRunning)[0]
	if s, _ := agent(one); s != "PENDING" {
		t.Errorf("agent of a pending task is %q", s)
	}
	in := &ecs.ExecuteCommandInput{Cluster: new("prod"), Task: one.TaskArn, Command: new("sh"), Interactive: true}
	if _, err := w.ExecTarget(in); code(err) != "InvalidParameterException" {
		t.Errorf("target in a pending task: %v", err)
	}
	until(t, w, 5*time.Minute, func(s types.Service) bool { return s.RunningCount == 1 })
	one = tasks(t, w, types.DesiredStatusRunning)[0]
	if s, _ := agent(one); s != "RUNNING" {
		t.Errorf("agent of a running task is %q", s)
	}
	target := must[world.ExecTarget](t)(w.ExecTarget(in))
	if found, ok := w.FindExec(target.String()); !ok || found.ContainerARN != *one.Containers[0].ContainerArn || len(found.Ports) != 1 {
		t.Errorf("%s is %+v", target, found)
	}
	w.SetExecAgent(target.String(), "STOPPED", "ExecuteCommandAgent process exited with exit code: 255")
	if s, reason := agent(tasks(t, w, types.DesiredStatusRunning)[0]); s != "STOPPED" || !strings.HasSuffix(reason, "255") {
		t.Errorf("agent is %q: %s", s, reason)
	}
	if _, ok := w.FindExec(target.String()); ok || !w.Runs(target.String()) {
		t.Error("a target without an agent is found, or its container does not run")
	}
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: one.TaskArn}))
	w.Advance(w.Now().Add(time.Minute))
	if s, reason := agent(tasks(t, w, types.DesiredStatusStopped)[0]); s != "STOPPED" || reason != "Received Container Stopped event" || w.Runs(target.String()) {
		t.Errorf("agent of a stopped task is %q: %s", s, reason)
	}
}

// ECS Exec that is switched on comes with new tasks.
func TestExecIsSwitchedOn(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	old := tasks(t, w, types.DesiredStatusRunning)[0]
	update(t, w, func(in *ecs.UpdateServiceInput) { in.EnableExecuteCommand, in.ForceNewDeployment = new(true), true })
	if s, _ := agent(old); s != "" {
		t.Errorf("agent of an old task is %q", s)
	}
	until(t, w, 10*time.Minute, func(s types.Service) bool {
		return s.Deployments[0].RolloutState == types.DeploymentRolloutStateCompleted
	})
	if s, _ := agent(tasks(t, w, types.DesiredStatusRunning)[0]); s != "RUNNING" {
		t.Errorf("agent of a new task is %q", s)
	}
}

// A cluster's name may hold what parts the pieces of a target.
func TestExecTargetsArePartedRightly(t *testing.T) {
	t.Parallel()
	w := stage(t)
	must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("my_prod_1")}))
	in := fargate(1, func(in *ecs.CreateServiceInput) { in.Cluster, in.EnableExecuteCommand = new("my_prod_1"), true })
	must[string](t)(w.SeedService(in, world.Past{}))
	all := must[*ecs.ListTasksOutput](t)(w.ListTasks(&ecs.ListTasksInput{Cluster: new("my_prod_1")})).TaskArns
	target := must[world.ExecTarget](t)(w.ExecTarget(&ecs.ExecuteCommandInput{Cluster: new("my_prod_1"), Task: &all[0]}))
	if found, ok := w.FindExec(target.String()); !ok || found.Runtime != target.Runtime {
		t.Errorf("%s is %+v", target, found)
	}
	for _, other := range []string{"", "ecs:", "ecs:_", "ecs:__", "ecs:my_prod_1", "ecs:my_prod_1_" + target.Task + "_", "i-0123", "ecs:prod_" + target.Task + "_" + target.Runtime} {
		if found, ok := w.FindExec(other); ok {
			t.Errorf("%q is %+v", other, found)
		}
	}
}
