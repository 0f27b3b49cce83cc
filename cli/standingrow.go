package cli

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// standingRow is how a rollout that is in progress stands, as the screen says it.
type standingRow struct {
	Status   string        `json:"status"`
	Strategy string        `json:"strategy"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Headline string        `json:"headline"`
	Stage    string        `json:"stage"`
	Place    string        `json:"place"`
	Step     string        `json:"step"`
	Note     string        `json:"note"`
	Sides    list[sideRow] `json:"revisions"`
	Holds    list[holdRow] `json:"holds"`
	Watches  list[holdRow] `json:"watches"`
	Back     wayBackRow    `json:"way_back"`
	Missing  texts         `json:"missing"`
}

// sideRow is one of the revisions of a rollout. Weights are null where ECS shifts no traffic, targets where they were not read.
type sideRow struct {
	Name       string   `json:"name"`
	Revision   string   `json:"revision"`
	Image      string   `json:"image"`
	Wanted     int      `json:"wanted"`
	Running    int      `json:"running"`
	Pending    int      `json:"pending"`
	Died       int      `json:"died"`
	Targets    *int     `json:"targets"`
	Healthy    *int     `json:"healthy"`
	Production *float64 `json:"production_weight"`
	Test       *float64 `json:"test_weight"`
}

// holdRow is what a rollout waits for, or what watches it.
type holdRow struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	State string `json:"state"`
	Until moment `json:"until"`
}

type wayBackRow struct {
	Call     string `json:"call"`
	To       string `json:"to"`
	Effects  texts  `json:"effects"`
	Warnings texts  `json:"warnings"`
	Reason   string `json:"reason"`
	Way      string `json:"way"`
}

// newStandingRow is nil for a service in which nothing moves, as far as is known.
func newStandingRow(r triage.Rollout) *standingRow {
	if !r.Moving() && r.Status != triage.Unsure {
		return nil
	}
	row := &standingRow{Status: string(r.Status), Strategy: r.Strategy, From: r.From, To: r.To, Headline: r.Headline(), Stage: r.Stages.At, Place: r.Stages.Place,
		Step: r.Stages.Step, Note: r.Stages.Note, Missing: r.Missing,
		Back: wayBackRow{r.Back.Call, r.Back.To, r.Back.Effects, r.Back.Warnings, r.Back.Reason, r.Back.Way}}
	for _, s := range r.Sides {
		one := sideRow{Name: s.Name, Revision: s.Revision, Image: s.Image, Wanted: s.Wanted, Running: s.Running, Pending: s.Pending, Died: s.Died,
			Production: weightOf(s.Production), Test: weightOf(s.Test)}
		if s.TargetsKnown {
			one.Targets, one.Healthy = &s.Targets, &s.Healthy
		}
		row.Sides = append(row.Sides, one)
	}
	for _, h := range r.Holds {
		row.Holds = append(row.Holds, newHoldRow(h))
	}
	for _, h := range r.Watches {
		row.Watches = append(row.Watches, newHoldRow(h))
	}
	return row
}

func newHoldRow(h triage.Hold) holdRow {
	return holdRow{h.Kind, h.Text, string(h.State), moment{h.Until}}
}

func weightOf(w aws.Weight) *float64 {
	if !w.Known {
		return nil
	}
	return &w.Percent
}

// lines are a rollout as people read it at a terminal.
func (r *standingRow) lines(width int) []string {
	if r == nil {
		return nil
	}
	lines := []string{"", "rollout"}
	add := func(name, text string) { lines = append(lines, labelled(name, text, width)...) }
	add("", r.Headline)
	if r.From+r.To != "" {
		add("moves", r.From+" -> "+r.To+" ("+r.Status+")")
	}
	add("plan", r.Strategy)
	if r.Stage != "" {
		add("stage", line(fmt.Sprintf("%s %s %s", r.Stage, r.Place, r.Step)))
	}
	add("note", r.Note)
	for _, s := range r.Sides {
		text := fmt.Sprintf("%s %s %s: %d of %d running, %d pending, %d died", s.Revision, s.Name, s.Image, s.Running, s.Wanted, s.Pending, s.Died)
		if s.Targets != nil {
			text += fmt.Sprintf(", %d of %d targets healthy", *s.Healthy, *s.Targets)
		}
		if s.Production != nil {
			text += fmt.Sprintf(", %g %% of the traffic", *s.Production)
		}
		add("runs", text)
	}
	for _, h := range r.Holds {
		add("waits", h.Text)
	}
	for _, h := range r.Watches {
		add("watch", h.Text)
	}
	for _, e := range r.Back.Effects {
		add("back", e)
	}
	if r.Back.Reason != "" {
		add("back", "no way back: "+r.Back.Reason)
	}
	for _, m := range r.Missing {
		add("unknown", m)
	}
	return lines
}

// rolloutOf judges the rollout of a service by all that was read of it.
func rolloutOf(i *inspect.Inspector, s inspect.Snapshot) *standingRow {
	return newStandingRow(inspect.RolloutOf(i, s))
}

// markdown is a rollout in a report.
func (r *standingRow) markdown(b *strings.Builder) {
	if r == nil {
		return
	}
	fmt.Fprintf(b, "## Rollout\n\n")
	for _, l := range r.lines(0)[2:] {
		fmt.Fprintf(b, "- %s\n", prose(strings.Join(strings.Fields(l), " ")))
	}
	b.WriteString("\n")
}
