package world_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

func TestCapacityThatComesBack(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	w.SetFate(world.FateMatch{Service: "api"}, world.Fate{Unplaced: &world.Unplaced{}, Spare: 1, Until: start.Add(time.Hour)})
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(4)) })
	w.Advance(start.Add(59 * time.Minute))
	s := describe(t, w)
	if n := count(s, "was unable to place a task. Reason: Capacity is unavailable at this time."); n != 1 || s.RunningCount != 2 || s.PendingCount != 0 {
		t.Errorf("said %d times:\n%s", n, story(s, start))
	}
	if len(tasks(t, w, types.DesiredStatusStopped)) != 0 {
		t.Error("a task appeared and stopped")
	}
	w.Advance(start.Add(62 * time.Minute))
	if s := describe(t, w); s.RunningCount != 4 {
		t.Error(story(s, start))
	}
}

func TestSpotServiceThatIsGivenOnDemandCapacity(t *testing.T) {
	t.Parallel()
	strategy := func(name string) []types.CapacityProviderStrategyItem {
		return []types.CapacityProviderStrategyItem{{CapacityProvider: &name, Weight: 1}}
	}
	w := steady(t, fargate(1, func(in *ecs.CreateServiceInput) {
		in.LaunchType, in.CapacityProviderStrategy = "", strategy("FARGATE_SPOT")
	}))
	dry := world.FateMatch{Provider: "FARGATE_SPOT"}
	for round, n := range []int32{2, 3} {
		w.SetFate(dry, world.Fate{Unplaced: &world.Unplaced{}})
		update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = &n })
		w.Advance(w.Now().Add(10 * time.Minute))
		if s := describe(t, w); count(s, "was unable to place a task") != round+1 || s.RunningCount != n-1 {
			t.Error(story(s, start))
		}
		if round == 0 {
			w.ClearFate(dry)
		} else {
			update(t, w, func(in *ecs.UpdateServiceInput) {
				in.CapacityProviderStrategy, in.ForceNewDeployment = strategy("FARGATE"), true
			})
		}
		until(t, w, 10*time.Minute, func(s types.Service) bool { return s.RunningCount == n && len(s.Deployments) == 1 })
	}
	got := map[string]int{}
	for _, task := range tasks(t, w, types.DesiredStatusRunning) {
		got[*task.CapacityProviderName]++
	}
	if got["FARGATE_SPOT"] != 0 || got["FARGATE"] != 3 || len(describe(t, w).Deployments) != 1 {
		t.Error(got)
	}
}

func TestSubnetWithTwelveAddresses(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(10))
	w.SetFate(world.FateMatch{Service: "api"}, world.Fate{Spare: 12, Fail: &world.Failure{Phase: world.PhaseNetwork, After: 30 * time.Second,
		Reason: "Unexpected EC2 error while attempting to Create Network Interface: InsufficientFreeAddressesInSubnet"}})
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(30)) })
	until(t, w, 30*time.Second, said("has started 20 tasks"))
	until(t, w, 2*time.Minute, func(s types.Service) bool { return s.RunningCount == 22 })
	until(t, w, 15*time.Minute, said("is unable to consistently start tasks successfully."))
	if s := describe(t, w); s.RunningCount != 22 || s.Deployments[0].FailedTasks != 0 || len(s.Deployments) != 1 {
		t.Error(story(s, start))
	}
	lucky := tasks(t, w, types.DesiredStatusRunning)[12]
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: lucky.TaskArn}))
	until(t, w, time.Minute, func(s types.Service) bool { return s.RunningCount == 21 })
	until(t, w, 20*time.Minute, func(s types.Service) bool { return s.RunningCount == 22 })
	stopped := tasks(t, w, types.DesiredStatusStopped)
	if len(stopped) < 16 || *stopped[0].Attachments[0].Status != "DELETED" {
		t.Errorf("%d stopped", len(stopped))
	}
}

func TestCrashOfARunningTask(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, balanced))
	oom := world.Exit{Code: 137, ContainerReason: "OutOfMemoryError: Container killed due to memory usage"}
	arn := w.Crash(world.FateMatch{Service: "api"}, oom)
	if task, _ := look(t, w, arn); task.StopCode != types.TaskStopCodeEssentialContainerExited || *task.Containers[0].ExitCode != 137 {
		t.Errorf("%+v", task)
	}
	until(t, w, time.Minute, said("has started 1 tasks"))
	until(t, w, time.Minute, said("registered 1 targets in"))
	if n := describe(t, w).Deployments[0].FailedTasks; n != 0 {
		t.Errorf("%d failed tasks", n)
	}
	if got := w.Crash(world.FateMatch{Service: "web"}, oom) + w.Interrupt(world.FateMatch{}); got != "" {
		t.Errorf("befell %s", got)
	}
}

func TestUnhealthyTaskIsReplaced(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1, balanced))
	w.SetFate(world.FateMatch{Revision: 2}, world.Fate{Unhealthy: &world.Unhealthy{After: 5 * time.Minute, Reason: "Request timed out"}})
	update(t, w, deploy("api:2"))
	until(t, w, 10*time.Minute, said("(port 8080) is unhealthy in (target-group "+group+") due to (reason Request timed out)."))
	until(t, w, time.Minute, said("Amazon ECS replaced 1 tasks due to an unhealthy status."))
	w.Advance(w.Now().Add(time.Minute))
	task := tasks(t, w, types.DesiredStatusStopped)[1]
	if *task.StoppedReason != "Task failed ELB health checks in (target-group "+group+")" || task.StopCode != types.TaskStopCodeServiceSchedulerInitiated {
		t.Errorf("%s %s", task.StopCode, *task.StoppedReason)
	}
}

func TestLaterFateWinsAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	w := stage(t)
	w.SetFate(world.FateMatch{Family: "api"}, world.Fate{Pull: time.Hour})
	w.SetFate(world.FateMatch{Cluster: "prod"}, world.Fate{Fail: &world.Failure{Phase: world.PhaseNetwork, Reason: "no"}})
	if path, _ := walk(t, w, *run(t, w).TaskArn, "STOPPED"); len(path) != 2 {
		t.Error(path)
	}
	w.ClearFate(world.FateMatch{Cluster: "prod"})
	arn := *run(t, w).TaskArn
	w.Advance(w.Now().Add(30 * time.Minute))
	if task, _ := look(t, w, arn); *task.LastStatus != "PENDING" {
		t.Error(*task.LastStatus)
	}
}

func TestOperatorsActAtTheirTime(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	var heard []time.Time
	var order []int
	for i := range 20 {
		w.At(start, func(*world.World) {
			if order = append(order, i); !slices.IsSorted(order) {
				t.Error(order)
			}
		})
	}
	w.At(start.Add(2*time.Hour), func(w *world.World) { heard = append(heard, w.Now()) })
	w.At(start.Add(time.Hour), func(w *world.World) {
		heard = append(heard, w.Now())
		if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), TaskDefinition: new("api:2")}); err != nil {
			t.Error(err)
		}
		w.At(w.Now().Add(time.Minute), func(w *world.World) { heard = append(heard, w.Now()) })
	})
	w.Advance(start.Add(3 * time.Hour))
	if len(order) != 20 || len(heard) != 3 || !heard[0].Equal(start.Add(time.Hour)) || !heard[1].Equal(start.Add(61*time.Minute)) {
		t.Error(heard)
	}
	if s := describe(t, w); *s.TaskDefinition != "arn:aws:ecs:us-east-1:111122223333:task-definition/api:2" || s.RunningCount != 1 {
		t.Error(story(s, start))
	}
}
