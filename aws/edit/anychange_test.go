package edit

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	autotypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// anyone is an operator who may make any change.
type anyone struct {
	stage
	r      *testing.T
	random *rand.Rand
	seen   map[string]int
}

// TestAnyChangeIsSentOnce has an operator make any change while another one interferes and the network misbehaves: what is
// refused, or planned on what is no longer so, sends nothing; what is sent is sent once; what failed changed nothing; and what
// was made is taken back by the undo of its plan.
func TestAnyChangeIsSentOnce(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random operators")
	seen := map[string]int{}
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test's
		a := &anyone{stage: set(t, sim.Options{Account: "empty"}, shop()), r: t, random: r, seen: seen}
		if _, err := a.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.World().RegisterScalableTarget(&applicationautoscaling.RegisterScalableTargetInput{ServiceNamespace: autotypes.ServiceNamespaceEcs,
			ScalableDimension: autotypes.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/prod/checkout"),
			MinCapacity: new(int32(1)), MaxCapacity: new(int32(9))}); err != nil {
			t.Fatal(err)
		}
		a.rule("nightly", "cron(0 2 * * ? *)")
		a.plan("yearly", "cron(0 2 1 1 ? *)")
		for range a.between(3, 6) {
			a.step()
			a.clock.Advance(time.Duration(a.between(1, 200)) * time.Second)
		}
	}
	for _, what := range []string{"refused", "drift", "failed", "lost", "sent", "undone", "run", "register", "rule", "schedule", "run schedule"} {
		if seen[what] == 0 {
			t.Errorf("never %s: %v", what, seen)
		}
	}
	t.Log(seen)
}

// between is a number of a range, both ends in it.
func (a *anyone) between(least, most int) int { return least + a.random.IntN(most-least+1) }

// draw chooses a change of the service, of one of its tasks, or of an instance.
func (a *anyone) draw() (string, change.Change) {
	v := a.checkout()
	n := a.between(1, 5)
	names := []string{"redeploy", "pin", "scale", "limit", "exec", "configure", "rollback", "continue", "protect", "unprotect", "stop", "drain",
		"run", "register", "rule", "schedule", "run schedule"}
	switch name := names[a.between(0, len(names)-1)]; name {
	case "redeploy":
		return name, a.Redeploy(v)
	case "pin":
		return name, a.Pin(v, fmt.Sprint("checkout:", n))
	case "scale":
		return name, a.Scale(v, n)
	case "limit":
		return name, a.Limit(v, Limits{Min: new(1), Max: new(n + 5)})
	case "exec":
		return name, a.SwitchExec(v, !v.Exec)
	case "configure":
		return name, a.Configure(v, Settings{MinHealthy: new(10 * n)})
	case "rollback":
		return name, a.RollBack(v)
	case "continue":
		return name, a.Continue(v)
	case "drain":
		for page, err := range a.Instances(a.ctx, "prod") {
			if err != nil {
				a.r.Fatal(err)
			}
			return name, a.Drain(page[0], page[0].Status == "ACTIVE")
		}
	case "stop":
		if k, ok := a.task(); ok {
			return name, a.StopTask(k, "a test")
		}
	case "run":
		return name, a.RunTask(a.once("sleep", "3600"))
	case "register":
		return name, a.Register(a.form(v.Revision, taskdef.Setting{Path: "app.env.N", Value: fmt.Sprint(a.random.Uint32())}), nil)
	case "rule", "schedule":
		k := a.scheduled(map[string]string{"rule": "nightly", "schedule": "yearly"}[name])
		return name, a.SwitchSchedule(k, k.State == "DISABLED" || n == 1) // that it is so already is refused
	case "run schedule":
		return name, a.RunSchedule(a.scheduled("yearly"), "", "")
	default:
		if k, ok := a.task(); ok {
			return name, a.Protect(k, name == "protect", 10*n)
		}
	}
	return "redeploy", a.Redeploy(v)
}

// task is the first task that runs.
func (a *anyone) task() (aws.Task, bool) {
	for page, err := range a.Tasks(a.ctx, aws.TaskQuery{Cluster: "prod", Service: "checkout"}) {
		if err != nil {
			a.r.Fatal(err)
		}
		for _, k := range page {
			if k.Described && k.Desired != "STOPPED" {
				return k, true
			}
		}
	}
	return aws.Task{}, false
}

// picture is everything that the changes can change.
func (a *anyone) picture(count bool) string {
	v := a.checkout()
	text := fmt.Sprint(v.Revision, " ", v.Exec, " ", v.Rollout.MinHealthy)
	if count {
		text += fmt.Sprint(" ", v.Desired)
	}
	s, err := a.Scaling(a.ctx, "prod", "checkout")
	if err != nil {
		a.r.Fatal(err)
	}
	text += fmt.Sprint(" ", s.Min, s.Max, s.SuspendedIn)
	for page, err := range a.Instances(a.ctx, "prod") {
		if err != nil {
			a.r.Fatal(err)
		}
		for _, i := range page {
			text += " " + i.Status
		}
	}
	list, err := a.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), ServiceName: new("checkout")})
	if err != nil {
		a.r.Fatal(err)
	}
	found, err := a.Protections(a.ctx, "prod", list.TaskArns...)
	if err != nil && len(list.TaskArns) > 0 {
		a.r.Fatal(err)
	}
	protected := 0
	for _, p := range found {
		if p.On {
			protected++
		}
	}
	return fmt.Sprint(text, " ", protected, a.besides())
}

