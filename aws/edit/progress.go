package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// How long what should be there may be missing: ECS shows a deployment after some seconds, and begins a rollback within
// moments.
const (
	unseen   = time.Minute
	undecide = 2 * time.Minute
)

// look is one look at a rollout that a change began.
type look struct {
	service aws.Service
	receipt change.Receipt
	own     aws.Deployment // the deployment that the change began
	found   bool           // it is still among the service's rows
	primary aws.Deployment
	release aws.ServiceDeployment // the history's entry of it; zero where there is none
	newer   bool                  // the history has newer ones
	before  bool                  // there is something to roll back to
}

// progress judges a rollout by the service and its history, newest first, as they are now.
func progress(s aws.Service, history []aws.ServiceDeployment, r change.Receipt) change.Progress {
	l := look{service: s, receipt: r}
	l.primary, _ = s.Primary()
	if r.Deployment == "" && r.Revision == l.primary.Revision {
		l.receipt.Deployment = l.primary.ID
	}
	for _, d := range s.Deployments {
		if d.ID == l.receipt.Deployment && d.ID != "" {
			l.own, l.found = d, true
		} else if d.Rollout == "COMPLETED" {
			l.before = true
		}
	}
	if i := releaseOf(history, r, l.own); i >= 0 {
		l.release, l.newer = history[i], i > 0
		l.before = l.before || slices.ContainsFunc(history[i+1:], func(d aws.ServiceDeployment) bool { return d.Status == "SUCCESSFUL" })
	}
	p := change.Progress{Revision: l.primary.Revision, Seen: s.Seen, Running: l.primary.Running,
		Desired: max(l.primary.Desired, s.Desired), // a new PRIMARY begins with 0
		Failed:  max(l.own.Failed, l.release.Breaker.Count), Threshold: l.release.Breaker.Threshold}
	p.Outcome, p.Text = l.judge()
	return p
}

// releaseOf finds the history's entry of a deployment: the one to its revision that was created with it.
func releaseOf(history []aws.ServiceDeployment, r change.Receipt, own aws.Deployment) int {
	at := r.At
	if !own.Created.IsZero() {
		at = own.Created
	}
	best, away := -1, time.Minute
	for i, d := range history {
		gap := d.Created.Sub(at).Abs()
		if gap < away && (d.Revision == r.Revision || d.Revision == "") {
			best, away = i, gap
		}
	}
	return best
}

// judge says how far it has come, in a word and in a line.
func (l look) judge() (change.Outcome, string) {
	switch s := l.service; {
	case s.Status != "ACTIVE" && s.Status != "":
		return change.Failed, "the service is " + s.Status
	case l.found && l.own.Status == "PRIMARY":
		return l.primarily()
	case l.backwards():
		return l.back()
	case !l.found && l.primary.Created.Before(l.receipt.At) && s.Seen.Sub(l.receipt.At) < unseen:
		return change.Moving, "the new deployment is not visible yet"
	case l.receipt.Deployment == "" && !l.primary.Created.After(l.receipt.At):
		return change.Failed, fmt.Sprintf("AWS shows no new deployment; the service is set to %s", s.Revision)
	case l.undecided():
		return change.Moving, "the service no longer moves to it; the history doesn't say why yet"
	}
	return change.Replaced, fmt.Sprintf("replaced by a newer deployment, of %s", l.primary.Revision)
}

// primarily judges a deployment that the service still moves to.
func (l look) primarily() (change.Outcome, string) {
	s, d := l.service, l.own
	count := fmt.Sprintf("%d of %d running", d.Running, max(d.Desired, s.Desired))
	if d.Pending > 0 {
		count += fmt.Sprintf(", %d pending", d.Pending)
	}
	old := 0
	for _, o := range s.Deployments {
		if o.ID != d.ID {
			old += o.Running
		}
	}
	switch {
	case d.Rollout == "COMPLETED" || l.release.Status == "SUCCESSFUL":
		return change.Succeeded, cmp.Or(leaving(old), "steady")
	case d.Rollout == "FAILED" || l.release.Status == "ROLLBACK_FAILED":
		return l.failed()
	case d.Rollout == "" && d.Running == s.Desired && old == 0 && d.Pending == 0:
		return change.Succeeded, "all tasks running" // who deploys without ECS's own controller or behind a Classic load balancer gets no word
	case strings.HasPrefix(l.release.Status, "ROLLBACK") || l.release.Status == "STOP_REQUESTED":
		return change.Moving, count + "; it is being stopped (" + words.Constant(l.release.Status) + ")"
	case l.release.Stage != "" && s.Rollout.Strategy != "" && s.Rollout.Strategy != "ROLLING":
		return change.Moving, count + "; " + words.Constant(l.release.Stage)
	}
	return change.Moving, strings.TrimSuffix(count+"; "+leaving(old), "; ")
}

func leaving(old int) string {
	if old == 0 {
		return ""
	}
	return words.Count(old, "old task") + " still there"
}

// failed judges a deployment that failed and is still what the service moves to: a rollback may be about to begin.
func (l look) failed() (change.Outcome, string) {
	why := cmp.Or(l.release.Reason, l.own.Reason, "the deployment failed")
	settled := l.service.Seen.Sub(l.own.Updated) > undecide || l.release.Status == "STOPPED" || l.release.Status == "ROLLBACK_FAILED"
	breaks := l.service.Rollout.Rollback || len(l.service.Rollout.Alarms) > 0
	switch {
	case !l.before:
		return change.Stalled, why + "; there is nothing to roll back to"
	case breaks && !settled:
		return change.Moving, why + "; a rollback is about to start"
	}
	return change.Failed, why
}

// backwards says whether the service goes back from the deployment, or went: ECS rolls it back.
func (l look) backwards() bool {
	if l.receipt.Deployment == "" || l.primary.ID == "" || l.primary.ID == l.receipt.Deployment {
		return false
	}
	switch l.release.Status {
	case "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED":
		return true
	case "STOPPED", "SUCCESSFUL":
		return false
	}
	newer := l.primary.Created.After(l.receipt.At)
	switch {
	case strings.Contains(l.primary.Reason, "rolling back"):
		return true
	case l.found:
		return l.own.Rollout == "FAILED" && (!newer || l.service.Rollout.Rollback && l.primary.Revision == l.receipt.Before)
	}
	return !newer && l.service.Seen.Sub(l.receipt.At) >= unseen
}

// undecided says whether the history still has the deployment going on, although the service does not move to it.
func (l look) undecided() bool {
	going := slices.Contains([]string{"PENDING", "IN_PROGRESS", "STOP_REQUESTED"}, l.release.Status)
	return going && !l.newer && l.service.Seen.Sub(l.primary.Updated) < undecide
}

// back judges a rollback.
func (l look) back() (change.Outcome, string) {
	why := cmp.Or(l.release.RollbackReason, l.release.Reason, l.own.Reason, "the deployment failed")
	p := l.primary
	switch {
	case l.release.Status == "ROLLBACK_FAILED" || p.Rollout == "FAILED":
		return change.Failed, why + "; the rollback to " + p.Revision + " failed as well"
	case p.Rollout == "COMPLETED" || l.release.Status == "ROLLBACK_SUCCESSFUL":
		return change.RolledBack, "steady again on " + p.Revision + ": " + why
	}
	return change.Moving, fmt.Sprintf("rolling back to %s, %d of %d running: %s", p.Revision, p.Running, max(p.Desired, l.service.Desired), why)
}
