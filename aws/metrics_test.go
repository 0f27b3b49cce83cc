package aws

import (
	"slices"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// Before the kernel kills a task, its service's memory climbs from 70 % to the limit.
func TestMetricsShowTheLeak(t *testing.T) {
	t.Parallel()
	_, c, clock := watch(t, sim.Options{Scenario: "s03"})
	clock.Advance(5 * time.Minute)
	service := Service{Cluster: "prod", Name: "api"}
	all, err := c.Metrics(t.Context(), []Service{service, service, {Cluster: "prod", Name: "none"}}, 20*time.Minute)
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	cpu, memory := all["prod/api"][0], all["prod/api"][1]
	if cpu.Name != "CPUUtilization" || memory.Name != "MemoryUtilization" || memory.Unit != "Percent" || memory.Period != time.Minute || len(memory.Points) != 20 {
		t.Fatalf("%+v", memory)
	}
	for i, p := range memory.Points {
		if want := clock.Now().Add(time.Duration(i-20) * time.Minute); p.Time != want || p.Maximum < p.Average || p.Maximum > 100 || cpu.Points[i].Average <= 0 {
			t.Errorf("point %d: %+v, want %v", i, p, want)
		}
	}
	if before, last := memory.Points[10], memory.Points[19]; before.Maximum > 75 || before.Average < 65 || last.Maximum < 97 || last.Average < 80 {
		t.Errorf("from %+v to %+v", before, last)
	}
	if none := all["prod/none"]; len(none) != 2 || len(none[0].Points) != 0 {
		t.Errorf("a service without metrics: %+v", none)
	}
	again, err := c.Metrics(t.Context(), []Service{service}, 5*time.Minute)
	if err != nil || again["prod/api"][1].Points[0] != memory.Points[15] {
		t.Errorf("the past has changed: %+v, %v", again["prod/api"][1], err)
	}
}

// One call is enough for what fits on a screen; answers that are too long come in pages.
func TestMetricsTakeFewCalls(t *testing.T) {
	t.Parallel()
	needs.Time(t, "hundreds of services")
	s, c, _ := watch(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 130, TasksPerService: 1}})
	services, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
	if err != nil {
		t.Fatal(err)
	}
	services = slices.DeleteFunc(services, func(s Service) bool { return !s.Described }) // names come first
	for _, x := range []struct {
		services, calls int
		since           time.Duration
	}{{0, 0, time.Hour}, {125, 1, time.Hour}, {130, 2, time.Minute}, {125, 2, 210 * time.Minute}} {
		s.Calls().Reset()
		all, err := c.Metrics(t.Context(), services[:x.services], x.since)
		if err != nil || len(all) != x.services {
			t.Fatalf("%d series, %v", len(all), err)
		}
		for name, series := range all {
			if len(series) != 2 || len(series[0].Points) != int(x.since/time.Minute) || len(series[1].Points) != len(series[0].Points) {
				t.Errorf("%s of %v: %d series, %d points", name, x.since, len(series), len(series[0].Points))
			}
		}
		if n := s.Calls().Count("GetMetricData"); n != x.calls {
			t.Errorf("%d calls for %d services and %v", n, x.services, x.since)
		}
	}
}

func TestMetricsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s, c, _ := watch(t, sim.Options{})
	web := []Service{{Cluster: "prod", Name: "web"}}
	for _, x := range []struct {
		fault wire.Kind
		kind  call.Kind
		hint  string
	}{{wire.Deny, call.Denied, "needs cloudwatch:GetMetricData"}, {wire.Unknown, call.Unsupported, ""}, {wire.Expire, call.Expired, "AWS_* variables"}, {wire.Garble, call.Server, ""}} {
		lift := s.Faults().Add(wire.Fault{Kind: x.fault})
		_, err := c.Metrics(t.Context(), web, time.Hour)
		if e, ok := err.(*call.Error); !ok || call.KindOf(e) != x.kind {
			t.Errorf("fault %d: %v", x.fault, err)
		}
		lift()
		if x.kind == call.Denied {
			refusal(t, err, call.Denied, x.hint)
		}
	}
	for _, k := range []wire.Kind{wire.Throttle, wire.Fail, wire.Drop} {
		s.Faults().Add(wire.Fault{Kind: k, Count: 2})
		if all, err := c.Metrics(t.Context(), web, time.Hour); err != nil || len(all["prod/web"][0].Points) != 60 {
			t.Errorf("fault %d: %v", k, err)
		}
	}
}

// What an Application Load Balancer counts is read together with what the tasks use, in one call; other load balancers count
// no requests.
func TestMeasures(t *testing.T) {
	t.Parallel()
	s, c, _ := watch(t, sim.Options{Seed: 1})
	checkout, err := c.Service(t.Context(), "prod", "checkout")
	if err != nil {
		t.Fatal(err)
	}
	groups, err := c.Targets(t.Context(), checkout)
	if err != nil || len(groups) != 1 || len(groups[0].Balancers) != 1 {
		t.Fatalf("%+v, %v", groups, err)
	}
	s.Calls().Reset()
	all, err := c.Measures(t.Context(), checkout, groups, time.Hour)
	if err != nil || len(all) != 5 || s.Calls().Count("GetMetricData") != 1 || c.MetricsAsked() != 5 {
		t.Fatalf("%d measures in %d calls, %v", len(all), s.Calls().Count("GetMetricData"), err)
	}
	for _, m := range all {
		known := slices.DeleteFunc(slices.Clone(m.Values), func(v float64) bool { return !(v > 0) })
		if len(m.Values) != 61 || len(known) == 0 {
			t.Errorf("%s of %q: %v", m.Name, m.Of, m.Values)
		}
	}
	groups[0].Balancers = []string{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/prod/0123456789abcdef"}
	if all, err := c.Measures(t.Context(), checkout, groups, time.Hour); err != nil || len(all) != 2 {
		t.Errorf("%d measures behind a network load balancer, %v", len(all), err)
	}
}
