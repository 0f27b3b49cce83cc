package edit

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/needs"
)

// TestOddPlans plans and applies on answers with members left out, nulled and made up.
func TestOddPlans(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many odd answers")
	outputs := map[string]any{
		"DescribeServices": ecs.DescribeServicesOutput{}, "DescribeTaskDefinition": ecs.DescribeTaskDefinitionOutput{},
		"ListTasks": ecs.ListTasksOutput{}, "DescribeTasks": ecs.DescribeTasksOutput{}, "UpdateService": ecs.UpdateServiceOutput{},
		"ListServiceDeployments": ecs.ListServiceDeploymentsOutput{}, "DescribeServiceDeployments": ecs.DescribeServiceDeploymentsOutput{},
		"DescribeServiceRevisions": ecs.DescribeServiceRevisionsOutput{}, "ListTaskDefinitions": ecs.ListTaskDefinitionsOutput{},
		"DescribeScalableTargets": applicationautoscaling.DescribeScalableTargetsOutput{},
	}
	planned := 0
	sane := func(r *rapid.T, answers map[string]string) {
		if n := rapid.IntRange(0, 3).Draw(r, "sane"); n > 0 {
			answers["DescribeServices"] = `{"services":[{"serviceName":"x","status":"ACTIVE","desiredCount":2,"taskDefinition":"x:1","deployments":[{"status":"PRIMARY"},{}],"loadBalancers":[]}]}`
		}
	}
	awstest.Odd(t, outputs, sane, func(r *rapid.T, url string) {
		c := openedAt(t, url)
		for _, ch := range []change.Change{c.Pin(aws.Service{Name: "x"}, "x:2"), c.Redeploy(aws.Service{Name: "x"}), c.Reregister("x:1", nil)} {
			p, err := ch.Plan(t.Context())
			if err == nil {
				planned++
				_, err = ch.Apply(t.Context())
			}
			_, refused := errors.AsType[*change.Refused](err)
			_, drift := errors.AsType[*change.Drift](err)
			_, lost := errors.AsType[*change.Unknown](err)
			_, ours := err.(*call.Error)
			p.Undo = nil
			if told := fmt.Sprintf("%+v %v", p, err); clean.Text(told) != told || err != nil && !refused && !drift && !ours && !lost {
				r.Fatalf("%T %q", err, told)
			}
		}
		looks := 0
		for _, err := range c.Follow(t.Context(), "", "x", change.Receipt{Deployment: "d"}) {
			if looks++; looks > 3 || err != nil {
				break
			}
		}
		_, _, err := c.LastGood(t.Context(), "", "x")
		if err != nil && strings.Contains(err.Error(), "\n") {
			r.Fatal(err)
		}
	})
	if planned == 0 {
		t.Error("nothing was planned")
	}
}
