package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
)

// The rollout of a canary, and of a rolling deployment, at three widths.
func TestRolloutScreens(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "payments")
	d.settle()
	d.press("v")
	d.settle()
	d.golden("rollout")
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		d.settle()
		d.golden(fmt.Sprintf("rollout-%d", size[0]))
	}
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	d.typed(":rollout prod/checkout")
	d.press("enter")
	d.settle()
	d.golden("rollout-rolling")
	d.press("tab")
	d.see("TASKS ◂", "tab history")
	d.press("=")
	d.settle()
	d.see(" differ")
}

// shifting opens the rollout screen of a service that deploys as c has it, once it has begun.
func shifting(t *testing.T, c types.DeploymentConfiguration, desired int32) *harness {
	t.Helper()
	d := start(t, sim.Options{Account: "empty"}, "", "")
	w := d.sim.World()
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"), CapacityProviders: []string{"FARGATE"}}); err != nil {
		t.Fatal(err)
	}
	b := blueprint.Service{Cluster: "prod", Name: "api", Desired: desired, Revisions: 42, Balanced: true, Breaker: true, Rollback: true}
	if err := blueprint.SeedAs(w, b, blueprint.Shifting(c)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), TaskDefinition: new("api:41")}); err != nil {
		t.Fatal(err)
	}
	d.settle()
	d.typed(":rollout prod/api")
	d.press("enter")
	d.settle()
	return d
}

// An operator answers a paused hook, sees the bake counted, and the end, with a bell where that is wanted.
func TestRolloutIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := shifting(t, types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(2)),
		LifecycleHooks: []types.DeploymentLifecycleHook{blueprint.Pause(10, types.DeploymentLifecycleHookActionRollback, types.DeploymentLifecycleHookStagePostTestTrafficShift)}}, 2)
	wait := func(text string) {
		t.Helper()
		for range 200 {
			if strings.Contains(d.screen(), text) {
				return
			}
			d.advance(3 * time.Second)
			d.settle()
		}
		t.Fatalf("never %q:\n%s", text, d.screen())
	}
	wait("waits for you: hook ecs-pause-")
	d.see("left, then ROLLBACK", "C continue", "POST-TEST", "production 0 % · test 100 %")
	d.press("C")
	d.settle()
	d.see("Continue the deployment of api")
	d.advance(2 * time.Second) // what is pressed at once is no answer
	d.press("tab", "enter")
	d.settle()
	wait("bake time 2m00s: ")
	if strings.Contains(d.screen(), "≤") {
		t.Errorf("the change to BAKE_TIME was seen, and yet its end is a limit:\n%s", d.screen())
	}
	wait("no rollout is in progress")
	d.see("ago: succeeded", "9 of 9", "= whole diff")
	d.press("=") // what is said to be there is there
	d.settle()
	d.unseen("there are no two revisions")
}

// What a rollout screen could not read is not drawn as nothing, and is there once it can be read.
func TestRolloutDenied(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	server, clock := simulated(t, sim.Options{Seed: 1})
	var remove []func()
	for _, action := range []string{"ListServiceDeployments", "DescribeTargetHealth", "DescribeTaskDefinition", "ListTasks"} {
		remove = append(remove, server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action}))
	}
	client, err := aws.Open(t.Context(), aws.Options{Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, server, clock, Start{Client: client, Name: "demo", View: "clusters"})
	d.settle()
	d.typed(":rollout prod/checkout")
	d.press("enter")
	d.settle()
	d.see("deployments are not known yet", "not known: ", "? deployment history: denied", "? targets: denied")
	d.unseen("no deployment history", "whole diff")
	if row := line(d.screen(), "checkout:42 old"); strings.Count(row, "?") != 2 {
		t.Errorf("neither its targets nor its dead are known: %q", row)
	}
	for _, one := range remove {
		one()
	}
	d.press("ctrl+r")
	d.settle()
	d.advance(20 * time.Second)
	d.settle()
	d.see("checkout:41", "fields are the same", "= whole diff")
	d.unseen("not known", "denied")
}

// line is the first line that holds a text.
func line(screen, text string) string {
	for one := range strings.Lines(screen) {
		if strings.Contains(one, text) {
			return one
		}
	}
	return ""
}

// Screen and judge agree on a rollout, whatever its strategy; nothing is on screen of what was not told.
func TestRolloutAgrees(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every strategy at several moments")
	pause := []types.DeploymentLifecycleHook{blueprint.Pause(2, types.DeploymentLifecycleHookActionContinue, types.DeploymentLifecycleHookStagePostScaleUp)}
	for name, c := range map[string]types.DeploymentConfiguration{
		"paused": {Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(1)), LifecycleHooks: pause},
		"canary": {Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(1)),
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: new(int32(2))}},
		"rolling": {Strategy: types.DeploymentStrategyRolling},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := shifting(t, c, 3)
			for range 8 {
				d.advance(30 * time.Second)
				d.press("ctrl+r")
				d.settle()
				alone := inspect.New(d.wiring.start.Client, d.wiring.rules, d.clock.Now)
				s, err := d.wiring.start.Client.Service(t.Context(), "prod", "api")
				if err != nil {
					t.Fatal(err)
				}
				all, err := alone.Now(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				r := inspect.RolloutOf(alone, all)
				says := []string{r.Stages.At, r.Stages.Place, r.Strategy, r.Back.To}
				for _, h := range r.Holds {
					if !strings.Contains(h.Text, "left,") { // only who looked before knows since when
						says = append(says, h.Text)
					}
				}
				if r.Status == "paused" {
					says = append(says, r.Headline())
				}
				d.see(says...)
			}
		})
	}
	for service, says := range map[string][]string{"prod/storefront-bg": {"storefront:14", "CodeDeploy's: aws deploy get-deployment"}, "prod/partner-feed": {"partner-feed:6", "created the task set"}} {
		d := start(t, sim.Options{Seed: 1}, "", "")
		d.settle()
		d.typed(":rollout " + service)
		d.press("enter")
		d.settle()
		d.see(append(says, "no rollout is in progress", "NOT KNOWN")...)
	}
}

// A rollout of a hundred tasks, beside the hundred that they replace, is drawn in no time at every size, and watching it takes
// few calls.
func TestRolloutViewIsQuick(t *testing.T) {
	t.Parallel()
	needs.Time(t, "two hundred tasks start")
	d := shifting(t, types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(5))}, 100)
	d.advance(2 * time.Minute)
	d.press("ctrl+r")
	d.settle()
	d.see("100/100")
	for _, size := range [][2]int{{120, 40}, {80, 24}, {200, 60}} {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		d.settle()
		best := time.Hour
		for range 20 {
			begun := time.Now()
			_ = d.p.top().screen.View()
			best = min(best, time.Since(begun))
		}
		if best > 2*time.Millisecond {
			t.Errorf("a view of %d columns takes %v", size[0], best)
		}
	}
	d.sim.Calls().Reset()
	d.advance(20 * time.Second)
	calls := map[string]int{}
	for _, c := range d.sim.Calls().All() {
		calls[c.Action]++
	}
	if n := len(d.sim.Calls().All()); n > 50 || calls["DescribeServices"] > 8 || calls["DescribeServiceDeployments"] > 5 {
		t.Errorf("%d calls in 20 seconds: %v", n, calls)
	}
}
