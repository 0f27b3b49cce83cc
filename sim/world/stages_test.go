package world_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

const alternate = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api-2/fedcba9876543210"

// shifted is a service behind a load balancer that moves its traffic as c has it.
func shifted(c types.DeploymentConfiguration) *ecs.CreateServiceInput {
	in := fargate(2, balanced)
	in.LoadBalancers[0].AdvancedConfiguration = &types.AdvancedConfiguration{AlternateTargetGroupArn: new(alternate)}
	in.DeploymentConfiguration = &c
	return in
}

func pause(action types.DeploymentLifecycleHookAction, minutes int32, stages ...types.DeploymentLifecycleHookStage) types.DeploymentLifecycleHook {
	return types.DeploymentLifecycleHook{TargetType: types.DeploymentLifecycleHookTargetTypePause, LifecycleStages: stages,
		TimeoutConfiguration: &types.DeploymentLifecycleHookTimeoutConfiguration{Action: action, TimeoutInMinutes: &minutes}}
}

// newest is the newest service deployment, with details.
func newest(t testing.TB, w *world.World) types.ServiceDeployment {
	t.Helper()
	arn := *must[*ecs.ListServiceDeploymentsOutput](t)(w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Cluster: new("prod"), Service: new("api")})).ServiceDeployments[0].ServiceDeploymentArn
	return must[*ecs.DescribeServiceDeploymentsOutput](t)(w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: []string{arn}})).ServiceDeployments[0]
}

func weights(d types.ServiceDeployment) string {
	of := func(r types.ServiceRevisionSummary) string {
		if r.RequestedProductionTrafficWeight == nil {
			return "-"
		}
		return fmt.Sprintf("%g/%g", *r.RequestedTestTrafficWeight, *r.RequestedProductionTrafficWeight)
	}
	return of(*d.TargetServiceRevision) + " " + of(d.SourceServiceRevisions[0])
}

// passed are the stages and weights that a deployment goes through until it ends, each once.
func passed(t testing.TB, w *world.World, each func(types.ServiceDeployment)) (all []string, last types.ServiceDeployment) {
	t.Helper()
	for range 7200 {
		w.Advance(w.Now().Add(time.Second))
		last = newest(t, w)
		if last.FinishedAt != nil {
			return all, last
		}
		if each != nil {
			each(last)
		}
		if word := string(last.LifecycleStage) + " " + weights(last); last.LifecycleStage != "" && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	t.Fatalf("does not end: %v", all)
	return nil, last
}

func TestCanaryPassesItsStages(t *testing.T) {
	t.Parallel()
	w := steady(t, shifted(types.DeploymentConfiguration{Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(5)),
		CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: new(int32(3))}}))
	update(t, w, deploy("api:2"))
	fewest := int32(9)
	got, last := passed(t, w, func(types.ServiceDeployment) { fewest = min(fewest, describe(t, w).RunningCount) })
	want := []string{"PRE_SCALE_UP 0/0 100/100", "SCALE_UP 0/0 100/100", "POST_SCALE_UP 0/0 100/100", "TEST_TRAFFIC_SHIFT 100/0 0/100",
		"POST_TEST_TRAFFIC_SHIFT 100/0 0/100", "PRODUCTION_TRAFFIC_SHIFT 100/10 0/90", "PRODUCTION_TRAFFIC_SHIFT 100/100 0/0",
		"POST_PRODUCTION_TRAFFIC_SHIFT 100/100 0/0", "BAKE_TIME 100/100 0/0", "CLEAN_UP 100/100 0/0"}
	if !slices.Equal(got, want) || last.Status != types.ServiceDeploymentStatusSuccessful || fewest < 2 {
		t.Errorf("%s with at least %d tasks:\n%s", last.Status, fewest, strings.Join(got, "\n"))
	}
	if took := last.FinishedAt.Sub(*last.StartedAt); took < 8*time.Minute {
		t.Errorf("took %v", took)
	}
}

