package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/words"
)

// scheduleRow is what runs tasks at set times as `ecscope schedules` prints it.
type scheduleRow struct {
	Name        string                  `json:"name"`
	Kind        string                  `json:"kind"`
	Group       string                  `json:"group"`
	ARN         string                  `json:"arn"`
	State       string                  `json:"state"`
	Expression  string                  `json:"expression"`
	Zone        string                  `json:"zone"`
	Pattern     string                  `json:"pattern"`
	When        string                  `json:"when"`
	Next        moment                  `json:"next"`
	NextLatest  bool                    `json:"next_latest"`
	NextNote    string                  `json:"next_note"`
	Description string                  `json:"description"`
	ManagedBy   string                  `json:"managed_by"`
	Targets     list[scheduleTargetRow] `json:"targets"`
	Last        moment                  `json:"last"`
	LastResult  string                  `json:"last_result"`
	RunsNote    string                  `json:"runs_note"`
	Runs        list[scheduleRunRow]    `json:"runs"`

	next        string
	tone, ended state
}

type scheduleTargetRow struct {
	ID         string `json:"id"`
	Cluster    string `json:"cluster"`
	Definition string `json:"definition"`
	Count      int    `json:"count"`
	Launch     string `json:"launch"`
	Role       string `json:"role"`
	DeadLetter string `json:"dead_letter"`
	Computed   bool   `json:"computed"`
	Overrides  texts  `json:"overrides"`
}

type scheduleRunRow struct {
	Task     string `json:"task"`
	Cluster  string `json:"cluster"`
	Created  moment `json:"created"`
	Status   string `json:"status"`
	StopCode string `json:"stop_code"`
	Revision string `json:"revision"`
}

const aboutSchedules = `List what runs tasks at set times or on events, in one cluster or in all: EventBridge rules on the default event bus, and EventBridge
Scheduler schedules. NEXT says "within" a time if only AWS knows when a rate started. LAST and RESULT describe the newest task that the
schedule started, for as long as ECS keeps it: about an hour after it has stopped.

Other callers of RunTask, such as Step Functions or a Lambda function, are not listed. Neither are rules of other event buses, which can
run tasks on events but not at set times.`

func schedulesCommand(p *program) *cobra.Command {
	c := command(p, verb[scheduleRow]{
		use: "schedules [cluster]", short: "List schedules and rules that run tasks: when, how the last run ended, and when next", nouns: "schedules",
		takes: aCluster, read: readSchedules,
		order: func(a, b scheduleRow) int { return cmp.Or(words.Natural(a.Name, b.Name), cmp.Compare(a.ARN, b.ARN)) },
		columns: []column[scheduleRow]{
			{head: "SCHEDULE", cell: func(r scheduleRow, _ look) cell { return cell{r.Name, r.tone} }},
			{head: "STATE", cell: func(r scheduleRow, _ look) cell { return cell{text: strings.ToLower(r.State)} }},
			{head: "RUNS", cell: func(r scheduleRow, _ look) cell { return cell{text: r.runs()} }},
			{head: "WHEN", cell: func(r scheduleRow, _ look) cell { return cell{text: r.When} }},
			{head: "NEXT", cell: func(r scheduleRow, _ look) cell { return cell{text: r.next} }},
			{head: "LAST", right: true, cell: func(r scheduleRow, l look) cell { return cell{text: l.age(r.Last)} }},
			{head: "RESULT", cell: func(r scheduleRow, _ look) cell { return cell{r.LastResult, r.ended} }},
		},
	})
	c.Long = aboutSchedules
	for _, sub := range []*cobra.Command{switchCommand(p, true), switchCommand(p, false), runScheduleCommand(p)} {
		c.AddCommand(sub)
	}
	return c
}

