package ui

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// line is the line of the screen that names something; -1 where none does.
func (d *harness) line(text string) int {
	return slices.IndexFunc(strings.Split(d.screen(), "\n"), func(l string) bool { return strings.Contains(l, text) })
}

// A row is marked anew at once, and keeps its place as long as keys are pressed; ten seconds without one, or ctrl-r, move it.
// The cursor stays with its thing.
func TestRowsKeepTheirPlace(t *testing.T) {
	t.Parallel()
	for _, refresh := range []bool{false, true} {
		t.Run(fmt.Sprint("ctrl-r ", refresh), func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 12, TasksPerService: 2}}, "cluster-1", "")
			d.settle()
			d.advance(2 * time.Minute)
			d.press("down", "down")
			d.see("12 healthy", "▌● service-0003")
			before := d.line("service-0009")
			scale(t, d, "cluster-1", "service-0009", 6)
			for range 6 {
				d.advance(4 * time.Second)
				d.press("up", "down")
			}
			d.see("◐ service-0009", "11 healthy, 1 no longer")
			if now := d.line("service-0009"); now != before {
				t.Errorf("the row has moved from line %d to %d while keys were pressed", before, now)
			}
			if refresh {
				d.press("ctrl+r")
				d.settle()
			} else {
				d.advance(11 * time.Second)
			}
			d.see("▌● service-0003", "11 healthy ")
			if now, rule := d.line("service-0009"), d.line("11 healthy"); now > rule {
				t.Errorf("the row is on line %d, below the rule on %d:\n%s", now, rule, d.screen())
			}
		})
	}
}

// Whatever is pressed and however long one waits, a row never moves within ten seconds of a key.
func TestRanksHold(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a random walk")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.advance(time.Minute)
	names := []string{"checkout", "search", "payments", "webhooks", "orders", "email-worker", "inventory"}
	places := func() string {
		var all []string
		lines := strings.Split(d.screen(), "\n")
		for _, l := range lines {
			if f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(l), "▌")); len(f) > 1 && slices.Contains(names, f[1]) {
				all = append(all, f[1])
			}
		}
		return strings.Join(all, " ")
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		d.press([]string{"down", "up"}[random.IntN(2)])
		before := places()
		d.advance(time.Duration(1+random.IntN(9)) * time.Second)
		if now := places(); now != before {
			t.Fatalf("rows moved from %q to %q", before, now)
		}
		if random.IntN(4) == 0 {
			d.advance(12 * time.Second)
		}
	}
}

// CPU and memory are read for what is on screen, in one call, every five minutes; not at all where the setting says so. What
// auto scaling aims at stands beside them, and a denial is said.
func TestMetricsAreSeldom(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many simulated minutes")
	metrics := metricCalls
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.see("CPU", "MEM", "%")
	if n := metrics(d); n != 1 {
		t.Errorf("%d calls at first", n)
	}
	d.advance(4 * time.Minute)
	if n := metrics(d); n != 1 {
		t.Errorf("%d calls in four minutes", n)
	}
	d.advance(7 * time.Minute)
	if n := metrics(d); n != 3 {
		t.Errorf("%d calls in eleven minutes", n)
	}
	d.see("┊")
	d.typed(":requests")
	d.press("enter")
	d.settle()
	d.see("metrics requested from CloudWatch so far")
	off := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) { s.Settings.NoMetrics = true })
	off.settle()
	off.advance(6 * time.Minute)
	off.unseen("CPU", "MEM")
	if n := metrics(off); n != 0 {
		t.Errorf("%d calls though metrics are off", n)
	}
	denied := start(t, sim.Options{Seed: 1}, "staging", "")
	denied.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "GetMetricData"})
	denied.settle()
	denied.see("cpu and memory: ", "cloudwatch:GetMetricData", "healthy")
	denied.press("H")
	denied.settle()
	denied.see("cpu, memory: denied")
}

// metricCalls is how often metrics were read.
func metricCalls(d *harness) int { return d.sim.Calls().Count("GetMetricData") }

// On a wide screen a list says what load balancers count in front of services, read in the same call. A service without one has none;
// what could not be read is no number. A narrower screen does not ask.
func TestTrafficIsReadWhereItIsShown(t *testing.T) {
	t.Parallel()
	needs.Time(t, "minutes of metrics")
	row := func(d *harness, name string) string {
		d.t.Helper()
		at := d.line(" " + name + " ")
		if at < 0 {
			d.t.Fatalf("no row of %s:\n%s", name, d.screen())
		}
		return strings.Split(d.screen(), "\n")[at]
	}
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.script("size 120x40")
	d.settle()
	d.advance(time.Minute)
	d.unseen("RPS", "5XX", "P99")
	asked := func(d *harness) bool {
		return slices.ContainsFunc(d.sim.Calls().Of("GetMetricData"), func(c wire.Call) bool { return bytes.Contains(c.Input, []byte("ApplicationELB")) })
	}
	if asked(d) {
		t.Error("load balancers were asked, though nothing shows it")
	}
	for _, x := range []struct {
		deny, checkout, worker string
		settings               func(*Start)
	}{
		{"", `\d+ +[\d.]+/m +[\d.]+m?s `, " – +– +–  ", nil},
		{"GetMetricData", ` \? +\? +\?  `, " – +– +–  ", nil},
		{"DescribeTargetHealth", ` \? +\? +\?  `, " – +– +–  ", nil},
		{"", "", "", func(s *Start) { s.Settings.NoMetrics = true }},
	} {
		d := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) {
			if x.settings != nil {
				x.settings(s)
			}
		})
		if x.deny != "" {
			d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: x.deny})
		}
		d.script("size 200x60")
		d.settle()
		d.advance(4 * time.Minute)
		if x.settings != nil {
			d.unseen("RPS", "5XX", "P99")
			if metricCalls(d) > 0 {
				t.Error("metrics were read though they are off")
			}
			continue
		}
		d.see("RPS", "5XX", "P99")
		for name, want := range map[string]string{"checkout": x.checkout, "email-worker": x.worker} {
			if is := row(d, name); !regexp.MustCompile(want).MatchString(is) {
				t.Errorf("%q denied: %s is %q, want %q", x.deny, name, is, want)
			}
		}
		if !asked(d) && x.deny != "DescribeTargetHealth" {
			t.Error("no load balancer was asked")
		}
		if asked(d) && x.deny == "DescribeTargetHealth" {
			t.Error("load balancers were asked that nobody knows")
		}
	}
}
