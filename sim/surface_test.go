package sim_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

func balancers(s *sim.Server) *elb.Client {
	return elb.New(elb.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
}

// TestLoadBalancersAreMade builds what a service registers with, and reads it back.
func TestLoadBalancersAreMade(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Account: "empty", Clock: sim.NewManualClock(noon())})
	c, ctx := balancers(s), t.Context()
	group := &elb.CreateTargetGroupInput{Name: awssdk.String("web-tg"), Protocol: elbtypes.ProtocolEnumHttp, Port: awssdk.Int32(80), VpcId: awssdk.String("vpc-1"), TargetType: elbtypes.TargetTypeEnumIp}
	made, err := c.CreateTargetGroup(ctx, group)
	if err != nil {
		t.Fatal(err)
	}
	arn := made.TargetGroups[0].TargetGroupArn
	if again, err := c.CreateTargetGroup(ctx, group); err != nil || *again.TargetGroups[0].TargetGroupArn != *arn {
		t.Errorf("the same again: %v", err)
	}
	group.Port = awssdk.Int32(81)
	_, err = c.CreateTargetGroup(ctx, group)
	wantCode(t, err, "DuplicateTargetGroupName", "with the same name 'web-tg' exists, but with different settings")

	front, err := c.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{Name: awssdk.String("web"), Subnets: []string{"subnet-1", "subnet-2"}})
	if err != nil {
		t.Fatal(err)
	}
	lb := front.LoadBalancers[0].LoadBalancerArn
	_, err = c.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{Name: awssdk.String("web2"), Subnets: []string{"subnet-1"}})
	wantCode(t, err, "ValidationError", "At least two subnets")
	listen := &elb.CreateListenerInput{LoadBalancerArn: lb, Port: awssdk.Int32(80), Protocol: elbtypes.ProtocolEnumHttp,
		DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: arn}}}
	l, err := c.CreateListener(ctx, listen)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateListener(ctx, listen)
	wantCode(t, err, "DuplicateListener", "already exists on this port")
	listeners, err := c.DescribeListeners(ctx, &elb.DescribeListenersInput{LoadBalancerArn: lb})
	if err != nil || len(listeners.Listeners) != 1 || *listeners.Listeners[0].ListenerArn != *l.Listeners[0].ListenerArn {
		t.Errorf("listeners %+v, %v", listeners, err)
	}
	rules, err := c.DescribeRules(ctx, &elb.DescribeRulesInput{ListenerArn: l.Listeners[0].ListenerArn})
	if err != nil || len(rules.Rules) != 1 || *rules.Rules[0].Priority != "default" {
		t.Errorf("rules %+v, %v", rules, err)
	}
	groups, err := c.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{LoadBalancerArn: lb})
	if err != nil || len(groups.TargetGroups) != 1 || groups.TargetGroups[0].LoadBalancerArns[0] != *lb {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if health, err := c.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: arn}); err != nil || len(health.TargetHealthDescriptions) != 0 {
		t.Errorf("health %+v, %v", health, err)
	}
	_, err = c.DeleteTargetGroup(ctx, &elb.DeleteTargetGroupInput{TargetGroupArn: arn})
	wantCode(t, err, "ResourceInUse", "currently in use by a listener or a rule")
	_, err = c.DescribeLoadBalancers(ctx, &elb.DescribeLoadBalancersInput{Names: []string{"none"}})
	wantCode(t, err, "LoadBalancerNotFound", "not found")
}

// TestLoadBalancersAreFound looks at those that the demo account has.
func TestLoadBalancersAreFound(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	c := balancers(s)
	all, err := c.DescribeLoadBalancers(t.Context(), nil)
	if err != nil || len(all.LoadBalancers) != 3 {
		t.Fatalf("load balancers %+v, %v", all, err)
	}
	groups, err := c.DescribeTargetGroups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	forwarded := 0
	for _, b := range all.LoadBalancers {
		listeners, err := c.DescribeListeners(t.Context(), &elb.DescribeListenersInput{LoadBalancerArn: b.LoadBalancerArn})
		if err != nil {
			t.Fatal(err)
		}
		rules, err := c.DescribeRules(t.Context(), &elb.DescribeRulesInput{ListenerArn: listeners.Listeners[0].ListenerArn})
		if err != nil {
			t.Fatal(err)
		}
		forwarded += len(rules.Rules) - 1
	}
	if forwarded != len(groups.TargetGroups) {
		t.Errorf("%d target groups, %d rules", len(groups.TargetGroups), forwarded)
	}
}

