package inspect

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// Verdict is what is to be said of a service. Its Missing names what could not be read or was not asked for.
type Verdict struct {
	triage.Verdict
	// Whole says that everything the verdict can depend on was read to its end.
	Whole bool
	// unread says that the state is unknown because something could not be read, partly that it is healthy as far as could be read.
	unread, partly bool
}

// Sure says that the state is known, and that nothing of what could not be read may contradict it.
func (v Verdict) Sure() bool { return v.State != triage.Unclear && !v.partly }

// Strange says that a service is in a state that this version doesn't know: somebody should look, although nothing failed to be read.
func (v Verdict) Strange() bool { return v.State == triage.Unclear && !v.unread }

// Level is how much a state matters, and so how it is drawn; the same for all kinds of things.
type Level int

// Levels. Unknown is what nobody could find out.
const (
	Unknown Level = iota
	Bad
	Warn
	Busy
	Good
	Idle
)

// Rank orders levels, the worst first.
func (l Level) Rank() int {
	return map[Level]int{Bad: 0, Warn: 1, Busy: 2, Unknown: 3, Good: 4, Idle: 5}[l]
}

// Fault is true of what is not as it should be, or not known to be.
func (l Level) Fault() bool { return l == Bad || l == Warn || l == Busy || l == Unknown }

// Word is the level of services in a word.
func (l Level) Word() string {
	switch l {
	case Bad:
		return "failing"
	case Warn:
		return "degraded"
	case Busy:
		return "changing"
	case Good:
		return "healthy"
	case Idle:
		return "idle"
	}
	return "not known"
}

// LevelOf is the level of a service's state.
func LevelOf(s triage.State) Level {
	switch s {
	case triage.Failing, triage.Stalled, triage.Blocked:
		return Bad
	case triage.Degraded:
		return Warn
	case triage.Changing:
		return Busy
	case triage.Healthy:
		return Good
	case triage.Zero, triage.Deleted:
		return Idle
	}
	return Unknown
}

// Level is the level of the verdict's state.
func (v Verdict) Level() Level { return LevelOf(v.State) }

// Judge is the verdict on a snapshot. It is the only place that asks triage how a service is.
func (i *Inspector) Judge(s Snapshot) Verdict {
	i.mu.RLock()
	stage := i.stages[key(s.Service.Cluster, s.Service.Name)]
	if r, ok := i.revisions[s.Service.Revision]; ok { // where it is none of those of its stopped tasks, that tells what the next one needs
		s.Revisions = append(s.Revisions[:len(s.Revisions):len(s.Revisions)], r)
	}
	i.mu.RUnlock()
	return judge(i, s, stage)
}

// judge is Judge with what was seen of the stage that the newest deployment is in.
func judge(i *Inspector, s Snapshot, stage triage.StageSeen) Verdict {
	in := s.input(i.now())
	in.Stage = stage
	v := Verdict{Verdict: i.rules.Service(in)}
	v.Missing = nil
	var unread, beside []string
	for _, p := range s.parts() {
		if p.why == "" {
			continue
		}
		v.Missing = append(v.Missing, p.name+": "+p.why)
		switch {
		case p.failed && p.counts:
			unread = append(unread, p.name)
		case p.failed:
			beside = append(beside, p.name)
		}
	}
	v.Whole = len(v.Missing) == 0
	// Health is said only of what was looked at. What nobody asked for yet is told by Missing alone: a list judges on less.
	switch {
	case len(unread) == 0 && len(beside) > 0 && v.State == triage.Healthy:
		v.partly = true
		v.Headline += ", as far as is known without " + words.List(beside)
	case len(unread) == 0:
	case v.State == triage.Unclear && s.Service.Lacks(aws.DeploymentList) != nil:
		v.unread = true
	case v.State == triage.Healthy || v.State == triage.Zero || v.State == triage.Deleted:
		v.State, v.unread = triage.Unclear, true
		if s.Stopped.Err != nil { // its tasks may die and be replaced
			v.Headline, _, _ = strings.Cut(v.Headline, ", steady for ")
			v.Since = time.Time{}
		}
		v.Headline += ", but " + words.List(unread) + " could not be read"
	case v.State == triage.Changing && short(s):
		v.State, v.unread = triage.Unclear, true
		v.Headline = fmt.Sprintf("%d of %s of %s run, and the reason is unknown: %s could not be read", s.Service.Running, words.Count(s.Service.Desired, "task"), s.Service.Name, words.List(unread))
	}
	return v
}

