package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/words"
)

// says notes whether what a face has to say of something is on screen.
func (d *harness) says(t *testing.T, sum *simtest.Tally, face, about, wants string) {
	t.Helper()
	sum.Note(t, face, about, strings.Contains(d.screen(), wants), fmt.Sprintf("anything but %q:\n%s", wants, d.screen()))
}

// opinion is what a second reader finds in the same account at the same moment: the verdict on each service, read alone, and
// the problems.
func opinion(t *testing.T, d *harness) (map[string]inspect.Verdict, []aws.Service, inspect.Survey) {
	t.Helper()
	client, verdicts := d.wiring.start.Client, map[string]inspect.Verdict{}
	alone := inspect.New(client, d.wiring.rules, d.clock.Now)
	var services []aws.Service
	for page, err := range client.Services(t.Context(), "", nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			if s.Described {
				services = append(services, s)
			}
		}
	}
	for _, s := range services {
		all, err := alone.Now(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		verdicts[s.Cluster+"/"+s.Name] = alone.Judge(all)
	}
	var last inspect.Survey
	for last = range inspect.NewPlan(inspect.New(client, d.wiring.rules, d.clock.Now), aws.PiecesOf(client)).Look(t.Context(), "") {
	}
	return verdicts, services, last
}

// Whatever happens, all faces of the screen say of a service what a second reader finds who reads everything anew: the row,
// the service's screen, its reasons, Problems, and the count in the header.
func TestFacesAgree(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every incident on every face")
	sum := simtest.NewTally(t)
	simtest.Incidents(t, func(t *testing.T, o sim.Options) { agree(t, sum, o) })
	t.Run("one", func(t *testing.T) {
		t.Parallel()
		agree(t, sum, sim.Options{Account: "one"})
	})
}

func agree(t *testing.T, sum *simtest.Tally, o sim.Options) {
	d := start(t, o, "", "", atClusters)
	d.send(tea.WindowSizeMsg{Width: 300, Height: 60})
	d.settle()
	d.advance(quiet) // all look at the same moment
	verdicts, services, survey := opinion(t, d)
	if !survey.Whole() {
		t.Fatalf("the second reader has not seen everything: %v", survey.Trouble())
	}
	if n := len(survey.Problems); n > 0 {
		sign := "▲ "
		if slices.ContainsFunc(survey.Problems, func(p inspect.Problem) bool { return p.Verdict.Level() == inspect.Bad }) {
			sign = "✗ "
		}
		d.says(t, sum, "header", o.Scenario, sign+words.Count(n, "problem"))
	}
	d.press("H")
	d.settle()
	for _, p := range survey.Problems {
		d.says(t, sum, "home", p.Name, p.Verdict.Brief()[:min(len(p.Verdict.Brief()), 40)])
	}
	counts := map[inspect.Level]int{}
	for _, v := range verdicts {
		counts[v.Level()]++
	}
	for l, n := range counts {
		d.says(t, sum, "home counts", o.Scenario, fmt.Sprintf("%d %s", n, map[inspect.Level]string{inspect.Bad: "failing", inspect.Warn: "degraded",
			inspect.Busy: "changing", inspect.Good: "healthy", inspect.Idle: "idle", inspect.Unknown: "not known"}[l]))
	}
	if len(survey.Problems) == 0 {
		d.says(t, sum, "home", o.Scenario, "no problems")
	}
	d.press("!")
	d.settle()
	for _, p := range survey.Problems {
		d.says(t, sum, "problems", p.Name, p.Verdict.Headline)
	}
	if len(survey.Problems) == 0 {
		d.says(t, sum, "problems", o.Scenario, "no problems")
	}
	for _, s := range services {
		v := verdicts[s.Cluster+"/"+s.Name]
		if bad := slices.ContainsFunc(survey.Problems, func(p inspect.Problem) bool { return p.ID() == s.Cluster+"/"+s.Name }); bad != v.State.Bad() {
			t.Errorf("%s is %s, and a problem: %v", s.Name, v.State, bad)
		}
		d.typed(":services " + s.Cluster)
		d.press("enter")
		d.settle()
		d.says(t, sum, "row", s.Name, sign(v)+" "+s.Name)
		if v.State.Bad() {
			d.says(t, sum, "row", s.Name, v.Brief()[:min(len(v.Brief()), 40)])
		}
		d.typed(":service " + s.Cluster + "/" + s.Name)
		d.press("enter")
		d.settle()
		d.says(t, sum, "service", s.Name, v.Headline)
		d.press("b")
		d.settle()
		d.says(t, sum, "because", s.Name, v.Headline)
	}
}

// sign is how a row begins.
func sign(v inspect.Verdict) string {
	return map[inspect.Level]string{inspect.Bad: "✗", inspect.Warn: "▲", inspect.Busy: "◐", inspect.Unknown: "?", inspect.Good: "●", inspect.Idle: "○"}[v.Level()]
}
