package world_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/sim/world"
)

func percent(least, most int32) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration = &types.DeploymentConfiguration{MinimumHealthyPercent: &least, MaximumPercent: &most}
	}
}

// A rolling deployment never runs fewer tasks than the minimum healthy percent nor has more than the maximum percent,
// and ends COMPLETED with what was asked for.
func TestRollingDeploymentKeepsItsLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		desired := rapid.Int32Range(0, 12).Draw(r, "desired")
		least := rapid.Int32Range(0, 100).Draw(r, "min")
		most := rapid.Int32Range(100, 200).Draw(r, "max")
		floor, ceiling := (desired*least+99)/100, desired*most/100
		if floor >= desired && ceiling <= desired && desired > 0 {
			r.Skip("no room to roll")
		}
		changes := []func(*ecs.CreateServiceInput){percent(least, most)}
		if rapid.Bool().Draw(r, "balanced") {
			changes = append(changes, balanced)
		}
		w := steady(t, fargate(desired, changes...))
		w.SetFate(world.FateMatch{Revision: 2}, world.Fate{
			Pull: time.Duration(rapid.IntRange(1, 60).Draw(r, "pull")) * time.Second})
		update(t, w, deploy("api:2"))
		for range 3600 {
			w.Advance(w.Now().Add(time.Second))
			s := describe(t, w)
			if s.RunningCount < floor {
				r.Fatalf("running %d below the minimum %d at %v", s.RunningCount, floor, w.Now())
			}
			if s.RunningCount+s.PendingCount > ceiling {
				r.Fatalf("running %d and pending %d above the maximum %d", s.RunningCount, s.PendingCount, ceiling)
			}
			if d := s.Deployments[0]; d.RolloutState == types.DeploymentRolloutStateCompleted {
				if len(s.Deployments) != 1 || d.RunningCount != desired || d.DesiredCount != desired || s.RunningCount != desired {
					r.Fatalf("completed with\n%s", story(s, start))
				}
				return
			}
		}
		r.Fatalf("not completed:\n%s", story(describe(t, w), start))
	})
}

func TestNewDeploymentAppearsWithoutTasksBesideTheOldOne(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	s := update(t, w, deploy("api:2"))
	if len(s.Deployments) != 2 {
		t.Fatal(story(s, start))
	}
	fresh, old := s.Deployments[0], s.Deployments[1]
	if *fresh.Status != "PRIMARY" || fresh.RolloutState != types.DeploymentRolloutStateInProgress || fresh.DesiredCount != 0 ||
		*fresh.RolloutStateReason != "ECS deployment "+*fresh.Id+" in progress." {
		t.Errorf("new: %s", story(s, start))
	}
	if *old.Status != "ACTIVE" || old.RolloutState != types.DeploymentRolloutStateCompleted || old.RunningCount != 2 {
		t.Errorf("old: %s", story(s, start))
	}
}

func TestEventsOfADeploymentBehindALoadBalancer(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1, balanced))
	id := *update(t, w, deploy("api:2")).Deployments[0].Id
	old := *tasks(t, w, types.DesiredStatusRunning)[0].TaskArn
	until(t, w, 5*time.Minute, said("has reached a steady state"))
	fresh := *tasks(t, w, types.DesiredStatusRunning)[0].TaskArn
	want := []string{
		"has started 1 tasks: (task " + fresh[len(fresh)-32:] + ").",
		"registered 1 targets in (target-group " + group + ")",
		"deregistered 1 targets in (target-group " + group + ")",
		"has begun draining connections on 1 tasks.",
		"has stopped 1 running tasks: (task " + old[len(old)-32:] + ").",
		"(deployment " + id + ") deployment completed.",
		"has reached a steady state.",
	}
	got := describe(t, w).Events
	for i, text := range want {
		if m := *got[len(want)-1-i].Message; m != "(service api) "+text {
			t.Errorf("event %d: %q, want %q", i, m, text)
		}
	}
}

func TestNoRoomToRollIsSaidOnce(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1, percent(100, 100)))
	update(t, w, deploy("api:2"))
	until(t, w, time.Minute, said("was unable to stop or start tasks during a deployment because of the service deployment configuration."))
	w.Advance(start.Add(5 * time.Hour))
	s := describe(t, w)
	if n := count(s, "unable to stop or start"); n != 1 || s.Deployments[0].RunningCount != 0 || s.RunningCount != 1 {
		t.Errorf("said %d times:\n%s", n, story(s, start))
	}
	w.Advance(start.Add(13 * time.Hour))
	if n := count(describe(t, w), "unable to stop or start"); n != 3 {
		t.Errorf("said %d times in 13 hours", n)
	}
}

func count(s types.Service, text string) (n int) {
	one := s
	for _, e := range s.Events {
		one.Events = []types.ServiceEvent{e}
		if said(text)(one) {
			n++
		}
	}
	return n
}

func TestOldTasksServeAsLongAsTheNewOnesFail(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, percent(0, 200)))
	w.SetFate(world.FateMatch{Revision: 2}, unpullable)
	update(t, w, deploy("api:2"))
	w.Advance(start.Add(time.Hour))
	if s := describe(t, w); s.RunningCount != 2 {
		t.Error(story(s, start))
	}
}

