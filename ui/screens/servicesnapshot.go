package screens

import (
	"context"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// serviceSnapshot is what was read around a service besides the service itself and its tasks, and the verdict on all of it.
type serviceSnapshot struct {
	plan    *inspect.Plan
	feed    load.Feed[inspect.Snapshot]
	known   inspect.Snapshot
	began   time.Time // the last look
	verdict inspect.Verdict
	rollout triage.Rollout
	counter int  // the last tick of a countdown that was asked for
	ticking bool // it has not come yet
}

// lasting is how long what surrounds a service is good for: long where it is at rest.
func (s *serviceSnapshot) lasting() inspect.Ages {
	switch {
	case s.rollout.Moving():
		return inspect.Ages{History: 5 * time.Second, Targets: 10 * time.Second, Rest: time.Minute}
	case s.verdict.Level().Fault():
		return inspect.Ages{History: 15 * time.Second, Targets: 15 * time.Second, Rest: 15 * time.Second}
	}
	return inspect.Ages{History: time.Minute, Targets: time.Minute, Rest: time.Minute}
}

// countdown is a second of a countdown on screen.
type countdown struct {
	of     *serviceSnapshot
	number int
}

// count asks for the next second where something on screen counts down.
func (s *serviceSnapshot) count(of *serviceFeed) tea.Cmd {
	counts := slices.ContainsFunc(s.rollout.Holds, func(h triage.Hold) bool { return !h.Until.IsZero() })
	if s.ticking || !counts || !of.shown {
		return nil
	}
	s.ticking = true
	s.counter++
	return of.clock.After(time.Second, countdown{s, s.counter})
}

// counted says whether a second is the one that was asked for.
func (s *serviceSnapshot) counted(m countdown) bool {
	if m.of != s || m.number != s.counter {
		return false
	}
	s.ticking = false
	return true
}

// meant is the task, by its id in a list, that the verdict has a change for; empty for none.
func (s *serviceSnapshot) meant() string {
	for _, r := range s.verdict.Remedies {
		if r.Action == triage.Unprotect {
			return s.known.Service.Cluster + "/" + r.Task
		}
	}
	return ""
}

// again reads what surrounds a service once that is known, and again when it is old.
func (s *serviceSnapshot) again(h nav.Host, of *serviceFeed) tea.Cmd {
	age, now := s.lasting(), of.clock.Now()
	if !of.known || !of.shown || s.feed.Running() || now.Sub(s.began) < age.Least() {
		return nil
	}
	if s.began.IsZero() {
		age = inspect.Ages{} // the operator wants it anew, or made it another
	}
	s.began = now
	return s.look(h, of.service, age)
}

// look reads the surroundings of a service, part by part.
func (s *serviceSnapshot) look(h nav.Host, of aws.Service, age inspect.Ages) tea.Cmd {
	return s.feed.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]inspect.Snapshot, error] {
		return func(yield func([]inspect.Snapshot, error) bool) {
			for next := range s.plan.Around(ctx, of, age) {
				if !yield([]inspect.Snapshot{next}, nil) {
					return
				}
			}
		}
	})
}

// take recognises what look asked for. The plan knows by then what came.
func (s *serviceSnapshot) take(m tea.Msg) (tea.Cmd, bool) {
	_, next, ok := s.feed.Take(m)
	return next, ok
}

// judge forms the verdict anew, with the tasks as the list on screen has read them.
func (s *serviceSnapshot) judge(of aws.Service, tasks []aws.Task, status nav.Status) {
	s.verdict = s.plan.WithTasks(of, tasks, status.Seen, status.Err)
	s.known = s.plan.Snapshot(of)
	s.rollout = inspect.RolloutOf(s.plan.Inspector, s.known)
}

// LevelTone is the tone of a level: how much something matters.
func LevelTone(l inspect.Level) theme.Tone {
	switch l {
	case inspect.Bad:
		return theme.Bad
	case inspect.Warn:
		return theme.Warn
	case inspect.Busy:
		return theme.Busy
	case inspect.Good:
		return theme.Good
	case inspect.Idle:
		return theme.Idle
	}
	return theme.Unknown
}
