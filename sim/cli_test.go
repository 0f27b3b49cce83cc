package sim_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/sim"
)

// TestCommandLine asks the AWS CLI, which validates what it parses, for the
// main views of the demo account.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the AWS CLI is not installed")
	}
	if testing.Short() {
		t.Skip("the AWS CLI is slow to start")
	}
	s, _ := start(t, sim.Options{})
	for _, c := range []struct{ args, query string }{
		{"sts get-caller-identity", "Account"},
		{"ecs describe-services --cluster prod --services web checkout search --include TAGS", "services[0].deployments[0].rolloutState"},
		{"ecs wait services-stable --cluster tools --services grafana wiki", ""},
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