// besides is what no service has: tasks that were run once and nobody has stopped, revisions, and schedules.
func (a *anyone) besides() string {
	all, err := a.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), Family: new("checkout")})
	if err != nil {
		a.r.Fatal(err)
	}
	of, err := a.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), ServiceName: new("checkout")})
	if err != nil {
		a.r.Fatal(err)
	}
	revisions, err := a.World().ListTaskDefinitions(&ecs.ListTaskDefinitionsInput{FamilyPrefix: new("checkout")})
	if err != nil {
		a.r.Fatal(err)
	}
	return fmt.Sprint(" ", len(all.TaskArns)-len(of.TaskArns), len(revisions.TaskDefinitionArns), aws.WholeSchedule(a.scheduled("nightly")), aws.WholeSchedule(a.scheduled("yearly")))
}

// sent are the calls that change something.
func (a *anyone) sent() int {
	return len(slices.DeleteFunc(a.Calls().All(), func(c wire.Call) bool {
		return strings.HasPrefix(c.Action, "List") || strings.HasPrefix(c.Action, "Describe") || strings.HasPrefix(c.Action, "Get")
	}))
}

// step plans a change, lets something happen, and applies it.
func (a *anyone) step() {
	name, c := a.draw()
	a.Calls().Reset()
	p, err := c.Plan(a.ctx)
	if _, ok := errors.AsType[*change.Refused](err); ok {
		a.none(name, "refused")
		return
	}
	if err != nil {
		a.r.Fatalf("%s: %v", name, err)
	}
	same := slices.ContainsFunc(p.Fields, func(f change.Field) bool { return f.Before == f.After && strings.HasSuffix(f.Path, ".digest") })
	if p.Command == "" || p.Title == "" || p.Verb == "" || p.Undo == nil && p.NoUndo == "" || same {
		a.r.Fatalf("%s: %+v", name, p)
	}
	if a.between(0, 4) == 0 {
		a.elsewhere("checkout", func(in *ecs.UpdateServiceInput) {
			in.DesiredCount, in.ForceNewDeployment = new(int32(a.between(1, 6))), true
		})
	}
	weather := []wire.Kind{0, 0, 0, wire.Throttle, wire.Lose, wire.Drop, wire.Fail}[a.between(0, 6)]
	for _, action := range []string{"UpdateService", "RegisterScalableTarget", "UpdateTaskProtection", "UpdateContainerInstancesState", "StopTask", "StopServiceDeployment", "RunTask",
		"RegisterTaskDefinition", "EnableRule", "DisableRule", "UpdateSchedule"} {
		if weather != 0 {
			defer a.Faults().Add(wire.Fault{Kind: weather, Action: action, Count: 1})()
		}
	}
	before, counts := a.picture(true), a.picture(false)
	_, err = c.Apply(a.ctx)
	n := a.sent()
	switch _, drift := errors.AsType[*change.Drift](err); {
	case drift:
		a.none(name, "drift")
		return
	case n != 1:
		a.r.Fatalf("%s: sent %d times, %v", name, n, err)
	case weather == wire.Throttle || weather == wire.Drop || weather == wire.Fail:
		if now := a.picture(true); err == nil || now != before {
			a.r.Fatalf("%s failed with %v: %s, was %s", name, err, now, before)
		}
		a.seen["failed"]++
		return
	case weather == wire.Lose:
		a.seen["lost"]++
		return
	case err != nil:
		a.r.Fatalf("%s: %v", name, err)
	}
	a.seen["sent"]++
	a.seen[name]++
	a.takeBack(name, p, counts)
}

// none makes sure that nothing was sent.
func (a *anyone) none(name, what string) {
	if n := a.sent(); n != 0 {
		a.r.Fatalf("%s: %s after %d calls", name, what, n)
	}
	a.seen[what]++
}

// takeBack undoes a change: then all is as it was, but for the count, which limits may have moved.
func (a *anyone) takeBack(name string, p change.Plan, before string) {
	if p.Undo == nil || a.between(0, 3) == 0 {
		return
	}
	if _, err := p.Undo.Plan(a.ctx); err != nil {
		a.r.Fatalf("%s: its undo: %v", name, err)
	}
	if _, err := p.Undo.Apply(a.ctx); err != nil {
		a.r.Fatalf("%s: its undo: %v", name, err)
	}
	if now := a.picture(false); now != before {
		a.r.Fatalf("%s was taken back to %s, not %s", name, now, before)
	}
	a.seen["undone"]++
}
