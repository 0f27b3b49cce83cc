package sim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/world"
)

// What the accounts and scenarios are made of is what ECS accepts: each task definition can be registered again, and each
// service created again under another name.
func TestAccountsAreAccepted(t *testing.T) {
	t.Parallel()
	all := map[string]sim.Options{"demo": {}, "hostile": {Account: "hostile"}}
	list, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		all[s.ID] = sim.Options{Scenario: s.ID, Offset: 10 * time.Minute}
	}
	for name, o := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Inside = true
			s := simtest.Start(t, o)
			if n := reRegister(t, s.World()) + recreate(t, s.World()); n == 0 {
				t.Error("nothing was looked at")
			}
		})
	}
}

// reRegister registers the newest revision of each family again.
func reRegister(t *testing.T, w *world.World) (n int) {
	t.Helper()
	list, err := w.ListTaskDefinitionFamilies(&ecs.ListTaskDefinitionFamiliesInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range list.Families {
		out, err := w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: &family})
		if err != nil {
			t.Fatal(err)
		}
		d := out.TaskDefinition
		if _, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: d.Family, ContainerDefinitions: d.ContainerDefinitions, Cpu: d.Cpu, Memory: d.Memory, NetworkMode: d.NetworkMode,
			EphemeralStorage: d.EphemeralStorage, ExecutionRoleArn: d.ExecutionRoleArn, TaskRoleArn: d.TaskRoleArn, IpcMode: d.IpcMode,
			PidMode: d.PidMode, PlacementConstraints: d.PlacementConstraints, ProxyConfiguration: d.ProxyConfiguration,
			RequiresCompatibilities: d.RequiresCompatibilities, RuntimePlatform: d.RuntimePlatform, Volumes: d.Volumes,
		}); err != nil {
			t.Errorf("%s: %v", family, err)
		}
		n++
	}
	return n
}

// recreate creates each service once more.
func recreate(t *testing.T, w *world.World) int {
	t.Helper()
	all := everyService(t, w)
	for _, s := range all {
		if _, err := w.CreateService(again(s)); err != nil {
			t.Errorf("%s: %v", *s.ServiceArn, err)
		}
	}
	return len(all)
}

// everyService is each service of the account.
func everyService(t *testing.T, w *world.World) (all []types.Service) {
	t.Helper()
	list, err := w.ListClusters(&ecs.ListClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, cluster := range list.ClusterArns {
		names, err := w.ListServices(&ecs.ListServicesInput{Cluster: &cluster, MaxResults: new(int32(100))})
		if err != nil {
			t.Fatal(err)
		}
		for some := range slices.Chunk(names.ServiceArns, 10) {
			out, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: &cluster, Services: some, Include: []types.ServiceField{types.ServiceFieldTags}})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, out.Services...)
		}
	}
	return all
}

// again is the request for a service like another.
func again(s types.Service) *ecs.CreateServiceInput {
	in := &ecs.CreateServiceInput{
		Cluster: s.ClusterArn, ServiceName: new(*s.ServiceName + "-2"), TaskDefinition: s.TaskDefinition, DesiredCount: &s.DesiredCount,
		SchedulingStrategy: s.SchedulingStrategy, LaunchType: s.LaunchType, CapacityProviderStrategy: s.CapacityProviderStrategy,
		DeploymentController: s.DeploymentController, DeploymentConfiguration: s.DeploymentConfiguration, EnableExecuteCommand: s.EnableExecuteCommand,
		EnableECSManagedTags: s.EnableECSManagedTags, PropagateTags: s.PropagateTags, HealthCheckGracePeriodSeconds: s.HealthCheckGracePeriodSeconds,
		NetworkConfiguration: s.NetworkConfiguration, LoadBalancers: s.LoadBalancers, ServiceRegistries: s.ServiceRegistries,
		PlacementConstraints: s.PlacementConstraints, PlacementStrategy: s.PlacementStrategy, PlatformVersion: s.PlatformVersion, Tags: s.Tags,
	}
	if s.SchedulingStrategy == types.SchedulingStrategyDaemon {
		in.DesiredCount = nil
	}
	if s.DeploymentController.Type == types.DeploymentControllerTypeExternal { // its task sets have these
		in.TaskDefinition, in.LaunchType, in.PlatformVersion, in.NetworkConfiguration, in.LoadBalancers = nil, "", nil, nil, nil
	}
	return in
}
