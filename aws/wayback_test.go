package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
)

// shiftings are the strategies, each with what makes its stages last long enough to be caught in.
func shiftings() map[string]types.DeploymentConfiguration {
	pause := []types.DeploymentLifecycleHook{blueprint.Pause(5, types.DeploymentLifecycleHookActionContinue,
		types.DeploymentLifecycleHookStagePostTestTrafficShift, types.DeploymentLifecycleHookStagePreProductionTrafficShift)}
	one, two := new(int32(1)), new(int32(2))
	return map[string]types.DeploymentConfiguration{
		"rolling":    {MinimumHealthyPercent: new(int32(50)), MaximumPercent: new(int32(100))},
		"blue/green": {Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: two},
		"canary": {Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: two, LifecycleHooks: pause,
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: one}},
		"linear": {Strategy: types.DeploymentStrategyLinear, BakeTimeInMinutes: one,
			LinearConfiguration: &types.LinearConfiguration{StepPercent: new(50.0), StepBakeTimeInMinutes: one}},
	}
}

// shiftingStage is a stage with checkout, which deploys as c has it.
func shiftingStage(t *testing.T, c types.DeploymentConfiguration) stage {
	t.Helper()
	s := set(t, sim.Options{Account: "empty"})
	s.cluster("prod")
	how := blueprint.Shifting(c)
	if c.Strategy == "" {
		how = func(in *ecs.CreateServiceInput) { in.DeploymentConfiguration = &c }
	}
	if err := blueprint.SeedAs(s.World(), shop(), how); err != nil {
		t.Fatal(err)
	}
	return s
}

// newestRelease is the newest deployment of checkout with all its details.
func (s stage) newestRelease() ServiceDeployment {
	s.t.Helper()
	rows, err := collect(s.Deployments(s.ctx, "prod", "checkout"))
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortStableFunc(rows, func(a, b ServiceDeployment) int { return b.Created.Compare(a.Created) })
	for _, r := range rows {
		if r.Described {
			return r
		}
	}
	s.t.Fatal("no deployment")
	return ServiceDeployment{}
}

// where is the stage that a deployment is in, with the weight of a step.
func where(d ServiceDeployment) string {
	if d.Status != "IN_PROGRESS" {
		return d.Status
	}
	return fmt.Sprintf("%s %g", d.Stage, d.Target.Production.Percent)
}

// Rolling back from every stage of every strategy ends where the plan said, by the call that it said.
func TestRollBackFromEveryStage(t *testing.T) {
	t.Parallel()
	for name, c := range shiftings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, stop := range stops(t, c) {
				t.Run(stop, func(t *testing.T) {
					t.Parallel()
					rollBackAt(t, c, stop)
				})
			}
		})
	}
}

// stops are the places that a rollout of a strategy can be caught in.
func stops(t *testing.T, c types.DeploymentConfiguration) []string {
	s := shiftingStage(t, c)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	var all []string
	for range 1800 {
		d := s.newestRelease()
		if !d.Finished.IsZero() {
			if d.Status != "SUCCESSFUL" {
				t.Fatalf("ends %s after %v", d.Status, all)
			}
			return all
		}
		if at := where(d); !slices.Contains(all, at) {
			all = append(all, at)
		}
		s.clock.Advance(2 * time.Second)
	}
	t.Fatalf("does not end: %v", all)
	return nil
}

func rollBackAt(t *testing.T, c types.DeploymentConfiguration, stop string) {
	s := shiftingStage(t, c)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	d := s.newestRelease()
	for range 1800 {
		if d = s.newestRelease(); where(d) == stop {
			break
		}
		s.clock.Advance(time.Second)
	}
	service := s.checkout()
	way := service.WayBack(&d, nil, nil)
	p, r := s.made(s.RollBack(service))
	if way.To != "checkout:5" || p.Fields[0].After != way.To || !slices.Equal(p.Effects, way.Effects) {
		t.Fatalf("the plan says %+v %q, the way back %+v", p.Fields, p.Effects, way)
	}
	if waits := slices.ContainsFunc(d.Hooks, Hook.waits); waits != (way.Call == "ContinueServiceDeployment") || !strings.Contains(p.Command, map[bool]string{true: "continue-service", false: "stop-service"}[waits]) {
		t.Errorf("%s with hooks %+v: %s", way.Call, d.Hooks, p.Command)
	}
	last := end(t, context.WithoutCancel(s.ctx), p, r)
	now, gone := s.checkout(), s.newestRelease()
	if last.Outcome != change.Succeeded || !strings.Contains(last.Text, way.To) || now.Revision != way.To || gone.Status != "ROLLBACK_SUCCESSFUL" || gone.BackTo != way.To {
		t.Errorf("ends %s %q on %s; the deployment %s went back to %s", last.Outcome, last.Text, now.Revision, gone.Status, gone.BackTo)
	}
	if gone.Target.Production.Percent != 0 {
		t.Errorf("the abandoned revision keeps %g %% of the traffic", gone.Target.Production.Percent)
	}
}

// A deployment that overtook another one goes back to what had completed, not to what was under way.
func TestRollBackPastAnUnfinishedOne(t *testing.T) {
	t.Parallel()
	s := shiftingStage(t, types.DeploymentConfiguration{})
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	s.clock.Advance(30 * time.Second)
	if running := s.checkout().Pending; running == 0 { // and the account has come to this moment
		t.Fatal("no task of checkout:4 yet")
	}
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:3") })
	s.clock.Advance(30 * time.Second)
	if d := s.newestRelease(); len(d.Sources) != 2 {
		t.Fatalf("sources %+v", d.Sources)
	}
	p, r := s.made(s.RollBack(s.checkout()))
	if last := end(t, s.ctx, p, r); p.Fields[0].After != "checkout:5" || s.checkout().Revision != "checkout:5" {
		t.Errorf("the plan says %+v; ends %+v", p.Fields, last)
	}
}
