package cli

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// hurries lets the time pass at once that is waited for.
func hurries(s *stage) *stage {
	s.sleep = func(ctx context.Context, d time.Duration) error {
		s.clock.Advance(d)
		return ctx.Err()
	}
	return s
}

func (s *stage) sent(action string) (n int) {
	for _, c := range s.Calls().All() {
		if c.Action == action {
			n++
		}
	}
	return n
}

// ran runs a task of checkout with -o json, which has to stand before the command.
func (s *stage) ran(args string, code int) (row changeRow) {
	s.t.Helper()
	r := s.expect("run checkout -o json "+args, code)
	if err := json.Unmarshal([]byte(r.out), &row); err != nil {
		s.t.Fatalf("%v in %s", err, r.out)
	}
	return row
}

func TestRunEndsWithTheExitCode(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	r := s.expect("run prod/checkout --yes -- rake db:migrate", done, "Run a one-off task of checkout: sent, task ", "to undo it: ecscope stop prod/", "succeeded: app exited with code 0 after 2")
	if !strings.Contains(r.err, "app.command") || strings.Contains(r.out, "sent") || r.out == "" {
		t.Errorf("the plan belongs on standard error, the log on standard output:\n%s\n%s", r.out, r.err)
	}
	if r := s.expect("run checkout --yes -- exit 7", 7, "failed: app exited with code 7 after 2"); strings.Contains(r.err, "ecscope:") {
		t.Errorf("a failure of the command is none of ours: %s", r.err)
	}
	row := s.ran("--yes -- exit 7", 7)
	if row.Result != sent || row.Outcome.ExitCode == nil || *row.Outcome.ExitCode != 7 || row.Outcome.Outcome != "failed" || !strings.HasPrefix(row.Receipt.Task, "arn:") {
		t.Errorf("%+v %+v", row.Outcome, row.Receipt)
	}
	j := s.journal()
	if len(j) != 3 || j[0].What != "Run a one-off task of checkout" || j[0].Result != "sent" || j[0].Token == "" || len(j[0].After) != 32 {
		t.Errorf("%+v", j)
	}
}

func TestRunThatDoesNotStart(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	s.World().SetFate(world.FateMatch{Family: "checkout"}, world.Fate{Fail: &world.Failure{Phase: world.PhasePull, Container: "app",
		Reason:          "Task failed to start",
		ContainerReason: "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:sha-1: not found"}})
	s.expect("run checkout --yes -- true", failed, "ecscope: Run a one-off task of checkout: app has no exit code: CannotPullContainerError", "tag")
	row := s.ran("--yes -- true", failed)
	if row.Outcome.ExitCode != nil || row.Outcome.Outcome != "failed" || row.Result != sent {
		t.Errorf("%+v %+v", row, row.Outcome)
	}
	s.World().SetFate(world.FateMatch{Family: "checkout"}, world.Fate{Unplaced: &world.Unplaced{Reason: "RESOURCE:MEMORY"}})
	s.expect("run checkout --yes -- true", failed, "ECS started no task: RESOURCE:MEMORY", "no container instance has enough memory left")
	if row := s.ran("--yes -- true", failed); row.Result != broke || row.Outcome != nil || row.Receipt != nil {
		t.Errorf("%+v", row)
	}
}

func TestRunThatIsStopped(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	s.stderr = &once{text: "the task is RUNNING", do: func() {
		out, _ := s.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), Family: new("checkout")})
		for _, arn := range out.TaskArns {
			d, _ := s.World().DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{arn}})
			if strings.HasPrefix(*d.Tasks[0].StartedBy, "ecscope/") {
				_, _ = s.World().StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn, Reason: new("enough")})
			}
		}
	}}
	s.expect("run checkout --yes -- sleep 900", failed, "the task was stopped (UserInitiated)", "enough")
}

func TestRunLeavesATaskRunning(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	r := s.expect("run checkout --detach --yes -- sleep 900", done, "follows it, ecscope stop prod/")
	if r.out != "" || s.sent("RunTask") != 1 {
		t.Errorf("%s", r.out)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.ctx = ctx
	s.stderr = &once{text: "the task is RUNNING", do: cancel}
	r = s.expect("run checkout --yes -- sleep 900", interrupted, "stopped following; the task keeps running: ecscope logs -f prod/", "stops it")
	out, err := s.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod")})
	if err != nil || len(out.TaskArns) != 4 {
		t.Errorf("%d tasks, %v", len(out.TaskArns), err)
	}
}

func TestRunSendsOnce(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "RunTask", Count: 1})
	if row := s.ran("--detach --yes -- true", done); !strings.Contains(row.Receipt.Note, "it was applied") || s.sent("RunTask") != 1 {
		t.Errorf("%+v after %d calls", row.Receipt, s.sent("RunTask"))
	}
}

func TestRunAsksFirst(t *testing.T) {
	t.Parallel()
	s := hurries(staged(t, shop()))
	s.expect("run checkout -- true", denied, "no terminal to ask on; nothing was sent")
	s.expect("run checkout --yes --read-only -- true", denied, "read-only")
	s.expect("run checkout --yes --protect prod -- true", denied, "--confirm checkout")
	if row := s.ran("--dry-run --env TOKEN=hunter2 -- true", done); row.Result != planned || strings.Contains(row.Plan.Command, "hunter2") {
		t.Errorf("%+v", row.Plan)
	}
	for args, says := range map[string]string{"run checkout true": "put the command after --: ecscope run checkout -- true", "run checkout --": "no command after --", "run": "nothing is named to change",
		"run prod --yes": "prod is a cluster", "run checkout --env =1": "has no variable name", "run checkout --env ABSENT_FROM_HERE": "the environment has no", "run checkout --cpu lots": "not a number",
		"run checkout --revision latest": "write 41, family:41 or an ARN"} {
		s.expect(args, misused, says)
	}
	if n := s.sent("RunTask"); n > 0 {
		t.Errorf("sent %d times", n)
	}
}
