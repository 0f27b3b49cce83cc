package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// A service's screen draws what it uses and answers, with the deployment that changed it, and asks for that once a minute.
func TestServiceCharts(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an hour of metrics")
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	d.advance(time.Second)
	d.see("cpu % of reservation", "5xx per minute", "▼:43", "TARGETS ", "checkout-tg · 8080", "10.0.0.3", "SCALING ", "2…12 · cpu 60 % · now 4")
	d.script("size 200x60\n")
	d.see("response time p99", "requests per second", "memory % of reservation")
	d.script("size 80x24\n")
	d.see("doesn't exist in the repository", "sha-9f3a21: not found", "cpu ▅", "p99 ", "tab events")
	d.press("tab")
	d.see("EVENTS ━", "has started 2 tasks: ")
	d.unseen("(task ")
	d.sim.Calls().Reset()
	d.advance(3 * time.Minute)
	if n := d.sim.Calls().Count("GetMetricData"); n < 2 || n > 4 {
		t.Errorf("%d calls for metrics in three minutes", n)
	}
}

// Metrics cost money: switched off, a service's screen asks for none and says so.
func TestServiceChartsOff(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an hour of metrics")
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout", func(s *Start) { s.Settings.NoMetrics = true })
	d.settle()
	d.advance(time.Minute)
	d.see("metrics are off")
	if n := d.sim.Calls().Count("GetMetricData"); n != 0 {
		t.Errorf("%d calls for metrics", n)
	}
}

// What happened to a service is on one axis, by kind; what of it is not known is said.
func TestTimeline(t *testing.T) {
	t.Parallel()
	server, clock := simulated(t, sim.Options{Seed: 1})
	remove := server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeScalableTargets"})
	client, err := aws.Open(t.Context(), aws.Options{Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, server, clock, Start{Client: client, Name: "demo", Cluster: "prod", Service: "checkout"})
	d.settle()
	d.press("T")
	d.settle()
	d.see("checkout ▸ timeline", "rollouts ", "▼:43", "stopped tasks ", "✗", "60 minutes on the axis", "deployment of :43: ", "2 × :43 stopped: ")
	d.see("? scaling: denied")
	d.press("}", "}", "}", "}")
	d.see("24 hours on the axis")
	d.press("{")
	d.see("6 hours on the axis")
	remove()
	d.press("ctrl+r")
	d.settle()
	d.unseen("? scaling")
	d.script("size 80x24\n")
	d.see("rollouts ", "WHAT HAPPENED", "▲")
	d.press("enter")
	d.settle()
	d.unseen("WHAT HAPPENED")
}

// The timeline of a cluster has a lane for each service to which something happened, the worst first, and those of other
// clusters are not in it.
func TestClusterTimeline(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("type :timeline prod\nkey enter\n")
	d.settle()
	d.see("prod ▸ timeline", "✗ checkout", "✗ thumbnailer", "WHAT HAPPENED", "finished deployments appear", "✓ ours")
	lane := func(of string) string {
		for _, l := range strings.Split(d.screen(), "\n") {
			if strings.HasPrefix(l[min(len(l), 5):], of+" ") && strings.Contains(l, "──") { // behind a space, a sign of three bytes, a space
				return l
			}
		}
		return ""
	}
	for of, signs := range map[string]string{"loyalty": "⊗", "orders": "↩", "payments": "▼:19"} { // without their colors
		if !strings.Contains(lane(of), signs) {
			t.Errorf("the lane of %s has no %s: %q", of, signs, lane(of))
		}
	}
	d.unseen("terraform-runner")
	lines := strings.Split(d.screen(), "\n")
	if a, b := d.line("✗ checkout"), d.line("▲ search"); a < 0 || b < a {
		t.Errorf("checkout on line %d, search on %d:\n%s", a, b, strings.Join(lines, "\n"))
	}
}
