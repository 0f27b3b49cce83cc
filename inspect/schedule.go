package inspect

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Scheduled is what runs tasks at set times, and the runs of it that ECS still knows.
type Scheduled struct {
	aws.Schedule
	Runs Known[aws.ScheduleRuns]
}

// MarkSchedule says whether a schedule runs its tasks.
func MarkSchedule(s aws.Schedule, now time.Time) Mark {
	m := marked(s.State, map[string]Level{"ENABLED": Good, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS": Good, "DISABLED": Idle})
	if next := s.Next(now); m.Level == Good && next.At.IsZero() && s.Expression != "" {
		return Mark{Warn, "will not run"}
	}
	if m.Level == Good {
		m.Word = "enabled"
	}
	return m
}

// NextRun says when a schedule runs next: "in 5m", "within 10m", or in a word why it does not.
func NextRun(s aws.Schedule, now time.Time) string {
	next := s.Next(now)
	switch {
	case next.Latest:
		return "within " + words.Age(next.At.Sub(now))
	case !next.At.IsZero():
		return "in " + words.Age(next.At.Sub(now))
	case s.State == "DISABLED":
		return "disabled"
	case s.Expression == "":
		return "on an event"
	}
	return next.Why
}

// LastRun says how the newest run of a schedule ended, and when it began; the time is zero where no run is known to be its own.
func LastRun(k Known[aws.ScheduleRuns]) (Mark, time.Time) {
	runs := k.Value
	switch {
	case !k.OK():
		return Mark{Unknown, k.why()}, time.Time{}
	case len(runs.Tasks) == 0:
		return Mark{Unknown, "none seen"}, time.Time{}
	case len(runs.Twins) > 0:
		return Mark{Unknown, "its own, or of " + others(runs.Twins)}, time.Time{}
	}
	t := runs.Tasks[0]
	if t.Status != "STOPPED" {
		return Mark{Busy, words.Constant(t.Status)}, t.Created
	}
	return endOf(t, runs.Container), t.Created
}

// others are names, of many the first.
func others(names []string) string {
	if len(names) > 2 {
		return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
	}
	return strings.Join(names, ", ")
}

// endOf is how a task has ended for the container that counts.
func endOf(t aws.Task, container string) Mark {
	if container == "" {
		return Mark{Unknown, "stopped; can't tell which container counts"}
	}
	end := t.EndOf(container)
	switch {
	case end.Cut:
		return Mark{Warn, "stopped: " + t.StopCode}
	case end.Code == nil:
		return Mark{Bad, "did not run"}
	case *end.Code == 0:
		return Mark{Good, "exit 0"}
	}
	return Mark{Bad, fmt.Sprintf("exit %d", *end.Code)}
}

// RunsNote says what the runs that are known leave open, and where a run that ECS refused shows.
func RunsNote(s aws.Schedule, k Known[aws.ScheduleRuns]) string {
	refused := refusedNote(s)
	switch {
	case !k.OK():
		return "can't read its runs: " + k.why()
	case len(k.Value.Twins) > 0:
		return "ECS keeps only 36 characters of what started a task: these runs belong to it, or to " + others(k.Value.Twins)
	case len(k.Value.Tasks) == 0:
		return "ECS has no task of it: it hasn't run for about an hour, or its RunTask was refused; " + refused
	}
	return "ECS forgets stopped tasks after about an hour; " + refused
}

// refusedNote says where a run shows that left no task.
func refusedNote(s aws.Schedule) string {
	queues := ""
	for _, t := range s.Targets {
		if t.DeadLetter != "" {
			queues = "; its event goes to the dead-letter queue " + t.DeadLetter
		}
	}
	if s.Kind == aws.RuleSchedule {
		return "a refused run leaves no task: CloudWatch counts it as FailedInvocations of the rule (AWS/Events, RuleName " + s.Name + ")" + queues
	}
	if queues == "" {
		queues = ", and there is no dead-letter queue: only EventBridge Scheduler's metrics count it"
	}
	return "a refused run leaves no task" + queues
}
