package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// ScheduleRuns are the tasks that a schedule has started, the newest first, as far as ECS still has them: those that run, and
// those that stopped within about an hour. A run that ECS refused leaves no task.
type ScheduleRuns struct {
	Tasks []Task
	// Twins are other schedules whose tasks are marked alike, as ECS keeps 36 characters of the mark: whose they are is not known.
	Twins []string
	// Container is the one whose exit code tells how the newest run ended; empty where that is not known.
	Container string
}

// Runs reads the tasks of a schedule: those of its families and clusters that say that it started them.
func (c *scheduleReader) Runs(ctx context.Context, s Schedule) (ScheduleRuns, error) {
	mark, cut := scheduleMark(s)
	var runs ScheduleRuns
	var errs []error
	if cut {
		twins, err := c.twins(ctx, s, mark)
		runs.Twins, errs = twins, append(errs, err)
	}
	seen := map[string]bool{}
	for _, t := range s.Targets {
		of := plain.Family(t.Definition)
		if at := t.Cluster + "/" + of; !seen[at] {
			seen[at] = true
			tasks, err := c.runsOf(ctx, t.Cluster, of, mark)
			runs.Tasks, errs = append(runs.Tasks, tasks...), append(errs, err)
		}
	}
	slices.SortFunc(runs.Tasks, func(a, b Task) int { return b.Created.Compare(a.Created) })
	if len(runs.Tasks) > 0 {
		runs.Container = c.counts(ctx, s, runs.Tasks[0])
	}
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	return runs, call.Joined("read the runs of "+s.Name, errs)
}

// counts is the container of a task whose exit code counts: the only one, the one that the schedule's target overrides, or the
// only essential one; empty where none of these is known.
func (c *scheduleReader) counts(ctx context.Context, s Schedule, t Task) string {
	if len(t.Containers) == 1 {
		return t.Containers[0].Name
	}
	for _, target := range s.Targets {
		if plain.Family(target.Definition) == plain.Family(t.Revision) && target.Container() != "" {
			return target.Container()
		}
	}
	of, err := c.revisions.RawDefinition(ctx, t.TaskDefinition)
	if err != nil {
		return ""
	}
	name, err := of.Main("", nil)
	if err != nil {
		return ""
	}
	return name
}

// runsOf are the tasks of a family in a cluster that have a mark, at most a hundred that run and a hundred that have stopped.
func (c *scheduleReader) runsOf(ctx context.Context, cluster, family, mark string) (all []Task, err error) {
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		rows, _, err := c.tasks.listTasks(ctx, TaskQuery{Family: family}, cluster, status, nil)
		if err == nil && len(rows) > 0 {
			rows, err = c.tasks.DescribeTasks(ctx, cluster, rows[:min(100, len(rows))])
		}
		if err != nil {
			return all, err
		}
		for _, t := range rows {
			if t.StartedBy == mark {
				all = append(all, t)
			}
		}
	}
	return all, nil
}

// twins are the other schedules that mark their tasks alike.
func (c *scheduleReader) twins(ctx context.Context, s Schedule, mark string) (names []string, err error) {
	prefix := mark[strings.IndexByte(mark, '/')+1:]
	words := "list schedules like " + s.Name
	rules := func(ctx context.Context, token *string) ([]string, *string, error) {
		out, err := call.Retry(ctx, c.Caller, call.Op("ListRules", words), func(ctx context.Context) (*eventbridge.ListRulesOutput, error) {
			return c.events().ListRules(ctx, &eventbridge.ListRulesInput{NamePrefix: &prefix, NextToken: token})
		})
		if err != nil {
			return nil, nil, err
		}
		return plain.Each(out.Rules, func(r eventtypes.Rule) string { return plain.Text(r.Name) }), out.NextToken, nil
	}
	planned := func(ctx context.Context, token *string) ([]string, *string, error) {
		out, err := call.Retry(ctx, c.Caller, call.Op("ListSchedules", words), func(ctx context.Context) (*scheduler.ListSchedulesOutput, error) {
			return c.scheduler().ListSchedules(ctx, &scheduler.ListSchedulesInput{NamePrefix: &prefix, NextToken: token})
		})
		if err != nil {
			return nil, nil, err
		}
		return plain.Each(out.Schedules, func(s schedulertypes.ScheduleSummary) string { return plain.Text(s.Name) }), out.NextToken, nil
	}
	read := planned
	if s.Kind == RuleSchedule {
		read = rules
	}
	var token *string
	for pages := (call.Paging{}); ; {
		page, next, err := read(ctx, token)
		if err != nil {
			return nil, err
		}
		names = append(names, slices.DeleteFunc(page, func(n string) bool { return n == s.Name })...)
		if token, err = pages.Next(words, next, len(page)); token == nil {
			return names, err
		}
	}
}
