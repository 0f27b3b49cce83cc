package aws

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"golang.org/x/sync/errgroup"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// scheduleReader reads what runs tasks at set times. Its clients are made when they are first used.
type scheduleReader struct {
	*call.Caller
	clusters  *clusterReader
	tasks     *taskReader
	revisions *revisionReader
	events    func() *eventbridge.Client
	scheduler func() *scheduler.Client
}

func newScheduleReader(c *call.Caller, cfg awssdk.Config, clusters *clusterReader, tasks *taskReader, revisions *revisionReader, at func(string) *string) *scheduleReader {
	return &scheduleReader{c, clusters, tasks, revisions,
		sync.OnceValue(func() *eventbridge.Client {
			return eventbridge.NewFromConfig(cfg, func(o *eventbridge.Options) { o.BaseEndpoint, o.Retryer = at("EVENTBRIDGE"), awssdk.NopRetryer{} })
		}),
		sync.OnceValue(func() *scheduler.Client {
			return scheduler.NewFromConfig(cfg, func(o *scheduler.Options) { o.BaseEndpoint, o.Retryer = at("SCHEDULER"), awssdk.NopRetryer{} })
		})}
}

// defaultGroup is what the default event bus, group of schedules and cluster are called.
const defaultGroup = "default"

// Schedules lists what runs tasks in a cluster at set times or on events, or with "" in all clusters: rules of the default event
// bus, and schedules of EventBridge Scheduler. What one of the two refuses does not hide the other; the error comes last.
func (c *scheduleReader) Schedules(ctx context.Context, cluster string) iter.Seq2[[]Schedule, error] {
	return func(yield func([]Schedule, error) bool) {
		clusters, err := c.clustersOf(ctx, cluster)
		if err != nil {
			yield(nil, err)
			return
		}
		var errs []error
		rules, err := c.rulesOf(ctx, clusters)
		errs = append(errs, err)
		if len(rules) > 0 && !yield(rules, nil) {
			return
		}
		for page, err := range c.plannedOf(ctx, clusters) {
			errs = append(errs, err)
			if len(page) > 0 && !yield(page, nil) {
				return
			}
		}
		errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
		if err := call.Joined("list schedules", errs); err != nil {
			yield(nil, err)
		}
	}
}

// clustersOf are the ARNs of a cluster, or with "" of all.
func (c *scheduleReader) clustersOf(ctx context.Context, cluster string) (arns []string, err error) {
	if cluster != "" {
		k, err := c.clusters.Cluster(ctx, cluster)
		return []string{k.ARN}, err
	}
	at := &cursor{}
	for range call.MostPages {
		var page []Cluster
		page, at, err = c.clusters.listClusters(ctx, "", *at)
		arns = append(arns, plain.Each(page, func(k Cluster) string { return k.ARN })...)
		if at == nil || err != nil {
			break
		}
	}
	return arns, err
}

// rulesOf are the rules that have a cluster as a target.
func (c *scheduleReader) rulesOf(ctx context.Context, clusters []string) ([]Schedule, error) {
	var names []string
	for _, arn := range clusters {
		found, err := c.ruleNames(ctx, arn)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return gathered(ctx, slices.Compact(names), c.Rule)
}

// ruleNames are the rules that have a target.
func (c *scheduleReader) ruleNames(ctx context.Context, target string) (all []string, err error) {
	op := call.Op("ListRuleNamesByTarget", "list rules of "+plain.Short(target))
	in := &eventbridge.ListRuleNamesByTargetInput{TargetArn: &target}
	for pages := (call.Paging{}); ; {
		out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*eventbridge.ListRuleNamesByTargetOutput, error) {
			return c.events().ListRuleNamesByTarget(ctx, in)
		})
		if err != nil {
			return all, err
		}
		all = append(all, plain.Each(out.RuleNames, clean.Text)...)
		if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.RuleNames)); in.NextToken == nil {
			return all, err
		}
	}
}

// gathered reads things by their names, some at a time, in their order. What fails is left out, and the error says so.
func gathered[N, T any](ctx context.Context, names []N, read func(context.Context, N) (T, error)) ([]T, error) {
	found, errs := make([]*T, len(names)), make([]error, len(names))
	var all errgroup.Group
	all.SetLimit(4)
	for i, n := range names {
		all.Go(call.Sound("read schedules", func() error {
			v, err := read(ctx, n)
			if errs[i] = err; err == nil {
				found[i] = &v
			}
			return nil
		}))
	}
	err := all.Wait()
	var rows []T
	for _, v := range found {
		if v != nil {
			rows = append(rows, *v)
		}
	}
	errs = slices.DeleteFunc(append(errs, err), func(err error) bool { return err == nil || call.KindOf(err) == call.NotFound })
	return rows, call.Joined("read schedules", errs)
}

// Rule reads a rule of the default event bus.
func (c *scheduleReader) Rule(ctx context.Context, name string) (Schedule, error) {
	op := call.Op("DescribeRule", "describe rule "+clean.Text(name))
	out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*eventbridge.DescribeRuleOutput, error) {
		return c.events().DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: &name})
	})
	if err != nil {
		return Schedule{}, err
	}
	s := Schedule{ARN: plain.Text(out.Arn), Name: plain.Text(out.Name), Kind: RuleSchedule, Group: plain.Text(out.EventBusName), State: plain.Word(out.State),
		Expression: plain.Text(out.ScheduleExpression), Zone: "UTC", Pattern: plain.Text(out.EventPattern), Description: plain.Text(out.Description),
		ManagedBy: plain.Text(out.ManagedBy), Seen: c.Stamp()}
	in := &eventbridge.ListTargetsByRuleInput{Rule: &name}
	op = call.Op("ListTargetsByRule", "list targets of rule "+clean.Text(name))
	for pages := (call.Paging{}); ; {
		out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*eventbridge.ListTargetsByRuleOutput, error) {
			return c.events().ListTargetsByRule(ctx, in)
		})
		if err != nil {
			return s, err
		}
		for _, t := range out.Targets {
			if target, ok := ruleTarget(t); ok {
				s.Targets = append(s.Targets, target)
			} else {
				s.Others++
			}
		}
		if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.Targets)); in.NextToken == nil {
			return s, err
		}
	}
}

