package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// scheduled makes a rule, nightly, and a schedule, hourly, that run checkout's task.
func (s *stage) scheduled() {
	s.t.Helper()
	keys := credentials.NewStaticCredentialsProvider(s.Keys().ID, s.Keys().Secret, s.Keys().Token)
	const cluster, family, role = "arn:aws:ecs:us-east-1:111122223333:cluster/prod", "arn:aws:ecs:us-east-1:111122223333:task-definition/checkout", "arn:aws:iam::111122223333:role/runner"
	rules := eventbridge.New(eventbridge.Options{Region: "us-east-1", BaseEndpoint: new(s.URL()), Credentials: keys})
	if _, err := rules.PutRule(s.ctx, &eventbridge.PutRuleInput{Name: new("nightly"), ScheduleExpression: new("cron(0 2 * * ? *)")}); err != nil {
		s.t.Fatal(err)
	}
	if _, err := rules.PutTargets(s.ctx, &eventbridge.PutTargetsInput{Rule: new("nightly"), Targets: []eventtypes.Target{{Id: new("one"), Arn: new(cluster), RoleArn: new(role),
		EcsParameters: &eventtypes.EcsParameters{TaskDefinitionArn: new(family), LaunchType: eventtypes.LaunchTypeFargate,
			NetworkConfiguration: &eventtypes.NetworkConfiguration{AwsvpcConfiguration: &eventtypes.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}}}}); err != nil {
		s.t.Fatal(err)
	}
	plans := scheduler.New(scheduler.Options{Region: "us-east-1", BaseEndpoint: new(s.URL()), Credentials: keys})
	if _, err := plans.CreateSchedule(s.ctx, &scheduler.CreateScheduleInput{Name: new("hourly"), ScheduleExpression: new("rate(1 hour)"),
		FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		Target: &types.Target{Arn: new(cluster), RoleArn: new(role), Input: new(`{"containerOverrides":[{"name":"app","command":["sh","-c","exit 3"]}]}`),
			EcsParameters: &types.EcsParameters{TaskDefinitionArn: new(family), LaunchType: types.LaunchTypeFargate,
				NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}}}); err != nil {
		s.t.Fatal(err)
	}
}

// Schedules are listed with their next and last runs, switched, taken back and run by hand.
func TestSchedules(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	s.scheduled()
	s.clock.Advance(65 * 60e9)
	s.expect("schedules", done, "nightly", "at 02:00 every day (UTC)", "in 12h", "none seen", "within ", "exit 3")
	var rows []scheduleRow
	if err := json.Unmarshal([]byte(s.expect("schedules prod -o json", done).out), &rows); err != nil || len(rows) != 2 || rows[0].Name != "hourly" ||
		!rows[0].NextLatest || rows[0].LastResult != "exit 3" || len(rows[0].Runs) != 1 || rows[1].Next.String() != "2026-03-05T02:00:00Z" {
		t.Errorf("%+v, %v", rows, err)
	}
	for _, name := range []string{"nightly", "hourly"} {
		s.expect("schedules disable --dry-run "+name, done, "ENABLED", "DISABLED")
		r := s.object("schedules disable --yes --wait "+name, done)
		if r.Result != sent || r.Receipt.After != "DISABLED" || !strings.HasPrefix(r.Receipt.Undo, "ecscope schedules enable arn:aws:") {
			t.Errorf("%+v, %+v", r, r.Receipt)
		}
		s.expect("schedules disable --yes "+name, denied, "is already disabled")
		s.expect("schedules", done, "disabled")
		s.expect("undo --yes", done, "undoes: Disable")
		s.expect("schedules enable --yes "+name, denied, "is already enabled")
	}
	s.expect("schedules run --yes hourly", 3, "app exited with code 3")
	s.expect("schedules disable --yes --protect prod hourly", denied)
	s.expect("schedules disable --yes none", misused, "no EventBridge rule")
	s.expect("schedules enable", misused, "usage: ecscope schedules enable schedule...")
	if b := s.batch("schedules disable --yes hourly nightly", done); results(b) == "" {
		t.Errorf("%+v", b)
	}
}
