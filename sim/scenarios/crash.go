package scenarios

import (
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// crashLoop is s02: the application exits soon after its start, until the
// circuit breaker rolls back.
func crashLoop(i incident) error {
	b := i.service()
	// in the original, a fourth task was under way when the breaker acted
	b.Desired, b.Breaker, b.Rollback, b.Threshold = 1, true, true, 4
	if err := b.Seed(i.world); err != nil {
		return err
	}
	exit := &world.Exit{After: 17 * time.Second, Code: 1}
	i.fate(bad, world.Fate{Provision: 10 * time.Second, Pull: 10 * time.Second, Start: 3 * time.Second, Exit: exit})
	i.later(150, bad, world.Fate{Provision: time.Second, Pull: time.Second, Start: time.Second, Exit: &world.Exit{Code: 1}})
	return i.deploy(b, b.Image(bad))
}

// outOfMemory is s03: under load a task outgrows its memory, and ten minutes
// later another one does.
func outOfMemory(i incident) error {
	b := i.service()
	b.Balanced, b.Memory = true, 512
	if err := b.Seed(i.world); err != nil {
		return err
	}
	killed := world.Exit{Code: 137, ContainerReason: "OutOfMemoryError: Container killed due to memory usage"}
	i.fate(0, world.Fate{Retry: 25 * time.Second})
	match := world.FateMatch{Cluster: Cluster, Service: Service}
	i.world.SeedLoad(Cluster+"/"+Service, 0, 70)
	i.world.Leak(match, 298*time.Second)
	for _, t := range []int{298, 898} {
		i.at(t, func(w *world.World) {
			w.Crash(match, killed)
			w.Leak(match, 600*time.Second)
		})
	}
	return nil
}

// unhealthy is s04: the health path answers 500 and the breaker rolls back.
func unhealthy(i incident) error {
	b := i.service()
	b.Desired, b.Balanced, b.Breaker, b.Rollback = 1, true, true, true
	if err := b.Seed(i.world); err != nil {
		return err
	}
	i.fate(bad, world.Fate{Settle: time.Hour, Drain: 5 * time.Second, Unhealthy: &world.Unhealthy{After: 65 * time.Second}, Retry: 100 * time.Second})
	return i.deploy(b, b.Image(bad))
}

// missingSecret is s05: a secret that the new revision names is gone.
func missingSecret(i incident) error {
	b := i.service()
	b.Breaker, b.Rollback = true, true
	if err := b.Seed(i.world); err != nil {
		return err
	}
	b.Secrets = []string{"ORDERS_DB"}
	i.fate(bad, i.asks(28*time.Second))
	i.later(90, bad, i.asks(150*time.Second))
	return i.deploy(b, b.Image(bad))
}

// asks is the fate of a task that asks for the secret so long in vain.
func (i incident) asks(after time.Duration) world.Fate {
	return world.Fate{Fail: &world.Failure{Phase: world.PhaseSecrets, After: after, Reason: i.stopped}}
}
