// Package neighbours is accounts in which others write beside a service: to its group, with its prefix and its container's name. Tests
// build them to see that each line is shown as whose it is.
package neighbours

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// Group is where the service staging/checkout and its neighbours log to. Refused is where a container of the service logs to in the
// account in which that may not be read.
const (
	Group   = "/ecs/shared"
	Refused = "/ecs/refused"
)

// Account is an account with a neighbour.
type Account struct {
	Name string
	// ends says that the neighbour's tasks have stopped and ECS has forgotten them.
	ends   bool
	settle func(*sim.Server, *sim.ManualClock) error
}

// All are the accounts: each has the service and one neighbour or, where a group may not be read, none.
func All() []Account {
	return []Account{
		{Name: "group that may not be read", settle: func(s *sim.Server, _ *sim.ManualClock) error {
			s.Faults().Add(wire.Fault{Kind: wire.Deny, Service: "logs", Holding: `"` + Refused + `"`})
			return nil
		}},
		{Name: "same service of another cluster", settle: func(s *sim.Server, _ *sim.ManualClock) error { return service(s, "prod", "checkout", "shared:1") }},
		{Name: "other service of the cluster", settle: func(s *sim.Server, _ *sim.ManualClock) error { return service(s, "staging", "other", "shared:1") }},
		{Name: "one-off task", settle: func(s *sim.Server, _ *sim.ManualClock) error { return run(s, "staging", "", "shared:1") }},
		{Name: "job of AWS Batch", settle: func(s *sim.Server, _ *sim.ManualClock) error {
			return run(s, "AWSBatch-nightly-0a1b2c3d-4e5f-6789-abcd-ef0123456789", "", "job:1")
		}},
		{Name: "schedule that ECS has forgotten", ends: true, settle: func(s *sim.Server, _ *sim.ManualClock) error {
			return run(s, "staging", "events-rule/nightly", "shared:1")
		}},
	}
}

// Build makes the account in an empty one, whose clock is put on by hours. It writes lines that begin with "own" into the streams of the
// service, and such that begin with "other" into those of the neighbour, and returns how many of each: the last ones are seconds old.
func (a Account) Build(s *sim.Server, clock *sim.ManualClock) (own, others int, err error) {
	side := Group
	if a.settle != nil && strings.HasPrefix(a.Name, "group") {
		side = Refused
	}
	if err := basis(s, side); err != nil {
		return 0, 0, err
	}
	if err := a.settle(s, clock); err != nil {
		return 0, 0, err
	}
	clock.Advance(10 * time.Minute)
	s.World().Advance(clock.Now())
	if a.ends {
		if err := stopOthers(s); err != nil {
			return 0, 0, err
		}
		clock.Advance(2 * time.Hour)
		s.World().Advance(clock.Now())
	}
	own, others = write(s, clock.Now())
	return own, others, nil
}

// write writes three lines into each stream.
func write(s *sim.Server, now time.Time) (own, others int) {
	for _, o := range s.World().Outputs(Group) {
		for i := range 3 {
			at := now.Add(time.Duration(i-12) * time.Second)
			if o.Cluster == "staging" && o.Service == "checkout" {
				own++
				s.Logs().Write(Group, o.Stream, fmt.Sprintf("own line %d", own), at, at)
			} else {
				others++
				s.Logs().Write(Group, o.Stream, fmt.Sprintf("other line %d", others), at, at)
			}
		}
	}
	return own, others
}

// basis makes the clusters, the definitions and the service. Its second container logs to side.
func basis(s *sim.Server, side string) error {
	w := s.World()
	for _, cluster := range []string{"prod", "staging", "AWSBatch-nightly-0a1b2c3d-4e5f-6789-abcd-ef0123456789"} {
		if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: &cluster}); err != nil {
			return err
		}
	}
	for family, second := range map[string]string{"shared": side, "job": Group} {
		if _, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: &family, Cpu: new("256"), Memory: new("512"), NetworkMode: types.NetworkModeAwsvpc,
			RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate}, ExecutionRoleArn: new("arn:aws:iam::111122223333:role/ecsTaskExecutionRole"),
			ContainerDefinitions: []types.ContainerDefinition{container("default", Group), container("side", second)},
		}); err != nil {
			return err
		}
	}
	return service(s, "staging", "checkout", "shared:1")
}

func container(name, group string) types.ContainerDefinition {
	return types.ContainerDefinition{Name: &name, Image: new("app:1"), LogConfiguration: &types.LogConfiguration{LogDriver: "awslogs",
		Options: map[string]string{"awslogs-group": group, "awslogs-stream-prefix": "ecs", "awslogs-region": "us-east-1"}}}
}

func service(s *sim.Server, cluster, name, revision string) error {
	_, err := s.World().CreateService(&ecs.CreateServiceInput{Cluster: &cluster, ServiceName: &name, TaskDefinition: &revision,
		DesiredCount: new(int32(2)), LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network()})
	return err
}

// run runs a task that belongs to no service. by is who started it; empty for nobody that is named.
func run(s *sim.Server, cluster, by, revision string) error {
	in := &ecs.RunTaskInput{Cluster: &cluster, TaskDefinition: &revision, LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network()}
	if by != "" {
		in.StartedBy = &by
	}
	_, err := s.World().RunTask(in)
	return err
}

// stopOthers stops all tasks but those of the service.
func stopOthers(s *sim.Server) error {
	for _, o := range s.World().Outputs(Group) {
		if o.Service == "checkout" {
			continue
		}
		if _, err := s.World().StopTask(&ecs.StopTaskInput{Cluster: &o.Cluster, Task: &o.Task}); err != nil {
			return err
		}
	}
	return nil
}

func network() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-a"}}}
}
