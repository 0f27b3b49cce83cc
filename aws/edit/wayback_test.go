package edit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
)

// strategies are how a service may be deployed, each with what makes its stages last long enough to be caught in.
func strategies() map[string]types.DeploymentConfiguration {
	one, two := new(int32(1)), new(int32(2))
	return map[string]types.DeploymentConfiguration{
		"rolling":       {MinimumHealthyPercent: new(int32(50)), MaximumPercent: new(int32(100))},
		"rolling, bake": {Strategy: types.DeploymentStrategyRolling, BakeTimeInMinutes: one},
		"blue/green":    {Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: two},
		"canary": {Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: two,
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: one}},
		"linear": {Strategy: types.DeploymentStrategyLinear, BakeTimeInMinutes: one,
			LinearConfiguration: &types.LinearConfiguration{StepPercent: new(50.0), StepBakeTimeInMinutes: one}},
	}
}

// hooking are the hooks that a service may have: none, a pause at every stage that takes one, a function at every stage.
func hooking() map[string][]types.DeploymentLifecycleHook {
	every := types.DeploymentLifecycleHookStage("").Values()
	return map[string][]types.DeploymentLifecycleHook{"no hooks": nil, "pauses": {blueprint.Pause(1, types.DeploymentLifecycleHookActionContinue, every...)},
		"functions": {{HookTargetArn: new("arn:aws:lambda:us-east-1:111122223333:function:check"), RoleArn: new("arn:aws:iam::111122223333:role/hooks"), LifecycleStages: every}}}
}

// rolling is a rollout that a test begins: of a strategy with its hooks, over a finished deployment or over one in progress.
type rolling struct {
	how  types.DeploymentConfiguration
	over bool
}

// begin is a service with its rollout just begun.
func (r rolling) begin(t *testing.T) stage {
	s := shiftingStage(t, r.how)
	if r.over {
		s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:3") })
		s.clock.Advance(90 * time.Second)
	}
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	return s
}

// shiftingStage is a stage with checkout, which deploys as c has it.
func shiftingStage(t *testing.T, c types.DeploymentConfiguration) stage {
	t.Helper()
	s := set(t, sim.Options{Account: "empty"})
	s.cluster("prod")
	how := blueprint.Shifting(c)
	if c.Strategy == "" || c.Strategy == types.DeploymentStrategyRolling {
		how = func(in *ecs.CreateServiceInput) { in.DeploymentConfiguration = &c }
	}
	if err := blueprint.SeedAs(s.World(), shop(), how); err != nil {
		t.Fatal(err)
	}
	return s
}

// newestRelease is the newest deployment of checkout with all its details.
func (s stage) newestRelease() aws.ServiceDeployment {
	s.t.Helper()
	rows, err := awstest.Collect(s.Deployments(s.ctx, "prod", "checkout"))
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortStableFunc(rows, func(a, b aws.ServiceDeployment) int { return b.Created.Compare(a.Created) })
	for _, r := range rows {
		if r.Described {
			return r
		}
	}
	s.t.Fatal("no deployment")
	return aws.ServiceDeployment{}
}

// where is the stage that the newest deployment is in, with the weight of a step and what its hook does.
func (s stage) where() string {
	s.t.Helper()
	s.World().Advance(s.clock.Now())
	list, err := s.World().ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Cluster: new("prod"), Service: new("checkout")})
	if err != nil {
		s.t.Fatal(err)
	}
	newest := list.ServiceDeployments[0]
	out, err := s.World().DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: []string{*newest.ServiceDeploymentArn}})
	if err != nil {
		s.t.Fatal(err)
	}
	d := out.ServiceDeployments[0]
	if d.Status != types.ServiceDeploymentStatusInProgress {
		return string(d.Status)
	}
	at := string(d.LifecycleStage)
	if w := d.TargetServiceRevision.RequestedProductionTrafficWeight; w != nil {
		at += fmt.Sprintf(" %g", *w)
	}
	if len(d.LifecycleHookDetails) > 0 {
		at += " " + string(d.LifecycleHookDetails[0].Status)
	}
	return at
}

