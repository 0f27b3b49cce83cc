package screens

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
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
}

// lasting is how long what surrounds a service is good for: long where it is at rest.
func (s *serviceSnapshot) lasting() time.Duration {
	if s.verdict.Level().Fault() {
		return 15 * time.Second
	}
	return time.Minute
}

// again reads what surrounds a service once that is known, and again when it is old.
func (s *serviceSnapshot) again(h nav.Host, of *serviceFeed) tea.Cmd {
	age, now := s.lasting(), of.clock.Now()
	if !of.known || !of.shown || s.feed.Running() || now.Sub(s.began) < age {
		return nil
	}
	if s.began.IsZero() {
		age = 0 // the operator wants it anew, or made it another
	}
	s.began = now
	return s.look(h, of.service, age)
}

// look reads the surroundings of a service, part by part.
func (s *serviceSnapshot) look(h nav.Host, of aws.Service, age time.Duration) tea.Cmd {
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

// take recognises what look asked for.
func (s *serviceSnapshot) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := s.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, a := range p.Items {
		s.known = a
	}
	return next, true
}

// judge forms the verdict anew, with the tasks as the list on screen has read them.
func (s *serviceSnapshot) judge(of aws.Service, tasks []aws.Task, status nav.Status) {
	s.verdict = s.plan.WithTasks(of, tasks, status.Seen, status.Err)
}

// levelTone is the tone of a level: how much something matters.
func levelTone(l inspect.Level) theme.Tone {
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
