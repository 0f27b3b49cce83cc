package cli

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// lines are a case as people read it at a terminal.
func (c caseRow) lines(look look, width int) []string {
	head := cell{c.name() + ": " + c.State, c.tone}
	head.text = look.text(head)
	lines := append([]string{look.paint(head)}, labelled("", c.Headline, width)...)
	if !c.Since.IsZero() {
		lines = append(lines, labelled("since", fmt.Sprintf("%s (%s)", c.Since, look.age(c.Since)), width)...)
	}
	if d := c.Diagnosis; d != nil {
		lines = append(lines, labelled("text", d.Text, width)...)
		lines = append(lines, labelled("in", d.Container, width)...)
		lines = append(lines, labelled("cause", unsure(d.Cause, d.Evidence), width)...)
		lines = append(lines, labelled("fix", d.Fix, width)...)
		for _, f := range d.Facts {
			lines = append(lines, labelled("note", f, width)...)
		}
		for _, c := range d.Commands {
			lines = append(lines, "  "+padded("try", label)+c)
		}
		if d.Rule != triage.Unknown {
			lines = append(lines, labelled("rule", d.Rule+", "+d.Source, width)...)
		} else {
			lines = append(lines, labelled("rule", d.Rule, width)...)
		}
	}
	lines = append(lines, labelled("serves", c.Serves, width)...)
	lines = append(lines, c.Rollout.lines(width)...)
	lines = c.evidenceLines(lines, width)
	if c.Task != "" {
		lines = append(lines, "", "timeline")
		for _, e := range c.Timeline {
			lines = append(lines, "  "+padded(e.Time.String(), stamp)+e.Text)
		}
	}
	lines = c.remedyLines(lines)
	if len(c.Missing) > 0 {
		lines = append(lines, "", "not read")
		for _, m := range c.Missing {
			lines = append(lines, labelled("", m, width)...)
		}
	}
	return lines
}

// stamp is how many columns a time takes, origin what tells.
const (
	stamp  = 22
	origin = 12
)

func (c caseRow) evidenceLines(lines []string, width int) []string {
	if len(c.Evidence) == 0 {
		return lines
	}
	lines = append(lines, "", "evidence")
	for _, f := range c.Evidence {
		lines = append(lines, beside(padded(f.Time.String(), stamp)+padded(f.From, origin), f.Text, width)...)
	}
	return lines
}

// remedyLines are what to do. The commands stand alone in their lines, as they are to be run.
func (c caseRow) remedyLines(lines []string) []string {
	if len(c.Remedies) == 0 {
		return lines
	}
	lines = append(lines, "", "what to do")
	for _, r := range c.Remedies {
		lines = append(lines, "  "+r.name()+": "+line(r.Text))
		for _, command := range r.Commands {
			lines = append(lines, "    "+command)
		}
	}
	return lines
}

// name is how the thing is named on the command line.
func (c caseRow) name() string {
	if c.Task != "" {
		return c.Cluster + "/" + c.Task
	}
	return c.Cluster + "/" + c.Service
}

// lived is how long the tasks of a group ran.
func (g groupRow) lived() string {
	if g.Lived == 0 {
		return "-"
	}
	return words.Age(time.Duration(g.Lived) * time.Second)
}

func (g groupRow) exit() string {
	if g.ExitCode == nil {
		return "-"
	}
	return fmt.Sprint(*g.ExitCode)
}
