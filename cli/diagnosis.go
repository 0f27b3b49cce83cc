package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/triage"
)

// diagnosisRow is what a text means, as `ecscope explain` prints it. Text always holds what was read.
type diagnosisRow struct {
	Rule     string `json:"rule"`
	Cause    string `json:"cause"`
	Fix      string `json:"fix"`
	Kind     string `json:"kind"`
	Severity string `json:"severity"`
	Phase    string `json:"phase"`
	Source   string `json:"source"`
	Evidence string `json:"evidence"`
	Text     string `json:"text"`
	support
	named
}

// support is what limits a diagnosis, or goes with it.
type support struct {
	Also      texts  `json:"also"`
	Generic   bool   `json:"generic"`
	Container string `json:"container"`
	Facts     texts  `json:"facts"`
	// Maybe says that the cause is a guess: the text alone is no proof of it.
	Maybe bool `json:"maybe"`
}

// named is what a text names: an object of values, and what to run with them.
type named struct {
	Values   json.RawMessage `json:"values"`
	Commands texts           `json:"commands"`
	Context  reason.Context  `json:"context"`
	// Others are the other causes that the text tells, each such a row.
	Others []any `json:"others"`

	names  string // the values in a line
	region string // that the text names
	words  [][]string
}

func newDiagnosisRow(d triage.Diagnosis) diagnosisRow {
	row := diagnosisRow{
		Rule: d.Rule, Cause: d.Cause, Fix: d.Fix, Kind: string(d.Kind), Severity: string(d.Severity), Phase: string(d.Phase),
		Source: d.Source, Evidence: string(d.Evidence), Text: d.Text,
		support: support{Also: d.Also, Generic: d.Generic, Container: d.Container, Facts: d.Facts, Maybe: d.Maybe},
		named:   named{Context: d.Context, Others: []any{}, names: nameAll(d.Values), region: d.Values.First(reason.Region), words: d.Commands},
	}
	row.Values, _ = json.Marshal(d.Values) // values are texts and numbers, so nothing can fail
	for _, c := range d.Commands {
		row.Commands = append(row.Commands, regional(c, d.Values))
	}
	for _, o := range d.Others {
		row.Others = append(row.Others, newDiagnosisRow(o))
	}
	return row
}

// at makes the commands those of a place that was read. There is none for the demo: nobody else reaches that account.
func (n *named) at(place call.Place, demo bool) {
	n.Commands = nil
	for _, words := range n.words {
		if !demo && len(words) > 1 && words[0] == "aws" {
			place.Region = cmp.Or(n.region, place.Region)
			n.Commands = append(n.Commands, theirs(place, words[1:]...))
		}
	}
}

// regional is a command line with the Region that a text names, or a place for it. IAM and STS have none.
func regional(words []string, v reason.Values) string {
	if len(words) > 2 && words[0] == "aws" && !slices.Contains([]string{"iam", "sts", "sso", "configure"}, words[1]) {
		words = append(words[:len(words):len(words)], "--region", cmp.Or(v.First(reason.Region), "<region>"))
	}
	return shell(words)
}

// nameAll are the values as people read them; what they hold in a longer form is left out.
func nameAll(values reason.Values) string {
	var all []string
	for _, v := range values {
		if !slices.Contains([]reason.Name{reason.Account, reason.Who, reason.Resource, reason.TargetGroupARN, reason.SecretARN, reason.Registry}, v.Name) {
			all = append(all, v.Name.Words()+" "+v.Text)
		}
	}
	return strings.Join(all, ", ")
}

// callOf is the call that a text tells of, and its answer.
func callOf(c reason.Context) string {
	var all []string
	if call := strings.TrimSpace(c.Service + " " + c.Operation); call != "" {
		all = append(all, call)
	}
	if c.Code != "" {
		all = append(all, c.Code)
	}
	if c.Status != 0 {
		all = append(all, fmt.Sprintf("HTTP %d", c.Status))
	}
	if c.Tool != "" {
		all = append(all, "by "+c.Tool)
	}
	if c.Thing != "" {
		all = append(all, c.Thing)
	}
	return strings.Join(all, ", ")
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
	if cause == "" {
		return ""
	}
	return cause + triage.Evidence(evidence).Doubt()
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
	lines = append(lines, labelled("names", d.names, width)...)
	lines = append(lines, labelled("call", callOf(d.Context), width)...)
	for _, c := range d.Commands { // they are to be copied, so nothing folds them
		lines = append(lines, "  "+padded("try", label)+c)
	}
	if d.Rule != triage.Unknown {
		lines = append(lines, labelled("source", d.Source, width)...)
	}
	for _, o := range d.Others {
		if other, ok := o.(diagnosisRow); ok {
			lines = append(append(lines, ""), other.lines(look, width)...)
		}
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
