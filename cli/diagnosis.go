package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/triage"
)

// diagnosisRow is what a text means, as `ecscope explain` prints it. Text always holds what was read.
type diagnosisRow struct {
	Rule      string `json:"rule"`
	Cause     string `json:"cause"`
	Fix       string `json:"fix"`
	Kind      string `json:"kind"`
	Severity  string `json:"severity"`
	Phase     string `json:"phase"`
	Source    string `json:"source"`
	Evidence  string `json:"evidence"`
	Text      string `json:"text"`
	Also      texts  `json:"also"`
	Generic   bool   `json:"generic"`
	Container string `json:"container"`
	Facts     texts  `json:"facts"`
}

func newDiagnosisRow(d triage.Diagnosis) diagnosisRow {
	return diagnosisRow{
		Rule: d.Rule, Cause: d.Cause, Fix: d.Fix, Kind: string(d.Kind), Severity: string(d.Severity), Phase: string(d.Phase),
		Source: d.Source, Evidence: string(d.Evidence), Text: d.Text, Also: d.Also, Generic: d.Generic, Container: d.Container,
		Facts: d.Facts,
	}
}

// state is how bad it is.
func (d diagnosisRow) state() state {
	switch {
	case d.Rule == triage.Unknown || d.Severity == string(triage.Warn):
		return warning
	case d.Kind == string(triage.Failure) && d.Severity == string(triage.Error):
		return failing
	case d.Severity == string(triage.Error):
		return warning
	}
	return idle
}

// unsure follows what a rule says whose wording nobody has a source for.
func unsure(cause string, evidence string) string {
	if evidence == string(triage.Unsourced) && cause != "" {
		return cause + " (unsourced)"
	}
	return cause
}

// lines are the diagnosis as people read it: the rule, the text as it was read, what it means and what to do.
func (d diagnosisRow) lines(look look, width int) []string {
	head := []string{d.Rule}
	for _, word := range []string{d.Kind, d.Severity, d.Phase} {
		if word != "" {
			head = append(head, word)
		}
	}
	c := cell{strings.Join(head, ", "), d.state()}
	c.text = look.text(c)
	lines := []string{look.paint(c)}
	for _, part := range [][2]string{{"text", d.Text}, {"cause", unsure(d.Cause, d.Evidence)}, {"fix", d.Fix}} {
		lines = append(lines, labelled(part[0], part[1], width)...)
	}
	for _, f := range d.Facts {
		lines = append(lines, labelled("note", f, width)...)
	}
	if d.Rule != triage.Unknown {
		lines = append(lines, labelled("source", d.Source, width)...)
	}
	return lines
}

// label is how many columns the name of a line takes.
const label = 8

// whole stands for a hyphen while a text is folded.
const whole = "\ue000"

// labelled is a text under its name, folded between words where the terminal is narrower; nothing of an empty one.
func labelled(name, text string, width int) []string { return beside(padded(name, label), text, width) }

// beside is a text to the right of another, folded there where the terminal leaves room for it.
func beside(left, text string, width int) []string {
	text = line(text)
	if text == "" {
		return nil
	}
	if room := width - ansi.StringWidth(left) - 2; room >= narrowest {
		// Names are to be copied, so no line ends at a hyphen.
		text = strings.ReplaceAll(ansi.Wrap(strings.ReplaceAll(text, "-", whole), room, ""), whole, "-")
	}
	var lines []string
	for l := range strings.SplitSeq(text, "\n") {
		lines = append(lines, "  "+left+strings.TrimRight(l, " "))
		left = strings.Repeat(" ", ansi.StringWidth(left))
	}
	return lines
}
