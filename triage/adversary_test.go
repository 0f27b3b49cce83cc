package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// allOf is all that a verdict says.
func allOf(v Verdict) string {
	all := []string{string(v.State), v.Headline, v.Serves, v.Diagnosis.Cause, v.Diagnosis.Fix}
	all = append(all, v.Diagnosis.Facts...)
	for _, f := range v.Evidence {
		all = append(all, f.Text)
	}
	for _, r := range v.Remedies {
		all = append(all, string(r.Action)+" "+r.Set+" "+r.Revision+" "+r.Text)
	}
	return strings.Join(all, "\n")
}

// at is a task with an address.
func at(t aws.Task, address string) aws.Task {
	t.Attachments = []aws.Attachment{{Type: "ElasticNetworkInterface", Status: "ATTACHED", Details: []aws.Tag{{Key: "privateIPv4Address", Value: address}}}}
	return t
}

// Accounts of kinds that few think of: what is there is said, and nothing that is not.
func TestOddAccounts(t *testing.T) {
	t.Parallel()
	rules := open(t)
	with := func(change func(*Input)) Input {
		in := Input{Service: steadyService(), Tasks: []aws.Task{}, Stopped: []aws.Task{}, History: []aws.ServiceDeployment{}, Now: noon()}
		change(&in)
		return in
	}
	moving := func(change func(*aws.Service, *aws.Deployment)) Input {
		return with(func(in *Input) { in.Service = rolledOut(change) })
	}
	percent := func(scheduling string, least, most int) Input {
		return moving(func(s *aws.Service, _ *aws.Deployment) {
			s.Scheduling, s.Rollout = scheduling, aws.RolloutConfiguration{Strategy: "ROLLING", MinHealthy: least, Max: most}
		})
	}
	on := func(d aws.ServiceDeployment) Input {
		in := moving(func(_ *aws.Service, d *aws.Deployment) { d.Running = 2 })
		d.ARN, d.Revision, d.Described, d.Started, d.Sources = "arn:d", "api:42", true, noon().Add(-4*time.Minute), []aws.RevisionShare{{Revision: "api:41"}}
		in.History = []aws.ServiceDeployment{d}
		return in
	}
	waits := func(h aws.Hook) Input {
		h.ID, h.Status = "h1", "AWAITING_ACTION"
		return on(aws.ServiceDeployment{Status: "IN_PROGRESS", Hooks: []aws.Hook{h}})
	}
	stage := func(name string, ago time.Duration, o aws.RolloutConfiguration) Input {
		at := noon().Add(-ago)
		in := on(aws.ServiceDeployment{ID: "d1", Status: "IN_PROGRESS", Stage: name, Created: at, Rules: o})
		d, row := &in.History[0], &in.Service.Deployments[0]
		d.Started, row.Created, row.Updated = at, at, at
		return in
	}
	baking := aws.RolloutConfiguration{Strategy: "BLUE_GREEN", BakeTime: 10 * time.Minute}
	handed := func(sets ...aws.TaskSet) Input {
		return with(func(in *Input) {
			in.Service.Controller, in.Service.Deployments, in.Service.TaskSets = "CODE_DEPLOY", nil, sets
		})
	}
	blue := aws.TaskSet{ID: "ecs-svc/1", Status: "PRIMARY", Stability: "STEADY_STATE", Revision: "api:41", Desired: 2, Running: 2, Scale: 100, Created: noon().Add(-48 * time.Hour)}
	side := aws.TaskSet{ID: "ecs-svc/2", Status: "ACTIVE", Stability: "STEADY_STATE", Revision: "api:42", Created: noon().Add(-time.Hour)}
	up := side
	up.Desired, up.Running, up.Scale = 2, 2, 100
	runs := aws.Task{ARN: "arn:t", Cluster: "prod", Service: "api", Revision: "api:41", Status: "RUNNING", Desired: "RUNNING", Started: noon().Add(-time.Hour), Described: true}
	for name, c := range map[string]struct {
		in        Input
		says, not []string
	}{
		"percentages that lock": {percent("REPLICA", 100, 100), []string{"blocked", "can't continue", "configure max=200"}, []string{"rolling out"}},
		"a half too much":       {percent("REPLICA", 60, 149), []string{"blocked", "max=200"}, nil},
		"a daemon's lock":       {percent("DAEMON", 100, 100), []string{"blocked", "configure min=0"}, []string{"max=200", "maximum to 200"}},
		"room for one more":     {percent("REPLICA", 100, 150), []string{"rolling out"}, []string{"blocked", "configure"}},
		"an alarm before ECS acts": {on(aws.ServiceDeployment{Status: "IN_PROGRESS", Triggered: []string{"p99"}, Rules: aws.RolloutConfiguration{AlarmRollback: true}}),
			[]string{"degraded", "api:42 is failing: alarm p99 went off: ECS rolls back"}, []string{"rolling out"}},
		"a rollback that somebody asked for": {on(aws.ServiceDeployment{Status: "ROLLBACK_REQUESTED", RollbackReason: "Service deployment rolled back by user."}),
			[]string{"degraded", "api:42 is being rolled back to api:41: Service deployment rolled back by user."}, []string{"failed and"}},
		"a pause that was answered with a rollback": {on(aws.ServiceDeployment{Status: "ROLLBACK_IN_PROGRESS", Hooks: []aws.Hook{{ID: "h", Type: "PAUSE", Status: "FAILED"}}}),
			[]string{"api:42 is being rolled back to api:41: hook h PAUSE was answered with a rollback"}, []string{"failed and"}},
		"a rollback that failed": {on(aws.ServiceDeployment{Status: "ROLLBACK_FAILED", BackTo: "api:41", Reason: "no luck", Finished: noon().Add(-time.Minute)}),
			[]string{"stalled", "the rollback of api:42 to api:41 failed and nothing takes it back: no luck"}, []string{"being rolled back", "api:42 failed"}},
		"a completed deployment beside the tasks of the one before": {with(func(in *Input) {
			in.Service.Deployments[0].Revision, in.Service.Deployments[0].Running = "api:42", 1
			in.Service.Deployments = append(in.Service.Deployments, aws.Deployment{ID: "ecs-svc/1", Status: "ACTIVE", Rollout: "COMPLETED", Revision: "api:41", Running: 1})
		}), []string{"changing", "api:42 is deployed and runs 1 of 2 tasks; 1 task of api:41 still runs"}, []string{"steady", "2 of 2"}},
		"a deployment that the service doesn't show yet": {with(func(in *Input) {
			in.History = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:42", Status: "PENDING", Created: noon().Add(-time.Second)}}
		}), []string{"changing", "api:42 is to be rolled out, and ECS hasn't started that: 2 of 2 tasks run"}, []string{"steady"}},
		"one that is rolled back": {with(func(in *Input) {
			in.History = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:42", Status: "ROLLBACK_IN_PROGRESS", BackTo: "api:41", Created: noon().Add(-time.Second)}}
		}), []string{"degraded", "api:42 is being rolled back to api:41: 2 of 2 tasks run"}, []string{"steady"}},
		"a hook that nobody answered and that was to go on then": {on(aws.ServiceDeployment{Status: "IN_PROGRESS", Hooks: []aws.Hook{{ID: "h", Type: "PAUSE", Status: "TIMED_OUT", Timeout: "CONTINUE"}}}),
			[]string{"rolling out"}, []string{"failing", "timed out"}},
		"one that was to go back": {on(aws.ServiceDeployment{Status: "IN_PROGRESS", Hooks: []aws.Hook{{ID: "h", Type: "PAUSE", Status: "TIMED_OUT", Timeout: "ROLLBACK"}}}),
			[]string{"degraded", "failing", "timed out"}, []string{"rolling out"}},
		"a rollback that has only begun": {on(aws.ServiceDeployment{Status: "ROLLBACK_IN_PROGRESS", Triggered: []string{"p99"}}),
			[]string{"api:42 failed and is being rolled back to api:41: alarm p99 went off"}, []string{"back to api:42", "no reason"}},
		"a hook without an expiry":     {waits(aws.Hook{}), []string{"blocked", "ECS doesn't say what happens without one"}, []string{"rolls back", "00:00"}},
		"a hook whose time is over":    {waits(aws.Hook{Timeout: "CONTINUE", Expires: noon().Add(-5 * time.Minute)}), []string{"ended 5 minutes ago"}, []string{"in 0 seconds"}},
		"a status that nobody knows":   {on(aws.ServiceDeployment{Status: "LEVITATING", Created: noon().Add(-4 * time.Minute)}), []string{"unknown", `"LEVITATING"`}, nil},
		"a task's health nobody knows": {with(func(in *Input) { one := runs; one.Health = "MEH"; in.Tasks = []aws.Task{one} }), []string{"unknown", `"MEH"`}, []string{"steady"}},
		"a sidecar that ended in a task that runs": {with(func(in *Input) {
			one := runs
			one.Health, one.Containers = "UNKNOWN", []aws.Container{{Name: "app"}, exited("metrics", 137, "OutOfMemoryError: Container killed due to memory usage")}
			in.Tasks = []aws.Task{one}
		}), []string{"healthy", "the container metrics has ended with exit code 137 in 1 task"}, nil},
		"an init container that ended well": {with(func(in *Input) {
			one := runs
			one.Health, one.Containers = "UNKNOWN", []aws.Container{{Name: "app"}, exited("init", 0, "")}
			in.Tasks = []aws.Task{one}
		}), []string{"healthy"}, []string{"init"}},
		"a dependency that ended before the task ran": {with(func(in *Input) {
			in.Service.Running = 0
			for _, id := range []string{"a", "b"} {
				one := dead(unstarted("Essential container in task exited", true, aws.Container{Name: "app"}, exited("migrate", 1, "")), "41")
				one.ARN = id
				in.Stopped = append(in.Stopped, one)
			}
		}), []string{"The container migrate ended with exit code 1 in each of them."}, nil},
		"scaled to zero by a maximum of 0": {with(func(in *Input) {
			in.Service.Desired, in.Service.Running = 0, 0
			in.Service.Events = []aws.Event{event(time.Hour, "has stopped 4 running tasks: (task a) (task b) (task c) (task d).")}
			in.Scaling = &aws.Scaling{Registered: true}
		}), []string{"4 tasks were stopped", "its maximum is 0"}, []string{"start 0 tasks", "scale "}},
		"a task set at 0 %": {with(func(in *Input) {
			in.Service.Controller, in.Service.Deployments, in.Service.Running = "EXTERNAL", nil, 0
			in.Service.TaskSets = []aws.TaskSet{{ID: "ecs-svc/3", Status: "PRIMARY", Revision: "api:41"}}
		}), []string{"blocked", "its task set asks for none"}, []string{"nothing says why"}},
		"no deployment at all": {with(func(in *Input) { in.Service.Deployments = nil }), []string{"unknown", "api has no deployment"}, []string{"healthy", "steady"}},
		"a bake of three days": {stage("BAKE_TIME", 72*time.Hour, baking),
			[]string{"stalled", "api:42 is in BAKE_TIME and has made no progress for 3 days, and its bake time is 10 minutes", "its stage, hooks and alarms", "back to api:41"}, []string{"bakes beside"}},
		"a bake within its time":      {stage("BAKE_TIME", 20*time.Minute, baking), []string{"changing", "bakes beside the old tasks"}, []string{"no progress"}},
		"a long bake within its time": {stage("BAKE_TIME", 10*time.Hour, aws.RolloutConfiguration{Strategy: "ROLLING", BakeTime: 12 * time.Hour}), []string{"changing"}, []string{"no progress"}},
		"a hook that may take a day": {stage("POST_TEST_TRAFFIC_SHIFT", 10*time.Hour, aws.RolloutConfiguration{Strategy: "BLUE_GREEN",
			Hooks: []aws.HookRule{{Type: "AWS_LAMBDA", Stages: []string{"POST_TEST_TRAFFIC_SHIFT"}}}}), []string{"changing"}, []string{"no progress"}},
		"a stage seen for longer than its time": {func() Input {
			in := stage("BAKE_TIME", 20*time.Hour, aws.RolloutConfiguration{Strategy: "BLUE_GREEN", BakeTime: 10 * time.Minute,
				Hooks: []aws.HookRule{{Type: "AWS_LAMBDA", Stages: []string{"POST_SCALE_UP"}}}})
			in.Stage = StageSeen{Deployment: "arn:d", Stage: "BAKE_TIME 0", Since: noon().Add(-2 * time.Hour)}
			return in
		}(), []string{"stalled", "has been in BAKE_TIME for at least 2 hours"}, nil},
		"linear steps within their time":               {stage("PRODUCTION_TRAFFIC_SHIFT", 20*time.Hour, aws.RolloutConfiguration{Strategy: "LINEAR", Step: 10, StepBake: 3 * time.Hour}), []string{"changing"}, []string{"no progress"}},
		"a task set at 0 % beside the one that serves": {handed(blue, side), []string{"healthy", "stands at 0 %", "its controller has to scale it"}, []string{"being deployed"}},
		"a task set that waits for its traffic":        {handed(blue, up), []string{"changing", "api:42 runs 2 of 2 tasks"}, []string{"healthy"}},
		"an inactive revision": {with(func(in *Input) {
			in.Service.Running = 1
			in.Service.Events = []aws.Event{event(time.Minute, "was unable to place a task. Reason: The specified task definition is inactive. Specify an active task definition and try again.")}
		}), []string{"blocked", "was deregistered (inactive)", "Register its content again", "no new task of api:41 starts: 1 of 2 tasks run"}, []string{"is not starting"}},
		"no target is registered": {with(func(in *Input) {
			in.Tasks, in.Targets = []aws.Task{runs}, []aws.TargetGroup{{Name: "api-tg"}}
		}), []string{"failing", "no target of api:41 gets traffic: api-tg is empty; 1 task runs", "Nothing serves"}, []string{"healthy"}},
		"all targets drain": {with(func(in *Input) {
			in.Tasks, in.Targets = []aws.Task{runs}, []aws.TargetGroup{{Name: "api-tg", Targets: []aws.Target{{ID: "10.0.0.1", State: "draining"}}}}
		}), []string{"failing", "1 target drains, and no other is registered"}, []string{"healthy"}},
		"a task that has just begun, not registered": {with(func(in *Input) {
			one := runs
			one.Started = noon().Add(-time.Minute)
			in.Tasks, in.Targets = []aws.Task{one}, []aws.TargetGroup{{Name: "api-tg"}}
		}), []string{"healthy"}, []string{"gets traffic"}},
		"targets that nobody checks": {with(func(in *Input) {
			in.Tasks, in.Targets = []aws.Task{runs}, []aws.TargetGroup{{Name: "api-tg", Targets: []aws.Target{{ID: "10.0.0.1", State: "unavailable"}}}}
		}), []string{"the health of 1 target is unknown"}, nil},
		"counts that disagree": {with(func(in *Input) {
			in.Service.Running = 0
			in.Service.Events = []aws.Event{event(time.Hour, "has started 1 tasks: (task a).")}
			in.Tasks = []aws.Task{runs}
		}), []string{"counts 0 of 2 tasks of api:41 that run, and lists 1: its count and its list disagree"}, []string{"nothing says why", "degraded"}},
		"tasks that nobody stops": {with(func(in *Input) {
			in.Service.Desired = 0
			in.Service.Events = []aws.Event{event(3*time.Hour, "has stopped 1 running tasks: (task a).")}
		}), []string{"degraded", "is to run no task, and 2 tasks are left: nothing stopped them for 3 hours"}, []string{"scaling to zero"}},
		"an unknown word of a task set": {handed(func() aws.TaskSet { one := blue; one.Stability = "WOBBLY"; return one }()), []string{"unknown", `"WOBBLY"`}, []string{"healthy"}},
		"a task set at 50 %": {func() Input {
			one := blue
			one.Desired, one.Running, one.Scale = 1, 1, 50
			in := handed(one)
			in.Service.Running = 1
			return in
		}(), []string{"degraded", "its task set asks for 1", "stands at 50 %"}, []string{"nothing says why"}},
		"a stop that does not come": {func() Input {
			in := stage("SCALE_UP", 2*time.Hour, baking)
			in.History[0].Status = "STOP_REQUESTED"
			return in
		}(), []string{"stalled", "was asked to stop (STOP_REQUESTED)"}, []string{"roll back"}},
		"a target group shared with another service": {with(func(in *Input) {
			in.Tasks = []aws.Task{at(runs, "10.0.0.1")}
			in.Targets = []aws.TargetGroup{{Name: "web", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "healthy"}, {ID: "10.0.0.9", State: "unhealthy"}}}}
		}), []string{"healthy", "1 target in web that fails health checks belongs to no task of api"}, []string{"degraded", "targets of api:41"}},
		"a shared target group, and no address of a task": {with(func(in *Input) {
			in.Tasks = []aws.Task{runs}
			in.Targets = []aws.TargetGroup{{Name: "web", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1"}, {ID: "10.0.0.2", State: "healthy"}, {ID: "10.0.0.9", State: "unhealthy"}}}}
		}), []string{"unknown", "1 of 3 targets in web fails health checks, and nothing tells whose it is"}, []string{"degraded"}},
		"one of two target groups fails": {with(func(in *Input) {
			in.Tasks = []aws.Task{at(runs, "10.0.0.1")}
			in.Targets = []aws.TargetGroup{{Name: "inside", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "healthy"}}}, {Name: "outside", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "unhealthy"}}}}
		}), []string{"failing", "1 of 2 targets of api:41 fails health checks in outside", "1 target healthy, none in outside"}, nil},
		"an attachment that was refused": {with(func(in *Input) {
			in.Service.Running = 0
			one := dead(unstarted("", true), "41")
			one.Attachments = []aws.Attachment{{Type: "AmazonElasticBlockStorage", Status: "FAILED", Details: []aws.Tag{{Key: "statusReason", Value: "You are not authorized to perform this operation."}}}}
			in.Stopped = []aws.Task{one}
		}), []string{"failing", "1 task of api died", "lacks a permission", "The attachment of type AmazonElasticBlockStorage is FAILED."}, []string{"replaces"}},
		"a death without a reason": {with(func(in *Input) {
			in.Service.Running = 1
			in.Stopped = []aws.Task{dead(stopped("", ""), "41")}
		}), []string{"AWS gives no reason."}, []string{"No rule matches"}},
		"a proxy of Service Connect that dies": {with(func(in *Input) {
			in.Service.Running = 1
			in.Stopped = []aws.Task{dead(stopped(containerOut, "Essential container in task exited", exited("app", 143, ""), exited("ecs-service-connect-aB3", 1, "")), "41")}
		}), []string{"The proxy container of Service Connect failed with exit code 1 (ecs-service-connect-aB3).", "ecs-service-connect-aB3 ended with exit code 1"}, []string{"The application ended"}},
		"a proxy of Service Connect that is unhealthy": {with(func(in *Input) {
			one := runs
			one.Health, one.Containers = "UNHEALTHY", []aws.Container{{Name: "app", Health: "HEALTHY"}, {Name: "ecs-service-connect-aB3", Health: "UNHEALTHY"}}
			in.Tasks = []aws.Task{one}
		}), []string{"The proxy container of Service Connect failed", "UNHEALTHY: ecs-service-connect-aB3."}, []string{"own health check command"}},
		"a volume that does not come": {with(func(in *Input) {
			in.Service.Running, in.Service.Pending = 1, 1
			one := runs
			one.Status, one.Started, one.Created = "PROVISIONING", time.Time{}, noon().Add(-25*time.Minute)
			one.Attachments = []aws.Attachment{{Type: "AmazonElasticBlockStorage", Status: "ATTACHING"}}
			in.Tasks = []aws.Task{one}
		}), []string{"did not start within 25 minutes: PROVISIONING, its attachment AmazonElasticBlockStorage is ATTACHING"}, nil},
		"no counts, and tasks that run": {with(func(in *Input) {
			in.Service.Desired, in.Service.Running = 0, 0
			in.Tasks = []aws.Task{runs}
		}), []string{"unknown", "ECS counts none of its tasks, and lists 1 task that runs"}, []string{"scaled to zero"}},
		"no counts at all, and a task that has run for long": {with(func(in *Input) {
			in.Service.Desired, in.Service.Running, in.Service.Deployments[0].Running, in.Service.Seen = 0, 0, 0, noon()
			in.Tasks = []aws.Task{runs}
			in.Tasks[0].Started = noon().Add(-time.Hour)
		}), []string{"unknown", "ECS counts none of its tasks, and lists 1 task that runs"}, []string{"scaled to zero"}},
		"no counts, and a task that began after they were read": {with(func(in *Input) {
			in.Service.Desired, in.Service.Running, in.Service.Deployments[0].Running, in.Service.Seen = 0, 0, 0, noon().Add(-time.Minute)
			in.Tasks = []aws.Task{runs}
			in.Tasks[0].Started = noon().Add(-time.Second)
		}), []string{"scaled to zero"}, []string{"lists"}},
		"deleted, and a task that is left": {with(func(in *Input) { in.Service.Status, in.Service.Running = "INACTIVE", 1 }), []string{"deleted, and ECS still counts 1 task"}, nil},
		"two that are primary": {with(func(in *Input) {
			in.Service.Running = 4
			in.Service.Deployments = append(in.Service.Deployments, aws.Deployment{ID: "ecs-svc/42", Status: "PRIMARY", Revision: "api:42", Rollout: "IN_PROGRESS", Desired: 2, Running: 2, Created: noon(), Updated: noon()})
		}), []string{"unknown", "2 of its deployments are PRIMARY"}, []string{"scaling in"}},
		"more tasks than desired for an hour": {with(func(in *Input) {
			in.Service.Running = 5
			in.Service.Events = []aws.Event{event(3*time.Hour, "has reached a steady state."), event(4*time.Hour, "has started 5 tasks: (task a).")}
			in.Service.Deployments[0].Updated = noon().Add(-time.Hour)
		}), []string{"degraded", "api has 5 tasks, desired count 2: nothing stopped the others for 60 minutes"}, []string{"scaling in"}},
		"more tasks than desired for a minute": {with(func(in *Input) {
			in.Service.Running = 5
			in.Service.Events = []aws.Event{event(3*time.Hour, "has reached a steady state.")}
			in.Service.Deployments[0].Updated = noon().Add(-time.Minute)
		}), []string{"changing", "is scaling in: 5 tasks run, desired count 2"}, []string{"nothing stopped"}},
		"scaled to zero a moment ago, and the last event is old": {with(func(in *Input) {
			in.Service.Desired = 0
			in.Service.Events = []aws.Event{event(5*time.Hour, "has reached a steady state.")}
			in.Service.Deployments[0].Updated = noon().Add(-40 * time.Minute)
		}), []string{"degraded", "nothing stopped them for 40 minutes"}, []string{"5 hours"}},
		"a deployment in the future": {with(func(in *Input) {
			in.Service.Deployments[0].Created, in.Service.Deployments[0].Updated = noon().Add(2*time.Hour), noon().Add(2*time.Hour)
		}), []string{"healthy", "api:41 runs 2 of 2 tasks"}, []string{"steady for"}},
		"a rollout that began nobody knows when": {with(func(in *Input) {
			d := &in.Service.Deployments[0]
			d.Rollout, d.Running, d.Created, d.Updated, in.Service.Running = "IN_PROGRESS", 1, time.Time{}, time.Time{}, 1
			in.Tasks = []aws.Task{runs}
			in.Tasks[0].Started = noon().Add(-50 * time.Minute)
		}), []string{"changing"}, []string{"no progress", "stalled"}},
		"a daemon, and no host for it": {with(func(in *Input) {
			in.Service.Scheduling, in.Service.LaunchType, in.Service.Desired, in.Service.Running, in.Service.Deployments[0].Desired, in.Service.Deployments[0].Running = "DAEMON", "EC2", 0, 0, 0, 0
		}), []string{"ECS finds no container instance for this DAEMON service"}, []string{"0 of 0", "steady"}},
		"tasks on instances that drain for longer than their target group": {with(func(in *Input) {
			in.Service.Running, in.Service.LaunchType, in.Service.LoadBalancers = 2, "EC2", []aws.LoadBalancer{{TargetGroup: "arn:tg"}}
			in.Targets = []aws.TargetGroup{{ARN: "arn:tg", Name: "web", Type: "ip", Deregistration: 45 * time.Second}}
			for n := range 3 {
				x := runs
				x.ARN, x.ID, x.Status, x.Desired, x.LaunchType, x.Stopping = x.ARN+string(rune('a'+n)), x.ID+string(rune('a'+n)), "DEACTIVATING", "STOPPED", "EC2", noon().Add(-time.Duration(17+n)*time.Minute)
				in.Tasks = append(in.Tasks, x)
			}
		}), []string{"degraded", "3 tasks of api:41 have been stopping for 17 minutes (limit 45 seconds)", "their targets drain for 45 seconds"}, []string{"may take"}},
		"memory at its limit, and policies of CPU alone": {with(func(in *Input) {
			in.Load = &aws.Load{From: noon().Add(-26 * time.Minute), Step: time.Minute, Memory: slices.Repeat([]float64{96}, 26), CPU: slices.Repeat([]float64{20}, 26)}
			in.Scaling = &aws.Scaling{Registered: true, Min: 2, Max: 17, Policies: []aws.ScalingPolicy{{Name: "cpu", Metric: "ECSServiceAverageCPUUtilization", Target: 60}}}
		}), []string{"degraded", "memory of api:41 has been at 96 % for 26 minutes, and no policy of auto scaling is about that"}, nil},
		"memory at its limit, and a policy that may be about it": {with(func(in *Input) {
			in.Load = &aws.Load{From: noon().Add(-26 * time.Minute), Step: time.Minute, Memory: slices.Repeat([]float64{96}, 26), CPU: slices.Repeat([]float64{20}, 26)}
			in.Scaling = &aws.Scaling{Registered: true, Min: 2, Max: 17, Policies: []aws.ScalingPolicy{{Name: "steps"}}}
		}), []string{"healthy"}, []string{"no policy"}},
		"too few tasks, and none that was read": {with(func(in *Input) {
			in.Service.Running, in.Tasks, in.Stopped = 1, nil, nil
			in.Service.Events = []aws.Event{event(time.Hour, "has started 1 tasks: (task a).")}
		}), []string{"degraded", "the reason is unknown: its tasks were not read"}, []string{"could not be read", "nothing says why"}},
		"a target's state that nobody knows": {with(func(in *Input) {
			in.Tasks = []aws.Task{at(runs, "10.0.0.1")}
			in.Targets = []aws.TargetGroup{{Name: "web", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "limbo", Reason: "Target.Limbo", Description: "Target is in limbo"}}}}
		}), []string{"unknown", `"limbo" (Target.Limbo: Target is in limbo)`}, []string{"healthy"}},
		"first checks, and no task to be seen": {with(func(in *Input) {
			in.Tasks, in.Targets = nil, []aws.TargetGroup{{Name: "web", Type: "ip", Targets: []aws.Target{{ID: "10.0.0.1", State: "initial"}}}}
		}), []string{"waits for its first health checks"}, []string{"failing", "have been waiting"}},
		"auto scaling that is suspended": {with(func(in *Input) { in.Scaling = &aws.Scaling{Registered: true, Min: 3, Max: 9, SuspendedOut: true} }),
			[]string{"healthy", "auto scaling is suspended: scaling out", "the desired count is 2, and auto scaling's minimum is 3"}, nil},
		"auto scaling that goes up and down": {with(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 2, Max: 9}
			for i := range 7 {
				in.Scaling.Activities = append(in.Scaling.Activities, aws.ScalingActivity{Status: "Successful", Description: []string{"Setting desired count to 2.", "Setting desired count to 6."}[i%2], Started: noon().Add(-time.Duration(i) * 5 * time.Minute)})
			}
		}), []string{"auto scaling goes up and down", "has changed its direction 5 times in 30 minutes, between 2 and 6 tasks"}, []string{"degraded"}},
		"auto scaling that failed": {with(func(in *Input) {
			in.Scaling = &aws.Scaling{Registered: true, Min: 2, Max: 9, Activities: []aws.ScalingActivity{{Status: "Failed", Message: "Failed to set desired count to 5.", Started: noon().Add(-2 * time.Minute)}}}
		}), []string{"degraded", "auto scaling could not scale api when it last tried, 2 minutes ago", "desired count to 5"}, nil},
		"all container instances drain": {with(func(in *Input) {
			one := runs
			one.Instance, in.Service.LaunchType = "arn:i", "EC2"
			in.Tasks, in.Instances = []aws.Task{one}, []aws.Instance{{ARN: "arn:i", Status: "DRAINING", Connected: true, Described: true}}
		}), []string{"degraded", "no container instance of the cluster takes a new one: 1 instance drains"}, nil},
		"one of two container instances drains": {with(func(in *Input) { hosted(in, runs) }),
			[]string{"changing", "1 of 2 tasks of api:41 is on 1 container instance that drains: ECS starts others elsewhere"}, []string{"healthy"}},
		"a container instance drains, and nothing lets its task move": {with(func(in *Input) {
			hosted(in, runs)
			in.Service.Rollout = aws.RolloutConfiguration{MinHealthy: 100, Max: 100}
		}), []string{"degraded", "drains: its minimum and maximum percent leave no room", "max=200"}, []string{"healthy"}},
		"a container instance drains, and there is no room elsewhere": {with(func(in *Input) {
			hosted(in, runs)
			in.Service.Events = []aws.Event{event(time.Minute, "was unable to place a task because no container instance met all of its requirements. The closest matching container-instance i has insufficient memory available.")}
		}), []string{"degraded", "drains: ECS finds no place for others"}, []string{"healthy"}},
		"a container instance that ECS doesn't list": {with(func(in *Input) {
			hosted(in, runs)
			in.Instances = in.Instances[1:]
		}), []string{"unknown", "1 task is on container instances that ECS doesn't list"}, []string{"healthy"}},
		"container instances that were not described": {with(func(in *Input) {
			hosted(in, runs)
			in.Instances[1] = aws.Instance{ARN: "arn:j"}
		}), []string{"changing"}, []string{"takes a new one"}},
		"a task without health": {with(func(in *Input) {
			one := runs
			one.Health = aws.NoHealth
			in.Tasks = []aws.Task{one}
		}), []string{"unknown", "ECS gives no health"}, []string{"healthy"}},
		"a daemon on hosts that drain": {with(func(in *Input) {
			one := runs
			one.Instance, in.Service.LaunchType, in.Service.Scheduling, in.Service.Running = "arn:i", "EC2", "DAEMON", 1
			in.Service.Events = []aws.Event{event(time.Hour, "has stopped 1 running tasks: (task a).")}
			in.Tasks, in.Instances = []aws.Task{one}, []aws.Instance{{ARN: "arn:i", Status: "ACTIVE", Connected: true, Described: true}, {ARN: "arn:j", Status: "DRAINING", Connected: true, Described: true}}
		}), []string{"1 of 2 tasks of api:41 run, and 1 of the cluster's 2 container instances is draining"}, []string{"nothing says why"}},
		"an alarm without a rollback": {with(func(in *Input) {
			in.Service.Deployments[0].Rollout, in.Service.Deployments[0].Revision, in.Service.Revision = "FAILED", "api:42", "api:42"
			in.History = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:42", Status: "STOPPED", Triggered: []string{"p99"}, Sources: []aws.RevisionShare{{Revision: "api:41"}}, Finished: noon()}}
		}), []string{"stalled", "is not rolled back", "pin  api:41"}, []string{"nothing to roll back to"}},
	} {
		v := rules.Service(c.in)
		said := allOf(v)
		if r := RolloutOf(rules, c.in); c.in.Service.Controller != "ECS" && r.Moving() != (v.State == Changing) {
			t.Errorf("%s: the verdict says %s, the rollout %s", name, v.State, r.Status)
		}
		if r := RolloutOf(rules, c.in); (v.State == Stalled && r.Moving()) != slices.ContainsFunc(r.Holds, func(h Hold) bool { return h.State == Stalled }) {
			t.Errorf("%s: the verdict says %s, the rollout holds %v", name, v.State, r.Holds)
		}
		expect(t, name, said, c.says, c.not)
	}
}

