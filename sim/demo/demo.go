// Package demo invents the account of ecscope --demo: a shop with four
// clusters and some forty services, a handful of them in trouble, that goes
// on living while it is watched.
package demo

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/timetable"
	"github.com/ecscope/ecscope/sim/world"
	"go.yaml.in/yaml/v3"
)

//go:embed account.yaml
var file []byte

// Begin is how long the story has been going when somebody first looks.
const Begin = 40 * time.Minute

// stage is the account while it is set up and told.
type stage struct {
	world    *world.World
	services map[string]blueprint.Service // by cluster/name
	order    []string                     // their keys, as in the file
	start    time.Time                    // of the story
	first    time.Time                    // somebody looks
	random   *rand.Rand
}

// Populate fills an empty world, whose now is Begin before the first look,
// and plans what is to happen from then on for ever.
func Populate(w *world.World, b *timetable.Book, seed uint64) error {
	s := &stage{world: w, services: map[string]blueprint.Service{}, start: w.Now(), first: w.Now().Add(Begin), random: rand.New(rand.NewPCG(seed, 7))}
	if err := s.clusters(); err != nil {
		return err
	}
	if err := s.seed(); err != nil {
		return err
	}
	if err := s.jobs(b); err != nil {
		return err
	}
	s.scaling()
	s.incidents()
	s.story()
	return nil
}

// clusters makes the clusters, and the container instances of batch.
func (s *stage) clusters() error {
	s.world.SeedProvider(types.CapacityProvider{Name: new("batch-asg"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
		AutoScalingGroupArn: new("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:7d3a1f52-1f0e-4a53-9d5e-2b1c6f7a8e90:autoScalingGroupName/batch"),
		ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled, TargetCapacity: new(int32(90))},
	}})
	for _, name := range []string{"prod", "staging", "batch", "tools"} {
		in := &ecs.CreateClusterInput{ClusterName: new(name), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"},
			Settings: []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: new("enabled")}},
			Tags:     []types.Tag{{Key: new("env"), Value: new(name)}}}
		if name == "batch" {
			in.CapacityProviders = []string{"batch-asg"}
		}
		if _, err := s.world.CreateCluster(in); err != nil {
			return fmt.Errorf("cluster %s: %w", name, err)
		}
	}
	ids, err := s.world.SeedInstances(world.InstanceSeed{Cluster: "batch", Count: 6, Type: "m6i.xlarge", CPU: 4096, Memory: 15600,
		CapacityProvider: "batch-asg", Age: 30 * 24 * time.Hour})
	if err != nil {
		return fmt.Errorf("instances of batch: %w", err)
	}
	s.at(25*time.Minute, func(w *world.World) { w.SetAgent("batch", ids[4], false) })
	return nil
}

// seed creates the services of account.yaml, steady for hours or days.
func (s *stage) seed() error {
	var clusters struct{ Prod, Staging, Batch, Tools []blueprint.Service }
	if err := yaml.Unmarshal(file, &clusters); err != nil {
		return fmt.Errorf("account.yaml: %w", err)
	}
	for _, c := range []struct {
		name     string
		services []blueprint.Service
	}{{"prod", clusters.Prod}, {"staging", clusters.Staging}, {"batch", clusters.Batch}, {"tools", clusters.Tools}} {
		for _, b := range c.services {
			b.Cluster = c.name
			if err := blueprint.SeedAs(s.world, b, shifts(c.name+"/"+b.Name)...); err != nil {
				return fmt.Errorf("service %s of %s: %w", b.Name, c.name, err)
			}
			s.services[c.name+"/"+b.Name] = b
			s.order = append(s.order, c.name+"/"+b.Name)
		}
	}
	return nil
}

// shifts has ECS move the traffic of payments as a canary, which two alarms watch; the others are deployed as they say.
func shifts(name string) []func(*ecs.CreateServiceInput) {
	if name != "prod/payments" {
		return nil
	}
	return []func(*ecs.CreateServiceInput){blueprint.Shifting(types.DeploymentConfiguration{
		Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(15)),
		CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(10.0), CanaryBakeTimeInMinutes: new(int32(6))},
		Alarms:              &types.DeploymentAlarms{Enable: true, Rollback: true, AlarmNames: []string{"payments-5xx", "payments-p99"}},
	})}
}

// scaling registers the services whose desired count Application Auto Scaling keeps.
func (s *stage) scaling() {
	for _, name := range []string{"prod/web", "prod/api", "prod/checkout", "prod/payments", "prod/search", "staging/api"} {
		desired := s.services[name].Desired
		most, cpu, memory := 3*desired, 57.0, 0.0 // just what it is scaled to
		switch name {
		case "prod/payments": // would have more tasks, and may not
			most, cpu = desired, 76
		case "prod/search": // leaks
			memory = 70
		}
		s.world.SeedLoad(name, cpu, memory)
		s.world.SeedScalable(name, max(1, desired/2), most)
	}
	s.world.SeedSchedule("prod/web", "evening", "cron(0 18 * * ? *)", "Europe/Berlin", 6, 18)
	s.world.SeedSchedule("prod/web", "night", "cron(30 23 * * ? *)", "Europe/Berlin", 3, 18)
}

// at plans what happens some time after the story's start.
func (s *stage) at(after time.Duration, act func(*world.World)) { s.world.At(s.start.Add(after), act) }

// ago plans what happens some time before the first look.
func (s *stage) ago(d time.Duration, act func(*world.World)) { s.at(Begin-d, act) }