func TestLinearAsksBeforeEachStep(t *testing.T) {
	t.Parallel()
	w := steady(t, shifted(types.DeploymentConfiguration{Strategy: types.DeploymentStrategyLinear, BakeTimeInMinutes: new(int32(0)),
		LinearConfiguration: &types.LinearConfiguration{StepPercent: new(40.0), StepBakeTimeInMinutes: new(int32(1))},
		LifecycleHooks: []types.DeploymentLifecycleHook{pause(types.DeploymentLifecycleHookActionRollback, 10,
			types.DeploymentLifecycleHookStagePreProductionTrafficShift)}}))
	update(t, w, deploy("api:2"))
	var answered []string
	got, last := passed(t, w, func(d types.ServiceDeployment) {
		for _, h := range d.LifecycleHookDetails {
			if h.Status == types.DeploymentLifecycleHookStatusAwaitingAction {
				answered = append(answered, *h.HookId)
				must[*ecs.ContinueServiceDeploymentOutput](t)(w.ContinueServiceDeployment(&ecs.ContinueServiceDeploymentInput{ServiceDeploymentArn: d.ServiceDeploymentArn, HookId: h.HookId}))
				if _, err := w.ContinueServiceDeployment(&ecs.ContinueServiceDeploymentInput{ServiceDeploymentArn: d.ServiceDeploymentArn, HookId: h.HookId}); err == nil {
					t.Error("a hook was answered twice")
				}
			}
		}
	})
	text := strings.Join(got, "\n")
	if last.Status != types.ServiceDeploymentStatusSuccessful || len(answered) != 3 || len(slices.Compact(slices.Sorted(slices.Values(answered)))) != 3 {
		t.Errorf("%s after %v:\n%s", last.Status, answered, text)
	}
	for _, step := range []string{"SHIFT 100/40 0/60", "SHIFT 100/80 0/20", "SHIFT 100/100 0/0"} {
		if !strings.Contains(text, step) {
			t.Errorf("no %s in\n%s", step, text)
		}
	}
}

// A pause that nobody answers does what it was set to; a rollback leaves the traffic and the tasks of the old revision.
func TestPauseExpires(t *testing.T) {
	t.Parallel()
	for action, want := range map[types.DeploymentLifecycleHookAction]types.ServiceDeploymentStatus{
		types.DeploymentLifecycleHookActionContinue: types.ServiceDeploymentStatusSuccessful,
		types.DeploymentLifecycleHookActionRollback: types.ServiceDeploymentStatusRollbackSuccessful,
	} {
		w := steady(t, shifted(types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(1)),
			LifecycleHooks: []types.DeploymentLifecycleHook{pause(action, 3, types.DeploymentLifecycleHookStagePostTestTrafficShift)}}))
		old := tasks(t, w, types.DesiredStatusRunning)
		update(t, w, deploy("api:2"))
		_, last := passed(t, w, nil)
		if last.Status != want {
			t.Errorf("%s: %s %s", action, last.Status, *last.StatusReason)
		}
		if want == types.ServiceDeploymentStatusSuccessful {
			continue
		}
		w.Advance(w.Now().Add(time.Minute))
		now := tasks(t, w, types.DesiredStatusRunning)
		if len(now) != 2 || *now[0].TaskArn != *old[0].TaskArn && *now[0].TaskArn != *old[1].TaskArn || weights(last) != "0/0 100/100" {
			t.Errorf("%d tasks, weights %s", len(now), weights(last))
		}
	}
}

func TestAlarmEndsADeployment(t *testing.T) {
	t.Parallel()
	config := types.DeploymentConfiguration{Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(5)),
		Alarms: &types.DeploymentAlarms{Enable: true, Rollback: true, AlarmNames: []string{"api-5xx", "api-p99"}}}
	w := steady(t, shifted(config))
	update(t, w, deploy("api:2"))
	w.Advance(w.Now().Add(4 * time.Minute))
	w.SetAlarm("other", true)
	if d := newest(t, w); d.Status != types.ServiceDeploymentStatusInProgress {
		t.Fatal(d.Status)
	}
	w.SetAlarm("api-5xx", true)
	_, last := passed(t, w, nil)
	if last.Status != types.ServiceDeploymentStatusRollbackSuccessful || !slices.Equal(last.Alarms.TriggeredAlarmNames, []string{"api-5xx"}) {
		t.Errorf("%s %+v", last.Status, last.Alarms)
	}
	update(t, w, deploy("api:3")) // the alarm is on when it starts, and is ignored
	if _, last = passed(t, w, nil); last.Status != types.ServiceDeploymentStatusSuccessful {
		t.Errorf("%s %s", last.Status, *last.StatusReason)
	}
}

// A rolling deployment pauses as well, and bakes.
func TestRollingPausesAndBakes(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration = &types.DeploymentConfiguration{BakeTimeInMinutes: new(int32(2)),
			LifecycleHooks: []types.DeploymentLifecycleHook{pause(types.DeploymentLifecycleHookActionContinue, 5, types.DeploymentLifecycleHookStagePreScaleUp)}}
	}))
	update(t, w, deploy("api:2"))
	got, last := passed(t, w, nil)
	want := []string{"PRE_SCALE_UP - -", "SCALE_UP - -", "POST_SCALE_UP - -", "BAKE_TIME - -"}
	if took := last.FinishedAt.Sub(*last.StartedAt); last.Status != types.ServiceDeploymentStatusSuccessful || !slices.Equal(got, want) || took < 7*time.Minute {
		t.Errorf("%s after %v: %v", last.Status, took, got)
	}
}
