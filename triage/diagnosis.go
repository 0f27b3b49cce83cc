package triage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// Unknown is the rule of a diagnosis that no rule made.
const Unknown = "unknown"

// Kind is what sort of stop it was.
type Kind string

// Kinds of a stop. Capacity is a lack of room or the loss of a host, and no fault of the task.
const (
	Failure  Kind = "failure"
	Expected Kind = "expected"
	Operator Kind = "operator"
	Capacity Kind = "capacity"
	Spot     Kind = "spot"
	// Refusal is an answer to a call of an API: nothing was changed, and no task was concerned.
	Refusal Kind = "refusal"
)

// Severity is how much it matters.
type Severity string

// Severities, the least first.
const (
	Info  Severity = "info"
	Warn  Severity = "warn"
	Error Severity = "error"
)

// Phase is the part of a task's life in which it ended.
type Phase string

// Phases of a task's life, in order; empty is not known.
const (
	Placement Phase = "placement"
	Network   Phase = "network"
	Setup     Phase = "setup" // secrets, registry credentials, logging, volumes
	Pull      Phase = "pull"
	Create    Phase = "create"
	Running   Phase = "running"
	Stopping  Phase = "stopping"
)

// Evidence is how sure a rule is of its wording.
type Evidence string

// What a rule stands on: AWS's documentation, the source of the ECS agent, texts seen in public, or memory alone.
const (
	Documented Evidence = "doc"
	Agent      Evidence = "agent"
	Wild       Evidence = "wild"
	Unsourced  Evidence = "unsourced"
)

// Diagnosis is what a message or a stopped task means. Text is what was read, to be shown beside it in any case.
type Diagnosis struct {
	Ruling
	Cause    string   `json:"cause"`
	Fix      string   `json:"fix"`
	Kind     Kind     `json:"kind,omitempty"`
	Severity Severity `json:"severity,omitempty"`
	Phase    Phase    `json:"phase,omitempty"`
	Text     string   `json:"text"`
	// Container is the one that tells, where it is known. A task's own reason has none.
	Container string `json:"container,omitempty"`
	// Facts are observations about the task that support or limit the cause, each a sentence.
	Facts []string `json:"facts,omitempty"`
	Named
	// Others are the other causes that the text tells, the worst first.
	Others []Diagnosis `json:"others,omitempty"`

	by by
}

// Ruling is which rule knows a text, and how well.
type Ruling struct {
	// Rule is the id of the rule that knows it, or Unknown. Also are rules that say the same or a part of it.
	Rule     string   `json:"rule"`
	Also     []string `json:"also,omitempty"`
	Source   string   `json:"source"`
	Evidence Evidence `json:"evidence,omitempty"`
	// Generic says that the rule knows the sort of trouble only. Maybe says that the text alone is no proof of the cause, and
	// nothing else that was read confirms it.
	Generic bool `json:"generic,omitempty"`
	Maybe   bool `json:"maybe,omitempty"`
}

// Named is what a text names, and what follows from that.
type Named struct {
	Values reason.Values `json:"values,omitempty"`
	// Commands are what to run, each a list of words.
	Commands [][]string `json:"commands,omitempty"`
	// Context is what was wrapped around the message: the call and how it was answered.
	Context reason.Context `json:"context,omitzero"`
}

// by is the rule that says it, the rule that knows the reason within an event, and the exit code that the rule is about.
type by struct {
	rule, inner *rule
	exit        *int
}

// Known says whether a rule knows it.
func (d Diagnosis) Known() bool { return d.Rule != Unknown && d.Rule != "" }

// diagnosis is what a rule makes of a text. Its sentences are put in by filled.
func (r *rule) diagnosis(raw string) Diagnosis {
	return Diagnosis{Ruling: Ruling{Rule: r.ID, Source: r.Source, Evidence: r.evidence(), Generic: r.Generic}, Kind: r.Kind, Severity: r.Severity,
		Phase: r.Phase, Text: raw, by: by{rule: r}}
}

// unknown says so, and what to do all the same.
func unknown(raw string) Diagnosis {
	return Diagnosis{Ruling: Ruling{Rule: Unknown, Source: "-"}, Text: raw, Severity: Warn}
}

// filled puts in what the text names, and what else is known of where it comes from, and says it in sentences.
func (r *Rules) filled(d Diagnosis, known reason.Values) Diagnosis {
	named := r.book().shapes.reader.Facts(reason.Line(d.Text))
	d.Values = named.With(d.Values).With(known)
	one, inner := d.by.rule, d.by.inner
	if one == nil {
		return honest(d, named)
	}
	d.Maybe = one.Maybe != "" || inner != nil && inner.Maybe != ""
	d.Cause, d.Fix = one.cause(d.Values), one.says.fix.sentence(d.Values)
	commands := one.says.commands
	if inner != nil {
		said := d.Cause + " "
		if one.About == aboutCapacity && inner.Phase == Placement {
			said = "" // both say that there is no room, and the inner one of what
		}
		d.Cause, d.Fix = strings.TrimSpace(said+inner.cause(d.Values)), inner.says.fix.sentence(d.Values)
		commands = inner.says.commands
	}
	d.Commands = nil
	for _, c := range commands {
		if words := c.command(d.Values); !otherRegistry(words, d.Values) {
			d.Commands = append(d.Commands, words)
		}
	}
	return d
}

// otherRegistry says that a command asks ECR for an image of another registry.
func otherRegistry(command []string, v reason.Values) bool {
	image := cmp.Or(v.First(reason.Registry), v.First(reason.Image))
	return len(command) > 1 && command[1] == "ecr" && image != "" && !strings.Contains(image, ".dkr")
}

// Doubt follows a cause whose wording nobody has a source for; empty for the others.
func (e Evidence) Doubt() string {
	if e == Unsourced {
		return " (unconfirmed)"
	}
	return ""
}

// Inner is the cause within an event that tells of one, as far as a rule knows it: an event says first that something could not be done.
func Inner(d Diagnosis) string {
	if d.by.inner == nil {
		return ""
	}
	return d.by.inner.cause(d.Values)
}

// honest says that no rule knows a text, and what it is about all the same.
func honest(d Diagnosis, named reason.Values) Diagnosis {
	c := d.Context
	switch {
	case c.Refused():
		call := strings.TrimSpace(c.Service + " " + c.Operation)
		d.Cause = "AWS refused the call" + during(": ", call) + during(" with ", c.Code) + during(", HTTP ", number(c.Status)) + ". No rule explains it; the message is all AWS says."
		d.Fix = "Read the message itself. A refused call changes nothing."
		d.Kind = Refusal
	case strings.TrimSpace(d.Text) == "":
		d.Cause = "AWS gives no reason."
		d.Fix = "Check the service's events and the container's last log lines from the same minute."
	default:
		d.Cause = "No rule matches this text."
		d.Fix = "Read the text itself, and check the service's events and the container's last log lines from the same minute."
	}
	var names []string
	for _, v := range named {
		if len(names) < 6 && !slices.Contains([]reason.Name{reason.Account, reason.Who, reason.Resource, reason.TargetGroupARN}, v.Name) {
			names = append(names, v.Name.Words()+" "+v.Text)
		}
	}
	if len(names) > 0 {
		d.Cause += " It names " + words.List(names) + "."
	}
	return d
}

// during is a word with what goes before it; nothing where there is no word.
func during(before, word string) string {
	if word == "" {
		return ""
	}
	return before + word
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
