package edit

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	plantypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/wire"
)

const (
	prodARN   = "arn:aws:ecs:us-east-1:111122223333:cluster/prod"
	familyARN = "arn:aws:ecs:us-east-1:111122223333:task-definition/checkout"
	roleARN   = "arn:aws:iam::111122223333:role/runner"
)

// rule makes a rule that runs checkout's task.
func (s stage) rule(name, expression string, more ...eventtypes.Target) {
	s.t.Helper()
	in := &eventbridge.PutRuleInput{Name: &name, ScheduleExpression: &expression}
	if strings.HasPrefix(expression, "{") {
		in.ScheduleExpression, in.EventPattern = nil, &expression
	}
	if _, err := s.APIs().Events().PutRule(s.ctx, in); err != nil {
		s.t.Fatal(err)
	}
	target := eventtypes.Target{Id: new("one"), Arn: new(prodARN), RoleArn: new(roleARN), EcsParameters: &eventtypes.EcsParameters{TaskDefinitionArn: new(familyARN + ":4"),
		LaunchType: eventtypes.LaunchTypeFargate, TaskCount: new(int32(2)), Tags: []eventtypes.Tag{{Key: new("team"), Value: new("shop")}},
		NetworkConfiguration: &eventtypes.NetworkConfiguration{AwsvpcConfiguration: &eventtypes.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}}
	if _, err := s.APIs().Events().PutTargets(s.ctx, &eventbridge.PutTargetsInput{Rule: &name, Targets: append(more, target)}); err != nil {
		s.t.Fatal(err)
	}
}

// plan makes a schedule that runs checkout's task; everything that can be set is.
func (s stage) plan(name, expression string) {
	s.t.Helper()
	if _, err := s.APIs().Scheduler().CreateSchedule(s.ctx, &scheduler.CreateScheduleInput{Name: &name, ScheduleExpression: &expression, ScheduleExpressionTimezone: new("Europe/Berlin"),
		Description: new("of the shop"), StartDate: new(s.clock.Now().Add(-time.Hour)), EndDate: new(s.clock.Now().Add(90 * 24 * time.Hour)),
		FlexibleTimeWindow:    &plantypes.FlexibleTimeWindow{Mode: plantypes.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: new(int32(15))},
		ActionAfterCompletion: plantypes.ActionAfterCompletionDelete, KmsKeyArn: new("arn:aws:kms:us-east-1:111122223333:key/1"),
		Target: &plantypes.Target{Arn: new(prodARN), RoleArn: new(roleARN), Input: new(`{"containerOverrides":[{"name":"app","command":["sh","-c","exit 3"],"environment":[{"name":"DB_PASSWORD","value":"hunter2"}]}]}`),
			DeadLetterConfig: &plantypes.DeadLetterConfig{Arn: new("arn:aws:sqs:us-east-1:111122223333:dead")}, RetryPolicy: &plantypes.RetryPolicy{MaximumRetryAttempts: new(int32(2)), MaximumEventAgeInSeconds: new(int32(60))},
			EcsParameters: &plantypes.EcsParameters{TaskDefinitionArn: new(familyARN), LaunchType: plantypes.LaunchTypeFargate, TaskCount: new(int32(1)),
				NetworkConfiguration: &plantypes.NetworkConfiguration{AwsvpcConfiguration: &plantypes.AwsVpcConfiguration{Subnets: []string{"subnet-2"}}}}}}); err != nil {
		s.t.Fatal(err)
	}
}

func (s stage) scheduled(name string) aws.Schedule {
	s.t.Helper()
	found, err := s.Schedule(s.ctx, name)
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func (s stage) schedules(cluster string) (all []string, err error) {
	for page, e := range s.Schedules(s.ctx, cluster) {
		if e != nil {
			err = e
		}
		for _, k := range page {
			all = append(all, k.Kind+" "+k.Name)
		}
	}
	return all, err
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.cluster("empty")
	s.rule("nightly", "cron(0 2 * * ? *)", eventtypes.Target{Id: new("other"), Arn: new("arn:aws:lambda:us-east-1:111122223333:function:f")})
	s.rule("uploaded", `{"source":["aws.s3"]}`)
	s.plan("hourly", "rate(1 hour)")
	if _, err := s.APIs().Scheduler().CreateSchedule(s.ctx, &scheduler.CreateScheduleInput{Name: new("itself"), ScheduleExpression: new("at(2026-03-05T00:00:00)"),
		FlexibleTimeWindow: &plantypes.FlexibleTimeWindow{Mode: plantypes.FlexibleTimeWindowModeOff}, Target: &plantypes.Target{RoleArn: new(roleARN),
			Arn: new("arn:aws:scheduler:::aws-sdk:ecs:runTask"), Input: new(`{"Cluster":"prod","TaskDefinition":"checkout:2","Count":3}`)}}); err != nil {
		t.Fatal(err)
	}
	for cluster, want := range map[string]int{"": 4, "prod": 4, "empty": 0} {
		if all, err := s.schedules(cluster); err != nil || len(all) != want {
			t.Errorf("%s: %v, %v", cluster, all, err)
		}
	}
	rule := s.scheduled("nightly")
	if rule.Kind != aws.RuleSchedule || rule.State != "ENABLED" || rule.Others != 1 || len(rule.Targets) != 1 || rule.Targets[0].Definition != "checkout:4" ||
		rule.Targets[0].Count != 2 || rule.Targets[0].Cluster != "prod" || rule.Targets[0].Role != "runner" || rule.Words() != "at 02:00 every day (UTC)" {
		t.Errorf("%+v", rule)
	}
	plan := s.scheduled("default/hourly")
	if plan.Window != 15*time.Minute || !plan.Deleted || plan.Words() != "every hour, within 15 minutes" || plan.Targets[0].DeadLetter == "" ||
		!slices.Equal(plan.Targets[0].Overrides, []string{"app runs sh -c 'exit 3'", "app gets DB_PASSWORD=(masked)"}) {
		t.Errorf("%+v", plan)
	}
	if itself := s.scheduled("itself").Targets[0]; itself.Cluster != "prod" || itself.Definition != "checkout:2" || itself.Count != 3 {
		t.Errorf("%+v", itself)
	}
	if _, err := s.Schedule(s.ctx, "none"); call.KindOf(err) != call.NotFound {
		t.Error(err)
	}
	s.rule("hourly", "rate(1 hour)")
	if _, err := s.Schedule(s.ctx, "hourly"); call.KindOf(err) != call.Invalid || s.scheduled(plan.ARN).Kind != aws.PlannedSchedule || s.scheduled("arn:aws:events:us-east-1:111122223333:rule/hourly").Kind != aws.RuleSchedule {
		t.Error(err)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Service: "scheduler"})
	if all, err := s.schedules("prod"); call.KindOf(err) != call.Denied || !slices.Equal(all, []string{"rule hourly", "rule nightly", "rule uploaded"}) || !strings.Contains(err.Error(), "ListSchedules") {
		t.Errorf("%v, %v", all, err)
	}
}

func TestNextRun(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		s    aws.Schedule
		want string
	}{
		{aws.Schedule{State: "ENABLED", Expression: "cron(0 2 * * ? *)", Zone: "Europe/Berlin"}, "2026-03-05T01:00:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "rate(5 minutes)", Zone: "UTC"}, "until 2026-03-04T12:05:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "rate(1 hour)", Start: now.Add(-90 * time.Minute)}, "2026-03-04T12:30:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "rate(1 hour)", Start: now.Add(2 * time.Hour)}, "2026-03-04T14:00:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "cron(0 2 * * ? *)", Start: now.Add(48 * time.Hour)}, "2026-03-07T02:00:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "cron(0 2 * * ? *)", End: now.Add(time.Hour)}, "it ended at 2026-03-04T13:00:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "cron(0 2 * * ? *)", End: now.Add(-time.Hour)}, "it ended at 2026-03-04T11:00:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "at(2026-03-04T11:00:00)"}, "its time has passed"},
		{aws.Schedule{State: "ENABLED", Expression: "at(2026-03-04T13:00:00)", Zone: "Europe/Berlin"}, "its time has passed"},
		{aws.Schedule{State: "ENABLED", Expression: "at(2026-03-04T13:30:00)", Zone: "Europe/Berlin"}, "2026-03-04T12:30:00Z"},
		{aws.Schedule{State: "ENABLED", Expression: "cron(0 0 31 2 ? *)"}, "it never runs again"},
		{aws.Schedule{State: "DISABLED", Expression: "rate(5 minutes)"}, "it is disabled"},
		{aws.Schedule{State: "PAUSED", Expression: "rate(5 minutes)"}, "its state is paused"},
		{aws.Schedule{Expression: "rate(5 minutes)"}, "its state is unknown"},
		{aws.Schedule{State: "ENABLED", Pattern: "{}"}, "it runs when an event matches its pattern"},
		{aws.Schedule{State: "ENABLED", Expression: "every(5)"}, "ecscope can't parse its expression"},
		{aws.Schedule{State: "ENABLED", Expression: "rate(5 minutes)", Zone: "Mars/Base"}, "unknown time zone: Mars/Base"},
	} {
		got := c.s.Next(now)
		text := got.Why
		if !got.At.IsZero() {
			text = got.At.UTC().Format(time.RFC3339)
		}
		if got.Latest {
			text = "until " + text
		}
		if !strings.HasPrefix(text, c.want) {
			t.Errorf("%+v: %s, not %s", c.s, text, c.want)
		}
	}
}

