package timetable

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/cron"
)

// schedule is a schedule of EventBridge Scheduler.
type schedule struct {
	scheduler.GetScheduleOutput
	token string // of the last request that made or changed it
	plan  *plan
}

// group is the only group of schedules.
const group = "default"

// universal is the target that runs tasks by RunTask itself, whose request is the input.
const universal = "arn:aws:scheduler:::aws-sdk:ecs:runTask"

// CreateSchedule makes a schedule.
// Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
func (b *Plans) CreateSchedule(in *scheduler.CreateScheduleInput) (*scheduler.CreateScheduleOutput, error) {
	out, err := b.write(scheduler.UpdateScheduleInput(*in), true)
	if err != nil {
		return nil, err
	}
	return &scheduler.CreateScheduleOutput{ScheduleArn: out}, nil
}

// UpdateSchedule puts a schedule in the place of one: what is not sent of it is as if it had never been set.
// Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
func (b *Plans) UpdateSchedule(in *scheduler.UpdateScheduleInput) (*scheduler.UpdateScheduleOutput, error) {
	out, err := b.write(*in, false)
	if err != nil {
		return nil, err
	}
	return &scheduler.UpdateScheduleOutput{ScheduleArn: out}, nil
}

// write makes a schedule, or puts another in its place.
func (b *Plans) write(in scheduler.UpdateScheduleInput, create bool) (*string, error) {
	now := b.world.Now()
	p, err := b.planned(in, now)
	if err != nil {
		return nil, err
	}
	arn := b.ARN("scheduler", "schedule/"+group+"/"+*in.Name)
	b.mu.Lock()
	s := b.schedule(*in.Name)
	switch {
	case create && s != nil && (s.token == "" || s.token != value(in.ClientToken)):
		err = refuse(409, "ConflictException", "Schedule %s already exists.", *in.Name)
	case !create && s == nil:
		err = missing(*in.Name)
	}
	if err != nil {
		b.mu.Unlock()
		return nil, err
	}
	if s == nil {
		s = &schedule{GetScheduleOutput: scheduler.GetScheduleOutput{CreationDate: &now, Arn: &arn, Name: in.Name, GroupName: new(group)}}
		b.schedules = append(b.schedules, s)
	}
	if s.plan != nil {
		s.plan.on = false
	}
	s.plan, s.token = p, value(in.ClientToken)
	s.GetScheduleOutput = scheduler.GetScheduleOutput{Arn: s.Arn, Name: s.Name, GroupName: s.GroupName, CreationDate: s.CreationDate, LastModificationDate: &now,
		ActionAfterCompletion: either(in.ActionAfterCompletion, types.ActionAfterCompletionNone), Description: in.Description, StartDate: in.StartDate,
		EndDate: in.EndDate, FlexibleTimeWindow: in.FlexibleTimeWindow, KmsKeyArn: in.KmsKeyArn, ScheduleExpression: in.ScheduleExpression,
		ScheduleExpressionTimezone: new(either(value(in.ScheduleExpressionTimezone), "UTC")), State: either(in.State, types.ScheduleStateEnabled), Target: filled(in.Target)}
	b.mu.Unlock()
	b.await(b.world, p)
	return s.Arn, nil
}

// filled is a target with what AWS adds where nothing is set.
func filled(t *types.Target) *types.Target {
	if t.RetryPolicy == nil {
		t.RetryPolicy = &types.RetryPolicy{MaximumEventAgeInSeconds: new(int32(86400)), MaximumRetryAttempts: new(int32(185))}
	}
	return t
}

// planned is when a schedule is due, and what it runs. It refuses what AWS documents not to take.
func (b *Plans) planned(in scheduler.UpdateScheduleInput, now time.Time) (*plan, error) {
	t := in.Target
	if err := named("schedule", value(in.Name)); err != nil {
		return nil, err
	}
	at, wrong := cron.Parse(value(in.ScheduleExpression))
	zone, unknown := time.LoadLocation(either(value(in.ScheduleExpressionTimezone), "UTC"))
	switch {
	case value(in.GroupName) != "" && *in.GroupName != group:
		return nil, refuse(404, "ResourceNotFoundException", "Schedule group %s does not exist.", *in.GroupName)
	case wrong != nil:
		return nil, refuse(400, "ValidationException", "Invalid Schedule Expression %s.", value(in.ScheduleExpression))
	case unknown != nil:
		return nil, notValid("there is no time zone %s", *in.ScheduleExpressionTimezone)
	case in.FlexibleTimeWindow == nil || in.FlexibleTimeWindow.Mode == "":
		return nil, notValid("FlexibleTimeWindow is required")
	case t == nil || value(t.Arn) == "" || value(t.RoleArn) == "":
		return nil, notValid("a target has an ARN and a role")
	case isCluster(*t.Arn) && (t.EcsParameters == nil || value(t.EcsParameters.TaskDefinitionArn) == ""):
		return nil, notValid("a target that is a cluster has EcsParameters")
	}
	p := &plan{on: in.State != types.ScheduleStateDisabled, at: at, zone: zone, from: now, start: value(in.StartDate), end: value(in.EndDate)}
	if !p.start.IsZero() && at.Every > 0 {
		p.from = p.start.Add(-at.Every)
	}
	by := mark("chronos-schedule", *in.Name)
	switch k := t.EcsParameters; {
	case isCluster(*t.Arn):
		p.runs = append(p.runs, order(k, k.TaskDefinitionArn, new(either(value(k.TaskCount), 1)), t.Arn, value(t.Input), by))
	case *t.Arn == universal:
		run := &ecs.RunTaskInput{}
		if err := json.Unmarshal([]byte(value(t.Input)), run); err != nil {
			return nil, notValid("the input of the target is no request of RunTask")
		}
		p.runs = append(p.runs, run)
	}
	return p, nil
}

// schedule finds a schedule; nil for none. The book is locked.
func (b *Plans) schedule(name string) *schedule {
	i := slices.IndexFunc(b.schedules, func(s *schedule) bool { return *s.Name == name })
	if i < 0 {
		return nil
	}
	return b.schedules[i]
}

func missing(name string) error {
	return refuse(404, "ResourceNotFoundException", "Schedule %s does not exist.", name)
}

// GetSchedule describes a schedule.
func (b *Plans) GetSchedule(in *scheduler.GetScheduleInput) (*scheduler.GetScheduleOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.schedule(value(in.Name))
	if s == nil || value(in.GroupName) != "" && *in.GroupName != group {
		return nil, missing(value(in.Name))
	}
	out := s.GetScheduleOutput
	return &out, nil
}

// ListSchedules lists schedules, 100 a page.
func (b *Plans) ListSchedules(in *scheduler.ListSchedulesInput) (*scheduler.ListSchedulesOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []types.ScheduleSummary
	for _, s := range b.schedules {
		if strings.HasPrefix(*s.Name, value(in.NamePrefix)) && (in.State == "" || in.State == s.State) && either(value(in.GroupName), group) == group {
			all = append(all, types.ScheduleSummary{Arn: s.Arn, CreationDate: s.CreationDate, GroupName: s.GroupName,
				LastModificationDate: s.LastModificationDate, Name: s.Name, State: s.State, Target: &types.TargetSummary{Arn: s.Target.Arn}})
		}
	}
	list, next, err := page(all, func(s types.ScheduleSummary) string { return *s.Name }, in.NextToken, in.MaxResults)
	return &scheduler.ListSchedulesOutput{Schedules: list, NextToken: next}, err
}
