package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
)

// What --grep prints of a time are the events that `aws logs filter-log-events` finds there with the pattern of the same text: the same
// ones, in the same order, whether CloudWatch filters them or everything is read.
func TestGrepIsWhatTheAWSCLIFinds(t *testing.T) {
	t.Parallel()
	cli := needs.AWSCLI(t)
	k := reeled(t, oneService(2, logs.Options{Rate: map[string]float64{writing: 5}}))
	from, to := k.start.Add(-10*time.Minute), k.start.Add(-30*time.Second)
	cmd := exec.CommandContext(t.Context(), cli, "logs", "filter-log-events", "--log-group-name", group1, "--filter-pattern", `"GET /v1/items"`,
		"--start-time", strconv.FormatInt(from.UnixMilli(), 10), "--end-time", strconv.FormatInt(to.UnixMilli()-1, 10), "--output", "json", "--endpoint-url", k.URL())
	cmd.Env = append(sim.Without(os.Environ()), k.Env()...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Events []struct {
			Timestamp              int64
			LogStreamName, Message string
		}
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range found.Events {
		want = append(want, strconv.FormatInt(e.Timestamp, 10)+" "+e.LogStreamName+" "+e.Message)
	}
	for _, whole := range []string{"--whole=false", "--whole"} {
		r := k.logs(writing, "--grep", "GET /v1/items", "--since", from.Format(time.RFC3339), "--until", to.Format(time.RFC3339), "-o", "json", whole)
		lines, _ := k.rows(r)
		var got []string
		for _, l := range lines {
			at, err := time.Parse(time.RFC3339, string(l.Time))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, strconv.FormatInt(at.UnixMilli(), 10)+" "+l.Stream+" "+l.Message)
		}
		slices.Sort(got) // lines of one millisecond have no order
		slices.Sort(want)
		if len(want) < 100 || !slices.Equal(got, want) {
			t.Errorf("%s prints %d lines, the AWS CLI %d; %s", whole, len(got), len(want), r.err)
		}
	}
}