// A run belongs to a schedule only where that is proven: by its mark, and where the mark is cut, if no other has the same.
func TestRunsOfSchedules(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.rule("often", "rate(10 minutes)")
	s.plan("a-name-that-is-cut-short", "rate(10 minutes)")
	if runs, err := s.Runs(s.ctx, s.scheduled("often")); err != nil || len(runs.Tasks) != 0 {
		t.Errorf("%+v, %v", runs, err)
	}
	s.clock.Advance(11 * time.Minute)
	s.made(s.RunTask(s.once("true")))
	runs, err := s.Runs(s.ctx, s.scheduled("often"))
	if err != nil || len(runs.Tasks) != 2 || runs.Tasks[0].StartedBy != "events-rule/often" {
		t.Errorf("%+v, %v", runs, err)
	}
	runs, err = s.Runs(s.ctx, s.scheduled("a-name-that-is-cut-short"))
	if err != nil || len(runs.Tasks) != 1 || len(runs.Twins) != 0 || runs.Tasks[0].StartedBy != "chronos-schedule/a-name-that-is-cut-" {
		t.Errorf("%+v, %v", runs, err)
	}
	s.plan("a-name-that-is-cut-shorter", "at(2030-01-01T00:00:00)")
	if runs, err = s.Runs(s.ctx, s.scheduled("a-name-that-is-cut-short")); err != nil || !slices.Equal(runs.Twins, []string{"a-name-that-is-cut-shorter"}) {
		t.Errorf("%+v, %v", runs, err)
	}
	for i := range 120 { // more than a page
		s.plan(fmt.Sprintf("a-name-that-is-cut-%03d", i), "at(2030-01-01T00:00:00)")
	}
	if runs, err = s.Runs(s.ctx, s.scheduled("a-name-that-is-cut-short")); err != nil || len(runs.Twins) != 121 {
		t.Errorf("%d twins, %v", len(runs.Twins), err)
	}
}

