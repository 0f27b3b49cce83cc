package aws

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/needs"
)

// everything asks for all there is and describes it.
func everything(ctx context.Context, t interface{ Errorf(string, ...any) }, c *Client) {
	var seen []any
	note := func(v any, err error) {
		if seen = append(seen, v); err == nil {
			return
		}
		if _, ok := err.(*call.Error); !ok || clean.Text(err.Error()) != err.Error() {
			t.Errorf("%T %q", err, err)
		}
	}
	clusters, err := awstest.Collect(c.Clusters(ctx))
	note(clusters, err)
	services, err := awstest.Collect(c.Services(ctx, "prod", func() []string { return []string{"api"} }))
	note(services, err)
	tasks, err := awstest.Collect(c.Tasks(ctx, TaskQuery{Cluster: "prod"}))
	note(tasks, err)
	stopped, err := awstest.Collect(c.Stopped(ctx, "prod"))
	note(stopped, err)
	instances, err := awstest.Collect(c.Instances(ctx, "prod"))
	note(instances, err)
	deployments, err := awstest.Collect(c.Deployments(ctx, "prod", "api"))
	note(deployments, err)
	revision, err := c.Revision(ctx, "api:1")
	note(revision, err)
	for _, thing := range []Thing{ClusterThing, ServiceThing, TaskThing, RevisionThing, InstanceThing, DeploymentThing} {
		d, err := c.Describe(ctx, Ref{Thing: thing, ID: "x"}, false)
		note(strings.ReplaceAll(d.Text, "\n", ""), err)
	}
	for _, v := range seen {
		if s := fmt.Sprintf("%+v", v); clean.Lines(s) != s {
			t.Errorf("unclean: %.200q", s)
		}
	}
}

// FuzzAnswers has a server that answers every call with the same bytes.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`{}`, `null`, `[]`, `{"services":[null,{}]}`, `{"tasks":[{"containers":[{}],"attachments":[null]}]}`,
		`{"taskDefinition":{"containerDefinitions":[{}]}}`, `{"taskArns":["",null,"x","a/b/c"],"nextToken":""}`, `{"serviceArns":["a"],"nextToken":"again"}`,
		`{"failures":[{},{"reason":"MISSING"},{"arn":"x","reason":"odd"}]}`, `{"__type":"X"}`, "\x1b[31m", rawRevision} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, good bool) {
		url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
			if !good {
				w.WriteHeader(http.StatusBadRequest)
			}
			_, _ = w.Write(body)
		})
		c, _ := client(t, url)
		everything(t.Context(), t, c)
	})
}

// TestOddAnswers has a server that leaves out, nulls and makes up members of what the SDK knows.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many odd answers")
	outputs := map[string]any{
		"ListClusters": ecs.ListClustersOutput{}, "DescribeClusters": ecs.DescribeClustersOutput{}, "ListServices": ecs.ListServicesOutput{},
		"DescribeServices": ecs.DescribeServicesOutput{}, "ListTasks": ecs.ListTasksOutput{}, "DescribeTasks": ecs.DescribeTasksOutput{},
		"ListContainerInstances": ecs.ListContainerInstancesOutput{}, "DescribeContainerInstances": ecs.DescribeContainerInstancesOutput{},
		"ListServiceDeployments": ecs.ListServiceDeploymentsOutput{}, "DescribeServiceDeployments": ecs.DescribeServiceDeploymentsOutput{},
		"DescribeServiceRevisions": ecs.DescribeServiceRevisionsOutput{}, "DescribeTaskDefinition": ecs.DescribeTaskDefinitionOutput{},
	}
	awstest.Odd(t, outputs, nil, func(r *rapid.T, url string) {
		c, _ := client(t, url)
		everything(t.Context(), r, c)
	})
}
