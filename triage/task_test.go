package triage

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// stopped is a task of a service that ran for ten minutes and then stopped.
func stopped(code, reason string, containers ...aws.Container) aws.Task {
	return aws.Task{ARN: "arn:" + reason, ID: "0123456789abcdef", Cluster: "prod", Service: "api", Revision: "api:7", Status: "STOPPED", Desired: "STOPPED",
		StopCode: code, Reason: reason, Containers: containers, Described: true,
		Created: noon().Add(-11 * time.Minute), PullStarted: noon().Add(-11 * time.Minute), PullStopped: noon().Add(-10 * time.Minute),
		Started: noon().Add(-10 * time.Minute), Stopping: noon(), Exited: noon().Add(2 * time.Second), Stopped: noon().Add(10 * time.Second)}
}

func exited(name string, code int, reason string) aws.Container {
	return aws.Container{Name: name, Status: "STOPPED", Exited: true, Exit: code, Reason: reason}
}

// unstarted is a task that ended before it ran.
func unstarted(reason string, pulled bool, containers ...aws.Container) aws.Task {
	t := stopped(failedToStart, reason, containers...)
	t.Started, t.PullStopped = time.Time{}, time.Time{}
	if !pulled {
		t.PullStarted = time.Time{}
	}
	return t
}

