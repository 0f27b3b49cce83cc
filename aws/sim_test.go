package aws

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// simulate starts an AWS made to measure and opens it on a clock of its own.
func simulate(t *testing.T, o sim.Options) (*sim.Server, *Client, *awstest.Clock) {
	t.Helper()
	s := simtest.Start(t, o)
	c, h := opening(t, Options{Environ: s.Env()})
	return s, c, h
}

func population(clusters, services, tasks int) sim.Options {
	return sim.Options{Population: &sim.Population{Clusters: clusters, ServicesPerCluster: services, TasksPerService: int32(tasks)}}
}

func serviceName(s Service) string { return s.Cluster + "/" + s.Name }

// details checks that names come before details, and each once, and returns the details.
func details(t *testing.T, rows []Service) []Service {
	t.Helper()
	named, described := map[string]int{}, map[string]int{}
	var out []Service
	for _, r := range rows {
		if !r.Described {
			named[r.ARN]++
			continue
		}
		if described[r.ARN]++; named[r.ARN] != 1 || described[r.ARN] != 1 {
			t.Errorf("%s: named %d times, described %d times", r.ARN, named[r.ARN], described[r.ARN])
		}
		out = append(out, r)
	}
	if len(named) != len(out) {
		t.Errorf("%d named, %d described", len(named), len(out))
	}
	return out
}

func TestServicesAreAllListed(t *testing.T) {
	t.Parallel()
	needs.Time(t, "2,000 services")
	s, c, _ := simulate(t, population(2, 1000, 0))
	for range 2 {
		s.Calls().Reset()
		rows, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(details(t, rows)); got != 1000 {
			t.Errorf("%d services", got)
		}
		if n := s.Calls().Counts(); n["ListServices"] != 10 || n["DescribeServices"] != 100 {
			t.Errorf("calls: %v", n)
		}
	}
	rows, err := awstest.Collect(c.Services(t.Context(), "", nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(awstest.Names(details(t, rows), serviceName)); got != 2000 {
		t.Errorf("%d services in all clusters", got)
	}
	if p := s.Calls().Peak("DescribeServices"); p > mostWorkers {
		t.Errorf("%d calls at a time", p)
	}
}

func TestThrottledPageIsTriedAgain(t *testing.T) {
	t.Parallel()
	s, c, h := simulate(t, population(1, 500, 0))
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "ListServices", Page: 2, Count: 5})
	var throttled atomic.Int32
	h.Sleeping = func() {
		if c.Throttled() {
			throttled.Add(1)
		}
	}
	all, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(details(t, all)); got != 500 {
		t.Errorf("%d services", got)
	}
	if throttled.Load() < 5 || c.Throttled() {
		t.Errorf("throttled in %d sleeps, %v after", throttled.Load(), c.Throttled())
	}
	if h.Slept < time.Second {
		t.Errorf("slept %v only", h.Slept)
	}
}

func TestThrottledForGoodEnds(t *testing.T) {
	t.Parallel()
	s, c, h := simulate(t, population(1, 120, 0))
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "DescribeServices"})
	var throttled atomic.Int32
	h.Sleeping = func() {
		if c.Throttled() {
			throttled.Add(1)
		}
	}
	rows, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
	if call.KindOf(err) != call.Throttled || len(rows) != 120 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if throttled.Load() == 0 {
		t.Error("does not say that it is throttled")
	}
	if h.Slept > 10*time.Minute {
		t.Errorf("kept trying for %v", h.Slept)
	}
}

func TestOneClusterFails(t *testing.T) {
	t.Parallel()
	s, c, _ := simulate(t, population(5, 30, 0))
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListServices", Count: 1})
	rows, err := awstest.Collect(c.Services(t.Context(), "", nil))
	if call.KindOf(err) != call.Denied {
		t.Errorf("error: %v", err)
	}
	if got := len(details(t, rows)); got != 120 {
		t.Errorf("%d services of four clusters", got)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices", Count: 2})
	rows, err = awstest.Collect(c.Services(t.Context(), "", nil))
	if call.KindOf(err) != call.Denied || !strings.Contains(err.Error(), "and 1 more") {
		t.Errorf("error: %v", err)
	}
	full, short := map[string]bool{}, map[string]bool{} // clusters; a denied batch may end the describing of its own
	for _, r := range rows {
		if r.Described {
			full[r.ARN] = true
		}
	}
	for _, r := range rows {
		if !full[r.ARN] {
			short[r.Cluster] = true
		}
	}
	if len(full) < 90 || len(short) == 0 || len(short) > 2 {
		t.Errorf("%d services described, %v are not whole, beside two batches that were denied", len(full), short)
	}
}

func TestServerFaultsAreOvercome(t *testing.T) {
	t.Parallel()
	needs.Time(t, "faults among 250 services")
	s, c, _ := simulate(t, population(1, 250, 0))
	for _, k := range []wire.Kind{wire.Fail, wire.Drop, wire.Garble, wire.Lose} {
		s.Faults().Add(wire.Fault{Kind: k, Count: 2})
		rows, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
		if err != nil || len(details(t, rows)) != 250 {
			t.Errorf("fault %d: %d rows, %v", k, len(rows), err)
		}
	}
}

func TestCancelLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s, c, _ := simulate(t, population(1, 300, 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lift := s.Faults().Add(wire.Fault{Kind: wire.Delay, Action: "DescribeServices", Delay: time.Hour})
	ended := make(chan error)
	go func() {
		_, err := awstest.Collect(c.Services(ctx, "cluster-1", nil))
		ended <- err
	}()
	running := func(calls []wire.Call) bool {
		return len(slices.DeleteFunc(calls, func(k wire.Call) bool { return k.Action != "DescribeServices" })) > 0
	}
	if err := s.Calls().Wait(t.Context(), running); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; call.KindOf(err) != call.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
	gone := func(calls []wire.Call) bool {
		return slices.ContainsFunc(calls, func(k wire.Call) bool { return k.Action == "DescribeServices" && k.Cancelled })
	}
	if err := s.Calls().Wait(t.Context(), gone); err != nil {
		t.Fatalf("the server never saw the call end: %v", err)
	}
	lift()
}

func TestBreakEndsTheWorkers(t *testing.T) {
	_, c, _ := simulate(t, population(1, 300, 0))
	for range c.Services(t.Context(), "cluster-1", nil) {
		break
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	if n := strings.Count(string(stacks), "aws.listing[") + strings.Count(string(stacks), "aws.work["); n > 0 {
		t.Errorf("%d goroutines of the listing are left", n)
	}
}

func TestHostileAccount(t *testing.T) {
	t.Parallel()
	_, c, _ := simulate(t, sim.Options{Account: "hostile"})
	services, err := awstest.Collect(c.Services(t.Context(), "", nil))
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{}))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(details(t, services)); got != 36 || len(tasks) == 0 {
		t.Errorf("%d services, %d tasks", got, len(tasks))
	}
	for _, v := range []any{services, tasks} {
		if s := fmt.Sprintf("%+v", v); clean.Text(s) != s {
			t.Errorf("unclean: %.300q", s)
		}
	}
	d, err := c.Describe(t.Context(), Ref{ServiceThing, services[0].Cluster, services[0].ARN}, false)
	if err != nil || clean.Lines(d.Text) != d.Text {
		t.Errorf("unclean document, or %v", err)
	}
}
