package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// Task says why a task stopped, or is stopping. Its revision tells which containers are essential; a zero one means that
// nobody knows. A task that nobody stops has the zero Diagnosis.
func (r *Rules) Task(t aws.Task, of aws.Revision) Diagnosis { return r.task(t, of, nil) }

// task diagnoses a task; what is known already of tasks that told the same, or alike, is taken from there.
func (r *Rules) task(t aws.Task, of aws.Revision, before *told) Diagnosis {
	if t.Status != "STOPPED" && t.Desired != "STOPPED" && t.StopCode == "" {
		return Diagnosis{}
	}
	first := culprit(t, of)
	m := Message{Text: t.Reason, StopCode: t.StopCode, Exit: first.Exit, Exited: first.Exited}
	d, ok, key := Diagnosis{}, false, ""
	if before != nil {
		key = testimony(t, before.alike)
		d, ok = before.known[key]
	}
	if !ok {
		place := placeOf(t.Cluster, t.Service, t.ARN)
		place.Add(reason.Revision, t.Revision)
		place.Add(reason.Zone, t.Zone)
		d = r.filled(r.cause(t, of, first, m), place)
	} else if before.alike {
		d.Text = ownWords(t, d.Text)
	}
	if before != nil {
		before.known[key] = d
	}
	d.Phase = phaseOf(t, d)
	if d.Rule == "exit-0" && t.Service != "" {
		d.Kind, d.Severity = Failure, Warn // a service replaces what ends by itself
	}
	if of := d.by.rule; d.Kind == "" || of != nil && of.set != ofTasks && (d.Kind == Refusal || d.Kind == Operator) {
		d.Kind = kindOf(t.StopCode) // what was refused to somebody else ended this task
	}
	d.Facts = slices.Concat(attached(t), overrun(t, first, d), exits(t, d), lived(t))
	return d
}

// exits tells the exit codes of a task's containers that say more than a diagnosis of no certain cause.
func exits(t aws.Task, d Diagnosis) (facts []string) {
	if !d.Generic && !strings.HasPrefix(d.Rule, "code-") && d.Rule != "connect-proxy" && d.Rule != dependency && d.Known() || asked(t.StopCode) {
		return nil
	}
	for _, k := range t.Containers {
		if k.Exited && k.Exit != 0 {
			facts = append(facts, fmt.Sprintf("The container %s ended with exit code %d.", k.Name, k.Exit))
		}
	}
	return facts
}

// cause finds the rule: first the texts, then what the containers' exit codes and the stop code tell.
func (r *Rules) cause(t aws.Task, of aws.Revision, first aws.Container, m Message) Diagnosis {
	if t.StopCode == byUser {
		return r.byUser(t.Reason)
	}
	texts, owners := reasons(t, of, first)
	s := search{Rules: r}
	d, ok := s.specific(texts)
	switch {
	case !ok && broke(t, of, first):
		d = r.book().named[dependency].diagnosis(t.Reason)
		d.Values.Add(reason.Container, first.Name)
	case !ok:
		d = s.settle(texts, m)
	}
	if d.by.exit != nil && proxies(first.Name) {
		d = r.book().named["connect-proxy"].diagnosis(d.Text)
		d.Values.Add(reason.Container, first.Name)
		d.Values.Add(reason.ExitCode, strconv.Itoa(first.Exit))
	}
	owner, owned := owners[d.Text]
	switch {
	case owned:
		d.Container = owner
	case d.Rule == "connect-proxy" || d.Rule == dependency:
		d.Container = first.Name
	case d.Rule == "container-health-checks-failed":
		d.Container = unwell(t)
	case d.by.exit != nil || d.Rule == essentialExited || d.Rule == "code-essential-exited" || d.Rule == Unknown && t.StopCode == containerOut:
		d.Container = first.Name
	case d.Phase == Pull || d.Phase == Create:
		d.Container = imageOwner(t, d.Text)
	}
	if d.by.exit != nil {
		d.Values = exitValues(d, d.Values)
		d.Values.Add(reason.Container, first.Name)
	}
	return d
}

// imageOwner is the container that a text about an image or a start is about: the one that the text names, or the only
// one that there is. A task's own reason is no container's.
func imageOwner(t aws.Task, text string) string {
	only := ""
	for _, k := range t.Containers {
		if strings.HasPrefix(k.Name, "aws-guardduty-agent") {
			continue
		}
		if k.Image != "" && strings.Contains(text, k.Image) {
			return k.Name
		}
		if only != "" {
			return ""
		}
		only = k.Name
	}
	return only
}

