package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

func TestPopulations(t *testing.T) {
	t.Parallel()
	needs.Time(t, "large accounts")
	for _, c := range []struct {
		name       string
		population sim.Population
		tasks      int // of the first service
	}{
		{"500 services", sim.Population{ServicesPerCluster: 500, TasksPerService: 1}, 1},
		{"250 tasks", sim.Population{ServicesPerCluster: 1, TasksPerService: 250}, 250},
		{"3000 revisions", sim.Population{Clusters: 2, ServicesPerCluster: 1, Revisions: 3000}, 0},
		{"long names", sim.Population{ServicesPerCluster: 15, Long: true, TasksPerService: 1}, 1},
		{"instances", sim.Population{Instances: 7}, 0},
		{"nothing", sim.Population{Clusters: -1}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, client := start(t, sim.Options{Population: &c.population, Clock: sim.NewManualClock(noon())})
			clusters, err := client.DescribeClusters(t.Context(), &ecs.DescribeClustersInput{Clusters: []string{"cluster-1"}})
			if err != nil {
				t.Fatal(err)
			}
			if c.population.Clusters < 0 {
				if len(clusters.Clusters) > 0 {
					t.Errorf("clusters %+v", clusters.Clusters)
				}
				return
			}
			if n := clusters.Clusters[0].RegisteredContainerInstancesCount; int(n) != c.population.Instances {
				t.Errorf("%d instances", n)
			}
			checkPopulation(t, client, c.population, c.tasks)
		})
	}
}

func checkPopulation(t *testing.T, client *ecs.Client, p sim.Population, tasks int) {
	t.Helper()
	all := services(t, client, "cluster-1")
	if len(all) != p.ServicesPerCluster {
		t.Fatalf("%d services", len(all))
	}
	for _, s := range all {
		if s.RunningCount != p.TasksPerService || p.Long && len(*s.ServiceName) != 255 || s.Deployments[0].RolloutState != "COMPLETED" {
			t.Errorf("service %s: %d running, %s", *s.ServiceName, s.RunningCount, s.Deployments[0].RolloutState)
		}
	}
	if len(all) == 0 {
		return
	}
	n := 0
	for pages := ecs.NewListTasksPaginator(client, &ecs.ListTasksInput{Cluster: awssdk.String("cluster-1"), ServiceName: all[0].ServiceName}); pages.HasMorePages(); {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.TaskArns)
	}
	if n != tasks {
		t.Errorf("%d tasks, want %d", n, tasks)
	}
	out, err := client.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: all[0].ServiceName})
	if err != nil || int(out.TaskDefinition.Revision) != max(1, p.Revisions) {
		t.Errorf("newest revision %v, %v", out, err)
	}
}

func TestHostileAccount(t *testing.T) {
	t.Parallel()
	_, c := start(t, sim.Options{Account: "hostile", Clock: sim.NewManualClock(noon())})
	clusters, err := c.ListClusters(t.Context(), nil)
	if err != nil || len(clusters.ClusterArns) != 3 {
		t.Fatalf("%v %v", clusters, err)
	}
	for _, cluster := range []string{clusters.ClusterArns[0], clean(clusters.ClusterArns[0])} {
		all := services(t, c, cluster)
		if len(all) != 12 {
			t.Fatalf("%d services", len(all))
		}
		s := all[0]
		for _, text := range []string{*s.ServiceName, *s.ServiceArn} {
			if !strings.Contains(text, "\x1b[") || !strings.Contains(text, "\u202e") || !strings.Contains(text, "\u672c") {
				t.Errorf("a tame name: %q", text)
			}
		}
		for _, text := range []string{*s.Events[0].Message, *s.Deployments[0].RolloutStateReason} {
			if !strings.Contains(text, "\x1b]0;") || !utf8.ValidString(text) {
				t.Errorf("a tame text: %q", text)
			}
		}
		if *s.Status != "ACTIVE" || s.Deployments[0].RolloutState != "COMPLETED" {
			t.Errorf("constants were touched: %q", *s.Status)
		}
		name := clean(*s.ServiceName)
		tasks, err := c.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: &cluster, ServiceName: &name})
		if err != nil || len(tasks.TaskArns) != 3 {
			t.Errorf("tasks %v, %v", tasks, err)
		}
	}
}

