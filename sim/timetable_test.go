package sim_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	events "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// startedBy counts the tasks of a cluster by what started them, those that have stopped included.
func startedBy(t *testing.T, s *sim.Server, cluster string) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, status := range []ecstypes.DesiredStatus{ecstypes.DesiredStatusRunning, ecstypes.DesiredStatusStopped} {
		list, err := s.World().ListTasks(&ecs.ListTasksInput{Cluster: &cluster, DesiredStatus: status})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.TaskArns) == 0 {
			continue
		}
		tasks, err := s.World().DescribeTasks(&ecs.DescribeTasksInput{Cluster: &cluster, Tasks: list.TaskArns})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range tasks.Tasks {
			n[awssdk.ToString(k.StartedBy)]++
		}
	}
	return n
}

// timetabled is an account with a family to run, and clients.
func timetabled(t *testing.T) (*sim.Server, *sim.ManualClock, *eventbridge.Client, *scheduler.Client) {
	t.Helper()
	clock := sim.NewManualClock(noon())
	s, _ := start(t, sim.Options{Account: "empty", Clock: clock})
	if _, err := s.World().CreateCluster(&ecs.CreateClusterInput{ClusterName: awssdk.String("prod")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.World().RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{Family: awssdk.String("job"), Cpu: awssdk.String("256"), Memory: awssdk.String("512"),
		NetworkMode: ecstypes.NetworkModeAwsvpc, RequiresCompatibilities: []ecstypes.Compatibility{ecstypes.CompatibilityFargate},
		ContainerDefinitions: []ecstypes.ContainerDefinition{{Name: awssdk.String("app"), Image: awssdk.String("busybox")}}}); err != nil {
		t.Fatal(err)
	}
	return s, clock, eventbridge.New(eventbridge.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)}),
		scheduler.New(scheduler.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
}

const (
	prodARN = "arn:aws:ecs:us-east-1:111122223333:cluster/prod"
	jobARN  = "arn:aws:ecs:us-east-1:111122223333:task-definition/job"
	someARN = "arn:aws:iam::111122223333:role/some"
)

// TestRulesRun has a rule run tasks for as long as it is enabled.
func TestRulesRun(t *testing.T) {
	t.Parallel()
	s, clock, c, _ := timetabled(t)
	ctx, name := t.Context(), awssdk.String("every-five")
	_, err := c.PutRule(ctx, &eventbridge.PutRuleInput{Name: name, ScheduleExpression: awssdk.String("rate(5 weeks)")})
	wantCode(t, err, "ValidationException", "ScheduleExpression is not valid")
	if _, err := c.PutRule(ctx, &eventbridge.PutRuleInput{Name: name, ScheduleExpression: awssdk.String("rate(5 minutes)")}); err != nil {
		t.Fatal(err)
	}
	target := events.Target{Id: awssdk.String("a"), Arn: awssdk.String(prodARN), RoleArn: awssdk.String(someARN), EcsParameters: &events.EcsParameters{
		TaskDefinitionArn: awssdk.String(jobARN), LaunchType: events.LaunchTypeFargate, TaskCount: awssdk.Int32(2),
		NetworkConfiguration: &events.NetworkConfiguration{AwsvpcConfiguration: &events.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}}
	if _, err := c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: name, Targets: []events.Target{target}}); err != nil {
		t.Fatal(err)
	}
	clock.Advance(11 * time.Minute)
	names, err := c.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{TargetArn: awssdk.String(prodARN)})
	if err != nil || len(names.RuleNames) != 1 {
		t.Fatal(names, err)
	}
	if n := startedBy(t, s, "prod")["events-rule/every-five"]; n != 4 {
		t.Errorf("%d tasks in two turns", n)
	}
	targets, err := c.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: name})
	if err != nil || len(targets.Targets) != 1 || targets.Targets[0].EcsParameters.NetworkConfiguration.AwsvpcConfiguration.Subnets[0] != "subnet-1" {
		t.Errorf("targets %+v, %v", targets, err)
	}
	if _, err := c.DisableRule(ctx, &eventbridge.DisableRuleInput{Name: name}); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	rule, err := c.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: name})
	if err != nil || rule.State != events.RuleStateDisabled || startedBy(t, s, "prod")["events-rule/every-five"] != 4 {
		t.Errorf("a disabled rule goes on: %v, %v", rule, err)
	}
	_, err = c.EnableRule(ctx, &eventbridge.EnableRuleInput{Name: awssdk.String("other")})
	wantCode(t, err, "ResourceNotFoundException", "Rule other does not exist")
}