func TestPoliciesArePut(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	c := applicationautoscaling.New(applicationautoscaling.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
	put := &applicationautoscaling.PutScalingPolicyInput{PolicyName: awssdk.String("steps"), ServiceNamespace: scaling.ServiceNamespaceEcs,
		ResourceId: awssdk.String("service/prod/cart"), ScalableDimension: scaling.ScalableDimensionECSServiceDesiredCount}
	_, err := c.PutScalingPolicy(t.Context(), put)
	wantCode(t, err, "ObjectNotFoundException", "No scalable target registered for service namespace: ecs, resource ID: service/prod/cart")
	put.ResourceId = awssdk.String("service/prod/web")
	_, err = c.PutScalingPolicy(t.Context(), put)
	wantCode(t, err, "ValidationException", "needs its configuration")
	put.StepScalingPolicyConfiguration = &scaling.StepScalingPolicyConfiguration{AdjustmentType: scaling.AdjustmentTypeChangeInCapacity}
	if _, err := c.PutScalingPolicy(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	names := func() (all []string) {
		out, err := c.DescribeScalingPolicies(t.Context(), &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: scaling.ServiceNamespaceEcs, ResourceId: put.ResourceId})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range out.ScalingPolicies {
			all = append(all, *p.PolicyName)
		}
		return all
	}
	if got := strings.Join(names(), " "); got != "cpu-60 steps" {
		t.Errorf("policies %s", got)
	}
	drop := &applicationautoscaling.DeleteScalingPolicyInput{PolicyName: put.PolicyName, ServiceNamespace: put.ServiceNamespace, ResourceId: put.ResourceId, ScalableDimension: put.ScalableDimension}
	if _, err := c.DeleteScalingPolicy(t.Context(), drop); err != nil || len(names()) != 1 {
		t.Errorf("delete: %v, %v", err, names())
	}
	_, err = c.DeleteScalingPolicy(t.Context(), drop)
	wantCode(t, err, "ObjectNotFoundException", "No scaling policy found")
}

func TestLogsAreWritten(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Account: "empty", Clock: sim.NewManualClock(noon())})
	c, ctx := cloudwatchlogs.New(cloudwatchlogs.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)}), t.Context()
	group, stream := awssdk.String("/jobs/import"), awssdk.String("run/1")
	_, err := c.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream})
	wantCode(t, err, "ResourceNotFoundException", "log group does not exist")
	if _, err := c.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group}); err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group})
	wantCode(t, err, "ResourceAlreadyExistsException", "The specified log group already exists")
	if _, err := c.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream}); err != nil {
		t.Fatal(err)
	}
	event := func(age time.Duration, text string) logs.InputLogEvent {
		return logs.InputLogEvent{Timestamp: awssdk.Int64(noon().Add(-age).UnixMilli()), Message: awssdk.String(text)}
	}
	out, err := c.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream, LogEvents: []logs.InputLogEvent{
		event(14*24*time.Hour+time.Minute, "too old"), event(14*24*time.Hour-time.Hour, "one"), event(14*24*time.Hour-2*time.Hour, "two")}})
	if err != nil || out.RejectedLogEventsInfo == nil || *out.RejectedLogEventsInfo.TooOldLogEventEndIndex != 1 {
		t.Fatalf("put %+v, %v", out, err)
	}
	read, err := c.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{LogGroupName: group, LogStreamName: stream, StartFromHead: awssdk.Bool(true)})
	if err != nil || len(read.Events) != 2 || *read.Events[1].Message != "two" {
		t.Errorf("read %+v, %v", read, err)
	}
	_, err = c.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream, LogEvents: []logs.InputLogEvent{event(0, "b"), event(time.Hour, "a")}})
	wantCode(t, err, "InvalidParameterException", "chronological order")
	if empty, err := c.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: group}); err != nil || len(empty.LogStreams) != 1 {
		t.Errorf("streams %+v, %v", empty, err)
	}
}