// short says that too few tasks run without a deployment, and that nobody could look at them or at what ECS says of them: they may
// start, or die, or have no place.
func short(s Snapshot) bool {
	p, ok := s.Service.Primary()
	return ok && p.Rollout == "COMPLETED" && s.Service.Status == "ACTIVE" && s.Service.Running < s.Service.Desired &&
		(s.Tasks.Err != nil || s.Stopped.Err != nil || s.Service.Lacks(aws.EventList) != nil)
}

// reading is how far one part of a snapshot is known. Failed says that it could not be read. Counts says that nothing is known of a
// service's health without it; without the others, it is known as far as they go, and what a server does not offer is nothing to miss.
type reading struct {
	name, why      string
	failed, counts bool
}

func (s Snapshot) parts() []reading {
	return append(s.lists(),
		status("tasks", s.Tasks, true),
		status("stopped tasks", s.Stopped, true),
		s.balance(),
		status("deployment history", s.History, false),
		status("container instances", s.Instances, false),
		s.scaled(),
		reading{"metrics", refused(s.Load), missed(s.Load.Err), false})
}

// scaled is how far auto scaling is known. Where nobody asked for all of it, its limits may have been refused already.
func (s Snapshot) scaled() reading {
	if !s.Scaling.Asked() && s.Limits.Err != nil {
		return status("scaling", s.Limits, false)
	}
	return status("scaling", s.Scaling, false)
}

// balance is how far the targets are known. Of a service whose load balancers are not they are unknown before anybody asks for them.
func (s Snapshot) balance() reading {
	if err := s.Service.Lacks(aws.LoadBalancerList); err != nil {
		return reading{"targets", err.Error(), true, true}
	}
	return status("targets", s.Targets, s.Service.Balanced())
}

// lists are those lists of the service itself that ECS's answer does not have.
func (s Snapshot) lists() (all []reading) {
	for _, list := range []aws.ServiceList{aws.EventList, aws.DeploymentList} {
		if err := s.Service.Lacks(list); err != nil {
			all = append(all, reading{string(list), err.Error(), true, true})
		}
	}
	return all
}

func status[T any](name string, k Known[T], counts bool) reading {
	return reading{name: name, why: k.why(), failed: missed(k.Err) || counts && k.Err != nil, counts: counts}
}

// missed says of an error that the server has what could not be read.
func missed(err error) bool { return err != nil && call.KindOf(err) != call.Unsupported }

// refused is why something could not be read that need not be.
func refused[T any](k Known[T]) string {
	if !k.Asked() {
		return ""
	}
	return k.why()
}

// Brief is why a service is as it is in as few words as a row of a list has: the first clause of the cause, the innermost where there
// are several, which says it, else of the headline.
func (v Verdict) Brief() string {
	if cause := cmp.Or(triage.Inner(v.Diagnosis), v.Cause()); cause != "" {
		return words.Clause(cause)
	}
	return v.Headline
}

// Cause is why a service is as it is in one line: what a rule knows, else what AWS wrote; empty where neither is there.
func (v Verdict) Cause() string {
	d := v.Diagnosis
	switch {
	case d.Known() && d.Cause != "":
		return d.Cause + d.Evidence.Doubt()
	}
	return strings.TrimSpace(d.Text)
}
