package sim_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

func TestMain(m *testing.M) { os.Exit(needs.Slots(m)) }

// TestCommandLine asks the AWS CLI, which validates what it parses, for the
// main views of the demo account.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	path := needs.AWSCLI(t)
	s, _ := start(t, sim.Options{})
	for _, c := range []struct{ args, query string }{
		{"sts get-caller-identity", "Account"},
		{"ecs describe-services --cluster prod --services web checkout search --include TAGS", "services[0].deployments[0].rolloutState"},
		{"ecs wait services-stable --cluster tools --services grafana wiki", ""},
		{"logs describe-log-groups --log-group-name-prefix /ecs/prod", "logGroups[0].logGroupArn"},
		{"logs describe-log-streams --log-group-name /ecs/prod/web --order-by LastEventTime --descending", "logStreams[0].lastEventTimestamp"},
		{"logs filter-log-events --log-group-name /ecs/prod/web --filter-pattern ?GET --max-items 5", "events[0].eventId"},
		{"logs filter-log-events --log-group-name /ecs/prod/search --log-stream-name-prefix app --limit 5 --no-paginate", "events[4].message"},
		{"ecs update-service --cluster tools --service wiki --desired-count 2", "service.desiredCount"},
	} {
		cmd := exec.CommandContext(t.Context(), path, append(strings.Fields(c.args), "--output", "json")...)
		if c.query != "" {
			cmd.Args = append(cmd.Args, "--query", c.query)
		}
		cmd.Env = append(sim.Without(os.Environ()), s.Env()...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("aws %s: %v\n%s", c.args, err, out)
			continue
		}
		if c.query != "" && (!json.Valid(out) || strings.TrimSpace(string(out)) == "null") {
			t.Errorf("aws %s: %s", c.args, out)
		}
	}
}

// TestCommandLineQueries has the AWS CLI run a query of Logs Insights to its end.
func TestCommandLineQueries(t *testing.T) {
	t.Parallel()
	path := needs.AWSCLI(t)
	needs.Time(t, "the AWS CLI takes a second for each call")
	s, _ := start(t, sim.Options{})
	aws := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), path, append([]string{"logs"}, args...)...)
		cmd.Env = append(sim.Without(os.Environ()), s.Env()...)
		out, err := cmd.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	begin := []string{"start-query", "--log-group-name", "/ecs/prod/web", "--start-time", "1", "--end-time", "99999999999", "--output", "text", "--query-string"}
	id, err := aws(append(begin, "filter @message like /GET/ | stats count(*) as n by bin(1d) | limit 5")...)
	if err != nil {
		t.Fatal(id, err)
	}
	for range 100 {
		out, err := aws("get-query-results", "--query-id", id, "--output", "json", "--query", "[status, statistics.recordsMatched, results[0][1].field]")
		if err != nil {
			t.Fatal(out, err)
		}
		if strings.Contains(out, "Complete") {
			if !strings.Contains(out, `"n"`) {
				t.Error(out)
			}
			break
		}
	}
	if out, err := aws("describe-queries", "--output", "text", "--query", "queries[0].status"); err != nil || out != "Complete" {
		t.Error(out, err)
	}
	if out, err := aws("stop-query", "--query-id", id); err == nil {
		t.Error("a query that is over is stopped: ", out)
	}
	if out, err := aws(append(begin, "nonsense")...); err == nil || !strings.Contains(out, "MalformedQueryException") {
		t.Error(out)
	}
}
