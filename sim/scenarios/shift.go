package scenarios

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/world"
)

// pauseBegins is where s14 begins: two minutes before its hook expires.
const pauseBegins = 9 * time.Minute

// canaryAlarm is s13: a canary gets its 10 % of the traffic, and an alarm that
// watches the deployment goes off.
func canaryAlarm(i incident) error {
	b := i.service()
	b.Desired, b.Balanced, b.Breaker, b.Rollback = 4, true, true, true
	names := []string{"api-5xx", "api-p99"}
	for _, name := range names {
		i.world.SetAlarm(name, false)
	}
	how := blueprint.Shifting(types.DeploymentConfiguration{Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(15)),
		CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: new(int32(10))},
		Alarms:              &types.DeploymentAlarms{Enable: true, Rollback: true, AlarmNames: names}})
	if err := blueprint.SeedAs(i.world, b, how); err != nil {
		return err
	}
	i.at(300, func(w *world.World) { w.SetAlarm("api-5xx", true) })
	return i.deploy(b, b.Image(bad))
}

// pausedHook is s14: a blue/green deployment waits for somebody to look at the
// test traffic, and nobody does.
func pausedHook(i incident) error {
	b := i.service()
	b.Balanced, b.Breaker, b.Rollback = true, true, true
	how := blueprint.Shifting(types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(10)),
		LifecycleHooks: []types.DeploymentLifecycleHook{blueprint.Pause(10, types.DeploymentLifecycleHookActionRollback,
			types.DeploymentLifecycleHookStagePostTestTrafficShift)}})
	if err := blueprint.SeedAs(i.world, b, how); err != nil {
		return err
	}
	return i.deploy(b, b.Image(bad))
}

// breakerFirst is s15: the first deployment of a service crashes, and the
// circuit breaker has nothing to go back to.
func breakerFirst(i incident) error {
	b := i.service()
	b.Breaker, b.Rollback, b.Revisions = true, true, 1
	if _, err := b.Register(i.world); err != nil {
		return err
	}
	i.fate(0, world.Fate{Exit: &world.Exit{After: 20 * time.Second, Code: 1}, Retry: 10 * time.Second})
	_, err := i.world.CreateService(b.Create(Service + ":1"))
	return err
}
