package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
)

// watchRollout deploys checkout:4 as c has it, and looks every two seconds until a minute after the end.
func watchRollout(t *testing.T, c types.DeploymentConfiguration, each func(Rollout)) Rollout {
	t.Helper()
	p := begin(t, sim.Options{Account: "empty"})
	w := p.sim.World()
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"), CapacityProviders: []string{"FARGATE"}}); err != nil {
		t.Fatal(err)
	}
	b := blueprint.Service{Cluster: "prod", Name: "checkout", Desired: 4, Revisions: 5, Balanced: true, Breaker: true, Rollback: true}
	how := blueprint.Shifting(c)
	if c.Strategy == "" {
		how = func(in *ecs.CreateServiceInput) {}
	}
	if err := blueprint.SeedAs(w, b, how); err != nil {
		t.Fatal(err)
	}
	if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("checkout"), TaskDefinition: new("checkout:4")}); err != nil {
		t.Fatal(err)
	}
	var seen StageSeen
	var last Rollout
	p.watch("prod", "checkout", 16*time.Minute, 3*time.Second, func(second int, in Input, _ Verdict) {
		if second > 60 && !last.Moving() {
			return
		}
		in.History = slices.DeleteFunc(in.History, func(d aws.ServiceDeployment) bool { return !d.Described })
		var err error
		if in.Targets, err = p.client.Targets(t.Context(), in.Service); err != nil {
			t.Fatal(err)
		}
		if in.History[0].InProgress() {
			seen = seen.See(in.History[0])
		}
		in.Stage = seen
		last = RolloutOf(p.Rules, in)
		if each != nil && last.Moving() {
			each(last)
		}
	})
	return last
}

// The bar of a rollout never goes back, every look has a stage and something that it waits for, and it ends in the truth.
func TestRolloutIsSeenToItsEnd(t *testing.T) {
	t.Parallel()
	one := new(int32(1))
	pause := []types.DeploymentLifecycleHook{blueprint.Pause(1, types.DeploymentLifecycleHookActionContinue, types.DeploymentLifecycleHookStagePreProductionTrafficShift)}
	for name, c := range map[string]types.DeploymentConfiguration{
		"rolling":    {},
		"blue/green": {Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: one},
		"canary 10 %, then 100 %": {Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: one,
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: one}},
		"linear, 30 % each step": {Strategy: types.DeploymentStrategyLinear, BakeTimeInMinutes: one, LifecycleHooks: pause,
			LinearConfiguration: &types.LinearConfiguration{StepPercent: new(30.0), StepBakeTimeInMinutes: one}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, said, steps := 0, map[string]bool{}, []string{}
			last := watchRollout(t, c, func(r Rollout) {
				done := 0
				for _, s := range r.Stages.Stages {
					if s.Mark == StageDone {
						done++
					}
				}
				if done < at || r.Stages.Note != "" {
					t.Errorf("the bar goes from %d to %d: %+v", at, done, r.Stages)
				}
				at = done
				if len(r.Holds) == 0 || r.Strategy != name || r.To != "checkout:4" || r.From != "checkout:5" {
					t.Errorf("%+v", r)
				}
				for _, h := range r.Holds {
					said[h.Kind] = true
				}
				if s := r.Stages.Step; s != "" && !slices.Contains(steps, s) {
					steps = append(steps, s)
				}
				if r.Sides[0].Production.Known != (c.Strategy != "") || r.Back.To != "checkout:5" {
					t.Errorf("sides %+v, back to %q", r.Sides, r.Back.To)
				}
			})
			if last.Moving() || last.Ended.Word != "succeeded" || slices.ContainsFunc(last.Stages.Stages, func(s Stage) bool { return s.Mark != StageDone }) || last.Back.To != "checkout:5" {
				t.Errorf("ends %+v", last)
			}
			want := map[string][]string{"rolling": {"start", "health", "limits", "cleanup"}, "blue/green": {"start", "health", "bake", "cleanup"},
				"canary 10 %, then 100 %": {"step", "bake"}, "linear, 30 % each step": {"hook", "step", "bake"}}[name]
			for _, kind := range want {
				if !said[kind] {
					t.Errorf("never said %s: %v", kind, said)
				}
			}
			if name == "linear, 30 % each step" && !slices.Equal(steps, []string{"before step 1 of 4", "step 1 of 4", "before step 2 of 4", "step 2 of 4",
				"before step 3 of 4", "step 3 of 4", "before step 4 of 4", "step 4 of 4"}) {
				t.Errorf("steps %q", steps)
			}
		})
	}
}

