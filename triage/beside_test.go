package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// running is a task of the service that runs in a zone.
func runningIn(zone string, n int) aws.Task {
	return aws.Task{ARN: fmt.Sprint("arn:run-", zone, n), ID: fmt.Sprint("run", n), Service: "api", Cluster: "prod", Status: "RUNNING", Desired: "RUNNING", Revision: "api:41",
		StartedBy: "ecs-svc/41", Zone: zone, Described: true, Created: noon().Add(-time.Hour), Started: noon().Add(-time.Hour)}
}

// cpu is a load of so many minutes at one value.
func cpu(n int, value float64) *aws.Load {
	return &aws.Load{From: noon().Add(-time.Duration(n) * time.Minute), Step: time.Minute, CPU: slices.Repeat([]float64{value}, n)}
}

// answers10 is a load of 10 requests a second: so many minutes with so many errors a minute and so many milliseconds at p99, and
// so many after them with others.
func answers10(n int, errors, slow float64, m int, errors2, slow2 float64) *aws.Load {
	return &aws.Load{From: noon().Add(-time.Duration(n+m) * time.Minute), Step: time.Minute, CPU: slices.Repeat([]float64{20}, n+m), Requests: slices.Repeat([]float64{10}, n+m),
		Errors:  slices.Concat(slices.Repeat([]float64{errors}, n), slices.Repeat([]float64{errors2}, m)),
		Latency: slices.Concat(slices.Repeat([]float64{slow}, n), slices.Repeat([]float64{slow2}, m))}
}

func scaledTo(n int, ago time.Duration) aws.ScalingActivity {
	return aws.ScalingActivity{ID: fmt.Sprint(n, ago), Status: "Successful", Description: fmt.Sprintf("Setting desired count to %d.", n), Started: noon().Add(-ago)}
}

