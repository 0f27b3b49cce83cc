package tail

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/world"
)

// printed are the lines that somebody who follows logs has printed so far.
type printed struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (p *printed) add(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ids == nil {
		p.ids = map[string]bool{}
	}
	p.ids[lineID(text)] = true
}

func (p *printed) lacks(want []string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(want), func(id string) bool { return p.ids[id] })
}

// tail runs this package's tail until the context ends.
func (p *printed) tail(ctx context.Context, c *Reader, live bool) {
	since := time.Now().Add(-time.Minute)
	for page := range c.Logs(ctx, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true, Since: since, Live: func() bool { return live }}) {
		for _, e := range page {
			if e.Note == "" {
				p.add(e.Message)
			}
		}
	}
}

// command runs the AWS CLI until the context ends.
func (p *printed) command(t *testing.T, cmd *exec.Cmd) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Error(err)
		return
	}
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return
	}
	for in := bufio.NewScanner(out); in.Scan(); {
		p.add(in.Text())
	}
	_ = cmd.Wait() // it was interrupted
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

// becomes waits until something holds, as other processes take their time. The context ends the wait.
func becomes(ctx context.Context, holds func() bool) bool {
	for every := time.NewTicker(20 * time.Millisecond); ; {
		if holds() {
			return true
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return false
		}
	}
}

// The AWS CLI and a tail print the same lines through a rolling deployment, polling and live. What was written after the
// Live Tail sessions had begun is what all of them have to print, however long it takes.
func TestTailPrintsWhatTheCLIPrints(t *testing.T) {
	t.Parallel()
	cli := needs.AWSCLI(t)
	version, err := exec.CommandContext(t.Context(), cli, "--version").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	s := simtest.Start(t, oneService(3, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 4}}))
	s.World().SetFate(world.FateMatch{}, world.Fate{Provision: time.Second / 2, Pull: time.Second / 2, Start: time.Second / 2, Settle: time.Second, Exiting: time.Second})
	c, err := aws.Open(t.Context(), aws.Options{Environ: s.Env()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	args, sessions := []string{"logs", "start-live-tail", "--log-group-identifiers", "arn:aws:logs:us-east-1:111122223333:log-group:" + group1}, 2
	if strings.HasPrefix(string(version), "aws-cli/2") {
		args, sessions = []string{"logs", "tail", group1, "--follow", "--since", "1m", "--format", "short"}, 1
	}
	cmd := exec.CommandContext(ctx, cli, append(args, "--endpoint-url", s.URL())...)
	cmd.Env = append(sim.Without(os.Environ()), append(s.Env(), "PYTHONUNBUFFERED=1")...)
	all := map[string]*printed{"polling": {}, "live": {}, args[1]: {}}
	var work sync.WaitGroup
	defer work.Wait()
	defer cancel()
	work.Go(func() { all["polling"].tail(ctx, New(c), false) })
	work.Go(func() { all["live"].tail(ctx, New(c), true) })
	work.Go(func() { all[args[1]].command(t, cmd) })
	if !becomes(ctx, func() bool { return s.Logs().Sessions() == sessions }) {
		t.Fatalf("%d Live Tail sessions began", s.Logs().Sessions())
	}
	want := writtenWhileRedeployed(ctx, t, s, c)
	for name, p := range all {
		if !becomes(ctx, func() bool { return len(p.lacks(want)) == 0 }) {
			missing := p.lacks(want)
			t.Errorf("%s lacks %d of %d lines, such as %q", name, len(missing), len(want), missing[:min(5, len(missing))])
		}
	}
}

// writtenWhileRedeployed replaces the tasks and names the lines that were written meanwhile.
func writtenWhileRedeployed(ctx context.Context, t *testing.T, s *sim.Server, c *aws.Client) []string {
	t.Helper()
	from := time.Now()
	(&theatre{Server: s}).redeploy(t)
	if !becomes(ctx, func() bool {
		now, err := c.Service(ctx, "cluster-1", "service-0001")
		return err == nil && len(now.Deployments) == 1 && now.Running == 3 && now.Deployments[0].Running == 3 && now.Deployments[0].Created.After(from.Add(-time.Second))
	}) {
		t.Fatal("the tasks were not replaced")
	}
	var want []string
	streams := map[string]bool{}
	for _, w := range s.Logs().Written(group1, from, time.Now()) {
		want = append(want, lineID(w.Message))
		streams[w.Stream] = true
	}
	if len(want) < 20 || len(streams) < 6 {
		t.Fatalf("%d lines of %d tasks were written", len(want), len(streams))
	}
	return want
}
