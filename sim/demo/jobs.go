package demo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	events "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/timetable"
	"github.com/ecscope/ecscope/sim/world"
)

// job is a task that no service runs.
type job struct {
	blueprint.Service
	every, lasts time.Duration
	code         int32
	rate         string // of the rule that runs it; empty where the deploy pipeline does
}

// jobs are the standalone tasks: a load and a backup that rules run, a snapshot that fails whenever it runs, and a migration
// that ran by hand.
func (s *stage) jobs(b *timetable.Book) error {
	for _, j := range []job{
		{blueprint.Service{Cluster: "batch", Name: "orders-etl", CPU: 512, Memory: 1024, EC2: true, Revisions: 23, Desired: 2}, 10 * time.Minute, 6 * time.Minute, 0, "rate(10 minutes)"},
		{blueprint.Service{Cluster: "batch", Name: "stock-snapshot", Revisions: 8, EC2: true}, 7 * time.Minute, 2 * time.Minute, 1, "rate(7 minutes)"},
		{blueprint.Service{Cluster: "prod", Name: "db-migrate", Revisions: 64}, 55 * time.Minute, 3 * time.Minute, 0, ""},
		{blueprint.Service{Cluster: "tools", Name: "backup", Revisions: 5}, 15 * time.Minute, 4 * time.Minute, 0, "rate(15 minutes)"},
	} {
		if _, err := j.Register(s.world); err != nil {
			return err
		}
		s.world.SetFate(world.FateMatch{Family: j.Name}, world.Fate{Exit: &world.Exit{After: j.lasts, Jitter: j.lasts / 2, Code: j.code}})
		if j.rate != "" {
			if err := b.SeedRule(&eventbridge.PutRuleInput{Name: &j.Name, ScheduleExpression: &j.rate}, []events.Target{j.target(b, "app")}, s.start.Add(j.every/2), ""); err != nil {
				return err
			}
			continue
		}
		var run func(*world.World)
		run = func(w *world.World) {
			_, _ = w.RunTask(j.Run("deploy-pipeline")) // no room means no run, as with a real pipeline
			w.At(w.Now().Add(j.every), run)
		}
		s.at(j.every/2, run)
	}
	return seldom(s, b)
}

// target is a target of a rule that runs the job.
func (j job) target(b *timetable.Book, id string) events.Target {
	in := j.Run("")
	k := &events.EcsParameters{TaskDefinitionArn: new(b.ARN("ecs", "task-definition/"+j.Name)), TaskCount: in.Count, LaunchType: events.LaunchType(in.LaunchType)}
	if n := in.NetworkConfiguration; n != nil {
		k.NetworkConfiguration = &events.NetworkConfiguration{AwsvpcConfiguration: &events.AwsVpcConfiguration{Subnets: n.AwsvpcConfiguration.Subnets,
			SecurityGroups: n.AwsvpcConfiguration.SecurityGroups, AssignPublicIp: events.AssignPublicIp(n.AwsvpcConfiguration.AssignPublicIp)}}
	}
	return events.Target{Id: &id, Arn: new(b.ARN("ecs", "cluster/"+j.Cluster)), RoleArn: new(b.Role()), EcsParameters: k}
}

// seldom adds what runs seldom, or not at all: a snapshot when a file comes, a full load on Sundays, a check of the backup
// that is switched off, and a migration that is due once.
func seldom(s *stage, b *timetable.Book) error {
	upload := job{Service: blueprint.Service{Cluster: "batch", Name: "stock-snapshot", EC2: true}}
	if err := b.SeedRule(&eventbridge.PutRuleInput{Name: new("stock-file-arrived"), Description: new("a file of the warehouse arrived"),
		EventPattern: new(`{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["warehouse-drop"]}}}`)},
		[]events.Target{upload.target(b, "snapshot")}, s.first, ""); err != nil {
		return err
	}
	for _, k := range []struct {
		name, expression, zone, cluster, family, input string
		state                                          types.ScheduleState
		launch                                         types.LaunchType
	}{
		{"orders-etl-full", "cron(0 4 ? * SUN *)", "Europe/Berlin", "batch", "orders-etl",
			`{"containerOverrides":[{"name":"app","command":["etl","--full"],"environment":[{"name":"MODE","value":"full"}]}]}`, types.ScheduleStateEnabled, types.LaunchTypeEc2},
		{"backup-verification-of-all-volumes", "cron(30 2 * * ? *)", "UTC", "tools", "backup", "", types.ScheduleStateDisabled, types.LaunchTypeFargate},
		{"db-migrate-once", "at(" + s.first.Add(26*time.Hour).Format("2006-01-02T15:04:05") + ")", "UTC", "prod", "db-migrate", "", types.ScheduleStateEnabled, types.LaunchTypeFargate},
	} {
		t := &types.Target{Arn: new(b.ARN("ecs", "cluster/"+k.cluster)), RoleArn: new(b.Role()),
			EcsParameters: &types.EcsParameters{TaskDefinitionArn: new(b.ARN("ecs", "task-definition/"+k.family)), LaunchType: k.launch, TaskCount: new(int32(1))}}
		if k.launch == types.LaunchTypeFargate {
			t.EcsParameters.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0a1b2c3d4e5f60001"},
				AssignPublicIp: types.AssignPublicIpDisabled}}
		}
		if k.input != "" {
			t.Input = &k.input
		}
		if _, err := b.CreateSchedule(&scheduler.CreateScheduleInput{Name: &k.name, ScheduleExpression: &k.expression, ScheduleExpressionTimezone: &k.zone, State: k.state,
			FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff}, Target: t}); err != nil {
			return err
		}
	}
	return nil
}
