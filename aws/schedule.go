package aws

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/cron"
	"github.com/ecscope/ecscope/words"
)

// What runs tasks at set times, or when something happens: a rule of EventBridge, or a schedule of EventBridge Scheduler.
const (
	RuleSchedule    = "rule"
	PlannedSchedule = "schedule"
)

// Schedule is a rule of EventBridge, or a schedule of EventBridge Scheduler, that runs tasks.
type Schedule struct {
	ARN, Name string
	// Kind is RuleSchedule or PlannedSchedule. Group is the event bus of a rule, or the group of a schedule.
	Kind, Group string
	// State is ENABLED or DISABLED, or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.
	State string
	// Expression is rate(…), cron(…) or at(…), in the time zone Zone; empty for a rule that has a Pattern of events alone.
	Expression, Zone, Pattern string
	// Start and End are when it begins and ends; zero for none. Window is within what time after its time it runs.
	Start, End time.Time
	Window     time.Duration
	// ManagedBy is the AWS service that a rule belongs to; empty for none.
	Description, ManagedBy string
	// Deleted says that it is deleted once its last run is over.
	Deleted bool
	// Targets are the clusters that it runs tasks in. Others is how many targets it has besides.
	Targets []ScheduleTarget
	Others  int
	Seen    time.Time
}

// ScheduleTarget is the task that a schedule runs in a cluster.
type ScheduleTarget struct {
	ID, Cluster string
	// Definition is family:number, or the family alone, which is its latest ACTIVE revision when the time comes.
	Definition string
	Count      int
	// Launch is the launch type, or the strategy of capacity providers; empty for the cluster's own.
	Launch string
	// Role is the name of the role that the tasks are run with, DeadLetter the queue of runs that failed; empty for none.
	Role, DeadLetter string
	// Overrides are what it replaces in the containers, a line each; what looks like a secret is masked.
	Overrides []string
	// Computed says that the overrides are made from the event, and so are not known before.
	Computed bool

	run *ecs.RunTaskInput
}

// Coming is when a schedule runs next.
type Coming struct {
	// At is the time; zero where there is none, or it is not known. With Latest it is the latest time: only AWS knows when a
	// rate began.
	At     time.Time
	Latest bool
	// Why says why there is no next run, or why it is not known.
	Why string
}

// Next is when a schedule runs next.
func (s Schedule) Next(now time.Time) Coming {
	switch {
	case s.State == "DISABLED":
		return Coming{Why: "it is disabled"}
	case s.State != "ENABLED" && s.State != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS":
		return Coming{Why: "its state is " + words.Constant(cmp.Or(s.State, "unknown"))}
	case s.Expression == "":
		return Coming{Why: "it runs when an event matches its pattern"}
	}
	e, err := cron.Parse(s.Expression)
	if err != nil {
		return Coming{Why: "ecscope can't parse its expression: " + clean.Text(err.Error())}
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return Coming{Why: "unknown time zone: " + s.Zone}
	}
	next, why := coming(e, s, now, zone)
	if why == "" && !s.End.IsZero() && e.At.IsZero() && next.At.After(s.End) && !next.Latest {
		next, why = Coming{}, "it ended at "+s.End.Format(time.RFC3339)
	}
	next.Why = why
	return next
}

// coming is when an expression of a schedule comes after a moment, or why it does not.
func coming(e cron.Expression, s Schedule, now time.Time, zone *time.Location) (Coming, string) {
	if !s.End.IsZero() && e.At.IsZero() && !now.Before(s.End) {
		return Coming{}, "it ended at " + s.End.Format(time.RFC3339)
	}
	after := now
	if s.Start.After(now) && e.At.IsZero() {
		after = s.Start.Add(-time.Nanosecond)
	}
	switch {
	case e.Every == 0:
		at, ok := e.Next(after, zone)
		if !ok && !e.At.IsZero() {
			return Coming{}, "its time has passed"
		}
		if !ok {
			return Coming{}, "it never runs again"
		}
		return Coming{At: at}, ""
	case s.Start.IsZero():
		return Coming{At: now.Add(e.Every), Latest: true}, ""
	case s.Start.After(now):
		return Coming{At: s.Start}, ""
	}
	return Coming{At: s.Start.Add((now.Sub(s.Start)/e.Every + 1) * e.Every)}, ""
}

// Words say when a schedule runs: "at 02:00 every day (Europe/Berlin)".
func (s Schedule) Words() string {
	e, err := cron.Parse(s.Expression)
	switch {
	case s.Expression == "":
		return "when an event matches"
	case err != nil:
		return s.Expression
	}
	text := e.Words()
	if e.Every == 0 && s.Zone != "" && s.Zone != "UTC" {
		text += " (" + s.Zone + ")"
	} else if e.Every == 0 {
		text += " (UTC)"
	}
	if s.Window > 0 {
		text += ", within " + words.Count(int(s.Window/time.Minute), "minute")
	}
	return text
}

// mostMark is how much AWS keeps of what a task says that it was started by.
const mostMark = 36

// scheduleMark is what the tasks of a schedule are started by; cut says that its end is missing.
func scheduleMark(s Schedule) (mark string, cut bool) {
	mark = "chronos-schedule/" + s.Name
	if s.Kind == RuleSchedule {
		mark = "events-rule/" + s.Name
	}
	if len(mark) > mostMark {
		return mark[:mostMark], true
	}
	return mark, false
}

// WholeSchedule is everything of a schedule in a text, to be compared; when it was seen is no part of it.
func WholeSchedule(s Schedule) string {
	text := fmt.Sprint(s.ARN, s.State, s.Expression, s.Zone, s.Pattern, s.Start, s.End, s.Window, s.Description, s.ManagedBy, s.Deleted, s.Others)
	for _, t := range s.Targets {
		sent, err := json.Marshal(t.run)
		text += fmt.Sprint(t.ID, t.Role, t.DeadLetter, t.Computed, string(sent), err)
	}
	return text
}