// What holds a rollout up is said of what ECS told, with what happens by itself and when; what it did not tell is unknown.
func TestHolds(t *testing.T) {
	t.Parallel()
	rules := aws.RolloutConfiguration{Strategy: "CANARY", Step: 10, StepBake: 10 * time.Minute, BakeTime: 15 * time.Minute, Alarms: []string{"5xx"}, AlarmRollback: true}
	base := func(stage string, weight float64) aws.ServiceDeployment {
		d := aws.ServiceDeployment{ARN: "arn:d", Status: "IN_PROGRESS", Stage: stage, Revision: "api:42", Described: true, Rules: rules, Created: noon().Add(-time.Hour), Started: noon().Add(-time.Hour), Seen: noon(),
			Target: aws.RevisionShare{ARN: "t", Revision: "api:42", Production: aws.Weight{Percent: weight, Known: true}}}
		d.Sources = []aws.RevisionShare{{ARN: "s", Revision: "api:41", Production: aws.Weight{Percent: 100 - weight, Known: true}}}
		return d
	}
	with := func(d aws.ServiceDeployment, change func(*aws.ServiceDeployment)) aws.ServiceDeployment {
		change(&d)
		return d
	}
	seen := func(exact bool) StageSeen {
		return StageSeen{Deployment: "arn:d", Stage: "BAKE_TIME 100", Since: noon().Add(-50 * time.Second), Exact: exact}
	}
	for name, c := range map[string]struct {
		d     aws.ServiceDeployment
		stage StageSeen
		says  []string
	}{
		"pause": {with(base("POST_TEST_TRAFFIC_SHIFT", 0), func(d *aws.ServiceDeployment) {
			d.Hooks = []aws.Hook{{ID: "ecs-pause-1", Type: "PAUSE", Status: "AWAITING_ACTION", Timeout: "ROLLBACK", Expires: noon().Add(552 * time.Second)}}
		}), StageSeen{}, []string{"paused", "hook ecs-pause-1 PAUSE: 9m12s left, then ROLLBACK", "waits for you: hook ecs-pause-1 · rolls back on its own in 9m12s", "ContinueServiceDeployment"}},
		"a hook without an expiry": {with(base("POST_TEST_TRAFFIC_SHIFT", 0), func(d *aws.ServiceDeployment) {
			d.Hooks = []aws.Hook{{ID: "h", Type: "PAUSE", Status: "AWAITING_ACTION"}}
		}), StageSeen{}, []string{"is waiting for an answer; ECS gives no expiry"}},
		"a function": {with(base("POST_SCALE_UP", 0), func(d *aws.ServiceDeployment) {
			d.Hooks = []aws.Hook{{ID: "h", Type: "AWS_LAMBDA", ARN: "arn:aws:lambda:eu-west-1:1:function:smoke", Status: "IN_PROGRESS"}}
		}), StageSeen{}, []string{"hook smoke (Lambda) is running"}},
		"a bake that was seen to begin":    {base("BAKE_TIME", 100), seen(true), []string{"bake time 15m00s: 14m10s left"}},
		"a bake":                           {base("BAKE_TIME", 100), seen(false), []string{"bake time 15m00s: ≤ 14m10s left"}},
		"a bake of which nothing is known": {base("BAKE_TIME", 100), StageSeen{}, []string{"how much of it has passed is unknown"}},
		"an alarm": {with(base("PRODUCTION_TRAFFIC_SHIFT", 10), func(d *aws.ServiceDeployment) { d.Alarms, d.Triggered = []string{"5xx"}, []string{"5xx"} }), StageSeen{},
			[]string{"alarm 5xx went off: ECS rolls back", "next: 100 % of the production traffic", "step 1 of 2"}},
		"a stage that nobody knows": {base("QUANTUM_SHIFT", 0), StageSeen{}, []string{"ECS says QUANTUM_SHIFT, a stage that this version of ecscope doesn't know", "ECS says QUANTUM_SHIFT, a stage that this version"}},
		"a rollback": {with(base("PRODUCTION_TRAFFIC_SHIFT", 0), func(d *aws.ServiceDeployment) {
			d.Status, d.RollbackReason, d.BackTo = "ROLLBACK_IN_PROGRESS", "because", "api:41"
		}), StageSeen{}, []string{"going back to api:41", "because", "how far it got is unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rolledOut(func(*aws.Service, *aws.Deployment) {})
			p, _ := s.Primary()
			c.d.Created = p.Created
			r := RolloutOf(open(t), Input{Service: s, History: []aws.ServiceDeployment{c.d}, Tasks: []aws.Task{}, Targets: []aws.TargetGroup{}, Stage: c.stage, Now: noon()})
			text := string(r.Status) + "\n" + r.Stages.Step + "\n" + r.Stages.Note + "\n" + r.Back.Call + "\n" + r.Headline()
			for _, h := range append(r.Holds, r.Watches...) {
				text += "\n" + h.Text
			}
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
		})
	}
}

