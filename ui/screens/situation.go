package screens

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// around is what surrounds a service. A part that is nil was not read.
type around struct {
	history []aws.ServiceDeployment
	targets []aws.TargetGroup
	scaling *aws.Scaling
}

// situation is what was read around a service besides the service itself and its tasks, and the verdict on all of it.
// A part that could not be read stays unknown: the verdict says so.
type situation struct {
	kit     *Kit
	feed    load.Feed[around]
	known   around
	began   time.Time // the last look
	verdict triage.Verdict
}

// look reads the surroundings of a service, part by part.
func (s *situation) look(h nav.Host, of aws.Service) tea.Cmd {
	return s.feed.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]around, error] {
		return s.kit.around(ctx, of)
	})
}

func (k *Kit) around(ctx context.Context, of aws.Service) iter.Seq2[[]around, error] {
	return func(yield func([]around, error) bool) {
		history := []aws.ServiceDeployment{}
		for page, err := range k.Account.Deployments(ctx, of.Cluster, of.Name) {
			if err != nil {
				history = nil // half a history would be taken for a whole one
				break
			}
			history = append(history, page...)
		}
		if history != nil && !yield([]around{{history: history}}, nil) {
			return
		}
		if targets, err := k.Account.Targets(ctx, of); err == nil && !yield([]around{{targets: targets}}, nil) {
			return
		}
		if scaling, err := k.Account.Scaling(ctx, of.Cluster, of.Name); err == nil {
			yield([]around{{scaling: &scaling}}, nil)
		}
	}
}

// take recognises what look asked for.
func (s *situation) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := s.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, a := range p.Items {
		if a.history != nil {
			s.known.history = a.history
		}
		if a.targets != nil {
			s.known.targets = a.targets
		}
		if a.scaling != nil {
			s.known.scaling = a.scaling
		}
	}
	return next, true
}

// judge forms the verdict anew.
func (s *situation) judge(of aws.Service, tasks []aws.Task) {
	in := triage.Input{Service: of, History: s.known.history, Targets: s.known.targets, Scaling: s.known.scaling, Now: s.kit.Clock.Now()}
	for _, t := range tasks {
		switch {
		case !t.Described:
		case t.Status == "STOPPED":
			in.Stopped = append(in.Stopped, t)
		default:
			in.Tasks = append(in.Tasks, t)
		}
	}
	s.verdict = s.kit.Rules.Service(in)
}

// remedy is the first remedy that goes back to a revision, and whether there is one.
func (s *situation) remedy() (triage.Remedy, bool) {
	for _, r := range s.verdict.Remedies {
		if (r.Action == triage.RollBack || r.Action == triage.Pin) && r.Revision != "" {
			return r, true
		}
	}
	return triage.Remedy{}, false
}

// verdictTone is the tone of a verdict's state.
func verdictTone(s triage.State) theme.Tone {
	switch s {
	case triage.Failing, triage.Stalled, triage.Blocked:
		return theme.Bad
	case triage.Degraded:
		return theme.Warn
	case triage.Changing:
		return theme.Busy
	case triage.Healthy:
		return theme.Good
	case triage.Zero:
		return theme.Idle
	}
	return theme.Unknown
}

// diagnosisTone is the tone of a stop: what somebody wanted is not a failure.
func diagnosisTone(d triage.Diagnosis) theme.Tone {
	switch d.Kind {
	case triage.Failure, "":
		return theme.Bad
	case triage.Capacity:
		return theme.Warn
	}
	return theme.Idle
}