func TestTask(t *testing.T) {
	t.Parallel()
	r := open(t)
	const essential = "Essential container in task exited"
	revision := aws.Revision{Family: "api", Number: 7, Described: true, Containers: []aws.ContainerDefinition{{Name: "app", Essential: true}, {Name: "log"}}}
	slow := stopped(containerOut, essential, exited("app", 0, ""), exited("log", 137, ""))
	slow.Exited = noon().Add(31 * time.Second)
	attached := unstarted("Task failed to start", false)
	attached.Attachments = []aws.Attachment{{Type: "ElasticNetworkInterface", Details: []aws.Tag{{Key: "statusReason",
		Value: "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': AuthFailure"}}}}
	job := stopped(containerOut, essential, exited("app", 0, ""))
	job.Service = ""
	overrun := stopped(byScheduler, "Scaling activity initiated by (deployment ecs-svc/1)", exited("app", 137, ""))
	overrun.Exited = noon().Add(30 * time.Second)
	for _, c := range []struct {
		name      string
		task      aws.Task
		of        aws.Revision
		rule      string
		kind      Kind
		phase     Phase
		container string
		fact      string
	}{
		{"crash", stopped(containerOut, essential, exited("log", 143, ""), exited("app", 1, "")), aws.Revision{}, "exit-1", Failure, Running, "app", "It ran 10 minutes."},
		{"out of memory", stopped(containerOut, essential, exited("log", 0, ""), exited("app", 137, "OutOfMemoryError: Container killed due to memory usage")), aws.Revision{}, "oom-killed", Failure, Running, "app", ""},
		{"killed at once, no reason", stopped(containerOut, essential, exited("log", 143, ""), exited("app", 137, "")), aws.Revision{}, "exit-137", Failure, Running, "app", ""},
		{"the sidecar outlasted its timeout", slow, aws.Revision{}, "exit-0", Failure, Running, "app", ""},
		{"overrun of a deployment", overrun, aws.Revision{}, "scaling-activity", Expected, Stopping, "", "This is not an out-of-memory kill."},
		{"overrun of an unhealthy task", stopped(byScheduler, "Task failed ELB health checks in (target-group arn:x)", exited("app", 137, "")), aws.Revision{}, "elb-health-checks-failed", Failure, Stopping, "", "This is not an out-of-memory kill."},
		{"a job that is done", job, aws.Revision{}, "exit-0", Expected, Running, "app", ""},
		{"a service that ends by itself", stopped(containerOut, essential, exited("app", 0, "")), aws.Revision{}, "exit-0", Failure, Running, "app", ""},
		{"somebody's words", stopped(byUser, "OutOfMemoryError, restart please", exited("app", 143, "")), aws.Revision{}, "code-user-initiated", Operator, Stopping, "", ""},
		{"spot", stopped(bySpot, "Your Spot Task was interrupted.", exited("app", 143, "")), aws.Revision{}, "fargate-spot-interruption", Spot, Stopping, "", ""},
		{"spot without words", stopped(byNotice, "", exited("app", 143, "")), aws.Revision{}, "code-termination-notice", Spot, Stopping, "", ""},
		{"a new reason of the scheduler", stopped(byScheduler, "Something new", exited("app", 143, "")), aws.Revision{}, "code-service-scheduler", Expected, Stopping, "", ""},
		{"a new stop code", stopped("Martians", "They came", exited("app", 0, "")), aws.Revision{}, Unknown, Failure, Running, "", ""},
		{"pull", unstarted("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref a:b: a:b: not found", true), aws.Revision{}, "pull-tag-not-found", Failure, Pull, "", "It never ran"},
		{"the container tells", unstarted("Task failed to start", true, aws.Container{Name: "app", Reason: "CannotPullContainerError: API error (404): repository x/app not found"}), aws.Revision{}, "pull-repo-not-found", Failure, Pull, "app", ""},
		{"secret", unstarted("ResourceInitializationError: unable to pull secrets or registry auth: did not contain json key K", false), aws.Revision{}, "secret-json-key-missing", Failure, Setup, "", ""},
		{"the attachment tells", attached, aws.Revision{}, "eni-auth-failure", Failure, Network, "", ""},
		{"no container counts that is not essential", stopped(containerOut, essential, exited("log", 3, "OutOfMemoryError: Container killed due to memory usage"), exited("app", 2, "")), revision, "exit-2", Failure, Running, "app", ""},
		{"a guard that never started", stopped(containerOut, essential, exited("app", 1, ""), aws.Container{Name: "aws-guardduty-agent-x", Reason: "CannotPullContainerError: context canceled"}), aws.Revision{}, "exit-1", Failure, Running, "app", ""},
		{"a sidecar that never started", stopped(containerOut, essential, exited("app", 1, ""), aws.Container{Name: "x", Reason: "CannotPullContainerError: context canceled"}), aws.Revision{}, "exit-1", Failure, Running, "app", ""},
	} {
		d := r.Task(c.task, c.of)
		if d.Rule != c.rule || d.Kind != c.kind || d.Phase != c.phase || d.Container != c.container || !strings.Contains(strings.Join(d.Facts, "\n"), c.fact) {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
	alive := stopped("", "")
	alive.Status, alive.Desired = "RUNNING", "RUNNING"
	if d := r.Task(alive, aws.Revision{}); d.Rule != "" {
		t.Errorf("a task that runs: %+v", d)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	r := open(t)
	var tasks []aws.Task
	for i, id := range []string{"9f3a21b4c5d6e7f8091a2b3c4d5e6f70", "0668979337dc48ebb791640cd1162053", "2c1a0f6d0e8b4b7c9d6a5e4f3c2b1a09"} {
		x := unstarted("ResourceInitializationError: unable to get task "+id+" at 2026-03-04T12:0"+id[:1]+":00Z, retried "+id[:1]+" time(s)", false)
		x.ARN, x.Stopping = id, noon().Add(time.Duration(i)*time.Minute)
		tasks = append(tasks, x)
	}
	for _, code := range []int{1, 2, 1} {
		tasks = append(tasks, stopped(containerOut, "Essential container in task exited", exited("app", code, "")))
	}
	groups := r.Groups(tasks)
	if len(groups) != 3 || len(groups[0].Tasks) != 3 || len(groups[1].Tasks) != 2 || groups[2].Exit != 2 {
		t.Fatalf("%+v", groups)
	}
	g := groups[0]
	if g.Reason != "ResourceInitializationError: unable to get task … at …, retried …(s)" || g.Last != noon().Add(2*time.Minute) || g.First != noon() || g.Lived != 0 ||
		g.Tasks[0].ARN != "2c1a0f6d0e8b4b7c9d6a5e4f3c2b1a09" {
		t.Errorf("%+v", g)
	}
	if g := groups[1]; g.Lived != 10*time.Minute+2*time.Second || g.Diagnosis.Rule != "exit-1" {
		t.Errorf("%+v", g)
	}
}

func TestCollapse(t *testing.T) {
	t.Parallel()
	var events []aws.Event
	for i, m := range []string{"(service api) has reached a steady state.", "(service api) has reached a steady state.", "(service api) has started 2 tasks: (task a1) (task b2).",
		"(service api) has reached a steady state.", "something else", "something else"} {
		events = append(events, aws.Event{Time: noon().Add(-time.Duration(i) * 6 * time.Hour), Message: m})
	}
	runs := open(t).Collapse(events)
	if len(runs) != 4 || len(runs[0].Events) != 2 || runs[0].Oldest != noon().Add(-6*time.Hour) || runs[1].Tasks[1] != "b2" || runs[3].Known() || len(runs[3].Events) != 2 {
		t.Errorf("%+v", runs)
	}
	m := open(t).Event(aws.Event{Message: "(service api) was unable to place a task. Reason: ResourceInitializationError: did not contain json key K"})
	if m.Rule != "place-init-error" || m.Reason == nil || m.Reason.Rule != "secret-json-key-missing" {
		t.Errorf("%+v", m)
	}
}