// Without a history, and for what other controllers deploy, it says what is known, and where the rest is.
func TestRolloutWithoutTheAPI(t *testing.T) {
	t.Parallel()
	s := rolledOut(func(*aws.Service, *aws.Deployment) {})
	r := RolloutOf(open(t), Input{Service: s, Now: noon()})
	if r.Status != InProgress || len(r.Stages.Stages) > 0 || len(r.Sides) == 0 || !strings.Contains(strings.Join(r.Missing, "\n"), "the deployment history was not read") || r.Back.To != "api:41" || !strings.Contains(strings.Join(r.Back.Effects, "\n"), "can't tell whether a rollout could be stopped") {
		t.Errorf("%+v", r)
	}
	for controller, want := range map[string]string{"CODE_DEPLOY": "aws deploy get-deployment --deployment-id d-ABC", "EXTERNAL": "d-ABC"} {
		s.Controller, s.Deployments = controller, nil
		s.TaskSets = []aws.TaskSet{{ID: "ecs-svc/1", Status: "PRIMARY", Stability: "STEADY_STATE", Revision: "api:41", Scale: 100, External: "d-OLD"},
			{ID: "ecs-svc/2", Status: "ACTIVE", Stability: "STABILIZING", Revision: "api:42", Desired: 2, Running: 1, Scale: 50, External: "d-ABC"}}
		r := RolloutOf(open(t), Input{Service: s, Now: noon()})
		if r.Status != InProgress || r.From != "api:41" || r.To != "api:42" || !strings.Contains(r.Headline(), "stabilizing, 1 of 2 run at scale 50 %") ||
			!strings.Contains(strings.Join(r.Missing, "\n"), want) || r.Back.Call != "" || r.Back.Way == "" {
			t.Errorf("%s: %q %+v", controller, r.Headline(), r)
		}
	}
}

// Every deployment of a history has its true end.
// A rollout state that nobody has documented yet is neither rest nor motion: it is said, and the verdict says the same.
func TestUnknownRollout(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		state   string
		running int
		want    RolloutStatus
	}{{"COMPLETED", 2, AtRest}, {"", 2, AtRest}, {"", 1, Unsure}, {"PAUSED", 2, Unsure}, {"IN_PROGRESS", 1, InProgress}} {
		in := Input{Now: noon(), Service: aws.Service{Name: "checkout", Status: "ACTIVE", Controller: "ECS", Described: true, Desired: 2, Running: one.running,
			Deployments: []aws.Deployment{{ID: "ecs-svc/1", Status: "PRIMARY", Revision: "api:42", Rollout: one.state, Desired: 2, Running: one.running}}}}
		rules := open(t)
		r, v := RolloutOf(rules, in), rules.Service(in)
		if r.Status != one.want || (v.State == Unclear) != (one.want == Unsure) {
			t.Errorf("%q with %d of 2: the rollout is %q, the verdict %q", one.state, one.running, r.Status, v.State)
		}
		if r.Status == Unsure && (len(r.Missing) == 0 || r.Moving() || r.Headline() == (Rollout{Status: AtRest}).Headline()) {
			t.Errorf("%q: what is not known isn't said, or is taken for motion or rest: %+v", one.state, r)
		}
	}
}

func TestEndings(t *testing.T) {
	t.Parallel()
	at := noon().Add(-time.Hour)
	history := []aws.ServiceDeployment{
		{ARN: "f", Status: "ROLLBACK_FAILED", Reason: "no", BackTo: "api:1", Created: at.Add(5 * time.Minute)},
		{ARN: "e", Status: "SUCCESSFUL", Revision: "api:5", Created: at.Add(time.Minute + 3*time.Second)},
		{ARN: "d", Status: "STOPPED", Revision: "api:4", Created: at, Stopped: at.Add(time.Minute), Finished: at.Add(time.Minute)},
		{ARN: "c", Status: "STOPPED", Revision: "api:3", Reason: "breaker", Created: at.Add(-time.Hour), Finished: at.Add(-30 * time.Minute)},
		{ARN: "b", Status: "ROLLBACK_SUCCESSFUL", Revision: "api:2", BackTo: "api:1", RollbackReason: "it failed", Triggered: []string{"p99"}},
		{ARN: "a", Status: "EVAPORATED"},
		{Status: "STOPPED", Reason: "too many", Breaker: aws.Breaker{Status: "TRIGGERED"}},
		{Status: "STOPPED", Hooks: []aws.Hook{{ID: "h-1", ARN: "arn:aws:lambda:us-east-1:111122223333:function:smoke", Status: "FAILED"}}},
		{Status: "STOPPED", Hooks: []aws.Hook{{ID: "h-1", Type: "PAUSE", Status: "TIMED_OUT", Timeout: "CONTINUE"}}},
	}
	for i, want := range []string{"rollback failed to api:1: no", "succeeded", "replaced by api:5", "stopped breaker", "rolled back to api:1: alarm p99 went off: it failed", "evaporated",
		"failed too many", "failed hook smoke (Lambda) failed", "stopped ECS gives no reason"} {
		if got := EndingOf(history, i); got.Sentence() != want {
			t.Errorf("%d: %q, not %q", i, got.Sentence(), want)
		}
	}
}
