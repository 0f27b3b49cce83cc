package tail

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestLogSources(t *testing.T) {
	t.Parallel()
	const id = "0123456789abcdef0123456789abcdef"
	c := &logReader{Caller: call.NewCaller(call.Setup{Place: call.Place{Region: "us-east-1"}})}
	for _, x := range []struct {
		driver, options, want string // region group stream, or where else
	}{
		{"awslogs", "awslogs-group=/ecs/api awslogs-region=eu-west-1 awslogs-stream-prefix=ecs", "eu-west-1 /ecs/api ecs/app/" + id},
		{"awslogs", "awslogs-group=/ecs/api", "us-east-1 /ecs/api runtime-1"},
		{"awslogs", "awslogs-group=/ecs/api awslogs-region=moon", "moon is not a region"},
		{"awslogs", "", "the revision names no log group"},
		{"awsfirelens", "", "logs go through FireLens (container router, fluentbit); the log router's configuration decides where"},
		{"awsfirelens", "Name=datadog Host=http-intake.logs.datadoghq.com", "logs go through FireLens (container router, fluentbit) to datadog at http-intake.logs.datadoghq.com"},
		{"awsfirelens", "Name=cloudwatch_logs log_group_name=/f log_stream_prefix=api- region=eu-west-1", "eu-west-1 /f api-app-firelens-" + id},
		{"awsfirelens", "Name=cloudwatch log_group_name=/f log_stream_name=all", "us-east-1 /f all"},
		{"awsfirelens", "Name=cloudwatch log_group_name=/f/$(ecs_cluster) log_stream_name=all",
			"logs go through FireLens (container router, fluentbit) to CloudWatch Logs; the log router's configuration decides the group and stream"},
		{"splunk", "splunk-url=https://token@splunk.example.com:8088", "logs go to Splunk at splunk.example.com:8088"},
		{"fluentd", "fluentd-address=10.0.0.1:24224", "logs go to Fluentd at 10.0.0.1:24224"},
		{"json-file", "", "logs stay in a file on the host"},
		{"", "", "no log driver is configured: nothing is kept"},
		{"newdriver", "", "logs go to the driver newdriver"},
	} {
		k := aws.ContainerDefinition{Name: "app", Log: aws.LogConfiguration{Driver: x.driver}}
		for _, o := range strings.Fields(x.options) {
			name, value, _ := strings.Cut(o, "=")
			k.Log.Options = append(k.Log.Options, aws.Tag{Key: name, Value: value})
		}
		r := aws.Revision{Containers: []aws.ContainerDefinition{k, {Name: "router", Router: "fluentbit"}}}
		task := aws.Task{ID: id, LaunchType: "FARGATE", Containers: []aws.Container{{Name: "app", RuntimeID: "runtime-1"}}}
		s := c.logSource(task, r, k)
		got := s.Elsewhere
		if got == "" {
			got = s.Region + " " + s.Group + " " + s.Stream
		}
		if got != x.want {
			t.Errorf("%s %s: %s, want %s", x.driver, x.options, got, x.want)
		}
	}
}

// The log group of another service is shared by all: only the task's own lines come, however many others write there.
func TestCrowdedGroup(t *testing.T) {
	t.Parallel()
	s := stageOn(t, oneService(2, logs.Options{}))
	for i := range 3000 {
		at := s.start.Add(time.Duration(i-1000) * 100 * time.Millisecond)
		s.Logs().Write(group1, "app/app/ffffffffffffffffffffffffffffffff", "other", at, at)
	}
	cluster, service := "cluster-1", "service-0001"
	tasks, err := awstest.Collect(s.client.Tasks(t.Context(), aws.TaskQuery{Cluster: cluster, Service: service}))
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := s.watch(t, Tail{Cluster: cluster, Task: tasks[0].ID, Follow: true, Since: s.start.Add(-2 * time.Minute)}, 2*time.Minute, nil)
	want := slices.DeleteFunc(s.Logs().Written(group1, s.start.Add(-2*time.Minute), s.clock.Now().Add(-20*time.Second)), func(l logs.Line) bool {
		return !strings.HasSuffix(l.Stream, tasks[0].ID)
	})
	lines = slices.DeleteFunc(lines, func(e Event) bool { return e.Time.After(want[len(want)-1].Written) })
	if len(lines) != len(want) || len(want) < 50 {
		t.Errorf("%d lines of %d", len(lines), len(want))
	}
	named := slices.ContainsFunc(s.Calls().Of("FilterLogEvents"), func(k wire.Call) bool { return strings.Contains(string(k.Input), "logStreamNames") })
	if !named {
		t.Error("went on reading the lines of others")
	}
}