// TestSchedulesRun has a schedule run a task at its times, and an update replace all of it.
func TestSchedulesRun(t *testing.T) {
	t.Parallel()
	s, clock, _, c := timetabled(t)
	ctx, name := t.Context(), awssdk.String("a-name-that-is-longer-than-what-is-kept")
	made := &scheduler.CreateScheduleInput{Name: name, ScheduleExpression: awssdk.String("cron(30 14 * * ? *)"), ScheduleExpressionTimezone: awssdk.String("Europe/Berlin"),
		FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff}, Description: awssdk.String("mine"),
		Target: &types.Target{Arn: awssdk.String(prodARN), RoleArn: awssdk.String(someARN), Input: awssdk.String(`{"containerOverrides":[{"name":"app","command":["exit","3"]}]}`),
			EcsParameters: &types.EcsParameters{TaskDefinitionArn: awssdk.String(jobARN), LaunchType: types.LaunchTypeFargate,
				NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}}}
	if _, err := c.CreateSchedule(ctx, made); err != nil {
		t.Fatal(err)
	}
	made.ClientToken = awssdk.String("another")
	_, err := c.CreateSchedule(ctx, made)
	wantCode(t, err, "ConflictException", "already exists")
	clock.Advance(26 * time.Hour)
	got, err := c.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: name})
	if err != nil || got.State != types.ScheduleStateEnabled || *got.Description != "mine" || len(got.Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.Subnets) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := startedBy(t, s, "prod")["chronos-schedule/a-name-that-is-long"]; n != 1 { // the one of yesterday is forgotten
		t.Error(startedBy(t, s, "prod"))
	}
	if _, err := c.UpdateSchedule(ctx, &scheduler.UpdateScheduleInput{Name: name, ScheduleExpression: made.ScheduleExpression, FlexibleTimeWindow: made.FlexibleTimeWindow,
		Target: made.Target, State: types.ScheduleStateDisabled}); err != nil {
		t.Fatal(err)
	}
	got, err = c.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: name})
	if err != nil || got.State != types.ScheduleStateDisabled || got.Description != nil || *got.ScheduleExpressionTimezone != "UTC" {
		t.Errorf("what was not sent is kept: %+v, %v", got, err)
	}
	_, err = c.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: awssdk.String("other")})
	wantCode(t, err, "ResourceNotFoundException", "Schedule other does not exist")
	list, err := c.ListSchedules(ctx, &scheduler.ListSchedulesInput{State: types.ScheduleStateDisabled, MaxResults: awssdk.Int32(1)})
	if err != nil || len(list.Schedules) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestCommandLineKeepsTimes has the AWS CLI make, read and switch rules and schedules.
func TestCommandLineKeepsTimes(t *testing.T) {
	t.Parallel()
	path := needs.AWSCLI(t)
	needs.Time(t, "the AWS CLI takes a second for each call")
	s, _, _, _ := timetabled(t)
	target := `"Arn":"` + prodARN + `","RoleArn":"` + someARN + `","EcsParameters":{"TaskDefinitionArn":"` + jobARN +
		`","LaunchType":"FARGATE","NetworkConfiguration":{"awsvpcConfiguration":{"Subnets":["subnet-1"]}},"PlacementStrategy":[{"type":"random"}]}`
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"events", "put-rule", "--name", "r", "--schedule-expression", "rate(5 minutes)", "--query", "RuleArn"}, "arn:aws:events:us-east-1:111122223333:rule/r"},
		{[]string{"events", "put-targets", "--rule", "r", "--targets", `[{"Id":"1",` + target + `}]`, "--query", "FailedEntryCount"}, "0"},
		{[]string{"events", "disable-rule", "--name", "r"}, ""},
		{[]string{"events", "list-rules", "--query", "Rules[0].State"}, "DISABLED"},
		{[]string{"events", "list-targets-by-rule", "--rule", "r", "--query", "Targets[0].EcsParameters.NetworkConfiguration.awsvpcConfiguration.Subnets"}, "subnet-1"},
		{[]string{"scheduler", "create-schedule", "--name", "n", "--schedule-expression", "cron(0 2 * * ? *)", "--flexible-time-window", "Mode=OFF",
			"--start-date", "2030-01-01T00:00:00Z", "--target", "{" + target + "}", "--query", "ScheduleArn"}, "arn:aws:scheduler:us-east-1:111122223333:schedule/default/n"},
		{[]string{"scheduler", "get-schedule", "--name", "n", "--query", "[State, Target.EcsParameters.LaunchType, ScheduleExpressionTimezone]"}, "ENABLED\tFARGATE\tUTC"},
		{[]string{"scheduler", "list-schedules", "--name-prefix", "n", "--query", "Schedules[].Target.Arn"}, prodARN},
	} {
		cmd := exec.CommandContext(t.Context(), path, append(c.args, "--output", "text")...)
		cmd.Env = append(sim.Without(os.Environ()), s.Env()...)
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.want {
			t.Errorf("aws %s: %v\n%s", strings.Join(c.args, " "), err, got)
		}
	}
}
