package world_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/world"
)

// crowd is a world with many of everything that is listed.
func crowd(t testing.TB) *world.World {
	w := stage(t)
	for i := range 23 {
		must[string](t)(w.SeedService(fargate(2, func(in *ecs.CreateServiceInput) { in.ServiceName = new(fmt.Sprintf("s%02d", i)) }), world.Past{Deployments: 5}))
		must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new(fmt.Sprintf("c%02d", i))}))
		must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(definition(fmt.Sprintf("f%02d", i))))
		w.SeedProvider(types.CapacityProvider{Name: new(fmt.Sprintf("p%02d", i))})
	}
	must[[]string](t)(w.SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 23}))
	return w
}

type pager func(size *int32, token *string) ([]string, *string, error)

func pagers(w *world.World) map[string]pager {
	prod := new("prod")
	return map[string]pager{
		"clusters": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListClusters(&ecs.ListClustersInput{MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListClustersOutput) ([]string, *string) { return o.ClusterArns, o.NextToken })
		},
		"services": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListServices(&ecs.ListServicesInput{Cluster: prod, MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListServicesOutput) ([]string, *string) { return o.ServiceArns, o.NextToken })
		},
		"tasks": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListTasks(&ecs.ListTasksInput{Cluster: prod, MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListTasksOutput) ([]string, *string) { return o.TaskArns, o.NextToken })
		},
		"definitions": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListTaskDefinitions(&ecs.ListTaskDefinitionsInput{Sort: types.SortOrderDesc, MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListTaskDefinitionsOutput) ([]string, *string) { return o.TaskDefinitionArns, o.NextToken })
		},
		"families": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListTaskDefinitionFamilies(&ecs.ListTaskDefinitionFamiliesInput{MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListTaskDefinitionFamiliesOutput) ([]string, *string) { return o.Families, o.NextToken })
		},
		"instances": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: prod, MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListContainerInstancesOutput) ([]string, *string) {
				return o.ContainerInstanceArns, o.NextToken
			})
		},
		"attributes": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.ListAttributes(&ecs.ListAttributesInput{Cluster: prod, TargetType: types.TargetTypeContainerInstance, MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.ListAttributesOutput) (all []string, _ *string) {
				for _, a := range o.Attributes {
					all = append(all, *a.TargetId+*a.Name)
				}
				return all, o.NextToken
			})
		},
		"providers": func(n *int32, tok *string) ([]string, *string, error) {
			o, err := w.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{MaxResults: n, NextToken: tok})
			return items(o, err, func(o *ecs.DescribeCapacityProvidersOutput) (all []string, _ *string) {
				for _, p := range o.CapacityProviders {
					all = append(all, *p.Name)
				}
				return all, o.NextToken
			})
		},
	}
}

func items[O any](o *O, err error, open func(*O) ([]string, *string)) ([]string, *string, error) {
	if err != nil {
		return nil, nil, err
	}
	all, next := open(o)
	return all, next, nil
}

func gather(t testing.TB, p pager, size *int32) (all []string, pages int) {
	t.Helper()
	var token *string
	for {
		page, next, err := p(size, token)
		if err != nil {
			t.Fatal(err)
		}
		all, pages = append(all, page...), pages+1
		if token = next; token == nil {
			return all, pages
		}
	}
}

func TestEveryListIsPagedWithoutLossOrRepetition(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every list, page by page")
	w := crowd(t)
	for name, p := range pagers(w) {
		whole, _ := gather(t, p, new(int32(10)))
		if len(whole) < 23 || len(slices.Compact(slices.Sorted(slices.Values(whole)))) != len(whole) {
			t.Errorf("%s: %d items, or some twice", name, len(whole))
		}
		rapid.Check(t, func(r *rapid.T) {
			size := rapid.Int32Range(1, 10).Draw(r, "size")
			got, pages := gather(t, p, &size)
			if !slices.Equal(got, whole) || pages != (len(whole)+int(size)-1)/int(size) {
				r.Errorf("%s: %d items in %d pages of %d", name, len(got), pages, size)
			}
		})
	}
}

func TestTokensAndSizesThatAreRefused(t *testing.T) {
	t.Parallel()
	w := crowd(t)
	all := pagers(w)
	_, foreign, _ := all["clusters"](new(int32(3)), nil)
	for name, p := range all {
		for what, err := range map[string]error{
			"size 0":           third(p(new(int32(0)), nil)),
			"size 101":         third(p(new(int32(101)), nil)),
			"garbage":          third(p(nil, new("garbage"))),
			"another's token":  third(all["services"](nil, foreign)),
			"token of a query": third(p(nil, new("AAAAAAAAAAAA"))),
		} {
			if code(err) != "InvalidParameterException" {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestPagingGoesOnBehindWhatVanished(t *testing.T) {
	t.Parallel()
	w := crowd(t)
	p := pagers(w)["tasks"]
	first, token, _ := p(new(int32(10)), nil)
	for _, arn := range first {
		must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn}))
	}
	w.Advance(start.Add(time.Second))
	second, _, err := p(new(int32(10)), token)
	if err != nil || len(second) != 10 {
		t.Fatal(second, err)
	}
	now, _, _ := p(new(int32(10)), nil)
	if !slices.Equal(now, second) {
		t.Error("tasks were skipped")
	}
}

func TestDefaultPageSizes(t *testing.T) {
	t.Parallel()
	all := pagers(crowd(t))
	for name, want := range map[string]int{"clusters": 24, "services": 10, "tasks": 46, "providers": 10} {
		if page, _, err := all[name](nil, nil); err != nil || len(page) != want {
			t.Errorf("%s: %d items, %v", name, len(page), err)
		}
	}
}
