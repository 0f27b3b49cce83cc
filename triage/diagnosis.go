package triage

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
	// Rule is the id of the rule that knows it, or Unknown. Also are rules that say the same or a part of it.
	Rule     string   `json:"rule"`
	Cause    string   `json:"cause"`
	Fix      string   `json:"fix"`
	Kind     Kind     `json:"kind,omitempty"`
	Severity Severity `json:"severity,omitempty"`
	Phase    Phase    `json:"phase,omitempty"`
	Source   string   `json:"source"`
	Evidence Evidence `json:"evidence,omitempty"`
	Text     string   `json:"text"`
	Also     []string `json:"also,omitempty"`
	// Generic says that the rule knows the sort of trouble only.
	Generic bool `json:"generic,omitempty"`
	// Container is the one that tells, where it is known.
	Container string `json:"container,omitempty"`
	// Facts are observations about the task that support or limit the cause, each a sentence.
	Facts []string `json:"facts,omitempty"`
}

// Known says whether a rule knows it.
func (d Diagnosis) Known() bool { return d.Rule != Unknown && d.Rule != "" }

// diagnosis is what a rule says about a text.
func (r *rule) diagnosis(raw string) Diagnosis {
	cause := r.Cause
	if cause == "" {
		cause = r.Meaning
	}
	return Diagnosis{Rule: r.ID, Cause: cause, Fix: r.Fix, Kind: r.Kind, Severity: r.Severity, Phase: r.Phase,
		Source: r.Source, Evidence: r.evidence(), Text: raw, Generic: r.Generic}
}

// unknown says so, and what to do all the same.
func unknown(raw string) Diagnosis {
	return Diagnosis{Rule: Unknown, Text: raw, Severity: Warn, Cause: "No rule knows this text.",
		Fix: "Read it as it stands; look at the service's events and the container's last log lines of the same minute.", Source: "-"}
}