func TestNothingToReadYet(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Scenario: "s09", Offset: time.Second})
	lines, notes := s.watch(t, Tail{Cluster: "prod", Service: "api", Follow: true}, 5*time.Minute, nil)
	if len(lines) > 0 || len(ofKind(notes, NoteSilent)) == 0 {
		t.Errorf("%d lines, %+v", len(lines), notes)
	}
	if dead := ofKind(notes, NoteStopped); len(dead) < 2 || !strings.HasPrefix(dead[0].Message, "CannotPullContainerError") {
		t.Errorf("%+v", dead)
	}
	for _, tail := range []Tail{{Groups: []string{"/nope"}}, {Groups: []string{"/nope"}, Follow: true}, {Cluster: "prod", Service: "nope", Follow: true},
		{Cluster: "prod", Task: "0123456789abcdef0123456789abcdef"}, {Cluster: "prod", Service: "web", Container: "nope"}} {
		if _, err := awstest.Collect(s.lines.Logs(t.Context(), tail)); call.KindOf(err) != call.NotFound {
			t.Errorf("%+v: %v", tail, err)
		}
	}
	for _, tail := range []Tail{{}, {Service: "web", Newest: true, Follow: true}, {Groups: []string{"/ecs/prod/web"}, Pattern: "a=b"}} {
		if _, err := awstest.Collect(s.lines.Logs(t.Context(), tail)); call.KindOf(err) != call.Invalid {
			t.Errorf("%+v: %v", tail, err)
		}
	}
}

func TestTroubleIsTold(t *testing.T) {
	t.Parallel()
	s := stageOn(t, oneService(2, logs.Options{}))
	for kind, from := range map[wire.Kind]time.Duration{wire.Drop: 20, wire.Expire: 60, wire.Throttle: 100} {
		s.Faults().Add(wire.Fault{Service: "logs", Kind: kind, From: s.start.Add(from * time.Second), Until: s.start.Add((from + 15) * time.Second)})
	}
	lines, notes := s.watch(t, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true}, 3*time.Minute, nil)
	s.compare(t, lines, group1, s.start, s.clock.Now().Add(-20*time.Second))
	ordered(t, lines)
	if len(ofKind(notes, NoteTrouble)) < 2 || len(ofKind(notes, NoteReconnected)) != 2 || len(ofKind(notes, NoteThrottled)) == 0 {
		t.Errorf("%+v", notes)
	}
	if n := ofKind(notes, NoteReconnected); n[0].Gap < 10*time.Second || n[0].Gap > 25*time.Second {
		t.Errorf("a gap of %v", n[0].Gap)
	}
}

func TestHostileLogs(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "hostile"})
	services, err := awstest.Collect(s.client.Services(t.Context(), "", nil))
	if err != nil {
		t.Fatal(err)
	}
	events, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Cluster: services[0].Cluster, Service: services[0].Name, Since: s.start.Add(-time.Minute)}))
	if text := fmt.Sprintf("%+v", events); clean.Lines(text) != text {
		t.Errorf("unclean: %.300q", text)
	}
	if err != nil || len(events) < 10 {
		t.Errorf("%+v, %v", events, err)
	}
}

// Whoever stops reading leaves nothing behind, polling or live.
func TestLeavingATail(t *testing.T) {
	s := stageOn(t, oneService(2, logs.Options{}))
	n := 0
	for page := range s.lines.Logs(t.Context(), Tail{Groups: []string{group1}, Since: s.start.Add(-time.Minute), Follow: true, Live: func() bool { return true }}) {
		if n += len(ofKind(page, NoteLive)); n > 0 {
			break
		}
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	if left := strings.Count(string(stacks), "aws.(*liveSession)"); left > 0 || n == 0 {
		t.Errorf("%d goroutines of Live Tail are left", left)
	}
}

func TestUnknownGroup(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{})
	for name, want := range map[string]string{
		"/ecs/prod/chekout":  "nearest is /ecs/prod/checkout",
		"checkout":           "nearest is /ecs/prod/checkout, /ecs/staging/checkout",
		"/esc/prod/checkout": "nearest is /ecs/prod/checkout",
		"/quite/another":     "",
	} {
		_, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Groups: []string{name}, Follow: true}))
		e, ok := errors.AsType[*call.Error](err)
		if !ok || call.KindOf(e) != call.NotFound || e.Hint() != want {
			t.Errorf("%s: %v: %q", name, err, e.Hint())
		}
	}
	if n := s.Calls().Count("DescribeLogGroups"); n > 20 {
		t.Errorf("%d calls", n)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeLogGroups"})
	if _, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Groups: []string{"/ecs/prod/chekout"}})); call.KindOf(err) != call.NotFound {
		t.Error(err)
	}
}
