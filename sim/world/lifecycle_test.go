package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

func run(t testing.TB, w *world.World) types.Task {
	t.Helper()
	out := must[*ecs.RunTaskOutput](t)(w.RunTask(&ecs.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("api"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: fargate(1).NetworkConfiguration, EnableExecuteCommand: true, StartedBy: new("me")}))
	if len(out.Tasks) != 1 {
		t.Fatalf("failures: %+v", out.Failures)
	}
	return out.Tasks[0]
}

func look(t testing.TB, w *world.World, arn string) (types.Task, bool) {
	t.Helper()
	out := must[*ecs.DescribeTasksOutput](t)(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{arn}}))
	if len(out.Tasks) == 0 {
		return types.Task{}, false
	}
	return out.Tasks[0], true
}

// walk advances until the task is in the status, or at most ten minutes, and returns the statuses it passed through.
func walk(t testing.TB, w *world.World, arn, until string) (path []string, last types.Task) {
	t.Helper()
	for range 600 {
		task, _ := look(t, w, arn)
		if len(path) == 0 || path[len(path)-1] != *task.LastStatus {
			if task.Version <= last.Version {
				t.Errorf("%s has version %d after %d", *task.LastStatus, task.Version, last.Version)
			}
			path = append(path, *task.LastStatus)
		}
		last = task
		if *task.LastStatus == until {
			return path, last
		}
		w.Advance(w.Now().Add(time.Second))
	}
	t.Fatalf("never %s: %v", until, path)
	return nil, last
}

func TestTaskGoesThroughAllStatuses(t *testing.T) {
	t.Parallel()
	w := stage(t)
	arn := *run(t, w).TaskArn
	up, task := walk(t, w, arn, "RUNNING")
	if got := strings.Join(up, " "); got != "PROVISIONING PENDING ACTIVATING RUNNING" {
		t.Error(got)
	}
	c := task.Containers[0]
	if c.RuntimeId == nil || c.ImageDigest == nil || *c.ManagedAgents[0].LastStatus != "RUNNING" || len(c.NetworkInterfaces) != 1 ||
		task.Connectivity != types.ConnectivityConnected || *task.Attachments[0].Status != "ATTACHED" || *task.Group != "family:api" {
		t.Errorf("%+v", task)
	}
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn, Reason: new("lunch break")}))
	down, task := walk(t, w, arn, "STOPPED")
	if got := strings.Join(down, " "); got != "DEACTIVATING STOPPING DEPROVISIONING STOPPED" {
		t.Error(got)
	}
	if task.StopCode != types.TaskStopCodeUserInitiated || *task.StoppedReason != "lunch break" || *task.Containers[0].ExitCode != 143 ||
		*task.DesiredStatus != "STOPPED" || *task.Attachments[0].Status != "DELETED" {
		t.Errorf("%+v", task)
	}
	moments := []*time.Time{task.CreatedAt, task.ConnectivityAt, task.PullStartedAt, task.PullStoppedAt, task.StartedAt,
		task.StoppingAt, task.ExecutionStoppedAt, task.StoppedAt}
	if slices.Contains(moments, nil) || !slices.IsSortedFunc(moments, func(x, y *time.Time) int { return x.Compare(*y) }) {
		t.Errorf("moments: %v", moments)
	}
}

func TestPhaseOfAFailureShowsInWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		phase                              world.Phase
		connected, pull, pulled, attaching bool
	}{
		{phase: world.PhaseNetwork, attaching: true},
		{phase: world.PhaseSecrets, connected: true},
		{phase: world.PhasePull, connected: true, pull: true},
		{phase: world.PhaseCreate, connected: true, pull: true, pulled: true},
	} {
		t.Run(string(c.phase), func(t *testing.T) {
			t.Parallel()
			w := stage(t)
			w.SetFate(world.FateMatch{}, world.Fate{Fail: &world.Failure{Phase: c.phase, Reason: "why", ContainerReason: "SomeError: why"}})
			_, task := walk(t, w, *run(t, w).TaskArn, "STOPPED")
			if task.StopCode != types.TaskStopCodeTaskFailedToStart || *task.StoppedReason != "why" || task.StartedAt != nil ||
				task.Containers[0].ExitCode != nil || *task.Containers[0].Reason != "SomeError: why" {
				t.Errorf("%+v", task)
			}
			if (task.ConnectivityAt != nil) != c.connected || (task.PullStartedAt != nil) != c.pull || (task.PullStoppedAt != nil) != c.pulled {
				t.Errorf("connected %v, pull %v to %v", task.ConnectivityAt, task.PullStartedAt, task.PullStoppedAt)
			}
			status := slices.ContainsFunc(task.Attachments[0].Details, func(d types.KeyValuePair) bool { return *d.Name == "statusReason" })
			if status != c.attaching {
				t.Errorf("attachment: %+v", task.Attachments[0])
			}
		})
	}
}

