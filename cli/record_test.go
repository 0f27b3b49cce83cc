package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
)

// rowsOf runs a command line with -o json and reads the rows that it prints.
func rowsOf[T any](s *stage, args string) (rows []T) {
	s.t.Helper()
	r := s.expect(args+" -o json", done)
	d := json.NewDecoder(strings.NewReader(r.out))
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		s.t.Fatalf("%v in %s", err, r.out)
	}
	return rows
}

func TestUndoTakesTheLastChangeBack(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("undo --yes", denied, "the record has no change that can be undone in 111122223333 / us-east-1")
	s.expect("pin checkout 3 --yes", done)
	s.clock.Advance(time.Minute)
	s.expect("scale checkout 4 --yes", done)
	s.clock.Advance(time.Minute)
	s.expect("redeploy checkout --yes", done) // which has no undo
	s.expect("undo staging --yes", denied, "no change that can be undone")
	s.expect("undo", denied, "not confirmed", "undoes: Scale checkout to 4", "desiredCount  4 → 2")
	s.expect("undo prod/checkout --yes", done, "Scale checkout to 2: sent")
	s.expect("undo --yes", done, "undoes: Pin checkout to revision 3", "checkout:3 → checkout:5")
	if s.runs() != "checkout:5" {
		t.Errorf("runs %s", s.runs())
	}
	s.expect("undo --yes", denied, "no change that can be undone")
	rows := rowsOf[recordRow](s, "changes")
	if len(rows) != 5 || rows[0].What != "Pin checkout to revision 5" || rows[0].Undo != "" || !rows[4].Undone || rows[4].Undo != "" || rows[2].Undone || rows[2].Result != "sent" {
		t.Errorf("%+v", rows)
	}
	s.expect("changes prod/checkout -n 1", done, "Pin checkout to revision 5")
	s.expect("changes staging", done, "no changes are recorded")
	if err := os.WriteFile(s.journalFile(), []byte("torn\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := s.expect("changes", failed, "can't read 1 line of "); strings.Contains(r.err, "no changes") {
		t.Error(r.err)
	}
	s.expect("undo --yes", failed, "can't read 1 line of ")
	s.expect("scale checkout 3 --yes", done)
	s.expect("undo --dry-run", done, "undoes: Scale checkout to 3", "a later change may be missing")
}

// What somebody else changed meanwhile is said before it is taken back, and a failure is no change.
func TestUndoKnowsWhatChangedSince(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("pin checkout 3 --yes", done)
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	s.expect("undo --dry-run", done, "warning: it has changed since: from checkout:3 to checkout:4")
	s.expect("undo --yes --read-only", denied, "read-only")
	s.expect("undo --yes --protect prod", denied, "--confirm checkout")
	if s.runs() != "checkout:4" {
		t.Errorf("runs %s", s.runs())
	}
	if rows := rowsOf[recordRow](s, "changes"); rows[0].Undo != "ecscope pin prod/checkout checkout:5 --region us-east-1" {
		t.Errorf("%+v", rows[0])
	}
}

func TestTargetsScalingMetricsRecent(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	targets := rowsOf[targetRow](s, "targets prod/checkout")
	if len(targets) != 2 || targets[0].State != "healthy" || len(targets[0].Task) != 32 || targets[0].Revision != "checkout:5" {
		t.Errorf("%+v", targets)
	}
	scaling := rowsOf[scalingRow](s, "scaling prod")
	if len(scaling) != 1 || scaling[0].Service != "checkout" || scaling[0].Registered || scaling[0].Desired != 2 {
		t.Errorf("%+v", scaling)
	}
	metrics := rowsOf[metricRow](s, "metrics checkout --since 10m")
	if len(metrics) != 2 || metrics[0].Metric != "CPUUtilization" || metrics[0].Now == nil || len(metrics[0].Points) < 8 || metrics[0].Period != 60 {
		t.Errorf("%+v", metrics)
	}
	if tsv := s.expect("metrics checkout --since 10m -o tsv", done).out; !strings.HasPrefix(tsv, "cluster\tservice\tmetric\tunit\tperiod\tnow\taverage\tmaximum\n") ||
		!strings.Contains(tsv, fmt.Sprintf("\t60\t%v\t", *metrics[0].Now)) {
		t.Error(tsv)
	}
	s.expect("recent", done, "no changes")
	s.doom(3)
	s.expect("pin checkout 3 --yes", done)
	s.clock.Advance(75 * time.Second)
	kinds := map[string]bool{}
	for _, r := range rowsOf[recentRow](s, "recent prod") {
		kinds[r.Kind] = true
		if r.Service != "checkout" || r.Text == "" || r.Level == "" {
			t.Errorf("%+v", r)
		}
	}
	if !kinds["deployment"] || !kinds["stopped"] {
		t.Errorf("%v", kinds)
	}
	for args, says := range map[string]string{"targets": "no cluster or service given", "metrics prod --since never": "--since", "recent prod/checkout": "is a service, not a cluster", "wait": "no cluster or service given"} {
		s.expect(args, misused, says)
	}
}

func TestWaitForASteadyService(t *testing.T) {
	t.Parallel()
	needs.Time(t, "several deployments to their end")
	s := hurries(staged(t, shop()))
	s.expect("wait checkout", done, "prod/checkout: succeeded")
	s.expect("pin checkout 3 --yes", done)
	r := s.expect("wait checkout -o json", done, "in progress")
	var o outcomeRow
	if err := json.Unmarshal([]byte(r.out), &o); err != nil || o.Outcome != "succeeded" || o.Revision != "checkout:3" || o.Running != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	s.doom(4)
	s.expect("pin checkout 4 --yes", done)
	out, err := s.World().DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"checkout"}})
	if err != nil {
		t.Fatal(err)
	}
	s.expect("wait checkout --deployment "+*out.Services[0].Deployments[0].Id, failed, "rolled back: steady again on checkout:3")
	s.expect("wait checkout", done, "steady")
	s.expect("wait checkout --deployment ecs-svc/1", failed, "checkout has no such deployment")
	ctx, cancel := context.WithCancel(t.Context())
	s.ctx = ctx
	s.expect("pin checkout 5 --yes", done)
	s.stderr = &once{text: "in progress", do: cancel}
	s.expect("wait checkout", interrupted)
}
