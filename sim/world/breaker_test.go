package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

var unpullable = world.Fate{Fail: &world.Failure{Phase: world.PhasePull, Reason: "CannotPullContainerError: not found"}}

// release is the newest service deployment.
func release(t testing.TB, w *world.World) types.ServiceDeployment {
	t.Helper()
	list := must[*ecs.ListServiceDeploymentsOutput](t)(w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{
		Cluster: new("prod"), Service: new("api")})).ServiceDeployments
	out := must[*ecs.DescribeServiceDeploymentsOutput](t)(w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*list[0].ServiceDeploymentArn}}))
	return out.ServiceDeployments[0]
}

func TestBreakerRollsBack(t *testing.T) {
	t.Parallel()
	for name, fate := range map[string]world.Fate{
		"never starts":  unpullable,
		"crash loop":    {Exit: &world.Exit{After: 10 * time.Second, Code: 1}},
		"never healthy": {Unhealthy: &world.Unhealthy{After: 5 * time.Second, Kill: time.Minute}},
		"bad health":    {Settle: time.Hour, Unhealthy: &world.Unhealthy{After: 40 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := steady(t, fargate(2, breaker, balanced))
			old := describe(t, w)
			w.SetFate(world.FateMatch{Revision: 2}, fate)
			bad := update(t, w, deploy("api:2"))
			until(t, w, 20*time.Minute, said("(deployment "+*bad.Deployments[0].Id+") deployment failed: tasks failed to start."))
			s := describe(t, w)
			front, failed := s.Deployments[0], s.Deployments[1]
			if *front.Id != *old.Deployments[0].Id || front.RolloutState != types.DeploymentRolloutStateInProgress || *s.TaskDefinition != *old.TaskDefinition ||
				*front.RolloutStateReason != "ECS deployment circuit breaker: rolling back to deploymentId "+*front.Id+"." {
				t.Errorf("after the failure:\n%s", story(s, start))
			}
			if failed.RolloutState != types.DeploymentRolloutStateFailed || failed.FailedTasks < 3 ||
				*failed.RolloutStateReason != "ECS deployment circuit breaker: tasks failed to start." {
				t.Errorf("failed deployment:\n%s", story(s, start))
			}
			if r := release(t, w); r.Status != types.ServiceDeploymentStatusRollbackInProgress || r.DeploymentCircuitBreaker.Status != "TRIGGERED" ||
				r.DeploymentCircuitBreaker.Threshold != 3 || r.DeploymentCircuitBreaker.FailureCount < 3 || r.Rollback == nil {
				t.Errorf("service deployment: %+v", r)
			}
			until(t, w, 5*time.Minute, said("steady state"))
			w.Advance(w.Now().Add(time.Minute))
			s = describe(t, w)
			if len(s.Deployments) != 1 || s.RunningCount != 2 || s.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted {
				t.Errorf("at the end:\n%s", story(s, start))
			}
			if r := release(t, w); r.Status != types.ServiceDeploymentStatusRollbackSuccessful || r.FinishedAt == nil {
				t.Errorf("service deployment at the end: %+v", r)
			}
		})
	}
}

func TestFirstDeploymentThatFailsIsStalled(t *testing.T) {
	t.Parallel()
	w := stage(t)
	w.SetFate(world.FateMatch{Family: "api", Revision: 1}, unpullable)
	must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(2, breaker)))
	until(t, w, 20*time.Minute, said("deployment failed: tasks failed to start."))
	w.Advance(w.Now().Add(2 * time.Hour))
	s := describe(t, w)
	if d := s.Deployments[0]; d.RolloutState != types.DeploymentRolloutStateFailed || d.PendingCount != 0 || said("rolling back")(s) || said("steady")(s) {
		t.Error(story(s, start))
	}
	if r := release(t, w); r.Status != types.ServiceDeploymentStatusStopped {
		t.Errorf("%+v", r)
	}
	update(t, w, deploy("api:2"))
	until(t, w, 5*time.Minute, said("steady state"))
	if s := describe(t, w); len(s.Deployments) > 2 || s.RunningCount != 2 {
		t.Errorf("after a good revision:\n%s", story(s, start))
	}
}