func TestDeploymentThatOvertakesAnother(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(3))
	update(t, w, deploy("api:2"))
	w.Advance(start.Add(40 * time.Second))
	first := release(t, w)
	s := update(t, w, deploy("api:3"))
	if len(s.Deployments) != 3 || s.Deployments[1].RolloutState != types.DeploymentRolloutStateInProgress {
		t.Error(story(s, start))
	}
	until(t, w, 5*time.Minute, said("steady state"))
	if s := describe(t, w); len(s.Deployments) != 1 || s.RunningCount != 3 || *s.Deployments[0].TaskDefinition != *s.TaskDefinition {
		t.Error(story(s, start))
	}
	out := must[*ecs.DescribeServiceDeploymentsOutput](t)(w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*first.ServiceDeploymentArn, *release(t, w).ServiceDeploymentArn}})).ServiceDeployments
	if out[0].Status != types.ServiceDeploymentStatusStopped || out[1].Status != types.ServiceDeploymentStatusSuccessful || len(out[1].SourceServiceRevisions) != 2 {
		t.Errorf("%s then %s from %d revisions", out[0].Status, out[1].Status, len(out[1].SourceServiceRevisions))
	}
}

func TestScaling(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(4))
	before := describe(t, w)
	for i, n := range []int32{7, 2, 0, 3} {
		update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = &n })
		until(t, w, 5*time.Minute, func(s types.Service) bool {
			return s.RunningCount == n && s.PendingCount == 0 && count(s, "steady state") == i+1
		})
	}
	after := describe(t, w)
	if *after.Deployments[0].Id != *before.Deployments[0].Id {
		t.Errorf("scaling started a deployment:\n%s", story(after, start))
	}
}

func TestScaleInSparesRunningTasksAndBalancesZones(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(6))
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(9)) })
	w.Advance(start.Add(10 * time.Second))
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(6)) })
	w.Advance(start.Add(20 * time.Second))
	if s := describe(t, w); s.RunningCount != 6 || s.PendingCount != 0 || !said("stopped 3 pending tasks.")(s) {
		t.Error(story(s, start))
	}
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(3)) })
	w.Advance(start.Add(time.Minute))
	zones := map[string]int{}
	for _, task := range tasks(t, w, types.DesiredStatusRunning) {
		zones[*task.AvailabilityZone]++
	}
	if len(zones) != 3 {
		t.Error(zones)
	}
}

func TestProtectedTasksOutliveScaleIn(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(3))
	kept := *tasks(t, w, types.DesiredStatusRunning)[0].TaskArn
	must[*ecs.UpdateTaskProtectionOutput](t)(w.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{kept}, ProtectionEnabled: true, ExpiresInMinutes: new(int32(10))}))
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(0)) })
	w.Advance(start.Add(9 * time.Minute))
	left := tasks(t, w, types.DesiredStatusRunning)
	if len(left) != 1 || *left[0].TaskArn != kept || !said("unable to scale in due to (reason 1 tasks under protection)")(describe(t, w)) {
		t.Errorf("left: %d tasks\n%s", len(left), story(describe(t, w), start))
	}
	w.Advance(start.Add(12 * time.Minute))
	if n := describe(t, w).RunningCount; n != 0 {
		t.Errorf("after the protection: %d running", n)
	}
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(1)) })
	w.Advance(start.Add(20 * time.Minute))
	must[*ecs.UpdateTaskProtectionOutput](t)(w.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{*tasks(t, w, types.DesiredStatusRunning)[0].TaskArn}, ProtectionEnabled: true}))
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(0)) })
	w.Advance(start.Add(30 * time.Minute))
	if n := count(describe(t, w), "under protection"); n != 2 {
		t.Errorf("two causes, said %d times", n)
	}
}

func TestStrategiesOtherThanRolling(t *testing.T) {
	t.Parallel()
	t.Run("blue green bakes", func(t *testing.T) {
		t.Parallel()
		w := steady(t, fargate(2, func(in *ecs.CreateServiceInput) {
			in.DeploymentConfiguration = &types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(10))}
		}))
		update(t, w, deploy("api:2"))
		w.Advance(start.Add(8 * time.Minute))
		if s := describe(t, w); s.RunningCount != 4 {
			t.Errorf("while it bakes:\n%s", story(s, start))
		}
		d := until(t, w, 20*time.Minute, func(s types.Service) bool { return s.RunningCount == 2 })
		if d+8*time.Minute < 11*time.Minute {
			t.Errorf("baked until %v only", d+8*time.Minute)
		}
	})
	t.Run("early success", func(t *testing.T) {
		t.Parallel()
		w := steady(t, fargate(4, func(in *ecs.CreateServiceInput) {
			in.DeploymentConfiguration = &types.DeploymentConfiguration{EarlySuccessCriteria: &types.DeploymentEarlySuccessCriteria{
				Enable: true, HealthyPercent: new(int32(50)), SourceServiceRevisionCleanup: types.ServiceRevisionCleanupDeferred}}
		}))
		w.SetFate(world.FateMatch{Revision: 2}, world.Fate{Spare: 2, Fail: &world.Failure{Phase: world.PhasePull, After: time.Hour}})
		update(t, w, deploy("api:2"))
		until(t, w, 5*time.Minute, func(s types.Service) bool {
			return s.Deployments[0].RolloutState == types.DeploymentRolloutStateCompleted
		})
		if s := describe(t, w); s.Deployments[0].RunningCount != 2 || len(s.Deployments) != 2 {
			t.Error(story(s, start))
		}
	})
}

func TestCapacityProviderStrategyFillsBaseThenWeights(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(9, func(in *ecs.CreateServiceInput) {
		in.LaunchType = ""
		in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{
			{CapacityProvider: new("FARGATE"), Base: 3, Weight: 1}, {CapacityProvider: new("FARGATE_SPOT"), Weight: 2}}
	}))
	got := map[string]int{}
	for _, task := range tasks(t, w, types.DesiredStatusRunning) {
		got[*task.CapacityProviderName]++
	}
	if fmt.Sprint(got) != "map[FARGATE:5 FARGATE_SPOT:4]" {
		t.Error(got)
	}
}
