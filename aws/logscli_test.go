package aws

import (
	"bufio"
	"context"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/world"
)

// prints runs the AWS CLI until the context ends and collects the lines that it prints.
func prints(ctx context.Context, t *testing.T, s *sim.Server, args ...string) (lines chan string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "aws", append(args, "--endpoint-url", s.URL())...)
	cmd.Env = append(sim.Without(os.Environ()), append(s.Env(), "PYTHONUNBUFFERED=1")...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines = make(chan string, 100_000)
	go func() {
		for in := bufio.NewScanner(out); in.Scan(); {
			lines <- in.Text()
		}
		_ = cmd.Wait() // it was interrupted
		close(lines)
	}()
	return lines
}

// lineID is what makes a line of the simulated service one of a kind.
func lineID(text string) string {
	if _, id, ok := strings.Cut(text, "request_id="); ok {
		id, _, _ = strings.Cut(id, "\n")
		return id
	}
	if i := strings.Index(text, "task "); i >= 0 {
		return text[i-12:]
	}
	return ""
}

// The AWS CLI and a tail print the same lines through a rolling deployment, polling and live.
func TestTailPrintsWhatTheCLIPrints(t *testing.T) {
	t.Parallel()
	version, err := exec.Command("aws", "--version").CombinedOutput()
	if err != nil || testing.Short() {
		t.Skip("the AWS CLI is not installed, or time is short")
	}
	s, err := sim.Start(oneService(3, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 4}}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.World().SetFate(world.FateMatch{}, world.Fate{Provision: time.Second / 2, Pull: time.Second / 2, Start: time.Second / 2, Settle: time.Second, Exiting: time.Second})
	c, err := Open(t.Context(), Options{Environ: s.Env()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 24*time.Second)
	defer cancel()
	start := time.Now()
	others := map[string]chan string{"start-live-tail": prints(ctx, t, s, "logs", "start-live-tail", "--log-group-identifiers", "arn:aws:logs:us-east-1:111122223333:log-group:"+group1)}
	if strings.HasPrefix(string(version), "aws-cli/2") {
		others = map[string]chan string{"tail": prints(ctx, t, s, "logs", "tail", group1, "--follow", "--since", "1m", "--format", "short")}
	}
	(&theatre{Server: s}).redeploy(t)
	ours := map[string]map[string]bool{"polling": {}, "live": {}}
	done := make(chan struct{})
	for name, live := range map[string]bool{"polling": false, "live": true} {
		go func() {
			for page := range c.Logs(ctx, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true, Since: start.Add(-time.Minute), Live: func() bool { return live }}) {
				for _, e := range page {
					if e.Note == "" {
						ours[name][lineID(e.Message)] = true
					}
				}
			}
			done <- struct{}{}
		}()
	}
	<-done
	<-done
	want := map[string]bool{}
	for _, w := range s.Logs().Written(group1, start.Add(5*time.Second), start.Add(13*time.Second)) {
		want[lineID(w.Message)] = true
	}
	sets := maps.Clone(ours)
	for name, lines := range others {
		sets[name] = map[string]bool{}
		for text := range lines {
			sets[name][lineID(text)] = true
		}
	}
	for name, got := range sets {
		missing := slices.DeleteFunc(slices.Collect(maps.Keys(want)), func(id string) bool { return got[id] })
		t.Logf("%s: %d of %d lines missing", name, len(missing), len(want))
		if len(missing) > 0 {
			t.Errorf("%s lacks %q", name, missing[:min(5, len(missing))])
		}
	}
}