func TestRollbackThatFailsEndsTheAttempts(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, percent(0, 100), func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{Enable: true, Rollback: true}
	}))
	w.SetFate(world.FateMatch{}, unpullable)
	update(t, w, deploy("api:2"))
	w.Advance(start.Add(3 * time.Hour))
	s := describe(t, w)
	if r := release(t, w); r.Status != types.ServiceDeploymentStatusRollbackFailed || s.Deployments[0].RolloutState != types.DeploymentRolloutStateFailed {
		t.Errorf("%+v\n%s", r, story(s, start))
	}
}

func TestThreshold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		desired, want int32
		config        *types.ThresholdConfiguration
	}{
		{1, 3, nil}, {6, 3, nil}, {7, 4, nil}, {25, 13, nil}, {400, 200, nil}, {401, 200, nil}, {800, 200, nil},
		{10, 2, &types.ThresholdConfiguration{Type: types.ThresholdTypeCount, Value: 2}},
		{10, 1, &types.ThresholdConfiguration{Type: types.ThresholdTypeUnboundedPercent, Value: 10}},
		{10, 3, &types.ThresholdConfiguration{Type: types.ThresholdTypeBoundedPercent, Value: 10}},
	} {
		w := stage(t)
		must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(c.desired, breaker, func(in *ecs.CreateServiceInput) {
			in.DeploymentConfiguration.DeploymentCircuitBreaker.ThresholdConfiguration = c.config
		})))
		if got := release(t, w).DeploymentCircuitBreaker.Threshold; got != c.want {
			t.Errorf("desired %d, %+v: %d, want %d", c.desired, c.config, got, c.want)
		}
	}
}

func TestHealthyTaskResetsTheCountUnlessTold(t *testing.T) {
	t.Parallel()
	for _, reset := range []bool{true, false} {
		w := steady(t, fargate(4, breaker, func(in *ecs.CreateServiceInput) {
			in.DeploymentConfiguration.DeploymentCircuitBreaker.ResetOnHealthyTask = &reset
		}))
		w.SetFate(world.FateMatch{Revision: 2}, world.Fate{Spare: 2, Fail: &world.Failure{Phase: world.PhaseSecrets}})
		update(t, w, deploy("api:2"))
		w.Advance(start.Add(100 * time.Second))
		if got := describe(t, w).Deployments[0].FailedTasks; (got == 0) != reset || got > 2 {
			t.Errorf("reset %v: %d failed tasks\n%s", reset, got, story(describe(t, w), start))
		}
	}
}

func TestThrottleGrowsAndSaysSo(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	w.SetFate(world.FateMatch{Revision: 2}, unpullable)
	update(t, w, deploy("api:2"))
	d := until(t, w, 20*time.Minute, said("is unable to consistently start tasks successfully."))
	if d < 5*time.Minute || d > 12*time.Minute {
		t.Errorf("said after %v", d)
	}
	w.Advance(start.Add(2 * time.Hour))
	s := describe(t, w)
	var last time.Duration
	var starts []time.Time
	for _, e := range s.Events {
		if strings.Contains(*e.Message, "has started") && e.CreatedAt.After(start) {
			starts = append([]time.Time{*e.CreatedAt}, starts...)
		}
	}
	for i := 1; i < len(starts); i++ {
		gap := starts[i].Sub(starts[i-1])
		if gap < last-time.Minute || gap > 18*time.Minute {
			t.Errorf("launches at %v", starts)
		}
		last = gap
	}
	if s.RunningCount != 2 || len(starts) < 6 {
		t.Error(story(s, start))
	}
}

func TestStopServiceDeploymentRollsBack(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	old := *describe(t, w).TaskDefinition
	w.SetFate(world.FateMatch{Revision: 2}, unpullable)
	update(t, w, deploy("api:2"))
	w.Advance(start.Add(time.Minute))
	arn := *release(t, w).ServiceDeploymentArn
	stop := func() error {
		_, err := w.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: &arn, StopType: types.StopServiceDeploymentStopTypeRollback})
		return err
	}
	if err := stop(); err != nil || release(t, w).Status != types.ServiceDeploymentStatusRollbackRequested {
		t.Fatalf("%v: %+v", err, release(t, w))
	}
	until(t, w, 5*time.Minute, said("steady state"))
	if s := describe(t, w); *s.TaskDefinition != old || s.RunningCount != 2 || release(t, w).Status != types.ServiceDeploymentStatusRollbackSuccessful {
		t.Errorf("%s", story(s, start))
	}
	if err := stop(); code(err) != "ConflictException" {
		t.Errorf("a second time: %v", err)
	}
}