// runs is what a schedule runs, and where: "2 × orders-etl in batch".
func (r scheduleRow) runs() string {
	var all []string
	for _, t := range r.Targets {
		text := t.Definition + " in " + t.Cluster
		if t.Count > 1 {
			text = fmt.Sprintf("%d × %s", t.Count, text)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func readSchedules(ctx context.Context, r *reader, text string) ([]scheduleRow, error) {
	at, err := r.within(ctx, text)
	if err != nil {
		return nil, err
	}
	all, err := gather(r, "schedules", r.Schedules(ctx, at.cluster), func(s aws.Schedule) string { return s.ARN })
	errs := []error{err}
	var rows []scheduleRow
	for i, s := range all {
		r.progress.at("runs of "+s.Name, i)
		runs, err := r.Runs(ctx, s)
		known := inspect.Read(runs, s.Seen)
		if err != nil {
			known = inspect.Known[aws.ScheduleRuns]{Value: runs, Err: err}
			errs = append(errs, err)
		}
		rows = append(rows, newScheduleRow(s, known))
	}
	return rows, errors.Join(errs...)
}

func newScheduleRow(s aws.Schedule, k inspect.Known[aws.ScheduleRuns]) scheduleRow {
	now := s.Seen
	next := s.Next(now)
	last, began := inspect.LastRun(k)
	row := scheduleRow{Name: s.Name, Kind: s.Kind, Group: s.Group, ARN: s.ARN, State: s.State, Expression: s.Expression, Zone: s.Zone, Pattern: s.Pattern,
		When: s.Words(), Next: moment{next.At}, NextLatest: next.Latest, NextNote: next.Why, Description: s.Description, ManagedBy: s.ManagedBy,
		Last: moment{began}, LastResult: last.Word, RunsNote: inspect.RunsNote(s, k), next: inspect.NextRun(s, now),
		tone: tone(inspect.MarkSchedule(s, now).Level), ended: tone(last.Level)}
	for _, t := range s.Targets {
		row.Targets = append(row.Targets, scheduleTargetRow{t.ID, t.Cluster, t.Definition, t.Count, t.Launch, t.Role, t.DeadLetter, t.Computed, t.Overrides})
	}
	for _, t := range k.Value.Tasks {
		row.Runs = append(row.Runs, scheduleRunRow{t.ID, t.Cluster, moment{t.Created}, t.Status, t.StopCode, t.Revision})
	}
	return row
}

// namedSchedule finds the schedule that is named.
func namedSchedule(ctx context.Context, r *reader, name string) (aws.Schedule, error) {
	r.progress.at("the schedule "+name, 0)
	s, err := r.Schedule(ctx, name)
	if kind := call.KindOf(err); kind == call.NotFound || kind == call.Invalid {
		e, _ := errors.AsType[*call.Error](err)
		return s, &usage{err.Error(), e.Hint()}
	}
	return s, err
}

const aboutSwitching = ` Name a schedule as ecscope schedules lists it, by group/name, or
by its ARN. For EventBridge Scheduler, the whole schedule is sent back with the new state: its API has no other way.`

func switchCommand(p *program, on bool) *cobra.Command {
	name, does := "disable", "Stop a rule or a schedule from running tasks until it is enabled"
	if on {
		name, does = "enable", "Let a rule or a schedule run its tasks again"
	}
	return alter(p, alteration{under: "schedules", use: name + " schedule...", short: does, long: does + "." + aboutSwitching, each: every,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			s, err := namedSchedule(ctx, r, words[0])
			if err != nil {
				return nil, nil, err
			}
			return r.edit.SwitchSchedule(s, on), nil, nil
		}})
}

const aboutRunningNow = `Run the task of a rule or a schedule now: RunTask with the settings and overrides of its target, with your permissions, since neither
service can do that itself. ecscope follows the task and prints its log, like ecscope run.`

func runScheduleCommand(p *program) *cobra.Command {
	o, target := &oneOffRun{}, ""
	return alter(p, alteration{under: "schedules", use: "run schedule", short: "Run the task of a rule or a schedule now", long: aboutRunningNow,
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&target, "target", "", "the id of the target, if the rule has several")
			f.StringVar(&o.task.Container, "container", "", "the container whose exit code is used")
			f.BoolVar(&o.detach, "detach", false, "start the task and leave it running")
		},
		follow: o.follow,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			s, err := namedSchedule(ctx, r, words[0])
			if err != nil {
				return nil, nil, err
			}
			return r.edit.RunSchedule(s, target, o.task.Container), nil, nil
		}})
}
