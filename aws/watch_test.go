package aws

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// watch starts an AWS and opens it, both on one clock that stands still.
func watch(t *testing.T, o sim.Options) (*sim.Server, *Client, *sim.ManualClock) {
	t.Helper()
	clock := sim.NewManualClock(time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC))
	o.Clock = clock
	s := simtest.Start(t, o)
	c, err := Open(t.Context(), Options{Environ: s.Env(), Now: clock.Now, Share: 1, Sleep: func(ctx context.Context, d time.Duration) error {
		clock.Advance(d)
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s, c, clock
}

// refusal checks kind and hint of an error.
func refusal(t *testing.T, err error, kind call.Kind, hint string) {
	t.Helper()
	e, ok := err.(*call.Error)
	if !ok || call.KindOf(e) != kind || !strings.Contains(e.Hint(), hint) {
		t.Errorf("error %v, want kind %s and hint %q", err, kind, hint)
	}
}

func serviceOf(t *testing.T, c *Client, cluster, name string) Service {
	t.Helper()
	s, err := c.Service(t.Context(), cluster, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The load balancer's view of a revision that answers 500 is all there is to see of it, and each target has its task.
func TestTargetsFollowTheService(t *testing.T) {
	t.Parallel()
	needs.Time(t, "five minutes of a rollout")
	s, c, clock := watch(t, sim.Options{Scenario: "s04"})
	seen := map[string]string{}
	for range 100 {
		clock.Advance(3 * time.Second)
		service := serviceOf(t, c, "prod", "api")
		groups, err := c.Targets(t.Context(), service)
		if err != nil || len(groups) != 1 {
			t.Fatalf("%d groups, %v", len(groups), err)
		}
		tasks, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "prod", Service: "api"}))
		if err != nil {
			t.Fatal(err)
		}
		g := groups[0]
		if g.ARN != service.LoadBalancers[0].TargetGroup || g.Name != "api-tg" || g.Type != "ip" || g.Path != "/healthz" || g.Matcher != "200" ||
			g.Interval != 10*time.Second || g.Unhealthy != 3 || g.Deregistration != 30*time.Second || g.Seen != clock.Now() {
			t.Fatalf("%+v", g)
		}
		for _, x := range g.Targets {
			if task, ok := g.Of(x, tasks, nil); x.State != "draining" && (!ok || task.Service != "api" || task.Zone != x.Zone) {
				t.Errorf("%+v belongs to %+v", x, task)
			}
			seen[strings.TrimSpace(x.State+" "+x.Reason)] = x.Description
		}
	}
	for state, description := range map[string]string{
		"initial Elb.RegistrationInProgress": "in progress", "initial Elb.InitialHealthChecking": "Initial health checks", "healthy": "",
		"unhealthy Target.ResponseCodeMismatch": "codes: [500]", "draining Target.DeregistrationInProgress": "deregistration",
	} {
		if got, ok := seen[state]; !ok || !strings.Contains(got, description) {
			t.Errorf("%s was described as %q, seen: %v", state, got, seen)
		}
	}
	if n := s.Calls().Counts(); n["DescribeTargetGroups"] > 2 || n["DescribeTargetGroupAttributes"] > 2 || n["DescribeTargetHealth"] != 100 {
		t.Errorf("calls: %v", n)
	}
}

func TestTargetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s, c, _ := watch(t, sim.Options{})
	web := serviceOf(t, c, "prod", "web")
	lift := s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeTargetGroups"})
	groups, err := c.Targets(t.Context(), web)
	refusal(t, err, call.Denied, "needs elasticloadbalancing:DescribeTargetGroups")
	if len(groups) != 1 || groups[0].Name != "web-tg" || len(groups[0].Targets) != 6 {
		t.Errorf("%+v", groups)
	}
	lift()
	gone := "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/old-tg/0123456789abcdef"
	both := web
	both.LoadBalancers = append([]LoadBalancer{{TargetGroup: gone}}, web.LoadBalancers...)
	groups, err = c.Targets(t.Context(), both)
	refusal(t, err, call.NotFound, "")
	if len(groups) != 1 || groups[0].Path != "/healthz" {
		t.Errorf("%+v", groups)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Unknown, Action: "DescribeTargetHealth"})
	if groups, err = c.Targets(t.Context(), web); len(groups) != 0 {
		t.Errorf("%+v", groups)
	}
	refusal(t, err, call.Unsupported, "")
	s.Calls().Reset()
	if groups, err := c.Targets(t.Context(), serviceOf(t, c, "prod", "fulfilment")); err != nil || groups == nil || len(groups) != 0 {
		t.Errorf("without a load balancer: %v, %v", groups, err)
	}
	if n := s.Calls().Count("DescribeTargetHealth"); n != 0 {
		t.Errorf("%d calls for a service without a load balancer", n)
	}
}

func TestDrainTimeMayStayUnknown(t *testing.T) {
	t.Parallel()
	s, c, _ := watch(t, sim.Options{})
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeTargetGroupAttributes"})
	groups, err := c.Targets(t.Context(), serviceOf(t, c, "prod", "storefront-bg"))
	if err != nil || len(groups) != 1 || groups[0].Deregistration != 0 || len(groups[0].Targets) != 3 {
		t.Errorf("%+v, %v", groups, err)
	}
}

func TestTaskOfTarget(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return time.Date(2026, 1, 2, 3, minute, 0, 0, time.UTC) }
	interfaces := func(ip, ip6 string) []Container { return []Container{{Interfaces: []Interface{{IPv4: ip, IPv6: ip6}}}} }
	tasks := []Task{
		{ARN: "old", Status: "STOPPED", Created: at(5), Containers: interfaces("10.0.0.1", "")},
		{ARN: "young", Status: "RUNNING", Created: at(3), Containers: interfaces("10.0.0.1", "fd00::1")},
		{ARN: "dead", Status: "STOPPED", Created: at(1), Attachments: []Attachment{{Details: []Tag{{"privateIPv4Address", "10.0.0.2"}}}}},
		{ARN: "deader", Status: "STOPPED", Created: at(0), Attachments: []Attachment{{Details: []Tag{{"privateIPv4Address", "10.0.0.2"}}}}},
		{ARN: "bridged", Status: "RUNNING", Instance: "host", Containers: []Container{{Bindings: []Binding{{HostPort: 32768, ContainerPort: 80}}}}},
	}
	hosts := []Instance{{ARN: "host", EC2: "i-1"}, {ARN: "other", EC2: "i-2"}}
	for target, want := range map[Target]string{
		{ID: "10.0.0.1", Port: 80}: "young", {ID: "fd00::1", Port: 80}: "young", {ID: "10.0.0.2"}: "dead", {ID: "10.0.0.3"}: "", {}: "",
		{ID: "i-1", Port: 32768}: "bridged", {ID: "i-1", Port: 32769}: "", {ID: "i-2", Port: 32768}: "",
	} {
		if got, ok := (TargetGroup{}).Of(target, tasks, hosts); got.ARN != want || ok != (want != "") {
			t.Errorf("%+v belongs to %q, want %q", target, got.ARN, want)
		}
	}
}
