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

// situation is what was read around a service besides the service itself and its tasks, and the verdict on all of it.
// A part that could not be read stays unknown: the verdict says so.
type situation struct {
	kit     *Kit
	history load.Feed[aws.ServiceDeployment]
	read    []aws.ServiceDeployment // by the reading under way
	known   []aws.ServiceDeployment // by the last complete one; nil before it
	began   time.Time               // the last look
	verdict triage.Verdict
}

// look reads the surroundings of a service.
func (s *situation) look(h nav.Host, cluster, name string) tea.Cmd {
	s.read = []aws.ServiceDeployment{}
	return s.history.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]aws.ServiceDeployment, error] {
		return s.kit.Account.Deployments(ctx, cluster, name)
	})
}

// take recognises what look asked for.
func (s *situation) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := s.history.Take(m)
	if !ok {
		return nil, false
	}
	s.read = append(s.read, p.Items...)
	if p.Done && p.Err == nil {
		s.known = s.read
	}
	return next, true
}

// judge forms the verdict anew.
func (s *situation) judge(of aws.Service, tasks []aws.Task) {
	in := triage.Input{Service: of, History: s.known, Now: s.kit.Clock.Now()}
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
