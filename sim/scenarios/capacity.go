package scenarios

import (
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// noCapacity is s06: Fargate Spot has room for one task of four. The service
// is young: its first deployment still goes on.
func noCapacity(i incident) error {
	b := i.service()
	b.Strategy, b.Desired, b.Revisions = map[string]int32{"FARGATE_SPOT": 1}, 4, 1
	if _, err := b.Register(i.world); err != nil {
		return err
	}
	i.world.SetFate(world.FateMatch{Cluster: Cluster, Service: Service, Provider: "FARGATE_SPOT"}, world.Fate{
		Provision: 3 * time.Second, Pull: 4 * time.Second, Start: time.Second,
		Unplaced: &world.Unplaced{}, Spare: 1, Until: i.start.Add(time.Hour),
	})
	_, err := i.world.CreateService(b.Create(Service + ":1"))
	return err
}

// noAddress is s07: a scale-out meets a subnet with twelve free addresses.
func noAddress(i incident) error {
	b := i.service()
	b.Desired, b.Subnets = 10, 1
	if err := b.Seed(i.world); err != nil {
		return err
	}
	i.fate(0, world.Fate{
		Fail:  &world.Failure{Phase: world.PhaseNetwork, After: 25 * time.Second, Reason: i.stopped},
		Spare: 12,
	})
	return i.scale(30)
}

// interruption is s08: AWS takes one Spot task back.
func interruption(i incident) error {
	b := i.service()
	b.Strategy, b.Desired, b.Balanced = map[string]int32{"FARGATE_SPOT": 1}, 3, true
	if err := b.Seed(i.world); err != nil {
		return err
	}
	i.fate(0, world.Fate{Settle: 90 * time.Second})
	i.world.Interrupt(world.FateMatch{Cluster: Cluster, Service: Service})
	return nil
}
