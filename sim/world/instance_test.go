package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

// metal is a stage with n instances and the family web, which wants 512 CPU units and 1024 MiB in bridge mode.
func metal(t testing.TB, n int) (*world.World, []string) {
	w := stage(t)
	arns := must[[]string](t)(w.SeedInstances(world.InstanceSeed{Cluster: "prod", Count: n}))
	must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Image: new("web:1"), Cpu: 512,
			Memory: new(int32(1024)), PortMappings: []types.PortMapping{{ContainerPort: new(int32(80)), HostPort: new(int32(0))}}}}}))
	return w, arns
}

func onInstances(desired int32, changes ...func(*ecs.CreateServiceInput)) *ecs.CreateServiceInput {
	return fargate(desired, append([]func(*ecs.CreateServiceInput){func(in *ecs.CreateServiceInput) {
		in.TaskDefinition, in.LaunchType, in.NetworkConfiguration = new("web"), types.LaunchTypeEc2, nil
	}}, changes...)...)
}

func daemon(in *ecs.CreateServiceInput) {
	in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
}

func instances(t testing.TB, w *world.World, arns []string) []types.ContainerInstance {
	t.Helper()
	return must[*ecs.DescribeContainerInstancesOutput](t)(w.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
		Cluster: new("prod"), ContainerInstances: arns})).ContainerInstances
}

func TestTasksSpreadOverInstancesUntilTheyAreFull(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 2)
	must[*ecs.CreateServiceOutput](t)(w.CreateService(onInstances(9)))
	until(t, w, 2*time.Minute, func(s types.Service) bool { return s.RunningCount == 8 })
	s := describe(t, w)
	if !said("was unable to place a task because no container instance met all of its requirements. The closest matching")(s) ||
		!said("has insufficient CPU units available")(s) {
		t.Error(story(s, start))
	}
	for _, i := range instances(t, w, arns) {
		if i.RunningTasksCount != 4 || i.RemainingResources[0].IntegerValue != 0 || i.RemainingResources[1].IntegerValue != 7680-4096 {
			t.Errorf("%+v", i)
		}
	}
	task := tasks(t, w, types.DesiredStatusRunning)[0]
	if b := task.Containers[0].NetworkBindings; len(b) != 1 || *b[0].HostPort < 32768 || len(task.Attachments) != 0 || task.LaunchType != types.LaunchTypeEc2 {
		t.Errorf("%+v", task)
	}
	must[[]string](t)(w.SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 1}))
	until(t, w, 2*time.Minute, func(s types.Service) bool { return s.RunningCount == 9 })
}

func TestRoomThatOthersLeaveIsTaken(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 1)
	alone := must[*ecs.StartTaskOutput](t)(w.StartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web"), ContainerInstances: arns})).Tasks[0]
	must[*ecs.CreateServiceOutput](t)(w.CreateService(onInstances(4)))
	w.Advance(start.Add(5 * time.Minute))
	if n := describe(t, w).RunningCount; n != 3 {
		t.Fatalf("%d running beside the other task", n)
	}
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: alone.TaskArn}))
	until(t, w, time.Minute, func(s types.Service) bool { return s.RunningCount == 4 })
}

func TestDrainingInstanceLosesItsTasks(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 3)
	must[string](t)(w.SeedService(onInstances(6), world.Past{}))
	must[*ecs.UpdateContainerInstancesStateOutput](t)(w.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
		Cluster: new("prod"), ContainerInstances: arns[:1], Status: types.ContainerInstanceStatusDraining}))
	for range 300 {
		w.Advance(w.Now().Add(time.Second))
		if s := describe(t, w); s.RunningCount < 6 {
			t.Fatalf("%d running", s.RunningCount)
		}
	}
	if i := instances(t, w, arns); *i[0].Status != "DRAINING" || i[0].RunningTasksCount != 0 || i[1].RunningTasksCount != 3 || i[2].RunningTasksCount != 3 {
		t.Errorf("%+v", i)
	}
	if s := describe(t, w); len(s.Deployments) != 1 || !said("steady state")(s) {
		t.Error(story(s, start))
	}
}

func TestDaemonRunsOnEveryInstance(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 3)
	must[string](t)(w.SeedService(onInstances(0, daemon), world.Past{}))
	for _, i := range instances(t, w, arns) {
		if i.RunningTasksCount != 1 {
			t.Errorf("%+v", i)
		}
	}
	more := must[[]string](t)(w.SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 1}))
	until(t, w, time.Minute, func(s types.Service) bool { return s.RunningCount == 4 && s.DesiredCount == 4 })
	update(t, w, func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true })
	until(t, w, 5*time.Minute, func(s types.Service) bool {
		return len(s.Deployments) == 1 && s.Deployments[0].RolloutState == types.DeploymentRolloutStateCompleted
	})
	for _, i := range instances(t, w, append(arns, more...)) {
		if i.RunningTasksCount != 1 {
			t.Errorf("after a deployment: %+v", i)
		}
	}
	if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), DesiredCount: new(int32(2))}); code(err) != "InvalidParameterException" {
		t.Error(err)
	}
}

func TestDaemonDoesNotDoubleForAFullInstance(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 2)
	for range 4 {
		must[*ecs.StartTaskOutput](t)(w.StartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web"), ContainerInstances: arns[:1]}))
	}
	must[*ecs.CreateServiceOutput](t)(w.CreateService(onInstances(0, daemon)))
	w.Advance(start.Add(5 * time.Minute))
	if s := describe(t, w); s.RunningCount != 1 || s.DesiredCount != 2 || !said("has insufficient CPU units available")(s) {
		t.Error(story(s, start))
	}
}

func TestStartTaskSaysWhyNot(t *testing.T) {
	t.Parallel()
	w, arns := metal(t, 2)
	w.SetAgent("prod", arns[1], false)
	for range 4 {
		must[*ecs.StartTaskOutput](t)(w.StartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web"), ContainerInstances: arns[:1]}))
	}
	out := must[*ecs.StartTaskOutput](t)(w.StartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web"),
		ContainerInstances: append(arns, "nope")}))
	var why []string
	for _, f := range out.Failures {
		why = append(why, *f.Reason)
	}
	if got := strings.Join(why, " "); got != "RESOURCE:CPU AGENT MISSING" || len(out.Tasks) != 0 {
		t.Error(got)
	}
	list := must[*ecs.ListContainerInstancesOutput](t)(w.ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: new("prod"), Filter: new("agentConnected==false")}))
	if len(list.ContainerInstanceArns) != 1 || list.ContainerInstanceArns[0] != arns[1] {
		t.Error(list.ContainerInstanceArns)
	}
}
