// Package change is the one way in which ecscope ever changes anything: a plan that is shown, a confirmation, and one
// call that is refused if the account has moved on since. It is plain data and a desk over which every change goes; what
// a change does is written where the account is.
package change

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/guard"
)

// Change is something that may be done to the account, made from what the operator saw. One value is planned and
// applied at most once at a time, by one goroutine.
type Change interface {
	// Title says what it does, in the imperative: "Pin checkout to revision 42".
	Title() string
	// Plan reads the account again and says what would happen. Its error is a *Refused where it cannot be done.
	Plan(context.Context) (Plan, error)
	// Apply does what the last plan said, with one call that is never retried, and only if the account is still as the
	// plan saw it; else its error is a *Drift. An answer that was lost is followed by a read that tells what happened.
	Apply(context.Context) (Receipt, error)
}

// Plan is what the dialog shows before a change is confirmed.
type Plan struct {
	// Verb is the word on the button: "Pin".
	Title, Verb string
	Where       Where
	// Fields are what differs, the most telling first. Same counts the fields that stay.
	Fields []Field
	Same   int
	// Effects say what will happen besides: "replaces 4 tasks", "resolves the tag latest anew".
	Effects []string
	// Warnings say what should make one think.
	Warnings []string
	// Command does the same with the AWS CLI, as it stands, in one shell command.
	Command string
	// Undoes is the id of the change of the record that it takes back; empty for none.
	Undoes string
	// Token is what AWS knows the request by, so that it carries it out once however often it comes; empty for most.
	Token string
	// Typed asks for this to be typed for a reason of the change's own, such as another family; empty for none.
	Typed string
	// Hold is why the change is left out of several that are made at once, until it is added: "a rollout is in progress".
	Hold string
	// Load is what a deployment that it begins does to the account.
	Load Load
	// Follow looks at what the change began until it has come to its true end, which is the last look; nil where the
	// receipt is the end. An error ends it.
	Follow func(context.Context, Receipt) iter.Seq2[[]Progress, error]
	// Undo takes the change back; nil where that has no meaning, and then NoUndo says why.
	Undo   Change
	NoUndo string
}

// Where is what a change acts on. Profile is empty where none is named. Thing and Name are "service" and its name, or
// "task" and its id, or "task definition" and its family. Service is the service that a task belongs to; empty for none.
// Revision is what it runs, family:number; empty where that is not known.
// Identity is the ARN that AWS knows the caller by, or why that could not be read.
type Where struct {
	Profile, Account, Region, Cluster, Thing, Name string
	Identity, Revision                             string
	Service                                        string
	// Simulated says that it is an account inside this process: nothing there is real.
	Simulated bool
}

// InService is the service that is changed, or that what is changed belongs to; empty for none.
func (w Where) InService() string {
	if w.Thing == "service" {
		return w.Name
	}
	return w.Service
}

// Guarded is what a guard judges.
func (w Where) Guarded() guard.Thing {
	t := guard.Thing{Region: w.Region, Account: w.Account, Cluster: w.Cluster, Service: w.InService(), Revision: w.Revision}
	switch w.Thing {
	case "task":
		t.Task = w.Name
	case "task definition":
		t.Revision = cmp.Or(t.Revision, w.Name)
	}
	return t
}

// Field is one thing that differs. An empty Before is an addition, an empty After a removal.
type Field struct {
	Path, Before, After string
}

// Receipt is what became of a change that was sent.
type Receipt struct {
	At time.Time
	// Before and After are what was and what is asked for now: family:number for a pin.
	Before, After string
	// Deployment is the id of the deployment that the change began (ecs-svc/…); empty where it began none.
	Deployment string
	// Rollout is the ARN of the service deployment in progress that the change stops or answers; empty where it does neither.
	Rollout string
	// Revision is what the deployment runs, family:number.
	Revision string
	// Task is the ARN of the task that it started, Container the one in it that it is about; empty where it started none.
	Task, Container string
	// Note is what else there is to know: that the answer was lost, and what a read told then.
	Note string
	// Back are the words of ecscope's command line that take it back, parted by spaces; empty where none do.
	Back string
	// Next is what the change was a step towards, a change of its own with its own plan; nil where it was no step.
	Next Change
}

// Refused is why a change cannot be done, and what can be done instead.
type Refused struct {
	Reason string
	// Way says how else, in a line; Instead is a change that leads there; both may be empty.
	Way     string
	Instead Change
}

// Error is the reason and the way out.
func (r *Refused) Error() string {
	if r.Way == "" {
		return r.Reason
	}
	return r.Reason + "; " + r.Way
}

// Drift is that the account is no longer as the plan saw it. Nothing was sent.
type Drift struct{ Fields []Field }

// Error says what moved.
func (d *Drift) Error() string {
	text := "refused: the service has changed since the plan"
	for _, f := range d.Fields {
		text += ", " + f.Path + " " + f.Before + " → " + f.After
	}
	return text
}