// plannedOf are the schedules of EventBridge Scheduler that run tasks in clusters, by pages. It describes those alone whose
// target is one of them, or RunTask itself, whose cluster is in its input.
func (c *scheduleReader) plannedOf(ctx context.Context, clusters []string) iter.Seq2[[]Schedule, error] {
	return func(yield func([]Schedule, error) bool) {
		in, names := &scheduler.ListSchedulesInput{}, plain.Each(clusters, plain.Short)
		op := call.Op("ListSchedules", "list schedules")
		for pages := (call.Paging{}); ; {
			out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*scheduler.ListSchedulesOutput, error) {
				return c.scheduler().ListSchedules(ctx, in)
			})
			if err != nil {
				yield(nil, err)
				return
			}
			mine := slices.DeleteFunc(slices.Clone(out.Schedules), func(s types.ScheduleSummary) bool {
				return s.Target == nil || !slices.Contains(clusters, plain.Text(s.Target.Arn)) && !runsTasks(plain.Text(s.Target.Arn))
			})
			rows, err := gathered(ctx, mine, func(ctx context.Context, s types.ScheduleSummary) (Schedule, error) {
				found, _, err := c.Planned(ctx, plain.Text(s.Name), plain.Text(s.GroupName))
				return found, err
			})
			rows = slices.DeleteFunc(rows, func(s Schedule) bool {
				return !slices.ContainsFunc(s.Targets, func(t ScheduleTarget) bool { return slices.Contains(names, t.Cluster) })
			})
			if !yield(rows, err) {
				return
			}
			if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.Schedules)); in.NextToken == nil {
				if err != nil {
					yield(nil, err)
				}
				return
			}
		}
	}
}

// Planned reads a schedule of EventBridge Scheduler, and what AWS answered.
func (c *scheduleReader) Planned(ctx context.Context, name, group string) (Schedule, *scheduler.GetScheduleOutput, error) {
	op := call.Op("GetSchedule", "describe schedule "+clean.Text(name))
	out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*scheduler.GetScheduleOutput, error) {
		return c.scheduler().GetSchedule(ctx, &scheduler.GetScheduleInput{Name: &name, GroupName: plain.Optional(group)})
	})
	if err != nil {
		return Schedule{}, nil, err
	}
	s := Schedule{ARN: plain.Text(out.Arn), Name: plain.Text(out.Name), Kind: PlannedSchedule, Group: plain.Text(out.GroupName), State: plain.Word(out.State),
		Expression: plain.Text(out.ScheduleExpression), Zone: plain.Text(out.ScheduleExpressionTimezone), Start: plain.When(out.StartDate), End: plain.When(out.EndDate),
		Description: plain.Text(out.Description), Deleted: out.ActionAfterCompletion == types.ActionAfterCompletionDelete, Seen: c.Stamp()}
	if w := out.FlexibleTimeWindow; w != nil && w.Mode == types.FlexibleTimeWindowModeFlexible {
		s.Window = time.Duration(plain.Number(w.MaximumWindowInMinutes)) * time.Minute
	}
	if out.Target != nil {
		if target, ok := plannedTarget(*out.Target); ok {
			s.Targets = append(s.Targets, target)
		} else {
			s.Others++
		}
	}
	return s, out, nil
}

// Schedule reads the schedule of a name, a group/name, or an ARN. A name that a rule has as well as a schedule is refused.
func (c *scheduleReader) Schedule(ctx context.Context, ref string) (Schedule, error) {
	group, name := defaultGroup, ref
	switch parts := strings.Split(ref, ":"); {
	case len(parts) == 6 && parts[2] == "events":
		return c.Rule(ctx, strings.TrimPrefix(parts[5], "rule/"))
	case len(parts) == 6 && parts[2] == "scheduler":
		group, name, _ = strings.Cut(strings.TrimPrefix(parts[5], "schedule/"), "/")
		s, _, err := c.Planned(ctx, name, group)
		return s, err
	case strings.Contains(ref, "/"):
		group, name, _ = strings.Cut(ref, "/")
		s, _, err := c.Planned(ctx, name, group)
		return s, err
	}
	rule, noRule := c.Rule(ctx, name)
	planned, _, none := c.Planned(ctx, name, group)
	switch {
	case noRule == nil && none == nil:
		return Schedule{}, call.NewError(call.Invalid, "find schedule "+clean.Text(ref), "name it by its ARN: "+rule.ARN+" or "+planned.ARN, errors.New("both both a rule and a schedule have this name"))
	case noRule == nil:
		return rule, nil
	case none == nil:
		return planned, nil
	case call.KindOf(noRule) != call.NotFound:
		return Schedule{}, noRule
	case call.KindOf(none) != call.NotFound:
		return Schedule{}, none
	}
	return Schedule{}, call.NewError(call.NotFound, "find schedule "+clean.Text(ref), "ecscope schedules lists them", errors.New("no EventBridge rule and no EventBridge Scheduler schedule has this name"))
}
