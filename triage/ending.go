package triage

import (
	"cmp"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// noReason stands where AWS wrote nothing.
const noReason = "ECS gives no reason"

// Ending is how a deployment ended, or where it is: a word, the rest of the sentence, and how much it matters.
type Ending struct {
	Word, Text string
	State      State
}

// Sentence is the word with the rest.
func (e Ending) Sentence() string { return strings.TrimSpace(e.Word + " " + e.Text) }

// EndingOf is how the deployment in one place of a history, newest first, ended. What happened after it is part of that: one
// that was stopped may have been replaced.
func EndingOf(history []aws.ServiceDeployment, i int) Ending {
	if i >= len(history) {
		return Ending{State: Unclear, Word: "no deployment is known"}
	}
	d := history[i]
	why := endReason(d)
	switch d.Status {
	case "SUCCESSFUL":
		return Ending{"succeeded", "", Healthy}
	case "ROLLBACK_SUCCESSFUL":
		return Ending{"rolled back", reasoned("to "+cmp.Or(d.BackTo, "the revision before"), why), Degraded}
	case "ROLLBACK_FAILED":
		return Ending{"rollback failed", reasoned(strings.TrimSpace(trimmed("to ", d.BackTo)), why), Failing}
	case "STOPPED":
		if aws.FailedItself(d) { // nobody stopped it
			return Ending{"failed", cmp.Or(why, noReason), Failing}
		}
		if by, ok := replacement(history, i); ok {
			return Ending{"replaced", "by " + cmp.Or(by.Revision, "a newer deployment"), Zero}
		}
		return Ending{"stopped", cmp.Or(why, noReason), Failing}
	case "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS":
		return underWay(d, why)
	case "STEADY_STATE":
		return Ending{"steady", why, Healthy}
	case "STABILIZING":
		return Ending{"stabilizing", why, Changing}
	}
	return Ending{cmp.Or(words.Constant(d.Status), "no status"), why, Unclear}
}

func underWay(d aws.ServiceDeployment, why string) Ending {
	state, text := Changing, ""
	switch s := statusOf(d); s {
	case Paused:
		return Ending{string(s), "a hook is waiting for an answer", Blocked}
	case RollingBack:
		return Ending{string(s), reasoned("", why), Degraded}
	default:
		if d.Stage != "" {
			text = words.Constant(d.Stage)
		}
		return Ending{string(s), text, state}
	}
}

// replacement is the deployment that began when another one was stopped.
func replacement(history []aws.ServiceDeployment, i int) (aws.ServiceDeployment, bool) {
	const within = 10 * time.Second
	end := cmp.Or(history[i].Stopped, history[i].Finished)
	for _, d := range history[:i] {
		if !end.IsZero() && d.Created.Sub(end).Abs() <= within && d.ARN != history[i].ARN {
			return d, true
		}
	}
	return aws.ServiceDeployment{}, false
}

// endReason is why a deployment did not succeed: the hook or the alarms that are to blame, and what ECS wrote.
func endReason(d aws.ServiceDeployment) string {
	what, why := d.Culprit(), cmp.Or(d.RollbackReason, d.Reason)
	if len(d.Triggered) > 0 && strings.Contains(why, d.Triggered[0]) {
		return why
	}
	return reasoned(what, why)
}

// reasoned joins what happened and why.
func reasoned(what, why string) string {
	if what == "" || why == "" {
		return what + why
	}
	return what + ": " + why
}

func trimmed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
