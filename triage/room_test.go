package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// What a task needs stands beside what the container instances have, what the containers waited for is named, and a task or a target that
// gets no traffic is no health.
func TestRoom(t *testing.T) {
	t.Parallel()
	rules := open(t)
	host := func(id string, cpu, memory int) aws.Instance {
		return aws.Instance{ARN: "arn:" + id, ID: id, Status: "ACTIVE", Connected: true, Described: true, CPU: 2048, CPUFree: cpu, Memory: 3900, MemoryFree: memory, Architecture: "x86_64"}
	}
	lost, drains, other := host("c", 2048, 3900), host("d", 2048, 3900), host("e", 2048, 3900)
	lost.Connected, drains.Status, other.CapacityProvider = false, "DRAINING", "asg-b"
	hosts := []aws.Instance{host("a", 1024, 1900), host("b", 0, 300), lost, drains}
	without := func(lacks string, r aws.Revision, change func(*Input)) Input {
		r.Family, r.Number, r.Described = "api", 41, true
		in := Input{Service: steadyService(), Tasks: []aws.Task{}, Stopped: []aws.Task{}, History: []aws.ServiceDeployment{}, Instances: slices.Clone(hosts), Revisions: []aws.Revision{r}, Now: noon()}
		in.Service.LaunchType, in.Service.Running = "EC2", 0
		in.Service.Events = []aws.Event{event(time.Minute, "was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance a) "+lacks)}
		if change != nil {
			change(&in)
		}
		return in
	}
	balanced := func(change func(*Input)) Input {
		in := Input{Service: steadyService(), Stopped: []aws.Task{}, History: []aws.ServiceDeployment{}, Now: noon(),
			Tasks:   []aws.Task{at(runningIn("us-east-1a", 1), "10.0.0.1"), at(runningIn("us-east-1a", 2), "10.0.0.2")},
			Targets: []aws.TargetGroup{{Name: "web", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "healthy"}, {ID: "10.0.0.2", State: "healthy"}}}}}
		change(&in)
		return in
	}
	const cpu, memory = "has insufficient CPU units available.", "has insufficient memory available."
	for name, c := range map[string]struct {
		in        Input
		says, not []string
	}{
		"larger than any": {without(cpu, aws.Revision{CPU: "4096", Memory: "1024"}, nil), []string{"A task needs 4096 CPU units and 1024 MiB.",
			"Of 4 container instances, 2 take tasks; 1 is not ACTIVE, the agent of 1 is disconnected.", "2 container instances are too small, even when empty: 2048 CPU units and 3900 MiB.", "Use larger container instances"}, []string{"Add instances", "Free on"}},
		"too little is free": {without(memory, aws.Revision{Containers: []aws.ContainerDefinition{{CPU: 512, Memory: 4000, Reservation: 2048}, {CPU: 512, Memory: 100}}}, nil),
			[]string{"A task needs 1024 CPU units and 2148 MiB.", "Free on 2 container instances: 1024 CPU units and 1900 MiB; 0 CPU units and 300 MiB."}, []string{"too small"}},
		"another architecture": {without("is missing an attribute required by your task.", aws.Revision{Architecture: "ARM64"}, nil), []string{"The revision is for ARM64, and the container instances that take tasks are x86_64."}, []string{"A task needs"}},
		"its own":              {without("is missing an attribute required by your task.", aws.Revision{Architecture: "X86_64"}, nil), nil, []string{"The revision is for"}},
		"one on each": {without(`encountered error "DistinctInstance placement constraint unsatisfied.".`, aws.Revision{}, nil),
			[]string{"runs one of the service already", "Add container instances, or lower the desired count"}, []string{"Compare placementConstraints"}},
		"of its capacity provider alone": {without(cpu, aws.Revision{}, func(in *Input) {
			in.Service.LaunchType, in.Service.Capacity, in.Instances = "", []aws.CapacityShare{{Provider: "asg-b"}}, append(in.Instances, other)
		}), []string{"Free on 1 container instance: 2048 CPU units and 3900 MiB."}, []string{"take tasks"}},
		"not all described":           {without(cpu, aws.Revision{CPU: "4096", Memory: "1024"}, func(in *Input) { in.Instances[1].Described = false }), nil, []string{"take tasks", "too small", "Free on"}},
		"of a size that nobody knows": {without(cpu, aws.Revision{CPU: "4096", Memory: "1024"}, func(in *Input) { in.Instances[1].CPU, in.Instances[1].CPUFree = 0, 0 }), nil, []string{"take tasks", "too small", "Free on"}},
		"on Fargate": {without("x", aws.Revision{CPU: "256", Memory: "512"}, func(in *Input) {
			in.Service.LaunchType, in.Instances = "FARGATE", []aws.Instance{}
		}), nil, []string{"A task needs"}},
		"one task is no target": {balanced(func(in *Input) { in.Targets[0].Targets = in.Targets[0].Targets[:1] }),
			[]string{"degraded", "1 of 2 tasks of api:41 is no target of web, and gets no traffic"}, []string{"steady"}},
		"a young one": {balanced(func(in *Input) {
			in.Targets[0].Targets, in.Tasks[1].Started = in.Targets[0].Targets[:1], noon().Add(-time.Minute)
		}), []string{"healthy"}, []string{"no target"}},
		"in another group of the service": {balanced(func(in *Input) {
			in.Targets = append(in.Targets, aws.TargetGroup{Name: "alt", Type: "ip", Targets: in.Targets[0].Targets[1:]})
			in.Targets[0].Targets = in.Targets[0].Targets[:1]
		}), []string{"healthy"}, []string{"no target"}},
		"its tasks are of another count": {balanced(func(in *Input) {
			in.Targets[0].Targets, in.Service.Running, in.Service.Desired = in.Targets[0].Targets[:1], 1, 1
		}), []string{"healthy"}, []string{"no target"}},
		"fails and drains": {balanced(func(in *Input) { in.Targets[0].Targets[1].State = "unhealthy.draining" }),
			[]string{"degraded", "1 of 2 targets of api:41 fails health checks", "1 target healthy."}, []string{"steady"}},
		"is registered for an hour": {balanced(func(in *Input) {
			for i := range in.Targets[0].Targets {
				in.Targets[0].Targets[i].State, in.Targets[0].Targets[i].Reason = "initial", "Elb.RegistrationInProgress"
			}
		}), []string{"failing", "they are still being registered", "0 targets healthy."}, []string{"they wait for", "2 of 2 tasks run"}},
		"tasks that replaced others unseen": {balanced(func(in *Input) {
			in.Tasks[0].Started, in.Tasks[1].Started = noon().Add(-4*time.Minute), noon().Add(-3*time.Minute)
		}), []string{"healthy", "steady for 3 minutes: before that, 2 tasks started"}, []string{"3 days"}},
		"a task beside an older one": {balanced(func(in *Input) {
			in.Tasks[0].Started, in.Tasks[1].Started = noon().Add(-100*time.Hour), noon().Add(-3*time.Minute)
		}), []string{"healthy", "steady for 2 days"}, []string{"before that"}},
	} {
		expect(t, name, allOf(rules.Service(c.in)), c.says, c.not)
	}
}

