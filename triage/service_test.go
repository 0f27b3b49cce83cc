package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// steadyService is a service at rest for three days.
func steadyService() aws.Service {
	return aws.Service{Name: "api", Cluster: "prod", ARN: "arn:api", Status: "ACTIVE", Desired: 2, Running: 2, Controller: "ECS", Scheduling: "REPLICA", Described: true,
		Revision: "api:41", Events: []aws.Event{event(3*time.Hour, "has reached a steady state.")},
		Deployments: []aws.Deployment{{ID: "ecs-svc/41", Status: "PRIMARY", Revision: "api:41", Rollout: "COMPLETED", Desired: 2, Running: 2,
			Created: noon().Add(-72 * time.Hour), Updated: noon().Add(-71 * time.Hour)}}}
}

// event is one of some time ago.
func event(ago time.Duration, text string) aws.Event {
	return aws.Event{ID: text, Time: noon().Add(-ago), Message: "(service api) " + text, Service: "api", Cluster: "prod"}
}

// rolledOut is the service five minutes after api:42 was deployed.
func rolledOut(change func(*aws.Service, *aws.Deployment)) aws.Service {
	s := steadyService()
	s.Revision = "api:42"
	s.Deployments[0].Status = "ACTIVE"
	d := aws.Deployment{ID: "ecs-svc/42", Status: "PRIMARY", Revision: "api:42", Rollout: "IN_PROGRESS", Desired: 2,
		Reason: "ECS deployment ecs-svc/42 in progress.", Created: noon().Add(-5 * time.Minute), Updated: noon().Add(-5 * time.Minute)}
	change(&s, &d)
	s.Deployments = append([]aws.Deployment{d}, s.Deployments...)
	return s
}

func dead(t aws.Task, deployment string) aws.Task {
	t.StartedBy, t.Revision = "ecs-svc/"+deployment, "api:"+deployment
	return t
}