// clean does to a text what a careful program does.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x202e {
			return -1
		}
		return r
	}, text)
}

// badge sums a service up the way a list of services would.
func badge(s types.Service) string {
	d := s.Deployments
	switch {
	case len(d) == 0:
		return "taskset"
	case d[0].RolloutState == types.DeploymentRolloutStateFailed, d[0].FailedTasks > 0,
		len(d) > 1 && d[1].RolloutState == types.DeploymentRolloutStateFailed:
		return "failing"
	case s.RunningCount < s.DesiredCount:
		return "short"
	case len(d) > 1:
		return "changing"
	}
	return "healthy"
}

func TestDemoAtFirstLook(t *testing.T) {
	t.Parallel()
	_, c := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	badges := map[string][]string{}
	for _, cluster := range []string{"prod", "staging", "batch", "tools"} {
		for _, s := range services(t, c, cluster) {
			b := badge(s)
			badges[b] = append(badges[b], cluster+"/"+*s.ServiceName)
		}
	}
	for badge, want := range map[string][]string{
		"failing":  {"prod/checkout", "prod/loyalty", "prod/recommendations", "prod/orders", "staging/checkout"},
		"changing": {"prod/payments"},
		"short":    {"prod/thumbnailer"},
		"taskset":  {"prod/storefront-bg", "prod/partner-feed"},
	} {
		for _, name := range want {
			if !slices.Contains(badges[badge], name) {
				t.Errorf("%s is not %s: %v", name, badge, badges)
			}
		}
	}
	if n := len(badges["healthy"]); n < 25 {
		t.Errorf("only %d healthy: %v", n, badges)
	}
}

func TestDemoLivesOn(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the demo account, for a long simulated time")
	clock := sim.NewManualClock(noon())
	_, c := start(t, sim.Options{Clock: clock})
	before := services(t, c, "prod")
	for range 12 {
		clock.Advance(10 * time.Minute)
		services(t, c, "prod")
	}
	moved := 0
	for i, s := range services(t, c, "prod") {
		if *s.TaskDefinition != *before[i].TaskDefinition || s.DesiredCount != before[i].DesiredCount {
			moved++
		}
	}
	if moved < 4 {
		t.Errorf("only %d services changed in two hours", moved)
	}
	list, err := c.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: awssdk.String("batch"), DesiredStatus: types.DesiredStatusStopped})
	if err != nil || len(list.TaskArns) < 5 {
		t.Errorf("batch has %d stopped tasks, %v", len(list.TaskArns), err)
	}
}

func TestScheduledFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scenario, code string
		from, until    time.Duration // after the start
	}{
		{"s11", "ThrottlingException", time.Second, time.Minute},
		{"s12-sso-expired", "ExpiredTokenException", 20 * time.Second, 120 * time.Second},
	} {
		clock := sim.NewManualClock(noon())
		_, client := start(t, sim.Options{Scenario: c.scenario, Clock: clock})
		for _, at := range []time.Duration{0, c.from, c.until - time.Second, c.until} {
			clock.Advance(noon().Add(at).Sub(clock.Now()))
			_, err := client.ListServices(t.Context(), &ecs.ListServicesInput{Cluster: awssdk.String("prod")})
			if at >= c.from && at < c.until {
				wantCode(t, err, c.code, "")
			} else if err != nil {
				t.Errorf("%s at %v: %v", c.scenario, at, err)
			}
		}
	}
}

func TestScenarioInTheMiddle(t *testing.T) {
	t.Parallel()
	_, c := start(t, sim.Options{Scenario: "s01", Offset: 3 * time.Minute, Clock: sim.NewManualClock(noon())})
	list, err := c.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: awssdk.String("prod"), ServiceName: awssdk.String("api"), DesiredStatus: types.DesiredStatusStopped})
	if err != nil || len(list.TaskArns) < 2 {
		t.Errorf("stopped tasks %v, %v", list, err)
	}
}
