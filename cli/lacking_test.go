package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// A list that ECS's answer about a service does not have is not an empty one, for no command line: nobody hears that there is nothing,
// that a service is well, or that all was looked at.
func TestListsThatAnAnswerLacks(t *testing.T) {
	t.Parallel()
	for list, claims := range map[string][]string{
		"events": {"\nno events", "steady for"}, "deployments": {"ECS lists none", "steady for"}, "loadBalancers": {"has no target group"},
	} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			s := bench(t)
			s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeServices", Message: list})
			faces := []string{"why prod/checkout", "why prod/checkout -o json", "why prod/checkout -o markdown", "problems", "problems prod -o json", "services prod", "services prod/checkout -o json",
				map[string]string{"events": "events prod/checkout", "deployments": "deployments prod/checkout", "loadBalancers": "targets prod/checkout"}[list]}
			for _, args := range append(faces, "report prod/checkout") {
				r := run(t, append(s.Env(), "HOME="+s.home), strings.Fields(args)...)
				said := r.out + r.err
				if list == "deployments" && strings.HasPrefix(args, "deployments") {
					continue // these are of the history
				}
				if !strings.Contains(strings.Join(strings.Fields(said), " "), "the answer to DescribeServices has no "+list) || r.code == done && !strings.HasPrefix(args, "report") {
					t.Errorf("ecscope %s: exit code %d\n%s", args, r.code, said)
				}
				for _, claim := range append(claims, "no problems", `"state": "healthy"`) {
					if strings.Contains("\n"+said, claim) {
						t.Errorf("ecscope %s says %q\n%s", args, claim, said)
					}
				}
			}
			var rows []struct {
				Lists []string `json:"unknown_lists"`
			}
			r := run(t, append(s.Env(), "HOME="+s.home), "services", "prod", "-o", "json")
			if err := json.Unmarshal([]byte(r.out), &rows); err != nil || len(rows) == 0 || slices.ContainsFunc(rows, func(r struct {
				Lists []string `json:"unknown_lists"`
			}) bool {
				return !slices.Equal(r.Lists, []string{list})
			}) {
				t.Errorf("%v\n%s", err, r.out)
			}
		})
	}
}

// A row of an answer without what tells it from the others, or without what is judged by, makes no cause: nobody hears of an illness.
func TestRowsThatLackAMember(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ action, member, says string }{
		{"DescribeTasks", "taskArn", "the answer to DescribeTasks has no taskArn"},
		{"DescribeTargetHealth", "Id", "the answer to DescribeTargetHealth has no Target.Id"},
		{"DescribeTargetHealth", "Target", "the answer to DescribeTargetHealth has no Target.Id"},
		{"DescribeTargetHealth", "State", "in a state that AWS doesn't give"},
		{"DescribeServices", "targetGroupArn", "the answer to DescribeServices has no loadBalancers"},
		{"DescribeServices", "lastStatus", ""}, // it has none
		{"DescribeTasks", "lastStatus", "ECS gives no status"},
	} {
		s := bench(t)
		s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: c.action, Message: c.member})
		for _, args := range []string{"why prod/checkout", "why prod/checkout -o json", "problems"} {
			r := run(t, append(s.Env(), "HOME="+s.home), strings.Fields(args)...)
			if want := map[bool]int{true: done, false: failed}[c.says == ""]; r.code != want || !strings.Contains(strings.Join(strings.Fields(r.out+r.err), " "), c.says) {
				t.Errorf("%s without %s: ecscope %s: exit code %d\n%s%s", c.action, c.member, args, r.code, r.out, r.err)
			}
		}
	}
	s := bench(t)
	s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeScalableTargets", Message: "MaxCapacity"})
	if r := run(t, append(s.Env(), "HOME="+s.home), "scaling", "prod/checkout"); r.code != failed || strings.Contains(r.out, "1…0") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	s = bench(t)
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "GetMetricData"})
	if r := run(t, append(s.Env(), "HOME="+s.home), "metrics", "prod/checkout"); r.code != failed || strings.Contains(r.out, "no data") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
}