// TestBeside holds what verdicts say beside the first cause, each with its evidence, and what they do not say without it.
func TestBeside(t *testing.T) {
	t.Parallel()
	r := open(t)
	diedIn := func(zone string, n int, code int) aws.Task {
		x := dead(stopped(containerOut, "Essential container in task exited", exited("app", code, "")), "41")
		x.ARN, x.Zone = fmt.Sprint("arn:dead-", zone, n), zone
		return x
	}
	at := func(change func(*Input)) Input {
		in := Input{Service: steadyService(), Now: noon(), Tasks: []aws.Task{}, Stopped: []aws.Task{}}
		change(&in)
		return in
	}
	blueGreen := func(in *Input) {
		s := &in.Service
		s.Controller, s.Deployments = "CODE_DEPLOY", nil
		s.TaskSets = []aws.TaskSet{{ID: "ecs-svc/41", Status: "PRIMARY", Stability: "STEADY_STATE", Revision: "api:41", Desired: 2, Running: 2},
			{ID: "ecs-svc/42", Status: "ACTIVE", Stability: "STABILIZING", Revision: "api:42", Desired: 2, Running: 0, Created: noon().Add(-5 * time.Minute)}}
	}
	for _, c := range []struct {
		name    string
		in      Input
		state   State
		says    []string
		without []string
	}{
		{"deaths share a zone", at(func(in *Input) {
			in.Service.Running = 1
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1c", 2, 1), diedIn("us-east-1c", 3, 1)}
			in.Tasks = []aws.Task{runningIn("us-east-1a", 1)}
		}), Degraded, []string{"All 3 deaths were in us-east-1c; 1 task runs in us-east-1a."}, nil},
		{"the living are in the same zone", at(func(in *Input) {
			in.Service.Running = 2
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1c", 2, 1), diedIn("us-east-1c", 3, 1)}
			in.Tasks = []aws.Task{runningIn("us-east-1a", 1), runningIn("us-east-1c", 2)}
		}), Degraded, nil, []string{"All 3 deaths"}},
		{"deaths share an AMI", at(func(in *Input) {
			in.Service.Running = 2
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1a", 2, 1), diedIn("us-east-1c", 3, 1)}
			in.Tasks = []aws.Task{runningIn("us-east-1a", 1), runningIn("us-east-1c", 2)}
			for i := range in.Stopped {
				in.Stopped[i].Instance = fmt.Sprint("arn:new-", i)
				in.Instances = append(in.Instances, aws.Instance{ARN: fmt.Sprint("arn:new-", i), AMI: "ami-new", Agent: "1.90.0", Type: "m7g.large", Described: true})
			}
			for i := range in.Tasks {
				in.Tasks[i].Instance = fmt.Sprint("arn:old-", i)
				in.Instances = append(in.Instances, aws.Instance{ARN: fmt.Sprint("arn:old-", i), AMI: "ami-old", Agent: "1.89.2", Type: "m7g.large", Described: true})
			}
		}), Degraded, []string{"All 3 deaths were on AMI ami-new (ECS agent 1.90.0); 2 tasks run on AMI ami-old."}, nil},
		{"an instance is not known", at(func(in *Input) {
			in.Service.Running = 2
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1a", 2, 1), diedIn("us-east-1c", 3, 1)}
			in.Tasks = []aws.Task{runningIn("us-east-1a", 1), runningIn("us-east-1c", 2)}
			for i := range in.Stopped {
				in.Stopped[i].Instance = fmt.Sprint("arn:new-", i)
				in.Instances = append(in.Instances, aws.Instance{ARN: fmt.Sprint("arn:new-", i), AMI: "ami-new", Described: true})
			}
			in.Tasks[0].Instance, in.Tasks[1].Instance = "arn:old-0", "arn:old-1"
		}), Degraded, nil, []string{"All 3 deaths"}},
		{"two causes", at(func(in *Input) {
			in.Service.Running = 1
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1a", 2, 1), diedIn("us-east-1a", 3, 137)}
		}), Degraded, []string{"1 more task died of another cause"}, nil},
		{"deaths and sick targets", at(func(in *Input) {
			in.Stopped = []aws.Task{diedIn("us-east-1c", 1, 1), diedIn("us-east-1a", 2, 1), diedIn("us-east-1a", 3, 1)}
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", Port: 80, State: "unhealthy", Reason: "Target.Timeout"}}}}
		}), Failing, []string{"1 of 1 target of api:41 fails health checks; 1 more problem", "also: api:41 keeps dying"}, nil},
		{"CPU at its limit, and nothing scales", at(func(in *Input) {
			in.Scaling = &aws.Scaling{}
			in.Load = cpu(30, 97)
		}), Degraded, []string{"CPU of api:41 has been at 97 % for 30 minutes, and nothing scales it"}, nil},
		{"CPU at its limit, and scaling not read", at(func(in *Input) { in.Load = cpu(30, 97) }), Healthy, nil, []string{"nothing scales"}},
		{"a short peak", at(func(in *Input) {
			in.Scaling = &aws.Scaling{}
			in.Load = cpu(4, 97)
		}), Healthy, nil, []string{"nothing scales"}},
		{"at its maximum with the load", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 2, Policies: []aws.ScalingPolicy{{Metric: "ECSServiceAverageCPUUtilization", Target: 60}},
				Activities: []aws.ScalingActivity{{Started: noon().Add(-time.Minute), NotScaled: []aws.NotScaled{{Code: "AlreadyAtMaxCapacity", Max: 2}}}}}
			in.Load = cpu(3, 88)
		}), Degraded, []string{"at its maximum of 2, and CPU is at 88 %, which it would keep at 60 %"}, nil},
		{"errors since a deployment", at(func(in *Input) {
			in.Service.Deployments[0].Created = noon().Add(-12 * time.Minute)
			in.History = []aws.ServiceDeployment{{ID: "d41", ARN: "arn:41", Revision: "api:41", Status: "SUCCESSFUL"}, {ID: "d40", ARN: "arn:40", Revision: "api:40", Status: "SUCCESSFUL"}}
			in.Load = answers10(48, 0, 80, 12, 72, 90)
		}), Degraded, []string{"12 % of requests to api:41 get a 5xx response, none before it was deployed 12 minutes ago", "back to api:40"}, nil},
		{"errors with nothing to compare them with", at(func(in *Input) { in.Load = answers10(60, 60, 80, 0, 0, 0) }), Degraded,
			[]string{"10 % of requests to api:41 get a 5xx response"}, []string{"before it was deployed", "back to"}},
		{"nearly all fail", at(func(in *Input) { in.Load = answers10(60, 590, 80, 0, 0, 0) }), Failing, []string{"98 % of requests"}, nil},
		{"a few errors", at(func(in *Input) { in.Load = answers10(60, 0.5, 80, 0, 0, 0) }), Healthy, nil, []string{"are answered with"}},
		{"slow since a deployment", at(func(in *Input) {
			in.Service.Deployments[0].Created = noon().Add(-12 * time.Minute)
			in.Load = answers10(48, 0, 80, 12, 0, 1900)
		}), Degraded, []string{"the slowest 1 % of requests take 1.9 s, up from 80 ms before it was deployed 12 minutes ago"}, nil},
		{"slow as ever", at(func(in *Input) {
			in.Service.Deployments[0].Created = noon().Add(-12 * time.Minute)
			in.Load = answers10(48, 0, 1800, 12, 0, 1900)
		}), Healthy, nil, []string{"more slowly"}},
		{"errors while it rolls out", at(func(in *Input) {
			d := &in.Service.Deployments[0]
			d.Created, d.Rollout = noon().Add(-12*time.Minute), "IN_PROGRESS"
			in.Load = answers10(48, 0, 80, 12, 72, 90)
		}), Degraded, []string{"12 % of requests to api:41", "meanwhile: "}, nil},
		{"hand and auto scaling undo each other", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 9, Activities: []aws.ScalingActivity{scaledTo(6, 4*time.Minute), scaledTo(6, 20*time.Minute), scaledTo(6, 40*time.Minute)}}
		}), Degraded, []string{"auto scaling has set api to 6 tasks 3 times in 40 minutes: something else sets the count back"}, nil},
		{"auto scaling goes up and down", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 9, Activities: []aws.ScalingActivity{scaledTo(2, 4*time.Minute), scaledTo(6, 20*time.Minute), scaledTo(2, 40*time.Minute)}}
		}), Healthy, nil, []string{"sets the count back"}},
		{"scaled to zero a while ago", at(func(in *Input) {
			in.Service.Desired, in.Service.Running = 0, 0
			in.Service.Events = append([]aws.Event{event(11*time.Minute, "has reached a steady state."), event(12*time.Minute, "has stopped 3 running tasks: (task a) (task b) (task c)."),
				event(13*time.Minute, "has stopped 1 running tasks: (task d).")}, in.Service.Events...)
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 4}
		}), Zero, []string{"api has been scaled to zero for 13 minutes: 4 tasks were stopped", "auto scaling would keep at least 1 task"}, nil},
		{"a rollback long ago", at(func(in *Input) {
			in.History = []aws.ServiceDeployment{{ID: "d42", ARN: "arn:42", Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", RollbackReason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
				RollbackStarted: noon().Add(-70 * time.Hour), Created: noon().Add(-71 * time.Hour), Finished: noon().Add(-69 * time.Hour)}}
		}), Healthy, []string{"its last release, api:42, is not live: it was rolled back 2 days ago"}, nil},
		{"released again since", at(func(in *Input) {
			in.History = []aws.ServiceDeployment{{ID: "d41", ARN: "arn:41", Revision: "api:41", Status: "SUCCESSFUL"}, {ID: "d42", ARN: "arn:42", Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", RollbackStarted: noon().Add(-80 * time.Hour)}}
		}), Healthy, nil, []string{"not live"}},
		{"the green set dies", at(func(in *Input) {
			blueGreen(in)
			x := dead(unstarted("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref a/b:v2: a/b:v2: not found", true), "42")
			in.Stopped = []aws.Task{x}
		}), Degraded, []string{"the green task set api:42 is not starting: 1 new task died, 0 of 2 run", "The blue task set api:41 still runs 2 of 2 tasks."}, nil},
		{"the green set comes up", at(func(in *Input) { blueGreen(in) }), Changing, []string{"api is being deployed by CODE_DEPLOY: api:42 runs 0 of 2 tasks, beside api:41 with 2"}, nil},
		{"targets of a zone that is not enabled", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", ARN: "arn:tg", Balancers: []string{"arn:lb"}, Targets: []aws.Target{{ID: "10.0.0.1", Zone: "us-east-1a", State: "healthy"},
				{ID: "10.0.0.2", Zone: "us-east-1c", State: "unused", Reason: "Target.NotInUse"}}}}
		}), Degraded, []string{"1 of 2 targets of api:41 in us-east-1c gets no traffic: it is unused", "doesn't use us-east-1c", "[aws elbv2 describe-load-balancers --load-balancer-arns arn:lb]"}, nil},
		{"unused in a zone that others use", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", Zone: "us-east-1a", State: "healthy"}, {ID: "10.0.0.2", Zone: "us-east-1a", State: "unused", Reason: "Target.NotInUse"}}}}
		}), Degraded, []string{"in us-east-1a gets no traffic"}, []string{"does not use us-east-1a"}},
		{"first checks that take too long", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Interval: 10 * time.Second, Healthy: 3, Targets: []aws.Target{{ID: "10.0.0.1", State: "initial", Reason: "Elb.InitialHealthChecking"}}}}
		}), Failing, []string{"it waits for its first health checks", "3 checks, 10 seconds apart, take 30 seconds."}, []string{"Wait for the interval"}},
		{"first checks that are slow", at(func(in *Input) {
			in.Service.Deployments[0].Updated = noon().Add(-20 * time.Minute)
			in.Targets = []aws.TargetGroup{{Name: "api", Interval: 5 * time.Minute, Healthy: 10, Targets: []aws.Target{{ID: "10.0.0.1", State: "initial"}}}}
		}), Changing, []string{"1 of 1 target of api:41 waits for its first health checks", "0 targets healthy."}, nil},
		{"a target of a zone that the load balancer says is not enabled", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", State: "unused", Reason: "Target.NotInUse", Description: "Target is in an Availability Zone that is not enabled for the load balancer"}}}}
		}), Failing, []string{"target-zone-off", "The target's zone is not enabled"}, []string{"no listener", "used by no listener"}},
		{"a target group without a listener", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", State: "unused", Reason: "Target.NotInUse", Description: "Target group is not configured to receive traffic from the load balancer"}}}}
		}), Failing, []string{"No listener of a load balancer forwards to the target group api"}, []string{"zone"}},
		{"tasks do not start, and nobody could read them", at(func(in *Input) {
			in.Tasks, in.Stopped, in.Service.Running = nil, nil, 0
			in.Service.Events = []aws.Event{event(time.Minute, "is unable to consistently start tasks successfully.")}
		}), Failing, []string{"tasks of api:41 do not start, says ECS: 0 of 2 run, and the reason is unknown: its tasks were not read", "Screen:stopped"}, []string{"scaling out"}},
		{"a daemon on a host whose agent is gone", at(func(in *Input) {
			in.Service.Scheduling, in.Service.Running = "DAEMON", 1
			x := runningIn("us-east-1a", 1)
			x.Instance = "arn:a"
			in.Tasks = []aws.Task{x}
			in.Instances = []aws.Instance{{ARN: "arn:a", ID: "aaa", Status: "ACTIVE", Connected: true, Described: true}, {ARN: "arn:b", ID: "bbb", EC2: "i-0b", Status: "ACTIVE", Described: true}}
		}), Degraded, []string{"1 of 2 tasks of api:41 run: none on container instance bbb, whose agent is disconnected", "disconnected on the container instance bbb (i-0b)"}, []string{"nothing says why"}},
		{"no auto scaling, none that takes tasks away", at(func(in *Input) {
			d := &in.Service.Deployments[0]
			d.Rollout, d.Created, d.Updated, in.Service.Running, in.Scaling = "IN_PROGRESS", noon(), noon(), 3, &aws.Scaling{}
		}), Changing, nil, []string{"auto scaling"}},
		{"a target in a state that nobody knows", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", State: "healthy"}, {ID: "10.0.0.2", State: "quarantined", Reason: "Target.New"}}}}
		}), Unclear, []string{"1 of 2 targets of api:41 is in a state unknown to this version of ecscope: \"quarantined\" (Target.New)"}, nil},
		{"a target whose state AWS does not give", at(func(in *Input) {
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", State: "healthy"}, {ID: "10.0.0.2"}}}}
		}), Unclear, []string{"1 of 2 targets of api:41 is in a state that AWS doesn't give"}, []string{"unknown to this version"}},
		{"a task in a status that nobody knows", at(func(in *Input) {
			x := runningIn("us-east-1a", 9)
			x.Status, in.Service.Running, in.Service.Pending = "THAWING", 1, 1
			in.Tasks = []aws.Task{runningIn("us-east-1a", 1), x}
		}), Unclear, []string{`"THAWING", is unknown to this version of ecscope; ECS counts 1 of 2 that run`}, nil},
		{"tasks wait for an instance", at(func(in *Input) {
			in.Service.Running, in.Service.Pending = 1, 1
			x := runningIn("", 9)
			x.Status, x.Started, x.Created, x.CapacityProvider, x.LaunchType = "PROVISIONING", time.Time{}, noon().Add(-20*time.Minute), "asg", "EC2"
			in.Tasks, in.Instances = []aws.Task{x}, []aws.Instance{{ID: "a1", EC2: "i-1", Status: "ACTIVE", Connected: true, CapacityProvider: "asg", CPU: 1024, Memory: 900, MemoryFree: 64, Described: true}}
		}), Degraded, []string{"the capacity provider asg has not brought", "Free on 1 container instance: 0 CPU units and 64 MiB.", "--capacity-providers asg"}, nil},
		{"tasks wait for an instance, and those that there are were not described", at(func(in *Input) {
			in.Service.Running, in.Service.Pending = 1, 1
			x := runningIn("", 9)
			x.Status, x.Started, x.Created, x.CapacityProvider, x.LaunchType = "PROVISIONING", time.Time{}, noon().Add(-20*time.Minute), "asg", "EC2"
			in.Tasks, in.Instances = []aws.Task{x}, []aws.Instance{{ID: "a1"}}
		}), Degraded, []string{"the capacity provider asg has not brought"}, []string{"no container instance.", "Free on"}},
		{"nothing says why, and the stopped tasks were not read", at(func(in *Input) {
			in.Service.Running, in.Stopped = 1, nil
			in.Service.Deployments[0].Updated, in.Service.Events = noon().Add(-time.Hour), []aws.Event{event(time.Hour, "has reached a steady state.")}
		}), Degraded, []string{"the reason is unknown: its stopped tasks were not read"}, []string{"nothing says why"}},
		{"sick targets of the old revision while the new one dies", at(func(in *Input) {
			s := &in.Service
			s.Deployments = append([]aws.Deployment{{ID: "ecs-svc/42", Status: "PRIMARY", Rollout: "IN_PROGRESS", Revision: "api:42", Created: noon().Add(-9 * time.Minute)}}, s.Deployments...)
			s.Deployments[1].Status = "ACTIVE"
			old := runningIn("us-east-1a", 1)
			old.Attachments = []aws.Attachment{{Details: []aws.Tag{{Key: "privateIPv4Address", Value: "10.0.0.1"}}}}
			in.Tasks, in.Stopped = []aws.Task{old}, []aws.Task{dead(unstarted("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref a/b:v2: a/b:v2: not found", true), "42")}
			in.Targets = []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", Port: 80, State: "unhealthy", Reason: "Target.Timeout"}}}}
		}), Failing, []string{"; 1 more problem", "also: 1 of 1 target of api:41 fails health checks"}, []string{"target of api:42"}},
		{"errors and no task to spare, both without a rule", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 9, Activities: []aws.ScalingActivity{scaledTo(6, 4*time.Minute), scaledTo(6, 20*time.Minute)}}
			in.Load = answers10(60, 60, 80, 0, 0, 0)
		}), Degraded, []string{"10 % of requests to api:41 get a 5xx response; 1 more problem", "also: auto scaling has set api to 6 tasks 2 times"}, nil},
		{"errors while a rollout state is not known", at(func(in *Input) {
			in.Service.Deployments[0].Rollout = "HIBERNATED"
			in.Load = answers10(60, 60, 80, 0, 0, 0)
		}), Degraded, []string{"10 % of requests to api:41", "meanwhile: api:41 runs 2 of 2 tasks; its rollout state"}, []string{"more problem"}},
		{"at its maximum, and beyond the target", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 2, Policies: []aws.ScalingPolicy{{Metric: "ECSServiceAverageCPUUtilization", Target: 50}}}
			in.Load = cpu(30, 75)
		}), Degraded, []string{"CPU of api:41 has been at 75 % for 30 minutes, and it has the 2 tasks that auto scaling allows"}, nil},
		{"at its maximum, and about at the target", at(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 2, Policies: []aws.ScalingPolicy{{Metric: "ECSServiceAverageCPUUtilization", Target: 70}}}
			in.Load = cpu(30, 75)
		}), Healthy, nil, []string{"auto scaling allows"}},
		{"a task pulls its image", at(func(in *Input) {
			in.Service.Running, in.Service.Pending = 1, 1
			x := runningIn("us-east-1a", 9)
			x.Status, x.Started, x.Created, x.PullStarted = "PENDING", time.Time{}, noon().Add(-3*time.Minute), noon().Add(-2*time.Minute)
			in.Tasks = []aws.Task{x}
		}), Changing, []string{"1 task waits for up to 3 minutes: PENDING, pulling the image"}, nil},
	} {
		v := r.Service(c.in)
		all := fmt.Sprintf("%+v", v)
		if v.State != c.state {
			t.Errorf("%s: %s: %q", c.name, v.State, v.Headline)
		}
		for _, want := range c.says {
			if !strings.Contains(all, want) {
				t.Errorf("%s: no %q in %s", c.name, want, all)
			}
		}
		for _, not := range c.without {
			if strings.Contains(all, not) {
				t.Errorf("%s: %q in %s", c.name, not, all)
			}
		}
	}
}
