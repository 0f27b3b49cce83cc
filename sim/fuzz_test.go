package sim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
)

// FuzzActions sends arbitrary bodies to every action: the server answers
// each, and never with a fault of its own.
func FuzzActions(f *testing.F) {
	s, _ := start(f, sim.Options{Population: &sim.Population{ServicesPerCluster: 2, TasksPerService: 1, Instances: 1}, Clock: sim.NewManualClock(noon())})
	for action, body := range map[string]string{
		"DescribeServices":              `{"cluster":"cluster-1","services":["service-0001","nope"],"include":["TAGS"]}`,
		"DescribeTasks":                 `{"cluster":"cluster-1","tasks":["a","arn:aws:ecs:us-east-1:111122223333:task/cluster-1/b"]}`,
		"ListTasks":                     `{"cluster":"cluster-1","serviceName":"service-0001","maxResults":1,"nextToken":"x","desiredStatus":"STOPPED"}`,
		"ListServices":                  `{"cluster":"cluster-1","nextToken":"\u0000"}`,
		"ListServiceDeployments":        `{"service":"service-0001","cluster":"cluster-1","createdAt":{"after":-1e11,"before":1e11},"status":["x"]}`,
		"UpdateService":                 `{"cluster":"cluster-1","service":"service-0001","desiredCount":-3,"deploymentConfiguration":{"maximumPercent":0}}`,
		"CreateService":                 `{"cluster":"cluster-1","serviceName":"a","taskDefinition":"service-0001:9","networkConfiguration":{},"loadBalancers":[{}]}`,
		"RegisterTaskDefinition":        `{"family":"a","containerDefinitions":[{},{"name":"b","image":"c","portMappings":[{}],"healthCheck":{"command":null}}]}`,
		"RunTask":                       `{"cluster":"cluster-1","taskDefinition":"service-0001","count":11,"overrides":{"containerOverrides":[{}]},"launchType":"EC2"}`,
		"StopTask":                      `{"cluster":"cluster-1","task":""}`,
		"DescribeTaskDefinition":        `{"taskDefinition":"service-0001:99999999999999999999"}`,
		"DescribeServiceDeployments":    `{"serviceDeploymentArns":["arn:aws:ecs:us-east-1:111122223333:service-deployment/cluster-1"]}`,
		"UpdateContainerInstancesState": `{"cluster":"cluster-1","containerInstances":["x"],"status":"DRAINING"}`,
		"TagResource":                   `{"resourceArn":"arn:aws:ecs","tags":[{}]}`,
		"UpdateTaskProtection":          `{"cluster":"cluster-1","tasks":["x"],"protectionEnabled":true,"expiresInMinutes":0}`,
		"DescribeCapacityProviders":     `{"capacityProviders":[""],"maxResults":-1}`,
		"UpdateCluster":                 `{"cluster":"cluster-1","settings":[{}],"configuration":{}}`,
	} {
		f.Add(action, body)
	}
	f.Fuzz(func(t *testing.T, action, body string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(action, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Skip("no header value")
		}
		r.Header.Set("X-Amz-Target", "AmazonEC2ContainerServiceV20141113."+action)
		signed(t, s, r, body, time.Now())
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		out, err := io.ReadAll(resp.Body)
		if err != nil || !json.Valid(out) || resp.StatusCode >= 500 {
			t.Errorf("%s %q: %d %s, %v", action, body, resp.StatusCode, out, err)
		}
	})
}
