package world_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/sim/world"
)

// saga plays a busy hour in steps of the given length and returns all there is to see of it.
func saga(t testing.TB, seed uint64, step time.Duration) string {
	w := world.New(world.Options{Seed: seed, Start: start})
	must[string](t)(w.SeedRevisions(definition("api"), 3, time.Hour, nil))
	must[string](t)(w.SeedService(fargate(5, breaker, balanced), world.Past{Deployments: 4}))
	w.SetFate(world.FateMatch{Revision: 2}, world.Fate{Spare: 1, Exit: &world.Exit{After: time.Second, Jitter: 20 * time.Second, Code: 1}})
	w.At(start.Add(time.Minute), func(w *world.World) { update(t, w, deploy("api:2")) })
	w.At(start.Add(30*time.Minute), func(w *world.World) { update(t, w, deploy("api:3")) })
	for at := start; at.Before(start.Add(time.Hour)); at = at.Add(step) {
		w.Advance(at)
	}
	w.Advance(start.Add(time.Hour))
	all, err := json.Marshal([]any{describe(t, w), tasks(t, w, types.DesiredStatusRunning), tasks(t, w, types.DesiredStatusStopped), release(t, w)})
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestSameSeedTellsTheSameStory(t *testing.T) {
	t.Parallel()
	first := saga(t, 1, time.Hour)
	if first == saga(t, 2, time.Hour) {
		t.Error("the seed makes no difference")
	}
	rapid.Check(t, func(r *rapid.T) {
		step := time.Duration(rapid.IntRange(1000, 3_600_000).Draw(r, "step")) * time.Millisecond
		if got := saga(t, 1, step); got != first {
			r.Errorf("in steps of %v:\n%s\nat once:\n%s", step, got, first)
		}
	})
}

// Answers share nothing with the account: whatever a caller does to one, the next is as before.
func TestAnswersAreCopies(t *testing.T) {
	t.Parallel()
	w, _ := metal(t, 1)
	must[string](t)(w.SeedService(fargate(2, breaker, balanced), world.Past{Deployments: 2}))
	must[*ecs.TagResourceOutput](t)(w.TagResource(&ecs.TagResourceInput{ResourceArn: describe(t, w).ServiceArn, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}))
	arn := *must[*ecs.RunTaskOutput](t)(w.RunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("api:1"),
		LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network("subnet-s"), Overrides: &types.TaskOverride{
			ContainerOverrides: []types.ContainerOverride{{Name: new("app"), Command: []string{"sh"}}}}})).Tasks[0].TaskArn
	for name, ask := range map[string]func() any{
		"service": func() any {
			return must[any](t)(answer(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"api"}, Include: types.ServiceField("").Values()})))
		},
		"task": func() any {
			return must[any](t)(answer(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{arn}, Include: types.TaskField("").Values()})))
		},
		"cluster": func() any {
			return must[any](t)(answer(w.DescribeClusters(&ecs.DescribeClustersInput{Clusters: []string{"prod"}, Include: types.ClusterField("").Values()})))
		},
		"definition": func() any {
			return must[any](t)(answer(w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("api")})))
		},
		"release": func() any { r := release(t, w); return &r },
		"providers": func() any {
			return must[any](t)(answer(w.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{})))
		},
		"tags": func() any {
			return must[any](t)(answer(w.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: describe(t, w).ServiceArn})))
		},
	} {
		before, _ := json.Marshal(ask())
		scramble(reflect.ValueOf(ask()))
		if after, _ := json.Marshal(ask()); string(after) != string(before) {
			t.Errorf("%s:\n%s\nbecame\n%s", name, before, after)
		}
	}
}

func answer[O any](o *O, err error) (any, error) { return o, err }

// scramble overwrites every string and number that v leads to.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scramble(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Int32, reflect.Int64:
		v.SetInt(-7)
	}
}

// Requests are copies too: the account does not follow what the caller makes of its request afterwards.
func TestRequestsAreCopied(t *testing.T) {
	t.Parallel()
	w := stage(t)
	in := fargate(1, balanced)
	must[*ecs.CreateServiceOutput](t)(w.CreateService(in))
	scramble(reflect.ValueOf(in))
	if all, _ := json.Marshal(describe(t, w)); strings.Contains(string(all), "scrambled") {
		t.Errorf("%s", all)
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(3))
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 50 {
				w.Advance(start.Add(time.Duration(n) * time.Second))
				if _, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"api"}}); err != nil {
					t.Error(err)
				}
				if n == 25 {
					if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), DesiredCount: new(int32(i))}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
}

// town is a big account: 2,000 services at rest for three days, one service of 250 tasks, a family of 3,000 revisions.
func town(t testing.TB) *world.World {
	w := world.New(world.Options{Seed: 1, Start: start})
	must[string](t)(w.SeedRevisions(definition("api"), 3000, time.Hour, nil))
	for i := range 2000 {
		in := fargate(2, balanced, func(in *ecs.CreateServiceInput) {
			in.ServiceName, in.Cluster = new(fmt.Sprintf("s%04d", i)), new(fmt.Sprintf("c%02d", i%20))
		})
		must[string](t)(w.SeedService(in, world.Past{Deployed: time.Duration(i%72) * time.Hour, Deployments: 3}))
	}
	must[string](t)(w.SeedService(fargate(250), world.Past{}))
	return w
}

func BenchmarkSeedTown(b *testing.B) {
	for b.Loop() {
		town(b)
	}
}

// A day passes in an account of 2,000 services at rest.
func BenchmarkCatchUpADay(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := town(b)
		b.StartTimer()
		w.Advance(start.Add(24 * time.Hour))
	}
}

// A day passes while 250 tasks crash a minute after they start.
func BenchmarkCatchUpACrashLoop(b *testing.B) {
	for b.Loop() {
		w := steady(b, fargate(250))
		w.SetFate(world.FateMatch{}, world.Fate{Exit: &world.Exit{After: 20 * time.Minute, Jitter: time.Minute, Code: 1}})
		update(b, w, deploy("api:2"))
		w.Advance(start.Add(24 * time.Hour))
	}
}

func BenchmarkDescribeServices(b *testing.B) {
	w := town(b)
	in := &ecs.DescribeServicesInput{Cluster: new("c00")}
	for i := range 10 {
		in.Services = append(in.Services, fmt.Sprintf("s%04d", i*20))
	}
	for b.Loop() {
		must[*ecs.DescribeServicesOutput](b)(w.DescribeServices(in))
	}
}
