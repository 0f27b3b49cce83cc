package screens

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
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
	return s.Tone == theme.Bad || s.Tone == theme.Warn || s.Tone == theme.Busy
}

// serviceState reads a service's state off its own deployments. It guesses nothing: the words are counts, and the
// rollout state that ECS reports.
func serviceState(s aws.Service, now time.Time) State {
	switch {
	case !s.Described:
		return State{theme.Unknown, ""}
	case s.Status == "DRAINING":
		return State{theme.Busy, "draining"}
	case s.Status != "ACTIVE":
		return State{theme.Idle, strings.ToLower(s.Status)}
	}
	if p, ok := s.Primary(); ok && s.Controller == "ECS" {
		if st, ok := rolloutState(s, p, now); ok {
			return st
		}
	}
	switch {
	case s.Desired == 0 && s.Running == 0 && s.Scheduling != "DAEMON":
		return State{theme.Idle, "scaled to zero"}
	case s.Running < s.Desired && s.Running == 0:
		return State{theme.Bad, fmt.Sprintf("none of %d running", s.Desired)}
	case s.Running < s.Desired:
		return State{theme.Warn, fmt.Sprintf("%d of %d running", s.Running, s.Desired)}
	case s.Running > s.Desired:
		return State{theme.Busy, fmt.Sprintf("%d more than desired", s.Running-s.Desired)}
	}
	return State{theme.Good, steady(s, now)}
}

func steady(s aws.Service, now time.Time) string {
	if p, ok := s.Primary(); ok && !p.Updated.IsZero() {
		return "steady " + nav.Ago(now, p.Updated)
	}
	return "steady"
}

// rolloutState is the state of a service whose deployment failed or has not ended; else the counts decide.
func rolloutState(s aws.Service, p aws.Deployment, now time.Time) (State, bool) {
	age := nav.Ago(now, p.Created)
	switch {
	case p.Rollout == "FAILED":
		return State{theme.Bad, "failed " + nav.Ago(now, p.Updated) + " ago"}, true
	case p.Rollout != "IN_PROGRESS":
		return State{}, false
	case strings.Contains(p.Reason, "rolling back"):
		return State{theme.Warn, "rolling back " + nav.Ago(now, p.Updated)}, true
	case p.Failed > 0:
		return State{theme.Bad, fmt.Sprintf("failing %s · %d died", age, p.Failed)}, true
	}
	word := fmt.Sprintf("%d of %d new", p.Running, max(p.Desired, s.Desired))
	if old := s.Running - p.Running; old > 0 {
		word += fmt.Sprintf(", %d old", old)
	}
	return State{theme.Busy, word + " · " + age}, true
}

// deploymentState is the state of one row of a service's deployments.
func deploymentState(d aws.Deployment) State {
	word := strings.ToLower(strings.ReplaceAll(d.Rollout, "_", " "))
	switch {
	case d.Rollout == "FAILED":
		return State{theme.Bad, word}
	case d.Rollout == "IN_PROGRESS" && d.Failed > 0:
		return State{theme.Bad, word}
	case d.Rollout == "IN_PROGRESS":
		return State{theme.Busy, word}
	case d.Rollout == "COMPLETED":
		return State{theme.Good, word}
	case d.Running < d.Desired:
		return State{theme.Busy, strings.ToLower(d.Status)}
	}
	return State{theme.Good, strings.ToLower(d.Status)}
}

// taskState is the state of a task in its life.
func taskState(t aws.Task) State {
	word := strings.ToLower(t.Status)
	switch {
	case !t.Described:
		return State{theme.Unknown, ""}
	case t.Status == "STOPPED":
		return stopState(t)
	case t.Status == "RUNNING" && t.Health == "UNHEALTHY":
		return State{theme.Bad, "running, unhealthy"}
	case t.Status == "RUNNING" && t.Desired == "STOPPED":
		return State{theme.Busy, "to be stopped"}
	case t.Status == "RUNNING":
		return State{theme.Good, word}
	}
	return State{theme.Busy, word}
}

// stopState tells a stop that looks like a failure from one that somebody wanted.
func stopState(t aws.Task) State {
	switch t.StopCode {
	case "TaskFailedToStart":
		return State{theme.Bad, "did not start"}
	case "ServiceSchedulerInitiated", "UserInitiated":
		if strings.HasPrefix(t.Reason, "Task failed") {
			return State{theme.Bad, "unhealthy"}
		}
		return State{theme.Idle, "stopped"}
	case "SpotInterruption", "TerminationNotice", "InfrastructureHealth":
		return State{theme.Idle, "taken away"}
	}
	for _, c := range t.Containers {
		if c.Exited && c.Exit != 0 {
			return State{theme.Bad, fmt.Sprintf("exit %d", c.Exit)}
		}
	}
	return State{theme.Idle, "stopped"}
}
