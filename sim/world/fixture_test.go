package world_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

var start = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

const group = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0123456789abcdef"

// must returns v and fails the test on an error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// stage is a world with a cluster prod and the family api, revisions 1 to 3.
func stage(t testing.TB) *world.World {
	w := world.New(world.Options{Seed: 7, Start: start})
	must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"}}))
	must[string](t)(w.SeedRevisions(definition("api"), 3, 24*time.Hour, func(n int32, in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Image = new(fmt.Sprintf("111122223333.dkr.ecr.us-east-1.amazonaws.com/api:v%d", n))
	}))
	return w
}

func definition(family string) *ecs.RegisterTaskDefinitionInput {
	return &ecs.RegisterTaskDefinitionInput{
		Family: &family, Cpu: new("256"), Memory: new("512"), NetworkMode: types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("api:v1"), PortMappings: []types.PortMapping{{ContainerPort: new(int32(8080))}},
		}},
	}
}

// fargate is a request for a service named api of that many tasks; with changes it bends to the test.
func fargate(desired int32, changes ...func(*ecs.CreateServiceInput)) *ecs.CreateServiceInput {
	in := &ecs.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("api"), TaskDefinition: new("api:1"), DesiredCount: &desired,
		LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: []string{"subnet-a", "subnet-b", "subnet-c"}}},
	}
	for _, change := range changes {
		change(in)
	}
	return in
}

func breaker(in *ecs.CreateServiceInput) {
	in.DeploymentConfiguration = &types.DeploymentConfiguration{
		DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: true}}
}

func balanced(in *ecs.CreateServiceInput) {
	in.LoadBalancers = []types.LoadBalancer{{TargetGroupArn: new(group), ContainerName: new("app"), ContainerPort: new(int32(8080))}}
}

// steady is a stage with the service api in its steady state.
func steady(t testing.TB, in *ecs.CreateServiceInput) *world.World {
	w := stage(t)
	must[string](t)(w.SeedService(in, world.Past{}))
	return w
}

func describe(t testing.TB, w *world.World) types.Service {
	t.Helper()
	out := must[*ecs.DescribeServicesOutput](t)(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"api"}}))
	if len(out.Services) != 1 {
		t.Fatalf("services: %+v", out.Failures)
	}
	return out.Services[0]
}

func update(t testing.TB, w *world.World, change func(*ecs.UpdateServiceInput)) types.Service {
	t.Helper()
	in := &ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api")}
	change(in)
	return *must[*ecs.UpdateServiceOutput](t)(w.UpdateService(in)).Service
}

func deploy(revision string) func(*ecs.UpdateServiceInput) {
	return func(in *ecs.UpdateServiceInput) { in.TaskDefinition = &revision }
}

// tasks are the service's tasks of a desired status.
func tasks(t testing.TB, w *world.World, desired types.DesiredStatus) []types.Task {
	t.Helper()
	arns := must[*ecs.ListTasksOutput](t)(w.ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), DesiredStatus: desired})).TaskArns
	if len(arns) == 0 {
		return nil
	}
	return must[*ecs.DescribeTasksOutput](t)(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: arns})).Tasks
}

// until advances second by second until the condition holds and returns how long that took.
func until(t testing.TB, w *world.World, limit time.Duration, holds func(types.Service) bool) time.Duration {
	t.Helper()
	begun := w.Now()
	for w.Now().Sub(begun) < limit {
		if holds(describe(t, w)) {
			return w.Now().Sub(begun)
		}
		w.Advance(w.Now().Add(time.Second))
	}
	t.Fatalf("not within %v:\n%s", limit, story(describe(t, w), begun))
	return 0
}

func said(text string) func(types.Service) bool {
	return func(s types.Service) bool {
		for _, e := range s.Events {
			if strings.Contains(*e.Message, text) && e.CreatedAt.After(start) {
				return true
			}
		}
		return false
	}
}

// story is the service's deployments and events, oldest first, for messages of failed tests and for comparison.
func story(s types.Service, since time.Time) string {
	var b strings.Builder
	for _, d := range s.Deployments {
		fmt.Fprintf(&b, "%s %s %d/%d/%d failed %d %s %s\n", *d.Status, d.RolloutState, d.DesiredCount, d.RunningCount,
			d.PendingCount, d.FailedTasks, *d.Id, *d.RolloutStateReason)
	}
	for i := len(s.Events) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "%6.0f %s\n", s.Events[i].CreatedAt.Sub(since).Seconds(), *s.Events[i].Message)
	}
	return b.String()
}

// code is the exception's name, or "" without an error.
func code(err error) string {
	var f *world.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}
