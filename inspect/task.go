package inspect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// TaskView is how a task is: a word, how much it matters, and why it stopped.
type TaskView struct {
	Word      string
	Level     Level
	Diagnosis triage.Diagnosis

	of string // the revision, where the view depends on it
}

// Task says how a task is. What it says of a stopped task depends on which containers are essential, where the revision
// has been read.
func (i *Inspector) Task(t aws.Task) TaskView {
	stopping := t.Status == "STOPPED" || t.Desired == "STOPPED" || t.StopCode != ""
	switch {
	case !t.Described:
		return TaskView{Word: "", Level: Unknown}
	case !stopping:
		return living(t)
	case t.Status != "STOPPED":
		return i.stopped(t)
	}
	i.mu.RLock()
	v, ok := i.stops[t.ARN]
	i.mu.RUnlock()
	if ok {
		return v
	}
	v = i.stopped(t)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stops[t.ARN] = v
	return v
}

// living is a task that nobody stops.
func living(t aws.Task) TaskView {
	word := strings.ToLower(t.Status)
	switch t.Status {
	case "RUNNING":
		switch t.Health {
		case "UNHEALTHY":
			return TaskView{Word: "running, unhealthy", Level: Bad}
		case "HEALTHY", "UNKNOWN", "": // UNKNOWN is what ECS says of a task without health checks
			return TaskView{Word: word, Level: Good}
		}
		return TaskView{Word: "running, health " + strings.ToLower(t.Health), Level: Unknown}
	case "PROVISIONING", "PENDING", "ACTIVATING":
		return TaskView{Word: word, Level: Busy}
	case "":
		return TaskView{Word: "status unknown", Level: Unknown}
	}
	return TaskView{Word: word, Level: Unknown}
}

// stopped is a task that stopped, or is about to.
func (i *Inspector) stopped(t aws.Task) TaskView {
	i.mu.RLock()
	r := i.revisions[t.Revision]
	i.mu.RUnlock()
	d := i.rules.Task(t, r)
	v := TaskView{Word: stopWord(t, d), Diagnosis: d, Level: StopLevel(d), of: t.Revision}
	if t.Status != "STOPPED" && v.Level == Idle {
		v.Level = Busy
	}
	return v
}

// StopLevel is how much a stop matters: one that somebody wanted does not.
func StopLevel(d triage.Diagnosis) Level {
	switch d.Kind {
	case triage.Failure:
		return Bad
	case triage.Capacity:
		return Warn
	case triage.Expected, triage.Operator, triage.Spot:
		return Idle
	}
	return Unknown
}

func stopWord(t aws.Task, d triage.Diagnosis) string {
	stopped := t.Status == "STOPPED"
	switch {
	case d.Kind == triage.Failure && t.Started.IsZero():
		return "did not start"
	case d.Kind == triage.Failure && strings.Contains(d.Rule, "health-checks"):
		return "unhealthy"
	case d.Kind == triage.Failure:
		for _, c := range t.Containers {
			if c.Name == d.Container && c.Exited {
				return fmt.Sprintf("exit %d", c.Exit)
			}
		}
		return "died"
	case d.Kind == triage.Capacity, d.Kind == triage.Spot:
		return "interrupted"
	case stopped:
		return "stopped"
	}
	return "stopping"
}

// Learn reads the revisions of stopped tasks, as many as a judgement wants, so that Task and Groups know which containers are
// essential.
func (i *Inspector) Learn(ctx context.Context, tasks []aws.Task) {
	stopped := slices.DeleteFunc(slices.Clone(tasks), func(t aws.Task) bool { return t.StopCode == "" && t.Status != "STOPPED" })
	i.revisionsOf(ctx, stopped)
}

// Groups are the crash groups of stopped tasks, judged with every revision that is known.
func (i *Inspector) Groups(tasks []aws.Task) []triage.Group {
	i.mu.RLock()
	known := make([]aws.Revision, 0, 8)
	seen := map[string]bool{}
	for _, t := range tasks {
		if r, ok := i.revisions[t.Revision]; ok && !seen[t.Revision] {
			seen[t.Revision], known = true, append(known, r)
		}
	}
	i.mu.RUnlock()
	return i.rules.Groups(tasks, known...)
}
