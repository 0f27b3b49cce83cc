package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// A text that is no proof by itself is worded as a guess, unless the snapshot confirms it; what the snapshot says stands
// beside it in any case.
func TestConditions(t *testing.T) {
	t.Parallel()
	r := open(t)
	short := func(text string) aws.Service {
		s := steadyService()
		s.Running = 1
		s.Events = []aws.Event{event(time.Minute, text)}
		return s
	}
	none := short("was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.")
	protected := func(n string) aws.Service {
		s := short("was unable to reach steady state because (taskSet ecs-svc/41) was unable to scale in due to (reason " + n + " tasks under protection)")
		s.Running, s.Desired = 6, 3
		return s
	}
	percent := func(least, most int) aws.Service {
		s := short("was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.")
		s.Rollout.MinHealthy, s.Rollout.Max = least, most
		return s
	}
	active := aws.Instance{ARN: "a", Status: "ACTIVE", Connected: true, Described: true}
	for _, c := range []struct {
		name  string
		in    Input
		maybe bool
		fact  string
	}{
		{"instances not read", Input{Service: none}, true, ""},
		{"no instance", Input{Service: none, Instances: []aws.Instance{}}, false, "The cluster has no container instance."},
		{"there is one", Input{Service: none, Instances: []aws.Instance{active}}, true, "1 container instance that is ACTIVE now"},
		{"1 of 6 protected", Input{Service: protected("1")}, true, "1 task is protected; the service wants 3 and runs 6."},
		{"5 of 6 protected", Input{Service: protected("5")}, false, "5 tasks are protected; the service wants 3 and runs 6."},
		{"percentages block", Input{Service: percent(100, 100)}, false, "Of 2 tasks, at least 100 % (2) must run and at most 100 % (2) may."},
		{"percentages leave room", Input{Service: percent(50, 200)}, true, "Of 2 tasks"},
	} {
		c.in.Now = noon()
		d := r.Service(c.in).Diagnosis
		if d.Rule == "" || d.Maybe != c.maybe || c.fact != "" && !strings.Contains(strings.Join(d.Facts, " "), c.fact) {
			t.Errorf("%s: %s, maybe %v: %s %q", c.name, d.Rule, d.Maybe, d.Cause, d.Facts)
		}
	}
}

// A wrong VPC is told as one: nothing points to a role that is right.
func TestRegisterFailed(t *testing.T) {
	t.Parallel()
	r := open(t)
	const at = "failed to register targets in (target-group arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0123456789abcdef) with (error "
	for text, want := range map[string]string{
		at + "The IP address '10.20.1.4' is not within the VPC CIDR range and must be from the same VPC)": "VPC of the target group",
		at + "The target group does not exist)":                                                           "doesn't exist",
	} {
		s := steadyService()
		s.Running, s.Events = 1, []aws.Event{event(time.Minute, text)}
		d := r.Service(Input{Service: s, Now: noon()}).Diagnosis
		if d.Rule != "register-failed" || !strings.Contains(d.Cause, want) || strings.Contains(d.Cause+d.Fix, "service-linked") {
			t.Errorf("%s: %s %s", d.Rule, d.Cause, d.Fix)
		}
		if e := r.Explain(Message{Text: "(service api) " + text}); e.Rule != d.Rule || e.Cause != d.Cause {
			t.Errorf("explain says %s: %s", e.Rule, e.Cause)
		}
	}
}

// Figures of several deaths are a range and a count, and a task's own reason is no container's.
func TestFigures(t *testing.T) {
	t.Parallel()
	s := steadyService()
	s.Running = 0
	var tasks []aws.Task
	for i, name := range []string{"app", "app", "worker"} {
		x := dead(stopped(containerOut, "Essential container in task exited", exited(name, 1, "")), "41")
		x.ARN, x.Started = name+x.ARN+string(rune('0'+i)), noon().Add(-time.Duration(i+1)*time.Minute)
		tasks = append(tasks, x)
	}
	v := open(t).Service(Input{Service: s, Now: noon().Add(time.Minute), Stopped: tasks})
	said := strings.Join(v.Diagnosis.Facts, " ")
	if !strings.Contains(said, "3 tasks ran ") || !strings.Contains(said, "Containers: app (2 tasks) and worker (1 task).") || v.Diagnosis.Container != "" {
		t.Errorf("%q in %q", said, v.Diagnosis.Container)
	}
}

// What is advised can be done, and wanting fewer tasks is never the first.
func TestRemedies(t *testing.T) {
	t.Parallel()
	r := open(t)
	const full = "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone."
	s := steadyService()
	s.Running, s.Events = 1, []aws.Event{event(time.Minute, full)}
	v := r.Service(Input{Service: s, Now: noon()})
	if n := len(v.Remedies); n < 2 || v.Remedies[0].Action == Scale || v.Remedies[n-1].Action != Scale {
		t.Errorf("%+v", v.Remedies)
	}
	s.Scheduling = "DAEMON"
	for _, x := range r.Service(Input{Service: s, Now: noon()}).Remedies {
		if x.Action == Scale {
			t.Errorf("a daemon: %+v", x)
		}
	}
	first := rolledOut(func(_ *aws.Service, d *aws.Deployment) { d.Failed = 3 })
	first.Deployments = first.Deployments[:1]
	for _, x := range r.Service(Input{Service: first, Now: noon()}).Remedies {
		if x.Action == RollBack || x.Action == Pin {
			t.Errorf("nothing to go back to: %+v", x)
		}
	}
}

// What explain says of an event and of a stopped task, a service's verdict says too.
func TestOneBrain(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, one := range r.book().events {
		if !slices.Contains([]about{aboutCapacity, aboutBlocked}, one.About) {
			continue
		}
		s := steadyService()
		s.Running, s.Events = 1, []aws.Event{{Time: noon().Add(-time.Minute), Message: one.Samples[0]}}
		if d, e := r.Service(Input{Service: s, Now: noon()}).Diagnosis, r.Explain(Message{Text: one.Samples[0]}); d.Rule != e.Rule || !d.Maybe && e.Maybe && d.by.rule.Confirm == "" {
			t.Errorf("%s: the service %s, explain %s", one.ID, d.Rule, e.Rule)
		}
	}
}