// Switching a schedule changes its state and nothing else, once, and its undo takes that back.
func TestSwitchSchedule(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.rule("nightly", "cron(0 2 * * ? *)", eventtypes.Target{Id: new("other"), Arn: new("arn:aws:lambda:us-east-1:111122223333:function:f")})
	s.plan("hourly", "rate(1 hour)")
	for name, action := range map[string]string{"nightly": "DisableRule", "hourly": "UpdateSchedule"} {
		was := s.scheduled(name)
		p, r := s.made(s.SwitchSchedule(was, false))
		now := s.scheduled(name)
		if now.State != "DISABLED" || r.Note != "" || len(s.called(action)) != 1 || r.Back != "schedules enable "+was.ARN || p.Where.Cluster != "prod" || p.Where.Name != name {
			t.Errorf("%+v, %+v, %+v", now, r, p.Where)
		}
		if end := s.ends(p, r); end.Outcome != change.Succeeded {
			t.Errorf("%+v", end)
		}
		if again := s.refused(s.SwitchSchedule(was, false)); !strings.Contains(again.Reason, "is already disabled") {
			t.Errorf("%+v", again)
		}
		if _, err := p.Undo.Plan(s.ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Undo.Apply(s.ctx); err != nil {
			t.Fatal(err)
		}
		if back := s.scheduled(name); aws.WholeSchedule(back) != aws.WholeSchedule(was) {
			t.Errorf("%s is\n%s, was\n%s", name, aws.WholeSchedule(back), aws.WholeSchedule(was))
		}
	}
	if p := s.planned(s.SwitchSchedule(s.scheduled("nightly"), false)); !strings.Contains(strings.Join(p.Warnings, " "), "1 more target that are not tasks") &&
		!strings.Contains(strings.Join(p.Warnings, " "), "not tasks") {
		t.Errorf("%q", p.Warnings)
	}
}

// What somebody else has changed of a schedule meanwhile is not overwritten.
func TestSwitchScheduleDrift(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.plan("hourly", "rate(1 hour)")
	was := s.scheduled("hourly")
	c := s.SwitchSchedule(was, false)
	s.planned(c)
	_, raw, err := s.Client.Planned(s.ctx, "hourly", "")
	if err != nil {
		t.Fatal(err)
	}
	raw.Target.Input = new(`{"containerOverrides":[{"name":"app","environment":[{"name":"DB_PASSWORD","value":"hunter3"}]}]}`)
	if _, err := s.APIs().Scheduler().UpdateSchedule(s.ctx, (&switching{raw: raw, on: true}).input()); err != nil {
		t.Fatal(err)
	}
	s.Calls().Reset()
	_, err = c.Apply(s.ctx)
	if err == nil || !strings.Contains(err.Error(), "changed") || strings.Contains(err.Error(), "hunter") || len(s.called("UpdateSchedule")) != 0 {
		t.Errorf("%v", err)
	}
}

// A run by hand sends what the schedule would.
func TestRunSchedule(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.plan("hourly", "rate(1 hour)")
	p, r := s.made(s.RunSchedule(s.scheduled("hourly"), "", ""))
	in := s.body(s.called("RunTask")[0])
	if in["taskDefinition"] != familyARN+":5" || in["launchType"] != "FARGATE" || in["cluster"] != "prod" || in["count"] != 1.0 || in["startedBy"] != "ecscope/"+p.Token || in["networkConfiguration"] == nil {
		t.Errorf("sent %v", in)
	}
	if strings.Contains(p.Command, "hunter2") || r.Back != "stop prod/"+plain.Short(r.Task) {
		t.Errorf("%s, %+v", p.Command, r)
	}
	if end := s.ends(p, r); end.Outcome != change.Failed || *end.Exit != 3 {
		t.Errorf("%+v", end)
	}
	s.rule("several", "rate(1 hour)", eventtypes.Target{Id: new("two"), Arn: new(prodARN), RoleArn: new(roleARN),
		EcsParameters: &eventtypes.EcsParameters{TaskDefinitionArn: new(familyARN + ":4"), LaunchType: eventtypes.LaunchTypeFargate}})
	if why := s.refused(s.RunSchedule(s.scheduled("several"), "", "")); !strings.Contains(why.Way, "--target") {
		t.Errorf("%+v", why)
	}
	s.deregister("checkout:4")
	if why := s.refused(s.RunSchedule(s.scheduled("several"), "one", "")); !strings.Contains(why.Reason, "INACTIVE") {
		t.Errorf("%+v", why)
	}
}

// The printed commands, run as they stand, switch a rule and a schedule, and change nothing else.
func TestScheduleCommandsWithTheCLI(t *testing.T) {
	t.Parallel()
	needs.AWSCLI(t)
	s := staged(t, shop())
	s.rule("nightly", "cron(0 2 * * ? *)")
	s.plan("hourly", "rate(1 hour)")
	for _, name := range []string{"nightly", "hourly"} {
		was := s.scheduled(name)
		p := s.planned(s.SwitchSchedule(was, false))
		run := exec.CommandContext(t.Context(), "sh", "-c", p.Command)
		run.Env = append(s.Env(), "HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), "AWS_PAGER=")
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, p.Command, out)
		}
		now := s.scheduled(name)
		if now.State != "DISABLED" {
			t.Errorf("%s is %s", name, now.State)
		}
		if now.State = was.State; aws.WholeSchedule(now) != aws.WholeSchedule(was) {
			t.Errorf("%s is\n%s, was\n%s", name, aws.WholeSchedule(now), aws.WholeSchedule(was))
		}
	}
	p := s.planned(s.RunSchedule(s.scheduled("hourly"), "", ""))
	run := exec.CommandContext(t.Context(), "sh", "-c", p.Command)
	run.Env = append(s.Env(), "HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), "AWS_PAGER=", "DB_PASSWORD=hunter2")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, p.Command, out)
	}
	theirs := s.body(s.called("RunTask")[0])
	s.Calls().Reset()
	s.made(s.RunSchedule(s.scheduled("hourly"), "", ""))
	ours := s.body(s.called("RunTask")[0])
	for _, m := range []map[string]any{theirs, ours} {
		delete(m, "clientToken")
		delete(m, "startedBy")
	}
	if !reflect.DeepEqual(theirs, ours) {
		t.Errorf("the command sends\n%v, not\n%v", theirs, ours)
	}
}
