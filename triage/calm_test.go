package triage

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/world"
)

// calm is something that happens to a healthy service every day.
type calm struct {
	service blueprint.Service
	act     func(w *world.World, b blueprint.Service) error
	states  map[State]bool // that have to be seen
}

func change(w *world.World, in ecs.UpdateServiceInput) error {
	in.Cluster, in.Service = new("cluster-1"), new("web")
	_, err := w.UpdateService(&in)
	return err
}

// deploy registers another revision and updates the service to it.
func deploy(w *world.World, b blueprint.Service) error {
	out, err := w.RegisterTaskDefinition(b.Definition(b.Image(99)))
	if err != nil {
		return err
	}
	return change(w, ecs.UpdateServiceInput{TaskDefinition: out.TaskDefinition.TaskDefinitionArn})
}

func scaled(n int32) func(*world.World) {
	return func(w *world.World) { _ = change(w, ecs.UpdateServiceInput{DesiredCount: new(n)}) }
}

// later plans something some minutes after the start.
func later(w *world.World, minutes int, act func(*world.World)) {
	w.At(w.Now().Add(time.Duration(minutes)*time.Minute), act)
}

func calms() map[string]calm {
	web := blueprint.Service{Cluster: "cluster-1", Name: "web", Desired: 4, Revisions: 3}
	balanced, inPlace, spot, slow, batch := web, web, web, web, web
	balanced.Balanced, balanced.Breaker, balanced.Rollback = true, true, true
	inPlace.Min, inPlace.Max = 50, 100
	spot.Strategy, spot.Balanced = map[string]int32{"FARGATE_SPOT": 1}, true
	batch.Desired = 0
	changes := map[State]bool{Changing: true}
	return map[string]calm{
		"rolling deployment":  {balanced, deploy, changes},
		"deployment in place": {inPlace, deploy, changes},
		"slow start": {slow, func(w *world.World, b blueprint.Service) error {
			w.SetFate(world.FateMatch{Service: "web"}, world.Fate{Provision: time.Minute, Pull: 4 * time.Minute, Start: 20 * time.Second, Settle: time.Minute})
			return deploy(w, b)
		}, changes},
		"one deployment after another": {balanced, func(w *world.World, b blueprint.Service) error {
			later(w, 1, func(w *world.World) { _ = change(w, ecs.UpdateServiceInput{ForceNewDeployment: true}) })
			return deploy(w, b)
		}, changes},
		"scale out and in": {balanced, func(w *world.World, _ blueprint.Service) error {
			later(w, 5, scaled(2))
			return change(w, ecs.UpdateServiceInput{DesiredCount: new(int32(12))})
		}, changes},
		"spot replacement": {spot, func(w *world.World, _ blueprint.Service) error {
			for _, m := range []int{0, 1, 6} {
				later(w, m, func(w *world.World) { w.Interrupt(world.FateMatch{Service: "web"}) })
			}
			return nil
		}, changes},
		"scheduled batch": {batch, func(w *world.World, b blueprint.Service) error {
			w.SetFate(world.FateMatch{Family: "job"}, world.Fate{Exit: &world.Exit{After: 30 * time.Second, Code: 1}})
			job := blueprint.Service{Cluster: "cluster-1", Name: "job", Desired: 2}
			if _, err := job.Register(w); err != nil {
				return err
			}
			_, err := w.RunTask(job.Run("events-rule/nightly"))
			later(w, 1, scaled(3))
			later(w, 6, scaled(0))
			return err
		}, map[State]bool{Zero: true, Changing: true}},
		"blue/green in bake": {web, func(w *world.World, b blueprint.Service) error {
			if err := change(w, ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
				Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(5))}}); err != nil {
				return err
			}
			return deploy(w, b)
		}, changes},
		"a task that someone stopped": {web, func(w *world.World, _ blueprint.Service) error {
			out, err := w.ListTasks(&ecs.ListTasksInput{Cluster: new("cluster-1"), ServiceName: new("web")})
			if err != nil {
				return err
			}
			_, err = w.StopTask(&ecs.StopTaskInput{Cluster: new("cluster-1"), Task: &out.TaskArns[0], Reason: new("OutOfMemoryError, says Bob")})
			return err
		}, changes},
	}
}

// What goes well is never called failing, nor anything bad, at any second, and ends healthy.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()
	needs.Time(t, "rollouts of each kind, second by second")
	for name, c := range calms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, sim.Options{Population: &sim.Population{}})
			if err := c.service.Seed(p.sim.World()); err != nil {
				t.Fatal(err)
			}
			if err := c.act(p.sim.World(), c.service); err != nil {
				t.Fatal(err)
			}
			seen := map[State]bool{}
			var last Verdict
			p.watch("cluster-1", "web", 13*time.Minute, 5*time.Second, func(second int, _ Input, v Verdict) {
				if v.State.Bad() || v.State == Unclear {
					t.Errorf("%d s: %s: %s (%s)", second, v.State, v.Headline, v.Diagnosis.Rule)
				}
				seen[v.State], last = true, v
			})
			if last.State != Healthy && last.State != Zero {
				t.Errorf("at the end: %s: %s", last.State, last.Headline)
			}
			for s := range c.states {
				if !seen[s] {
					t.Errorf("never %s", s)
				}
			}
		})
	}
}