// expect says which texts are not in another, and which are that should not be.
func expect(t *testing.T, name, said string, says, not []string) {
	t.Helper()
	for _, want := range says {
		if !strings.Contains(said, want) {
			t.Errorf("%s: no %q in\n%s", name, want, said)
		}
	}
	for _, no := range not {
		if strings.Contains(said, no) {
			t.Errorf("%s: %q in\n%s", name, no, said)
		}
	}
}

// A task set that served before is no new one, and targets of no known task are no side's.
func TestOddRollouts(t *testing.T) {
	t.Parallel()
	s := steadyService()
	s.Controller, s.Deployments = "CODE_DEPLOY", nil
	s.TaskSets = []aws.TaskSet{{ID: "ecs-svc/2", Status: "PRIMARY", Revision: "api:42", Desired: 2, Running: 2, Created: noon().Add(-time.Hour)},
		{ID: "ecs-svc/1", Status: "ACTIVE", Revision: "api:41", Desired: 2, Running: 2, Created: noon().Add(-48 * time.Hour)}}
	if r := RolloutOf(open(t), Input{Service: s, Now: noon()}); r.From != "api:41" || r.To != "api:42" || !r.Moving() {
		t.Errorf("%s to %s: %+v", r.Status, r.To, r.Holds)
	}
	in := Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Running = 1 }), History: []aws.ServiceDeployment{}, Now: noon(),
		Targets: []aws.TargetGroup{{Name: "api", Targets: []aws.Target{{ID: "10.0.0.1", Port: 80, State: "healthy"}, {ID: "10.0.0.2", Port: 80, State: "unhealthy"}}}}}
	r := RolloutOf(open(t), in)
	if slices.ContainsFunc(r.Sides, func(s Side) bool { return s.TargetsKnown }) || slices.ContainsFunc(r.Holds, func(h Hold) bool { return h.Kind == "health" }) {
		t.Errorf("%+v %+v", r.Sides, r.Holds)
	}
	if r.Back.Call != "UpdateService" || r.Back.To != "api:41" {
		t.Errorf("no way back with an empty history: %+v", r.Back)
	}
	if v := open(t).Service(in); strings.Contains(v.Headline, "api:42 fails") {
		t.Errorf("whose target is unhealthy is not known: %s", v.Headline)
	}
}

// hosted puts a task on a container instance that drains, beside one that does not.
func hosted(in *Input, task aws.Task) {
	task.Instance, in.Service.LaunchType = "arn:i", "EC2"
	in.Tasks = []aws.Task{task}
	in.Instances = []aws.Instance{{ARN: "arn:i", Status: "DRAINING", Connected: true, Described: true}, {ARN: "arn:j", Status: "ACTIVE", Connected: true, Described: true}}
}
