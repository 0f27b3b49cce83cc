package world_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

// taskSets describes the task sets of the service api.
func taskSets(t *testing.T, w *world.World) []types.TaskSet {
	t.Helper()
	return must[*ecs.DescribeTaskSetsOutput](t)(w.DescribeTaskSets(&ecs.DescribeTaskSetsInput{Cluster: new("prod"), Service: new("api"),
		Include: []types.TaskSetField{types.TaskSetFieldTags}})).TaskSets
}

// An external controller's deployment: a second task set comes up at a share of the service, becomes the primary one, and the
// first is deleted.
func TestTaskSetsOfAnExternalController(t *testing.T) {
	t.Parallel()
	w := stage(t)
	must[*ecs.CreateServiceOutput](t)(w.CreateService(&ecs.CreateServiceInput{Cluster: new("prod"), ServiceName: new("api"), DesiredCount: new(int32(4)),
		DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeExternal}}))
	create := func(definition string, percent float64) types.TaskSet {
		return *must[*ecs.CreateTaskSetOutput](t)(w.CreateTaskSet(&ecs.CreateTaskSetInput{Cluster: new("prod"), Service: new("api"), TaskDefinition: &definition,
			LaunchType: types.LaunchTypeFargate, NetworkConfiguration: fargate(1).NetworkConfiguration, ExternalId: new("build-7"),
			Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: percent}, Tags: []types.Tag{{Key: new("team"), Value: new("web")}}})).TaskSet
	}
	first := create("api:1", 100)
	if *first.Status != "ACTIVE" || first.ComputedDesiredCount != 4 || *first.ExternalId != "build-7" {
		t.Errorf("%+v", first)
	}
	promote := func(set types.TaskSet) {
		must[*ecs.UpdateServicePrimaryTaskSetOutput](t)(w.UpdateServicePrimaryTaskSet(&ecs.UpdateServicePrimaryTaskSetInput{
			Cluster: new("prod"), Service: new("api"), PrimaryTaskSet: set.TaskSetArn}))
	}
	bare := must[*ecs.CreateTaskSetOutput](t)(w.CreateTaskSet(&ecs.CreateTaskSetInput{Cluster: new("prod"), Service: new("api"), TaskDefinition: new("api:1"),
		LaunchType: types.LaunchTypeFargate, NetworkConfiguration: fargate(1).NetworkConfiguration})).TaskSet
	if bare.Scale.Value != 0 || bare.ComputedDesiredCount != 0 {
		t.Errorf("without a scale: %+v", bare)
	}
	must[*ecs.DeleteTaskSetOutput](t)(w.DeleteTaskSet(&ecs.DeleteTaskSetInput{Cluster: new("prod"), Service: new("api"), TaskSet: bare.Id}))
	promote(first)
	w.Advance(start.Add(5 * time.Minute))
	second := create("api:2", 50)
	w.Advance(start.Add(10 * time.Minute))
	all := taskSets(t, w)
	if len(all) != 2 || *all[0].Status != "PRIMARY" || all[0].RunningCount != 4 || all[1].RunningCount != 2 || *all[1].Status != "ACTIVE" ||
		all[1].StabilityStatus != types.StabilityStatusSteadyState || len(all[1].Tags) != 1 {
		t.Fatalf("%+v", all)
	}
	must[*ecs.UpdateTaskSetOutput](t)(w.UpdateTaskSet(&ecs.UpdateTaskSetInput{Cluster: new("prod"), Service: new("api"), TaskSet: second.Id,
		Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: 100}}))
	promote(second)
	w.Advance(start.Add(15 * time.Minute))
	remove := &ecs.DeleteTaskSetInput{Cluster: new("prod"), Service: new("api"), TaskSet: first.Id}
	if _, err := w.DeleteTaskSet(remove); code(err) != "InvalidParameterException" {
		t.Errorf("deleted although it runs: %v", err)
	}
	remove.Force = new(true)
	if gone := must[*ecs.DeleteTaskSetOutput](t)(w.DeleteTaskSet(remove)).TaskSet; *gone.Status != "DRAINING" {
		t.Errorf("%+v", gone)
	}
	w.Advance(start.Add(20 * time.Minute))
	if all = taskSets(t, w); len(all) != 1 || *all[0].Id != *second.Id || *all[0].Status != "PRIMARY" || all[0].RunningCount != 4 {
		t.Errorf("%+v", all)
	}
	if s := describe(t, w); s.RunningCount != 4 || len(s.TaskSets) != 1 {
		t.Errorf("%+v", s)
	}
	if _, err := w.DeleteTaskSet(remove); code(err) != "TaskSetNotFoundException" {
		t.Errorf("deleted twice: %v", err)
	}
}
