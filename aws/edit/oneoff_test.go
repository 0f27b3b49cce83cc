package edit

import (
	"errors"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// once is the run of a command with checkout's settings.
func (s stage) once(command ...string) OneOff {
	return OneOff{Cluster: "prod", Service: "checkout", Command: command}
}

// ends follows a run to its end.
func (s stage) ends(p change.Plan, r change.Receipt) change.Progress {
	s.t.Helper()
	var last change.Progress
	for page, err := range p.Follow(s.ctx, r) {
		if err != nil {
			s.t.Fatal(err)
		}
		last = page[0]
		if s.clock.Now().Sub(r.At) > time.Hour {
			s.t.Fatalf("follows for ever: %+v", last)
		}
	}
	return last
}

func (s stage) called(action string) []wire.Call {
	return slices.DeleteFunc(s.Calls().All(), func(c wire.Call) bool { return c.Action != action })
}

func TestRunTaskWithTheSettingsOfTheService(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	o := s.once("rake", "db:migrate")
	o.Env, o.CPU, o.Memory = []aws.Tag{{Key: "RAILS_ENV", Value: "prod"}, {Key: "DB_PASSWORD", Value: "hunter2"}}, "1024", "2048"
	p, r := s.made(s.RunTask(o))
	in := s.body(s.called("RunTask")[0])
	if in["taskDefinition"] != s.checkout().TaskDefinition || in["launchType"] != "FARGATE" || in["platformVersion"] != "LATEST" || in["networkConfiguration"] == nil ||
		in["propagateTags"] != "TASK_DEFINITION" || in["enableECSManagedTags"] != true || in["clientToken"] != p.Token || in["startedBy"] != "ecscope/"+p.Token {
		t.Errorf("sent %v", in)
	}
	if p.Where.Thing != "service" || p.Where.Name != "checkout" || r.Task == "" || !strings.HasSuffix(r.Task, r.After) {
		t.Errorf("where %+v, receipt %+v", p.Where, r)
	}
	if i := slices.IndexFunc(p.Fields, func(f change.Field) bool { return f.Path == "app.env.DB_PASSWORD" }); i < 0 || p.Fields[i].After != "(masked)" {
		t.Errorf("fields %+v", p.Fields)
	}
	if strings.Contains(p.Command, "hunter2") || !strings.Contains(p.Command, `'"$DB_PASSWORD"'`) {
		t.Errorf("command %s", p.Command)
	}
	end := s.ends(p, r)
	if end.Outcome != change.Succeeded || end.Exit == nil || *end.Exit != 0 || !strings.HasPrefix(end.Text, "app exited with code 0 after 2") {
		t.Errorf("ended %+v", end)
	}
	if n := s.checkout().Running; n != 2 {
		t.Errorf("the service runs %d tasks", n)
	}
}

func TestRunTaskEnds(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.RunTask(s.once("sh", "-c", "exit 3")))
	if end := s.ends(p, r); end.Outcome != change.Failed || *end.Exit != 3 || !strings.Contains(end.Text, "code 3") {
		t.Errorf("ended %+v", end)
	}
	// It never ran: there is no exit code.
	s.World().SetFate(world.FateMatch{Family: "checkout"}, world.Fate{Fail: &world.Failure{Phase: world.PhasePull, Container: "app", ContainerReason: "CannotPullContainerError: pull image manifest: not found"}})
	p, r = s.made(s.RunTask(s.once("true")))
	if end := s.ends(p, r); end.Outcome != change.Failed || end.Exit != nil || !strings.Contains(end.Text, "CannotPullContainerError") {
		t.Errorf("ended %+v", end)
	}
	s.World().ClearFate(world.FateMatch{Family: "checkout"})
	// It was stopped: its exit code is not its own.
	p, r = s.made(s.RunTask(s.once("sleep", "900")))
	s.clock.Advance(time.Minute)
	stop, _ := s.made(p.Undo)
	if stop.Title != "Stop task "+aws.ShortID(r.After)+" of checkout" {
		t.Errorf("undone by %s", stop.Title)
	}
	if end := s.ends(p, r); end.Outcome != change.Failed || !strings.Contains(end.Text, "was stopped (UserInitiated)") {
		t.Errorf("ended %+v", end)
	}
}