func TestService(t *testing.T) {
	t.Parallel()
	r := open(t)
	steady := func(change func(*aws.Service)) Input {
		s := steadyService()
		change(&s)
		return Input{Service: s}
	}
	const full = "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone."
	failedHook := aws.ServiceDeployment{ARN: "arn:d", Revision: "api:42", Status: "IN_PROGRESS", Started: noon().Add(-time.Hour),
		Hooks: []aws.Hook{{ID: "h1", Type: "PAUSE", Status: "AWAITING_ACTION", Timeout: "ROLLBACK", Expires: noon().Add(25 * time.Minute)}}}
	for _, c := range []struct {
		name     string
		in       Input
		state    State
		headline string
		rule     string
		remedy   Action
	}{
		{"rest", steady(func(*aws.Service) {}), Healthy, "api:41 runs 2 of 2 tasks, steady for 2 days", "", ""},
		{"not read", Input{Service: aws.Service{Name: "api"}}, Unclear, "api has not been read yet", "", ""},
		{"zero", steady(func(s *aws.Service) { s.Desired, s.Running = 0, 0 }), Zero, "api is scaled to zero", "", ""},
		{"a new deployment with desired 0 is not scaled to zero", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Desired = 0 })},
			Changing, "api:42 is rolling out: 0 of 2 new tasks run", "", ""},
		{"a new deployment before the history knows it", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Pending = 1 }),
			History: []aws.ServiceDeployment{{ARN: "arn:old", Revision: "api:41", Status: "SUCCESSFUL", Stage: "CLEAN_UP",
				Created: noon().Add(-48 * time.Hour), Finished: noon().Add(-47 * time.Hour)}}},
			Changing, "api:42 is rolling out: 0 of 2 new tasks run", "", ""},
		{"a new deployment after one that was rolled back", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Pending = 1 }),
			History: []aws.ServiceDeployment{{ARN: "arn:old", Revision: "api:41", Status: "ROLLBACK_SUCCESSFUL", Stage: "CLEAN_UP",
				Created: noon().Add(-48 * time.Hour), Finished: noon().Add(-47 * time.Hour)}}},
			Changing, "api:42 is rolling out: 0 of 2 new tasks run", "", ""},
		{"only the counter tells", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Failed, d.Pending = 3, 1 })},
			Failing, "api:42 is not starting: 3 of 4 new tasks died in 5 minutes", "", RollBack},
		{"the counter was reset, the breaker's was not", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Pending = 1 }),
			History: []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:42", Status: "IN_PROGRESS", Breaker: aws.Breaker{Status: "MONITORING", Count: 5, Threshold: 10}}}},
			Failing, "api:42 is not starting: 5 of 6 new tasks died in 5 minutes", "", RollBack},
		{"most of the new tasks live", Input{Service: rolledOut(func(s *aws.Service, d *aws.Deployment) { s.Desired, d.Running = 9, 6 }),
			Stopped: []aws.Task{dead(stopped(containerOut, "Essential container in task exited", exited("app", 1, "")), "42")}},
			Degraded, "api:42 keeps dying: 1 of 7 new tasks died in 11 minutes", "exit-1", RollBack},
		{"tasks of another service do not count", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Running = 1 }),
			Stopped: []aws.Task{func() aws.Task {
				x := dead(unstarted("CannotPullContainerError: x", true), "42")
				x.Service = "other"
				return x
			}()}},
			Changing, "api:42 is rolling out: 1 of 2 new tasks run", "", ""},
		{"failed, rollback off", Input{Service: rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Rollout, d.Failed = "FAILED", 3 }), Stopped: []aws.Task{}},
			Stalled, "api:42 failed and is not rolled back: 3 of 3 new tasks died in 5 minutes", "", Pin},
		{"rolled back, by the events alone", steady(func(s *aws.Service) {
			s.Events = []aws.Event{event(time.Minute, "has reached a steady state."), event(4*time.Minute, "rolling back to deployment ecs-svc/41."),
				event(4*time.Minute, "(deployment ecs-svc/42) deployment failed: tasks failed to start.")}
		}), Degraded, "the last deployment failed and was rolled back to api:41 4 minutes ago", "", Show},
		{"deployed again after a rollback", steady(func(s *aws.Service) {
			s.Deployments[0].Created = noon().Add(-10 * time.Minute)
			s.Events = append(s.Events, event(time.Hour, "rolling back to deployment ecs-svc/40."))
		}), Healthy, "api:41 runs 2 of 2 tasks, steady for 2 days", "", ""},
		{"rolled back because somebody asked", Input{Service: steadyService(), History: []aws.ServiceDeployment{{ARN: "a", Status: "ROLLBACK_SUCCESSFUL", Revision: "api:42",
			RollbackReason: "Service deployment rolled back by user.", RollbackStarted: noon().Add(-time.Hour)}}}, Healthy, "api:41 runs 2 of 2 tasks, steady for 2 days; its last release, api:42, is not live: it was rolled back 60 minutes ago", "", Show},
		{"a hook waits", Input{Service: rolledOut(func(*aws.Service, *aws.Deployment) {}), History: []aws.ServiceDeployment{failedHook}},
			Blocked, "api:42 is waiting for an answer; without one, it rolls back in 25 minutes", "", Continue},
		{"no room, said hours ago and still true", steady(func(s *aws.Service) {
			s.Running, s.Events = 1, append([]aws.Event{event(5*time.Hour, full)}, event(9*time.Hour, "has reached a steady state."))
		}), Blocked, "api:41: only 1 of 2 tasks could be placed", "place-capacity", Scale},
		{"no room, over since", steady(func(s *aws.Service) { s.Events = append(s.Events, event(5*time.Hour, full)) }),
			Healthy, "api:41 runs 2 of 2 tasks, steady for 2 days", "", ""},
		{"no way to start or stop", Input{Service: rolledOut(func(s *aws.Service, _ *aws.Deployment) {
			s.Events = append([]aws.Event{event(time.Minute, "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.")}, s.Events...)
		})}, Blocked, "api:42 can't continue: its minimum and maximum percent leave no room to start or stop a task", "deploy-config-blocks", Show},
		{"no target is healthy", Input{Service: steadyService(), Targets: []aws.TargetGroup{{Name: "api", Targets: []aws.Target{
			{ID: "10.0.0.1", Port: 80, State: "unhealthy", Reason: "Target.Timeout"}, {ID: "10.0.0.2", Port: 80, State: "draining"}}}}},
			Failing, "1 of 1 target of api:41 fails health checks", "target-unhealthy", Show},
		{"nothing moves", Input{Service: rolledOut(func(s *aws.Service, d *aws.Deployment) {
			d.Running, d.Created, d.Updated = 1, noon().Add(-40*time.Minute), noon().Add(-40*time.Minute)
		})},
			Stalled, "api:42 has made no progress for 40 minutes: 1 of 2 new tasks running", "", Show},
		{"another controller's", steady(func(s *aws.Service) {
			s.Controller, s.Deployments, s.TaskSets = "CODE_DEPLOY", nil, []aws.TaskSet{{Status: "PRIMARY", Running: 2}}
		}), Healthy, "api runs 2 of 2 tasks", "", ""},
		{"another controller's deployment", steady(func(s *aws.Service) {
			s.Controller, s.Deployments = "EXTERNAL", nil
			s.TaskSets = []aws.TaskSet{{Status: "PRIMARY", Stability: "STABILIZING", Revision: "api:43", Desired: 2, Running: 1}}
		}), Changing, "api is being deployed by EXTERNAL: api:43 runs 1 of 2 tasks", "", ""},
	} {
		c.in.Now = noon()
		v := r.Service(c.in)
		if v.State != c.state || v.Headline != c.headline || v.Diagnosis.Rule != c.rule {
			t.Errorf("%s: %s: %q (%s)", c.name, v.State, v.Headline, v.Diagnosis.Rule)
		}
		if c.remedy != "" && !slices.ContainsFunc(v.Remedies, func(r Remedy) bool { return r.Action == c.remedy }) {
			t.Errorf("%s: no %s among %+v", c.name, c.remedy, v.Remedies)
		}
	}
}

// What is known beside the verdict is told: limits of scaling, memory, and what was not read.
func TestEvidence(t *testing.T) {
	t.Parallel()
	s := steadyService()
	s.LoadBalancers = []aws.LoadBalancer{{TargetGroup: "tg"}}
	killedTask := dead(stopped(containerOut, "Essential container in task exited", exited("app", 137, "")), "41")
	v := open(t).Service(Input{Service: s, Now: noon().Add(time.Minute), Stopped: []aws.Task{killedTask},
		Scaling: &aws.Scaling{Min: 1, Max: 2, Activities: []aws.ScalingActivity{{NotScaled: []aws.NotScaled{{Code: "AlreadyAtMaxCapacity", Max: 2}}}}},
		Load:    &aws.Load{From: noon(), Step: time.Minute, Memory: []float64{97}}})
	all := fmt.Sprintf("%+v", v)
	for _, want := range []string{"auto scaling is at its maximum of 2", "did nothing: it is at its maximum of 2", "memory is at 97 % of the limit", "most likely the out-of-memory killer", "Missing:[]"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
}
