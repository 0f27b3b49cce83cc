package inspect

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// RolloutOf is how the rollout of a service stands, by what was read of it and by what was seen before.
func RolloutOf(i *Inspector, s Snapshot) triage.Rollout {
	in := s.input(i.now())
	i.mu.RLock()
	in.Stage = i.stages[key(s.Service.Cluster, s.Service.Name)]
	i.mu.RUnlock()
	r := triage.RolloutOf(i.rules, in)
	for _, p := range append(s.lists(), status("deployment history", s.History, true), s.balance(), status("tasks", s.Tasks, true)) {
		if p.why != "" && (p.name != "targets" || s.Service.Balanced()) {
			r.Missing = append(r.Missing, p.name+": "+p.why)
		}
	}
	return r
}

// noteStage remembers when the newest deployment of a service was first seen in its stage, and how far it had come. The caller
// holds the lock.
func noteStage(i *Inspector, name string, s Snapshot) {
	seen := i.stages[name].Count(s.Service)
	if h := s.History.Value; len(h) > 0 && h[0].Described {
		switch d := h[0]; {
		case d.InProgress():
			seen = seen.See(d)
		case seen.Deployment != d.ARN:
			seen = triage.StageSeen{Row: seen.Row, Most: seen.Most, Wanted: seen.Wanted}
		}
	}
	if i.stages[name] = seen; seen == (triage.StageSeen{}) {
		delete(i.stages, name)
	}
}

// RolloutLevel is how much it matters how a rollout stands.
func RolloutLevel(r triage.Rollout) Level {
	switch {
	case r.Status == triage.Unsure:
		return Unknown
	case !r.Moving():
		return LevelOf(r.Ended.State)
	}
	worst := Busy
	for _, h := range r.Holds {
		if l := LevelOf(h.State); l.Rank() < worst.Rank() {
			worst = l
		}
	}
	return worst
}

// Endings are the entries of a history, newest first, each with how it ended.
func Endings(history []aws.ServiceDeployment) map[string]triage.Ending {
	history = slices.Clone(history)
	slices.SortStableFunc(history, func(a, b aws.ServiceDeployment) int { return b.Created.Compare(a.Created) })
	all := map[string]triage.Ending{}
	for n, d := range history {
		all[d.ARN] = triage.EndingOf(history, n)
	}
	return all
}