func TestRunTaskIsNotSentTwice(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]time.Duration{"while it runs": 0, "after it has stopped": 5 * time.Minute} {
		s := staged(t, shop())
		s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "RunTask", Count: 1})
		c := s.RunTask(s.once("true"))
		s.planned(c)
		if after > 0 {
			s.World().SetFate(world.FateMatch{Family: "checkout"}, world.Fate{Provision: time.Millisecond, Pull: time.Millisecond, Start: time.Millisecond, Exit: &world.Exit{After: time.Millisecond}, Exiting: time.Millisecond})
		}
		r, err := c.Apply(s.ctx)
		if err != nil || r.Task == "" || !strings.Contains(r.Note, "reading it back shows that it was applied") || len(s.called("RunTask")) != 1 {
			t.Errorf("%s: %+v, %v after %d calls", name, r, err, len(s.called("RunTask")))
		}
	}
	s := staged(t, shop())
	s.Faults().Add(wire.Fault{Kind: wire.Reset, Action: "RunTask", Count: 1})
	c := s.RunTask(s.once("true"))
	s.planned(c)
	if _, err := c.Apply(s.ctx); len(s.called("RunTask")) != 1 {
		t.Errorf("%v after %d calls", err, len(s.called("RunTask")))
	} else if _, unknown := errors.AsType[*change.Unknown](err); !unknown {
		t.Errorf("%v", err)
	}
}

func TestRunTaskRefused(t *testing.T) {
	t.Parallel()
	b := shop()
	s := staged(t, b)
	two := s.register(b, func(in *ecs.RegisterTaskDefinitionInput) {
		in.Family = new("pair")
		side := in.ContainerDefinitions[0]
		side.Name, side.PortMappings = new("side"), nil
		in.ContainerDefinitions = append(in.ContainerDefinitions, side)
	})
	s.deregister("checkout:2")
	for want, o := range map[string]OneOff{
		"checkout:2 is INACTIVE":            {Cluster: "prod", Service: "checkout", Revision: "2"},
		"no revision checkout:99":           {Cluster: "prod", Service: "checkout", Revision: "99"},
		"checkout:5 has no container web":   {Cluster: "prod", Service: "checkout", Container: "web"},
		"and no subnets are known":          {Cluster: "prod", Revision: "checkout:5"},
		"2 essential containers: app, side": {Cluster: "prod", Revision: two, Subnets: []string{"subnet-1"}},
		"no task definition to run":         {Cluster: "prod"},
		"run-overrides-size":                {Cluster: "prod", Service: "checkout", Command: []string{strings.Repeat("x", 9000)}},
	} {
		if r := s.refused(s.RunTask(o)); !strings.Contains(r.Reason, want) || r.Way == "" {
			t.Errorf("%+v, not %s", r, want)
		}
	}
	p := s.planned(s.RunTask(OneOff{Cluster: "prod", Service: "checkout", Revision: two}))
	if !slices.ContainsFunc(p.Effects, func(e string) bool { return e == "the task also ends when side exits" }) {
		t.Errorf("effects %q", p.Effects)
	}
	if n := len(s.called("RunTask")); n > 0 {
		t.Errorf("%d calls", n)
	}
}

func TestRunTaskThatECSDoesNotStart(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.World().SetFate(world.FateMatch{Family: "checkout"}, world.Fate{Unplaced: &world.Unplaced{Reason: "RESOURCE:MEMORY"}})
	c := s.RunTask(s.once("true"))
	s.planned(c)
	_, err := c.Apply(s.ctx)
	e, ok := errors.AsType[*call.Error](err)
	if !ok || !strings.Contains(e.Error(), "ECS started no task: RESOURCE:MEMORY") || !strings.Contains(e.Hint(), "enough memory left") {
		t.Errorf("%v", err)
	}
	if len(s.called("RunTask")) != 1 || len(s.called("ListTasks")) > 0 {
		t.Error("an answer that says no is no lost one")
	}
}

