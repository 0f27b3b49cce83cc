package scenarios

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

// protectedTask is s16: one of the old tasks is protected, and the rollout waits for it.
func protectedTask(i incident) error {
	b := i.service()
	if err := b.Seed(i.world); err != nil {
		return err
	}
	list, err := i.world.ListTasks(&ecs.ListTasksInput{Cluster: new(Cluster), ServiceName: new(Service)})
	if err != nil {
		return err
	}
	if _, err := i.world.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{Cluster: new(Cluster), Tasks: list.TaskArns[:1],
		ProtectionEnabled: true, ExpiresInMinutes: new(int32(8 * 60))}); err != nil {
		return err
	}
	return i.deploy(b, b.Image(bad))
}

// fullDrain is s17: a container instance drains, and the others have no room for its tasks.
func fullDrain(i incident) error {
	b := i.service()
	b.EC2, b.Desired, b.CPU, b.Memory, b.Sidecars, b.Exec = true, 4, 1024, 2048, nil, false
	arns, err := i.world.SeedInstances(world.InstanceSeed{Cluster: Cluster, Count: 2, Age: 240 * time.Hour})
	if err != nil {
		return err
	}
	if err := b.Seed(i.world); err != nil {
		return err
	}
	_, err = i.world.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{Cluster: new(Cluster),
		ContainerInstances: arns[:1], Status: types.ContainerInstanceStatusDraining})
	return err
}

// failedMigration is s18: a task that a pipeline runs before a release ends with exit code 1. The service is not touched.
func failedMigration(i incident) error {
	b := i.service()
	if err := b.Seed(i.world); err != nil {
		return err
	}
	m := b
	m.Name, m.Revisions, m.Desired, m.Sidecars = "api-migrate", 1, 1, nil
	if _, err := m.Register(i.world); err != nil {
		return err
	}
	i.world.SetFate(world.FateMatch{Cluster: Cluster, Family: m.Name}, world.Fate{Exit: &world.Exit{After: 20 * time.Second, Code: 1}})
	_, err := i.world.RunTask(m.Run("release-pipeline"))
	return err
}