// kindOf is the kind of a stop that no rule knows.
func kindOf(code string) Kind {
	switch code {
	case byUser:
		return Operator
	case byScheduler:
		return Expected
	case bySpot, byNotice:
		return Spot
	case byHealth:
		return Capacity
	}
	return Failure
}

// reasons are the texts that say why a task stopped, those that matter most first, and whose they are where they are a
// container's.
func reasons(t aws.Task, of aws.Revision, first aws.Container) ([]text, map[string]string) {
	texts := []text{read(t.Reason)}
	owners := map[string]string{}
	add := func(k aws.Container) {
		if k.Reason == "" || owners[k.Reason] != "" || secondary(t, of, k) {
			return
		}
		owners[k.Reason] = k.Name
		texts = append(texts, read(k.Reason))
	}
	add(first)
	for _, wanted := range []bool{true, false} {
		for _, k := range t.Containers {
			if essential(of, k.Name) == wanted {
				add(k)
			}
		}
	}
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if d.Key == "statusReason" && d.Value != "" {
				texts = append(texts, read(d.Value))
			}
		}
	}
	return texts, owners
}

// secondary says that a container's reason cannot be why a task stopped that ran: the container itself never did, and the
// task lived on without it. The agent that GuardDuty puts into tasks is such a one.
func secondary(t aws.Task, of aws.Revision, k aws.Container) bool {
	if strings.HasPrefix(k.Name, "aws-guardduty-agent") && len(t.Containers) > 1 {
		return true
	}
	if len(of.Containers) > 0 && !essential(of, k.Name) && t.StopCode == containerOut {
		return true
	}
	return t.StopCode == containerOut && !t.Started.IsZero() && !k.Exited && len(of.Containers) == 0 && anyExited(t)
}

func anyExited(t aws.Task) bool {
	for _, k := range t.Containers {
		if k.Exited {
			return true
		}
	}
	return false
}

// patience is how long ECS waits at least between SIGTERM and SIGKILL unless a stopTimeout says otherwise.
const patience = 30 * time.Second

// slow says that the containers took as long to end as it takes to be killed for it.
func slow(t aws.Task) bool {
	return !t.Stopping.IsZero() && !t.Exited.IsZero() && t.Exited.Sub(t.Stopping) >= patience-time.Second
}

// overrun explains exit code 137 of a container that was asked to stop.
func overrun(t aws.Task, k aws.Container, d Diagnosis) []string {
	if !k.Exited || k.Exit != killed || d.Rule == "oom-killed" || !asked(t.StopCode) && !slow(t) {
		return nil
	}
	how := ""
	if slow(t) {
		how = fmt.Sprintf(" (it took %s)", words.Span(t.Exited.Sub(t.Stopping)))
	}
	return []string{fmt.Sprintf("Exit code 137 of %s came after the task was asked to stop: it outlasted its stop timeout%s and was killed. This is not an out-of-memory kill.", k.Name, how)}
}

// phaseOf is the part of its life in which a task ended, by its timeline.
func phaseOf(t aws.Task, d Diagnosis) Phase {
	switch {
	case !t.Started.IsZero() && asked(t.StopCode):
		return Stopping
	case !t.Started.IsZero():
		return Running
	case asked(t.StopCode) && t.StopCode != byScheduler:
		return Stopping
	case t.PullStarted.IsZero() && (d.Phase == Network || d.Phase == Placement):
		return d.Phase
	case t.PullStarted.IsZero() && d.Phase == Pull && d.Known():
		return Pull
	case t.PullStarted.IsZero():
		return Setup
	case t.PullStopped.IsZero():
		return Pull
	}
	return Create
}

// lived says how far a task came.
func lived(t aws.Task) []string {
	end := t.Ended()
	var facts []string
	switch {
	case end.IsZero() || t.Created.IsZero():
	case t.Started.IsZero():
		facts = append(facts, fmt.Sprintf("It never ran: it ended %s after it was created.", words.Span(end.Sub(t.Created))))
	default:
		facts = append(facts, fmt.Sprintf("It ran %s.", words.Span(end.Sub(t.Started))))
	}
	if t.Forgotten {
		facts = append(facts, "ECS no longer lists it.")
	}
	return facts
}

// ended is when a task came to its end, or began to.
func ended(t aws.Task) time.Time {
	return cmp.Or(t.Stopping, t.Exited, t.Stopped, t.Seen)
}
