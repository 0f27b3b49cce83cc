package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// Whatever happens, everything that is printed of a service says what a second reader finds who reads everything anew: why as
// a table, JSON and markdown, report in all its forms, problems, clusters --look, tasks and stopped.
func TestFacesAgree(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every incident on every face")
	sum := simtest.NewTally(t)
	simtest.Incidents(t, func(t *testing.T, o sim.Options) { printsAgree(t, sum, o) })
}

func printsAgree(t *testing.T, sum *simtest.Tally, o sim.Options) {
	clock := sim.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))
	o.Clock = clock
	server := start(t, o)
	client, err := aws.Open(t.Context(), aws.Options{Environ: server.Env(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	rules := triage.New()
	command := func(args ...string) result {
		s, out, errs := ends(server.Env())
		s.Now = clock.Now
		code := Run(t.Context(), s, args, Screen{})
		return result{out.String(), errs.String(), code}
	}
	plan := inspect.NewPlan(inspect.New(client, rules, clock.Now), aws.PiecesOf(client))
	var survey inspect.Survey
	for survey = range plan.Look(t.Context(), "") {
	}
	listed := command("problems", "-o", "json")
	var rows []problemRow
	if err := json.Unmarshal([]byte(listed.out), &rows); err != nil || (listed.code == unhealthy) != (len(survey.Problems) > 0) {
		t.Fatalf("%v, code %d, %d problems: %s", err, listed.code, len(survey.Problems), listed.err)
	}
	same := slices.EqualFunc(rows, survey.Problems, func(r problemRow, p inspect.Problem) bool {
		return r.Name == p.Name && r.Headline == p.Verdict.Headline && r.State == string(p.Verdict.State) && r.Rule == p.Verdict.Diagnosis.Rule
	})
	sum.Note(t, "problems", o.Scenario, same, listed.out)
	for page, err := range client.Services(t.Context(), "", nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			if s.Described {
				oneAgrees(t, sum, command, inspect.New(client, rules, clock.Now), s)
			}
		}
	}
}

func oneAgrees(t *testing.T, sum *simtest.Tally, command func(...string) result, alone *inspect.Inspector, s aws.Service) {
	all, err := alone.Now(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	v, place := alone.Judge(all), s.Cluster+"/"+s.Name
	for _, form := range []string{"table", "json", "markdown"} {
		r := command("why", place, "-o", form)
		text := strings.Join(strings.Fields(r.out), " ")
		said := strings.Contains(text, strings.Join(strings.Fields(v.Headline), " "))
		if form == "json" {
			var row struct{ Headline, State string }
			said = json.Unmarshal([]byte(r.out), &row) == nil && row.Headline == v.Headline && row.State == string(v.State)
		}
		sum.Note(t, "why -o "+form, place, said && (r.code == unhealthy) == v.State.Bad(), fmt.Sprintf("%s (%d), not %q", r.out, r.code, v.Headline))
	}
	for _, form := range []string{"text", "json", "markdown"} {
		r := command("report", place, "-o", form)
		said := strings.Contains(r.out, words.Prose(v.Headline)) && strings.Contains(r.out, place) && strings.Count(r.out, "\n") <= inspect.HandOverLines
		if form == "json" {
			var row handOverRow
			said = json.Unmarshal([]byte(r.out), &row) == nil && row.Headline == v.Headline && row.State == string(v.State)
		}
		sum.Note(t, "report -o "+form, place, said && r.code == done, fmt.Sprintf("%s (%d), not %q", r.out, r.code, v.Headline))
	}
	for verb, tasks := range map[string][]aws.Task{"tasks": all.Tasks.Value, "stopped": all.Stopped.Value} {
		r := command(verb, place, "-o", "json")
		var rows []struct{ ID string }
		ok := json.Unmarshal([]byte(r.out), &rows) == nil && len(rows) == len(tasks)
		sum.Note(t, verb, place, ok, fmt.Sprintf("%d tasks, not %d", len(rows), len(tasks)))
	}
}