// What is beside ECS is no less strict: a row without what it is judged by is an error, and neither a zero nor nothing.
func TestRowsBesideECS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, action, member, says string }{
		{"metrics prod/checkout", "GetMetricData", "Timestamps", "the answer to GetMetricData has no Timestamps"},
		{"metrics prod/checkout", "GetMetricData", "Values", "the answer to GetMetricData has no Values"},
		{"metrics prod/checkout", "GetMetricData", "StatusCode", "the answer to GetMetricData has no StatusCode"},
		{"metrics prod/checkout", "GetMetricData", "StatusCode=Pondering", `the state of a metric, "Pondering", is unknown`},
		{"metrics prod/checkout", "GetMetricData", "StatusCode=PartialData", "CloudWatch returned only a part of a metric"},
		{"metrics prod/checkout", "GetMetricData", "StatusCode=InternalError", "CloudWatch failed to read a metric"},
		{"groups", "DescribeLogGroups", "logGroupName", "the answer to DescribeLogGroups has no logGroupName"},
		{"logs prod/checkout --since 10m", "FilterLogEvents", "logStreamName", "the answer to FilterLogEvents has no logStreamName"},
		{"logs prod/checkout --since 10m", "FilterLogEvents", "timestamp", "the answer to FilterLogEvents has no timestamp"},
		{"logs prod/checkout --since 10m", "FilterLogEvents", "message", "the answer to FilterLogEvents has no message"},
		{"problems", "DescribeScalableTargets", "ResourceId", "the answer to DescribeScalableTargets has no ResourceId"},
	} {
		s := bench(t)
		s.scalable(1, 4)
		s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: c.action, Message: c.member})
		r := s.patiently(t.Context(), c.args, time.Minute)
		if r.code != failed || !strings.Contains(strings.Join(strings.Fields(r.out+r.err), " "), c.says) || strings.Contains(r.out, "no data") {
			t.Errorf("%s without %s: ecscope %s: exit code %d\n%s%s", c.action, c.member, c.args, r.code, r.out, r.err)
		}
	}
	server := start(t, sim.Options{Seed: 1})
	server.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeScalingActivities", Message: "StartTime"})
	if r := run(t, server.Env(), "scaling", "prod"); r.code != failed || !strings.Contains(r.err, "the answer to DescribeScalingActivities has no StartTime") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	s := bench(t)
	s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeTargetHealth", Message: "Port"})
	if r := s.patiently(t.Context(), "targets prod/checkout", time.Minute); r.code != done || strings.Contains(r.out, ":0 ") {
		t.Errorf("a port that is not given: exit code %d\n%s%s", r.code, r.out, r.err)
	}
}

// What may not be read is said with the permission that it needs.
func TestDeniedSaysWhichPermission(t *testing.T) {
	t.Parallel()
	for action, part := range map[string]string{
		"DescribeTargetHealth": "targets: denied, needs elasticloadbalancing:DescribeTargetHealth", "DescribeTasks": "tasks: denied, needs ecs:DescribeTasks",
		"ListTasks": "stopped tasks: denied, needs ecs:ListTasks", "ListServiceDeployments": "deployment history: denied, needs ecs:ListServiceDeployments",
		"DescribeScalingPolicies": "scaling: denied, needs application-autoscaling:DescribeScalingPolicies", "GetMetricData": "metrics: denied, needs cloudwatch:GetMetricData",
	} {
		s := bench(t)
		s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action})
		for _, args := range []string{"why prod/checkout", "why prod/checkout -o json", "why prod/checkout -o markdown", "report prod/checkout"} {
			r := run(t, append(s.Env(), "HOME="+s.home), strings.Fields(args)...)
			if !strings.Contains(strings.Join(strings.Fields(r.out+r.err), " "), part) {
				t.Errorf("%s is denied: ecscope %s: exit code %d, not %q\n%s%s", action, args, r.code, part, r.out, r.err)
			}
		}
	}
}
