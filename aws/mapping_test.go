package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"pgregory.net/rapid"

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
	clusters, err := collect(c.Clusters(ctx))
	note(clusters, err)
	services, err := collect(c.Services(ctx, "prod", func() []string { return []string{"api"} }))
	note(services, err)
	tasks, err := collect(c.Tasks(ctx, TaskQuery{Cluster: "prod"}))
	note(tasks, err)
	stopped, err := collect(c.Stopped(ctx, "prod"))
	note(stopped, err)
	instances, err := collect(c.Instances(ctx, "prod"))
	note(instances, err)
	deployments, err := collect(c.Deployments(ctx, "prod", "api"))
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
		url := server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
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
	var body atomic.Value
	url := server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
		_, _ = io.WriteString(w, body.Load().(map[string]string)[action])
	})
	outputs := map[string]any{
		"ListClusters": ecs.ListClustersOutput{}, "DescribeClusters": ecs.DescribeClustersOutput{}, "ListServices": ecs.ListServicesOutput{},
		"DescribeServices": ecs.DescribeServicesOutput{}, "ListTasks": ecs.ListTasksOutput{}, "DescribeTasks": ecs.DescribeTasksOutput{},
		"ListContainerInstances": ecs.ListContainerInstancesOutput{}, "DescribeContainerInstances": ecs.DescribeContainerInstancesOutput{},
		"ListServiceDeployments": ecs.ListServiceDeploymentsOutput{}, "DescribeServiceDeployments": ecs.DescribeServiceDeploymentsOutput{},
		"DescribeServiceRevisions": ecs.DescribeServiceRevisionsOutput{}, "DescribeTaskDefinition": ecs.DescribeTaskDefinitionOutput{},
	}
	rapid.Check(t, func(r *rapid.T) {
		answers := map[string]string{}
		for action, out := range outputs {
			raw, err := json.Marshal(invent(r, reflect.TypeOf(out), 0))
			if err != nil {
				r.Fatal(err)
			}
			answers[action] = string(raw)
		}
		body.Store(answers)
		c, _ := client(t, url)
		everything(t.Context(), r, c)
	})
}

// invent makes a JSON value for a type of the SDK's.
func invent(r *rapid.T, t reflect.Type, depth int) any {
	if rapid.IntRange(0, 11).Draw(r, "odd") == 0 || depth > 5 {
		return nil
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return rapid.Float64Range(-1e12, 1e12).Draw(r, "time")
	case t.Kind() == reflect.Pointer:
		return invent(r, t.Elem(), depth)
	case t.Kind() == reflect.Slice:
		list := make([]any, rapid.IntRange(0, 2).Draw(r, "n"))
		for i := range list {
			list[i] = invent(r, t.Elem(), depth+1)
		}
		return list
	case t.Kind() == reflect.Struct:
		members := map[string]any{"unknown": 1}
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && f.Name != "NextToken" && f.Name != "ResultMetadata" && rapid.Bool().Draw(r, f.Name) {
				members[string(unicode.ToLower(rune(f.Name[0])))+f.Name[1:]] = invent(r, f.Type, depth+1)
			}
		}
		return members
	case t.Kind() == reflect.Bool:
		return rapid.Bool().Draw(r, "bool")
	case t.Kind() == reflect.Map:
		return map[string]string{"k\x1b[1m": "v\u202e"}
	case t.Kind() == reflect.String:
		return rapid.SampledFrom([]string{"", "x", "a/b/c", "api:1", "arn:aws:ecs:r:1:task/prod/\x1b[31mabc", "RUNNING", "STOPPED", "MISSING", "\u202e\n"}).Draw(r, "string")
	}
	return rapid.IntRange(-5, 1<<30).Draw(r, "number")
}
