package aws

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
)

// A list that ECS's answer about a service does not have, or has as null, is not an empty one. Deployments are ECS's own.
func TestListsThatAnAnswerLacks(t *testing.T) {
	t.Parallel()
	all := []ServiceList{EventList, DeploymentList, LoadBalancerList}
	for _, controller := range []string{"ECS", "EXTERNAL"} {
		for _, absent := range all {
			for _, how := range []string{"absent", "null"} {
				s := map[string]any{"serviceArn": "arn:aws:ecs:r:1:service/prod/x", "serviceName": "x", "status": "ACTIVE", "deploymentController": map[string]string{"type": controller}}
				for _, list := range all {
					s[string(list)] = []any{}
				}
				if s[string(absent)] = nil; how == "absent" {
					delete(s, string(absent))
				}
				c, _ := client(t, awstest.Answers(t, map[string]any{"DescribeServices": map[string]any{"services": []any{s}, "failures": []any{}}}))
				got, err := c.Service(t.Context(), "prod", "x")
				if err != nil {
					t.Fatal(err)
				}
				for _, list := range all {
					lacks := got.Lacks(list)
					if want := list == absent && (list != DeploymentList || controller == "ECS"); (lacks != nil) != want || want != slices.Contains(got.Untold, list) {
						t.Errorf("%s, %s is %s: lacks %s: %v", controller, absent, how, list, lacks)
					} else if want && (call.KindOf(lacks) != call.Server || lacks.Error() != "describe services of prod: the answer to DescribeServices has no "+string(list)) {
						t.Error(lacks)
					}
				}
				groups, err := c.Targets(t.Context(), got)
				if unknown := absent == LoadBalancerList; got.Balanced() != unknown || (err != nil) != unknown || len(groups) > 0 {
					t.Errorf("%s, %s is %s: balanced %t, %d target groups, %v", controller, absent, how, got.Balanced(), len(groups), err)
				}
				_, _, err = c.DescribeService(t.Context(), "prod", "x")
				if (err != nil) != (got.Lacks(DeploymentList) != nil || got.Lacks(LoadBalancerList) != nil) {
					t.Errorf("%s, %s is %s: planned with %v", controller, absent, how, err)
				}
			}
		}
	}
}

// Events are the newest first in whatever order they come; those of one time stay in theirs.
func TestEventsAreInOrder(t *testing.T) {
	t.Parallel()
	var answer any
	if err := json.Unmarshal([]byte(`{"services":[{"serviceArn":"arn:aws:ecs:r:1:service/prod/x","status":"ACTIVE","events":[
		{"id":"b","createdAt":200,"message":"b"},{"id":"e","createdAt":100,"message":"e"},{"id":"a","createdAt":300,"message":"a"},{"id":"c","createdAt":200,"message":"c"},{"id":"f","message":"f"}]}],"failures":[]}`), &answer); err != nil {
		t.Fatal(err)
	}
	c, _ := client(t, awstest.Answers(t, map[string]any{"DescribeServices": answer}))
	s, err := c.Service(t.Context(), "prod", "x")
	var order []string
	for _, e := range s.Events {
		order = append(order, e.ID)
	}
	if got := strings.Join(order, ""); err != nil || got != "abcef" {
		t.Errorf("%s, %v", got, err)
	}
}
