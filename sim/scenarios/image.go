package scenarios

import (
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// pulls is the fate of a task whose image cannot be found, some time after
// it began to pull.
func (i incident) pulls(after time.Duration) world.Fate {
	return world.Fate{Fail: &world.Failure{Phase: world.PhasePull, After: after, Reason: i.stopped}}
}

// badTag is s01: the tag does not exist and nothing stops the retries.
func badTag(i incident) error {
	b := i.service()
	b.Min, b.Max = 100, 200
	if err := b.Seed(i.world); err != nil {
		return err
	}
	i.fate(bad, i.pulls(time.Minute))
	return i.deploy(b, b.Tagged("v2.3.99"))
}

// badTagRollback is s10: the same with a circuit breaker that rolls back.
func badTagRollback(i incident) error {
	b := i.service()
	b.Desired, b.Breaker, b.Rollback = 1, true, true
	if err := b.Seed(i.world); err != nil {
		return err
	}
	i.fate(bad, i.pulls(2*time.Minute))
	i.later(150, bad, i.pulls(65*time.Second))
	i.later(300, bad, i.pulls(155*time.Second))
	i.announce(690, "stopped 2 pending tasks.")
	return i.deploy(b, b.Tagged("v2.3.99"))
}

// stuck is s09: the first deployment of a service, so there is nothing to
// roll back to.
func stuck(i incident) error {
	b := i.service()
	b.Breaker, b.Rollback, b.Revisions = true, true, 1
	if _, err := i.world.RegisterTaskDefinition(b.Definition(b.Tagged("v1"))); err != nil {
		return err
	}
	i.fate(0, i.pulls(65*time.Second))
	i.later(100, 0, i.pulls(130*time.Second))
	_, err := i.world.CreateService(b.Create(Service + ":1"))
	return err
}
