package aws

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestScalingIsReadWhole(t *testing.T) {
	t.Parallel()
	s, c, clock := watch(t, sim.Options{})
	got, err := c.Scaling(t.Context(), "prod", "web")
	if err != nil || !got.Registered || got.Service != "web" || got.Cluster != "prod" || got.Min != 3 || got.Max != 18 || got.SuspendedIn {
		t.Fatalf("%+v, %v", got, err)
	}
	p := got.Policies
	if len(p) != 1 || p[0].Name != "cpu-60" || p[0].Type != "TargetTrackingScaling" || p[0].Metric != "ECSServiceAverageCPUUtilization" || p[0].Target != 60 ||
		p[0].InOff || len(p[0].Alarms) != 2 || !strings.HasPrefix(p[0].Alarms[0], "TargetTracking-service/prod/web-AlarmHigh-") {
		t.Errorf("policies: %+v", p)
	}
	if want := (ScheduledAction{"evening", "cron(0 18 * * ? *)", "Europe/Berlin", 6, 18}); len(got.Schedules) != 2 || got.Schedules[0] != want {
		t.Errorf("schedules: %+v", got.Schedules)
	}
	s.World().Scale("prod/web", 8)
	for _, status := range []string{"InProgress", "Successful"} {
		if got, err = c.Scaling(t.Context(), "prod", "web"); err != nil || len(got.Activities) == 0 {
			t.Fatalf("%+v, %v", got.Activities, err)
		}
		a := got.Activities[0]
		if a.Status != status || a.Description != "Setting desired count to 8." || !strings.Contains(a.Cause, "AlarmHigh") || len(a.NotScaled) != 0 || a.Ended.IsZero() != (status == "InProgress") {
			t.Errorf("activity: %+v", a)
		}
		clock.Advance(time.Minute)
	}
	if last, err := c.LastScaled(t.Context()); err != nil || last["prod/web"].ID != got.Activities[0].ID {
		t.Errorf("last: %+v, %v", last["prod/web"], err)
	}
	if n := serviceOf(t, c, "prod", "web").Desired; n != 8 {
		t.Errorf("desired %d", n)
	}
	newest := func(a, b ScalingActivity) int { return b.Started.Compare(a.Started) }
	if !slices.IsSortedFunc(got.Activities, newest) {
		t.Errorf("not newest first: %+v", got.Activities)
	}
}

func TestScalingThatMayNot(t *testing.T) {
	t.Parallel()
	s, c, clock := watch(t, sim.Options{})
	got, err := c.Scaling(t.Context(), "prod", "payments")
	if err != nil || got.Max != 6 || len(got.Activities) != activities {
		t.Fatalf("%+v, %v", got, err)
	}
	if a := got.Activities[0]; a.Status != "Failed" || len(a.NotScaled) != 1 || a.NotScaled[0] != (NotScaled{Code: "AlreadyAtMaxCapacity", Max: 6}) {
		t.Errorf("activity: %+v", a)
	}
	s.World().Scale("prod/web", 1)
	clock.Advance(time.Minute)
	s.World().Advance(clock.Now())
	s.World().Scale("prod/web", 2)
	if got, err = c.Scaling(t.Context(), "prod", "web"); err != nil || got.Activities[0].NotScaled[0] != (NotScaled{Code: "AlreadyAtMinCapacity", Min: 3}) {
		t.Errorf("%+v, %v", got.Activities, err)
	}
}

func TestNothingScales(t *testing.T) {
	t.Parallel()
	s, c, clock := watch(t, sim.Options{})
	got, err := c.Scaling(t.Context(), "prod", "cart")
	if err != nil || got.Registered || got.Service != "cart" || got.Cluster != "prod" || got.Max != 0 || got.Seen != clock.Now() {
		t.Errorf("%+v, %v", got, err)
	}
	if n := s.Calls().Counts(); n["DescribeScalableTargets"] != 1 || n["DescribeScalingPolicies"] != 0 {
		t.Errorf("calls: %v", n)
	}
}

func TestScalingInPart(t *testing.T) {
	t.Parallel()
	s, c, _ := watch(t, sim.Options{})
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeScalingPolicies"})
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "DescribeScalingActivities", Count: 2})
	got, err := c.Scaling(t.Context(), "prod", "payments")
	refusal(t, err, call.Denied, "needs application-autoscaling:DescribeScalingPolicies")
	if !got.Registered || got.Max != 6 || len(got.Policies) != 0 || len(got.Activities) == 0 {
		t.Errorf("%+v", got)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Unknown, Action: "DescribeScalableTargets"})
	_, err = c.Scaling(t.Context(), "prod", "payments")
	refusal(t, err, call.Unsupported, "")
}
