package ui

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/words"
)

// answers counts what the faces were asked and how often they agreed.
type answers struct {
	mu           sync.Mutex
	asked, agree map[string]int
}

func (a *answers) note(t *testing.T, d *harness, face, about, wants string) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked[face]++
	if strings.Contains(d.screen(), wants) {
		a.agree[face]++
		return
	}
	t.Errorf("%s: the %s does not say %q:\n%s", about, face, wants, d.screen())
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
	all, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	sum := &answers{asked: map[string]int{}, agree: map[string]int{}}
	t.Cleanup(func() {
		var lines []string
		total := 0
		for face, n := range sum.asked {
			lines, total = append(lines, fmt.Sprintf("%s %d of %d", face, sum.agree[face], n)), total+n
		}
		slices.Sort(lines)
		t.Logf("%d answers: %s", total, strings.Join(lines, ", "))
	})
	for _, s := range all {
		if s.ID == "s11-throttled-api" || s.ID == "s12-sso-expired" {
			continue // they are about the calls, not about the account
		}
		for _, after := range []time.Duration{2 * time.Minute, 6 * time.Minute, 12 * time.Minute} {
			t.Run(fmt.Sprintf("%s after %s", s.ID, after), func(t *testing.T) {
				t.Parallel()
				agree(t, sum, sim.Options{Scenario: s.ID, Offset: after})
			})
		}
	}
	t.Run("one", func(t *testing.T) {
		t.Parallel()
		agree(t, sum, sim.Options{Account: "one"})
	})
}

func agree(t *testing.T, sum *answers, o sim.Options) {
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
		sum.note(t, d, "header", o.Scenario, sign+words.Count(n, "problem"))
	}
	d.press("H")
	d.settle()
	for _, p := range survey.Problems {
		sum.note(t, d, "home", p.Name, p.Verdict.Brief()[:min(len(p.Verdict.Brief()), 40)])
	}
	counts := map[inspect.Level]int{}
	for _, v := range verdicts {
		counts[v.Level()]++
	}
	for l, n := range counts {
		sum.note(t, d, "home counts", o.Scenario, fmt.Sprintf("%d %s", n, map[inspect.Level]string{inspect.Bad: "failing", inspect.Warn: "degraded",
			inspect.Busy: "changing", inspect.Good: "healthy", inspect.Idle: "idle", inspect.Unknown: "not known"}[l]))
	}
	if len(survey.Problems) == 0 {
		sum.note(t, d, "home", o.Scenario, "no problems")
	}
	d.press("!")
	d.settle()
	for _, p := range survey.Problems {
		sum.note(t, d, "problems", p.Name, p.Verdict.Headline)
	}
	if len(survey.Problems) == 0 {
		sum.note(t, d, "problems", o.Scenario, "no problems")
	}
	for _, s := range services {
		v := verdicts[s.Cluster+"/"+s.Name]
		if bad := slices.ContainsFunc(survey.Problems, func(p inspect.Problem) bool { return p.ID() == s.Cluster+"/"+s.Name }); bad != v.State.Bad() {
			t.Errorf("%s is %s, and a problem: %v", s.Name, v.State, bad)
		}
		d.typed(":services " + s.Cluster)
		d.press("enter")
		d.settle()
		sum.note(t, d, "row", s.Name, sign(v)+" "+s.Name)
		if v.State.Bad() {
			sum.note(t, d, "row", s.Name, v.Brief()[:min(len(v.Brief()), 40)])
		}
		d.typed(":service " + s.Cluster + "/" + s.Name)
		d.press("enter")
		d.settle()
		sum.note(t, d, "service", s.Name, v.Headline)
		d.press("b")
		d.settle()
		sum.note(t, d, "because", s.Name, v.Headline)
	}
}

// sign is how a row begins.
func sign(v inspect.Verdict) string {
	return map[inspect.Level]string{inspect.Bad: "✗", inspect.Warn: "▲", inspect.Busy: "◐", inspect.Unknown: "?", inspect.Good: "●", inspect.Idle: "○"}[v.Level()]
}
