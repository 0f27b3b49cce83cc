package triage

import (
	"slices"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// seen says whether what was read of a service holds evidence of a rule: a task that stopped for it or an event.
func (p *play) seen(in Input, rule string) bool {
	for _, t := range slices.Concat(in.Tasks, in.Stopped) {
		if t.Service == in.Service.Name && p.Task(t, aws.Revision{}).Rule == rule {
			return true
		}
	}
	for _, e := range in.Service.Events {
		if !e.Time.Before(p.start) && p.Event(e).Rule == rule {
			return true
		}
	}
	return false
}

// Within ten seconds of the evidence the verdict names the cause, and it goes on doing so.
func TestScenarios(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every incident is played")
	const patience = 10
	for _, c := range []struct {
		id, rule string
		skip     int // seconds before which nothing happens
		minutes  int
		lasts    int     // seconds for which the verdict has to stay
		states   []State // in which the service may be while it does
		remedy   Action
	}{
		{"s01", "pull-tag-not-found", 0, 12, 600, []State{Failing}, RollBack},
		{"s02", "exit-1", 0, 10, 500, []State{Failing, Degraded}, RollBack},
		{"s03", "oom-killed", 280, 11, 700, []State{Degraded}, Show},
		{"s04", "elb-health-checks-failed", 0, 11, 500, []State{Failing, Degraded}, RollBack},
		{"s04", "target-unhealthy", 0, 2, 5, []State{Degraded}, RollBack},
		{"s05", "secret-not-found", 0, 8, 400, []State{Failing, Degraded}, RollBack},
		{"s06", "place-capacity", 0, 10, 500, []State{Blocked}, Scale},
		{"s07", "eni-subnet-no-free-ip", 0, 8, 400, []State{Degraded}, Scale},
		{"s08", "fargate-spot-interruption", 0, 2, 60, []State{Changing}, ""},
		{"s09", "pull-tag-not-found", 0, 8, 350, []State{Failing, Stalled}, Show},
		{"s10", "pull-tag-not-found", 0, 15, 700, []State{Failing, Degraded}, RollBack},
	} {
		t.Run(c.id+" "+c.rule, func(t *testing.T) {
			t.Parallel()
			p := begin(t, sim.Options{Scenario: c.id})
			p.clock.Advance(time.Duration(c.skip) * time.Second)
			first := -1
			p.watch("prod", "api", time.Duration(c.minutes)*time.Minute, 5*time.Second, func(second int, in Input, v Verdict) {
				if first < 0 && p.seen(in, c.rule) {
					first = second
				}
				if first >= 0 && second == first+patience && c.remedy != "" && !slices.ContainsFunc(v.Remedies, func(r Remedy) bool { return r.Action == c.remedy }) {
					t.Errorf("%d s: no remedy %q among %+v", second, c.remedy, v.Remedies)
				}
				if first < 0 && v.State.Bad() && v.Diagnosis.Rule != "target-unhealthy" {
					t.Errorf("%d s: %s without evidence: %s", second, v.State, v.Headline)
				}
				if first >= 0 && second >= first+patience && second <= first+c.lasts && (v.Diagnosis.Rule != c.rule || !slices.Contains(c.states, v.State)) {
					t.Errorf("%d s: evidence since %d s, but %s: %s, %s", second, first, v.State, v.Headline, v.Diagnosis.Rule)
				}
				if v.Headline == "" || v.State.Bad() && (len(v.Evidence) == 0 || len(v.Remedies) == 0) {
					t.Errorf("%d s: %+v", second, v)
				}
			})
			if first < 0 {
				t.Error("there never was any evidence")
			}
		})
	}
}

// What the deployment comes to in the end: a rollback is not success, and one with nowhere to go is stalled.
func TestScenariosEnd(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]struct {
		state    State
		headline string
	}{
		"s02": {Degraded, "api:42 failed and was rolled back to api:41 3 minutes ago"},
		"s09": {Stalled, "api:1 failed and there is nothing to roll back to: 4 of 4 new tasks died in 4 minutes"},
		"s08": {Healthy, "api:41 runs 3 of 3 tasks, steady for 7 minutes: before that, AWS reclaimed 1 task"},
	} {
		p := begin(t, sim.Options{Scenario: id})
		p.clock.Advance(7 * time.Minute)
		in, err := p.look("prod", "api")
		if err != nil {
			t.Fatal(err)
		}
		if v := p.Service(in); v.State != want.state || v.Headline != want.headline {
			t.Errorf("%s: %s: %s", id, v.State, v.Headline)
		}
	}
}

// While ECS throttles, nothing can be read; afterwards the event tells.
func TestThrottledScenario(t *testing.T) {
	t.Parallel()
	p := begin(t, sim.Options{Scenario: "s11"})
	p.clock.Advance(65 * time.Second)
	in, err := p.look("prod", "api")
	if err != nil {
		t.Fatal(err)
	}
	if v := p.Service(in); v.State != Degraded || v.Diagnosis.Rule != "throttled" {
		t.Errorf("%s: %s (%s)", v.State, v.Headline, v.Diagnosis.Rule)
	}
}