// TestElsewhere has the account in another Region, with another number: nothing of it names the usual ones.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	for _, o := range []sim.Options{{}, {Scenario: "s05", Offset: 5 * time.Minute}} {
		o.Region, o.Number, o.Clock = "eu-central-1", "999988887777", sim.NewManualClock(noon())
		s, _ := start(t, o)
		w := s.World()
		list, err := w.ListTaskDefinitionFamilies(nil)
		if err != nil || len(list.Families) == 0 {
			t.Fatalf("families %+v, %v", list, err)
		}
		var seen []any
		for _, f := range list.Families {
			out, err := w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: &f})
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, out)
		}
		clusters, err := w.ListClusters(nil)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, clusters)
		for _, c := range clusters.ClusterArns {
			tasks, err := w.ListTasks(&ecs.ListTasksInput{Cluster: &c, DesiredStatus: ecstypes.DesiredStatusStopped})
			if err != nil {
				t.Fatal(err)
			}
			if len(tasks.TaskArns) > 0 {
				out, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: &c, Tasks: tasks.TaskArns})
				if err != nil {
					t.Fatal(err)
				}
				seen = append(seen, out)
			}
		}
		text, err := json.Marshal(seen)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(text); strings.Contains(got, "us-east-1") || strings.Contains(got, "111122223333") || !strings.Contains(got, "eu-central-1") {
			i := max(strings.Index(got, "us-east-1"), strings.Index(got, "111122223333"), 0)
			t.Errorf("%s%s: %.200s", o.Scenario, o.Account, got[max(0, i-80):])
		}
	}
	for want, o := range map[string]sim.Options{"no Region": {Region: "Mars!"}, "twelve digits": {Number: "12"}, "speed -1": {Speed: -1}} {
		if _, err := sim.Start(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %s", o, err, want)
		}
	}
}

// TestRolesSecretsParameters reads what task definitions name, and what was made.
func TestRolesSecretsParameters(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	params := ssm.New(ssm.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
	if _, err := params.PutParameter(t.Context(), &ssm.PutParameterInput{Name: awssdk.String("/app/key"), Value: awssdk.String("v"), Type: "String"}); err != nil {
		t.Fatal(err)
	}
	both, err := params.GetParameters(t.Context(), &ssm.GetParametersInput{Names: []string{"/app/key", "/app/none"}})
	if err != nil || len(both.Parameters) != 1 || *both.Parameters[0].Value != "v" || both.InvalidParameters[0] != "/app/none" {
		t.Errorf("parameters %+v, %v", both, err)
	}
	_, err = params.GetParameter(t.Context(), &ssm.GetParameterInput{Name: awssdk.String("/app/none")})
	wantCode(t, err, "ParameterNotFound", "")
	who := sts.New(sts.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
	_, err = who.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: awssdk.String("arn:aws:iam::111122223333:role/ecsTaskExecutionRole"), RoleSessionName: awssdk.String("x")})
	wantCode(t, err, "AccessDenied", "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/ecsTaskExecutionRole")
}

// TestSupportOnTheCommandLine asks the AWS CLI for what has no client here.
func TestSupportOnTheCommandLine(t *testing.T) {
	t.Parallel()
	path := needs.AWSCLI(t)
	s, _ := start(t, sim.Options{})
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), path, append(args, "--output", "text")...)
		cmd.Env = append(sim.Without(os.Environ()), s.Env()...)
		out, err := cmd.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"iam", "get-role", "--role-name", "ecsTaskExecutionRole", "--query", "Role.AssumeRolePolicyDocument.Statement[0].Principal.Service"}, "ecs-tasks.amazonaws.com"},
		{[]string{"secretsmanager", "get-secret-value", "--secret-id", "prod/api", "--query", "SecretString"}, `"DATABASE_URL":"simulated"`},
		{[]string{"ecr", "get-authorization-token", "--query", "authorizationData[0].proxyEndpoint"}, "https://111122223333.dkr.ecr.us-east-1.amazonaws.com"},
	} {
		if out, _ := run(c.args...); !strings.Contains(out, c.want) {
			t.Errorf("aws %s: %s, want %s", strings.Join(c.args, " "), out, c.want)
		}
	}
}
