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
