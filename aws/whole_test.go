package aws

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
)

// Every action that is asked of AWS has its member, but those that answer with a session or a stream, which their callers
// look for.
func TestEveryActionHasItsMember(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	rooms, _ := filepath.Glob("*/*.go")
	if err != nil || len(files) == 0 || len(rooms) == 0 {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\bOp\("([A-Za-z]+)"`)
	own := []string{"AssumeRole", "CreateToken", "RegisterScalableTarget", "ExecuteCommand", "OpenDataChannel", "StartSession", "ResumeSession", "TerminateSession", "StartLiveTail", "StopQuery"}
	found := 0
	for _, file := range append(files, rooms...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(text, -1) {
			found++
			if action := string(m[1]); (call.Needed(action) == "") != slices.Contains(own, action) {
				t.Errorf("%s asks for %s: the member is %q", file, action, call.Needed(action))
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d were found", found)
	}
}

// An answer without its list says nothing of what there is: the error names the action and the member.
func TestAnswersWithoutTheirMember(t *testing.T) {
	t.Parallel()
	bare := func(without string) *Client {
		c, _ := client(t, awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
			answer := map[string]string{
				"ListClusters": `{"clusterArns":[]}`, "ListServices": `{"serviceArns":["arn:aws:ecs:r:1:service/prod/x"]}`,
				"DescribeServices": `{"services":[{"serviceArn":"arn:aws:ecs:r:1:service/prod/x","serviceName":"x","status":"ACTIVE","taskDefinition":"x:1","desiredCount":1}],"failures":[]}`,
				"ListTasks":        `{"taskArns":["arn:aws:ecs:r:1:task/prod/abc"]}`, "DescribeTasks": `{"tasks":[],"failures":[]}`,
				"DescribeTaskDefinition": `{"taskDefinition":{"family":"x","revision":1}}`,
			}[action]
			if action == without || answer == "" {
				answer = `{}`
			}
			_, _ = io.WriteString(w, answer)
		}))
		return c
	}
	for action, want := range map[string]string{
		"ListClusters": "list clusters: the answer to ListClusters has no clusterArns",
		"ListServices": "list services of prod: the answer to ListServices has no serviceArns",
		"ListTasks":    "list tasks of prod: the answer to ListTasks has no taskArns",
	} {
		c := bare(action)
		var err error
		switch action {
		case "ListClusters":
			_, err = awstest.Collect(c.Clusters(t.Context()))
		case "ListServices":
			_, err = awstest.Collect(c.Services(t.Context(), "prod", nil))
		default:
			_, err = awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "prod"}))
		}
		if call.KindOf(err) != call.Server || err.Error() != want {
			t.Errorf("%s: %v", action, err)
		}
	}
	rows, err := awstest.Collect(bare("DescribeServices").Services(t.Context(), "prod", nil))
	if call.KindOf(err) != call.Server || !strings.Contains(err.Error(), "the answer to DescribeServices has no services") || len(rows) == 0 {
		t.Errorf("%v: %d rows", err, len(rows))
	}
}
