package screens

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// State is how something is: its tone (and so its sign) and the words for it.
type State struct {
	Tone theme.Tone
	Word string
}

// rank orders states, the worst first.
func (s State) rank() int {
	for i, t := range []theme.Tone{theme.Bad, theme.Warn, theme.Busy, theme.Unknown, theme.Good, theme.Idle} {
		if s.Tone == t {
			return i
		}
	}
	return 9
}

// fault is true of what is not healthy.
func (s State) fault() bool {
	return s.Tone == theme.Bad || s.Tone == theme.Warn || s.Tone == theme.Busy || s.Tone == theme.Unknown
}

// state is the verdict on a service in a word, as a list has room for it: with the count of what rolls out, and how
// long it has been so.
func (t serviceTable) state(s aws.Service) State {
	v, ok := t.plan.Verdict(s.Cluster, s.Name)
	if !s.Described || !ok {
		return State{theme.Unknown, ""}
	}
	tone, word := LevelTone(v.Level()), string(v.State)
	switch {
	case v.State == triage.Healthy:
		word = "steady"
	case v.State == triage.Changing:
		if p, ok := s.Primary(); ok && p.Rollout == "IN_PROGRESS" {
			word = rolling(s, p)
		}
	}
	if v.Since.IsZero() || v.Level() == inspect.Idle {
		return State{tone, word}
	}
	return State{tone, word + " " + nav.Ago(t.now(), v.Since)}
}

// rolling counts what a rollout has done so far.
func rolling(s aws.Service, p aws.Deployment) string {
	word := fmt.Sprintf("%d of %d new", p.Running, max(p.Desired, s.Desired))
	if old := s.RunningBeside(p.ID); old > 0 {
		word += fmt.Sprintf(", %d old", old)
	}
	return word + " ·"
}

// deploymentState is the state of one row of a service's deployments.
func deploymentState(d aws.Deployment) State { return stateOf(inspect.MarkRollout(d)) }

// stateOf is a mark as it is drawn.
func stateOf(m inspect.Mark) State { return State{LevelTone(m.Level), m.Word} }

// state is the state of a task in its life.
func (f taskFace) state(t aws.Task) State {
	v := f.plan.Task(t)
	return State{LevelTone(v.Level), v.Word}
}