func TestRunTaskDrift(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	c := s.RunTask(s.once("true"))
	s.planned(c)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:3") })
	_, err := c.Apply(s.ctx)
	if d, ok := errors.AsType[*change.Drift](err); !ok || d.Fields[0].Path != "taskDefinition" || len(s.called("RunTask")) > 0 {
		t.Errorf("%v", err)
	}
}

// The printed command, run as it stands, starts the same task; and run again none, as it carries the token.
func TestRunTaskCommandWithTheCLI(t *testing.T) {
	t.Parallel()
	needs.AWSCLI(t)
	s := staged(t, shop())
	o := s.once("sh", "-c", "echo it's $HOME")
	o.Env, o.CPU, o.Memory = []aws.Tag{{Key: "DB_PASSWORD", Value: "hunter2"}, {Key: "A", Value: "b c"}}, "1024", "2048"
	p := s.planned(s.RunTask(o))
	run := func() {
		cmd := exec.CommandContext(s.ctx, "sh", "-c", p.Command)
		cmd.Env = append(append(os.Environ(), s.Env()...), "DB_PASSWORD=hunter2", "AWS_PAGER=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, p.Command, out)
		}
	}
	run()
	run()
	out, err := s.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), StartedBy: new("ecscope/" + p.Token)})
	if err != nil || len(out.TaskArns) != 1 {
		t.Fatalf("%v, %v", out, err)
	}
	theirs := s.body(s.called("RunTask")[0])
	s.Calls().Reset()
	s.made(s.RunTask(o))
	ours := s.body(s.called("RunTask")[0])
	for _, m := range []map[string]any{theirs, ours} {
		delete(m, "clientToken")
		delete(m, "startedBy")
	}
	if !reflect.DeepEqual(theirs, ours) {
		t.Errorf("the command sends\n%v, not\n%v", theirs, ours)
	}
}

func TestEndOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for want, task := range map[string]aws.Task{
		"app exited with code 0 after 1m10s":                                       {Started: at, Exited: at.Add(70 * time.Second), StopCode: "EssentialContainerExited", Reason: "Essential container in task exited", Containers: []aws.Container{{Name: "app", Exited: true}}},
		"app exited with code 137: OutOfMemoryError: Container killed":             {StopCode: "EssentialContainerExited", Containers: []aws.Container{{Name: "app", Exited: true, Exit: 137, Reason: "OutOfMemoryError: Container killed"}}},
		"app has no exit code: TaskFailedToStart":                                  {StopCode: "TaskFailedToStart", Containers: []aws.Container{{Name: "app"}}},
		"app has no exit code: AWS gives no reason":                                {},
		"the task was stopped (SpotInterruption): gone; the exit code of app is 0": {StopCode: "SpotInterruption", Reason: "gone", Containers: []aws.Container{{Name: "app", Exited: true}}},
	} {
		if end := task.EndOf("app"); end.Text != want || end.Well() != strings.HasPrefix(want, "app exited with code 0") {
			t.Errorf("%+v, not %s", end, want)
		}
	}
}

func TestOptionsOfTheCLI(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{"enableECSManagedTags": "--enable-ecs-managed-tags", "taskDefinition": "--task-definition", "count": "--count", "volumeConfigurations": "--volume-configurations"} {
		if got := dashed(member); got != want {
			t.Errorf("%s is %s", member, got)
		}
	}
	in := &ecs.RunTaskInput{Cluster: new("c"), PropagateTags: types.PropagateTagsNone, Overrides: &types.TaskOverride{Cpu: new("")}}
	if got := members(reflect.ValueOf(in), lower); !reflect.DeepEqual(got, map[string]any{"cluster": "c", "propagateTags": types.PropagateTagsNone, "overrides": map[string]any{"cpu": ""}}) {
		t.Errorf("%#v", got)
	}
}