func TestContainersOwnExit(t *testing.T) {
	t.Parallel()
	w := stage(t)
	w.SetFate(world.FateMatch{Family: "api"}, world.Fate{Exit: &world.Exit{After: time.Minute, Code: 137,
		ContainerReason: "OutOfMemoryError: Container killed due to memory usage"}})
	_, task := walk(t, w, *run(t, w).TaskArn, "STOPPED")
	if task.StopCode != types.TaskStopCodeEssentialContainerExited || *task.StoppedReason != "Essential container in task exited" ||
		*task.Containers[0].ExitCode != 137 || !strings.HasPrefix(*task.Containers[0].Reason, "OutOfMemoryError") {
		t.Errorf("%+v", task)
	}
	if d := task.ExecutionStoppedAt.Sub(*task.StartedAt); d != time.Minute {
		t.Errorf("ran %v", d)
	}
}

func TestSlowContainerIsKilled(t *testing.T) {
	t.Parallel()
	w := stage(t)
	w.SetFate(world.FateMatch{}, world.Fate{Exiting: time.Minute})
	arn := *run(t, w).TaskArn
	walk(t, w, arn, "RUNNING")
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn}))
	_, task := walk(t, w, arn, "STOPPED")
	if *task.Containers[0].ExitCode != 137 || task.ExecutionStoppedAt.Sub(*task.StoppingAt) < 30*time.Second {
		t.Errorf("exit %d after %v", *task.Containers[0].ExitCode, task.ExecutionStoppedAt.Sub(*task.StoppingAt))
	}
}

func TestStoppedTasksVanishAfterAnHour(t *testing.T) {
	t.Parallel()
	w := stage(t)
	arn := *run(t, w).TaskArn
	must[*ecs.StopTaskOutput](t)(w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn}))
	_, task := walk(t, w, arn, "STOPPED")
	w.Advance(task.StoppedAt.Add(59 * time.Minute))
	if _, there := look(t, w, arn); !there || len(tasks(t, w, types.DesiredStatusStopped)) != 1 {
		t.Error("gone too early")
	}
	w.Advance(task.StoppedAt.Add(61 * time.Minute))
	out := must[*ecs.DescribeTasksOutput](t)(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{arn}}))
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "MISSING" || *out.Failures[0].Arn != arn || len(tasks(t, w, types.DesiredStatusStopped)) != 0 {
		t.Errorf("%+v", out)
	}
}

func TestSpotInterruptionIsReplaced(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(3, balanced, func(in *ecs.CreateServiceInput) {
		in.LaunchType = ""
		in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT"), Weight: 1}}
	}))
	var arn string
	w.At(start.Add(time.Minute), func(w *world.World) { arn = w.Interrupt(world.FateMatch{Service: "api"}) })
	w.Advance(start.Add(time.Minute))
	if task, _ := look(t, w, arn); *task.LastStatus != "DEACTIVATING" || *task.DesiredStatus != "STOPPED" {
		t.Fatalf("%+v", task)
	}
	until(t, w, 10*time.Second, said("deregistered 1 targets in"))
	until(t, w, 90*time.Second, said("has started 1 tasks"))
	_, task := walk(t, w, arn, "STOPPED")
	if d := task.StoppedAt.Sub(*task.StoppingAt); d != 2*time.Minute || task.StopCode != types.TaskStopCodeSpotInterruption ||
		*task.StoppedReason != "Your Spot Task was interrupted." || *task.Containers[0].ExitCode != 143 {
		t.Errorf("after %v: %+v", d, task)
	}
	until(t, w, 2*time.Minute, said("steady state"))
	if n := describe(t, w).RunningCount; n != 3 {
		t.Errorf("%d running", n)
	}
}

func TestListTasksFilters(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	one := *run(t, w).TaskArn
	id := *describe(t, w).Deployments[0].Id
	for name, c := range map[string]struct {
		in   ecs.ListTasksInput
		want int
		err  string
	}{
		"all":             {want: 3},
		"service":         {in: ecs.ListTasksInput{ServiceName: new("api")}, want: 2},
		"unknown service": {in: ecs.ListTasksInput{ServiceName: new("nope")}, err: "ServiceNotFoundException"},
		"family":          {in: ecs.ListTasksInput{Family: new("api")}, want: 3},
		"other family":    {in: ecs.ListTasksInput{Family: new("web")}},
		"started by":      {in: ecs.ListTasksInput{StartedBy: new("me")}, want: 1},
		"by a deployment": {in: ecs.ListTasksInput{StartedBy: &id}, want: 2},
		"not alone":       {in: ecs.ListTasksInput{StartedBy: new("me"), Family: new("api")}, err: "InvalidParameterException"},
		"launch type":     {in: ecs.ListTasksInput{LaunchType: types.LaunchTypeEc2}},
		"pending":         {in: ecs.ListTasksInput{DesiredStatus: types.DesiredStatusPending}},
		"stopped":         {in: ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped}},
		"bad instance":    {in: ecs.ListTasksInput{ContainerInstance: new("i")}, err: "InvalidParameterException"},
	} {
		c.in.Cluster = new("prod")
		out, err := w.ListTasks(&c.in)
		if code(err) != c.err || err == nil && len(out.TaskArns) != c.want {
			t.Errorf("%s: %v %v", name, out, err)
		}
	}
	if _, there := look(t, w, one); !there {
		t.Error("the task that runs is not described")
	}
}