// Rolling back from every stage of every strategy ends where the plan said, by the call that it said.
func TestRollBackFromEveryStage(t *testing.T) {
	t.Parallel()
	for name, c := range strategies() {
		for which, hooks := range hooking() {
			for _, over := range []bool{false, true} {
				if c.Strategy == "" && hooks != nil || over && which != "pauses" && c.Strategy != "" || testing.Short() && (over || which == "functions") {
					continue
				}
				c.LifecycleHooks = hooks
				r := rolling{c, over}
				t.Run(fmt.Sprintf("%s, %s, over %t", name, which, over), func(t *testing.T) {
					t.Parallel()
					for _, stop := range r.stops(t) {
						t.Run(stop, func(t *testing.T) {
							t.Parallel()
							r.rollBackAt(t, stop)
						})
					}
				})
			}
		}
	}
}

// stops are the places that the rollout can be caught in; the last is its end.
func (r rolling) stops(t *testing.T) (all []string) {
	s := r.begin(t)
	for range 1800 {
		at := s.where()
		if !slices.Contains(all, at) {
			all = append(all, at)
		}
		if at == "SUCCESSFUL" {
			return all
		}
		s.clock.Advance(time.Second)
	}
	t.Fatalf("does not end: %v", all)
	return nil
}

func (r rolling) rollBackAt(t *testing.T, stop string) {
	s := r.begin(t)
	for range 1800 {
		if s.where() == stop {
			break
		}
		s.clock.Advance(time.Second)
	}
	if stop == "SUCCESSFUL" {
		p, receipt := s.made(s.RollBack(s.checkout()))
		last := end(t, context.WithoutCancel(s.ctx), p, receipt)
		if now := s.checkout(); p.Verb != "Roll back" || last.Outcome != change.Succeeded || p.Fields[0].After != "checkout:5" || now.Revision != p.Fields[0].After {
			t.Errorf("%s %+v ends %s %q on %s", p.Verb, p.Fields, last.Outcome, last.Text, now.Revision)
		}
		return
	}
	service, d := s.checkout(), s.newestRelease()
	way := service.WayBack(&d, nil, nil)
	p, receipt := s.made(s.RollBack(service))
	if way.To != "checkout:5" || p.Fields[0].After != way.To || !slices.Equal(p.Effects, way.Effects) {
		t.Fatalf("the plan says %+v %q, the way back %+v", p.Fields, p.Effects, way)
	}
	call, words := "StopServiceDeployment", "stop-service-deployment"
	if strings.HasSuffix(stop, " AWAITING_ACTION") {
		call, words = "ContinueServiceDeployment", "continue-service-deployment"
	}
	if way.Call != call || !strings.Contains(p.Command, " "+words+" ") || len(s.calls(call)) != 1 {
		t.Errorf("%s with hooks %+v: %s, sent %d times", way.Call, d.Hooks, p.Command, len(s.calls(call)))
	}
	if again := s.refused(s.RollBack(s.checkout())); !strings.Contains(again.Reason, "already") {
		t.Errorf("a rollback in progress: %+v", again)
	}
	last := end(t, context.WithoutCancel(s.ctx), p, receipt)
	now, gone := s.checkout(), s.newestRelease()
	if last.Outcome != change.Succeeded || !strings.Contains(last.Text, way.To) || now.Revision != way.To || gone.Status != "ROLLBACK_SUCCESSFUL" || gone.BackTo != way.To {
		t.Errorf("ends %s %q on %s; the deployment %s went back to %s", last.Outcome, last.Text, now.Revision, gone.Status, gone.BackTo)
	}
	if gone.Target.Production.Percent != 0 {
		t.Errorf("the abandoned revision keeps %g %% of the traffic", gone.Target.Production.Percent)
	}
}

// What CodeDeploy or somebody else deploys is rolled back there, at any time of it: nothing is sent.
func TestRollBackElsewhere(t *testing.T) {
	t.Parallel()
	s := set(t, sim.Options{})
	for range 3 {
		for name, way := range map[string]string{"storefront-bg": "aws deploy stop-deployment", "partner-feed": "the tool that created the task sets"} {
			service := s.read("prod", name)
			if len(service.TaskSets) == 0 {
				t.Fatalf("no task set of %s", name)
			}
			if r := s.refused(s.RollBack(service)); !strings.Contains(r.Way, way) || len(s.writes()) > 0 {
				t.Errorf("%+v, sent %d calls", r, len(s.writes()))
			}
			if w := service.WayBack(nil, nil, nil); w.Call != "" || !strings.Contains(w.Way, way) {
				t.Errorf("%+v", w)
			}
		}
		s.clock.Advance(10 * time.Minute)
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