// The container that had to exit with 0 before another one ended the task, whatever the other is shown with.
func TestDependencyThatFailed(t *testing.T) {
	t.Parallel()
	rules := open(t)
	of := aws.Revision{Family: "api", Number: 7, Described: true, Containers: []aws.ContainerDefinition{{Name: "migrate"},
		{Name: "app", Essential: true, DependsOn: []aws.Dependency{{Container: "migrate", Condition: "SUCCESS"}}}}}
	for name, c := range map[string]struct {
		task aws.Task
		rule string
	}{
		"never shown":    {unstarted("Task failed to start", true, exited("migrate", 3, ""), aws.Container{Name: "app"}), dependency},
		"shown with 143": {unstarted("Essential container in task exited", true, exited("migrate", 3, ""), exited("app", 143, "")), dependency},
		"it did":         {unstarted("Task failed to start", true, exited("migrate", 0, ""), aws.Container{Name: "app"}), "code-failed-to-start"},
		"long after":     {stopped(containerOut, "Essential container in task exited", exited("migrate", 3, ""), exited("app", 1, "")), "exit-1"},
	} {
		d := rules.Task(c.task, of)
		if d.Rule != c.rule || c.rule == dependency && (d.Container != "migrate" || !strings.Contains(d.Cause, "migrate") || !slices.Contains(d.Facts, "The container migrate ended with exit code 3.")) {
			t.Errorf("%s: %s, %q of %q: %q", name, d.Rule, d.Cause, d.Container, d.Facts)
		}
	}
}
