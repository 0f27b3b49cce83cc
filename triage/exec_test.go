package triage

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws"
)

// Without a running agent a cause is one.
func TestExecCauses(t *testing.T) {
	t.Parallel()
	x := aws.Task{Status: "RUNNING", Desired: "RUNNING", Exec: true, Platform: "1.3.0", Containers: []aws.Container{{Name: "app", Status: "RUNNING",
		Agents: []aws.Agent{{Name: "ExecuteCommandAgent", Status: "STOPPED"}}}}}
	of := aws.Revision{Described: true, Containers: []aws.ContainerDefinition{{Name: "app", ReadonlyRoot: true, Restart: aws.Restart{Enabled: true}}}}
	for _, c := range open(t).Exec(x, "app", of, aws.Instance{}) {
		if slices.Contains([]string{"platform", "writable-root", "agent-running"}, c.ID) && c.Outcome != Failed {
			t.Errorf("%+v", c)
		}
	}
}

func TestExec(t *testing.T) {
	t.Parallel()
	r := open(t)
	task := func(change func(*aws.Task, *aws.ContainerDefinition)) []Check {
		x := aws.Task{Status: "RUNNING", Desired: "RUNNING", Service: "api", Exec: true, Platform: "1.4.0", PlatformFamily: "Linux",
			Containers: []aws.Container{{Name: "app", Status: "RUNNING", Agents: []aws.Agent{{Name: "ExecuteCommandAgent", Status: "RUNNING"}}}}}
		d := aws.ContainerDefinition{Name: "app", Init: true}
		change(&x, &d)
		of := aws.Revision{Described: true, Containers: []aws.ContainerDefinition{d}}
		if d.Name == "" {
			of = aws.Revision{}
		}
		return r.Exec(x, "app", of, aws.Instance{})
	}
	for _, c := range []struct {
		name    string
		change  func(*aws.Task, *aws.ContainerDefinition)
		id      string
		outcome Outcome
		ready   bool
	}{
		{"all well", func(*aws.Task, *aws.ContainerDefinition) {}, "", "", true},
		{"stopping", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Desired = "STOPPED" }, "task-running", Failed, false},
		{"starting", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Status = "PENDING" }, "task-running", Failed, false},
		{"container pending", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Containers[0].Status = "PENDING" }, "container-running", Failed, false},
		{"no such container", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Containers[0].Name = "other" }, "container-running", Failed, false},
		{"old platform", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Platform = "1.3.0" }, "platform", Warned, true},
		{"windows", func(x *aws.Task, _ *aws.ContainerDefinition) {
			x.Platform, x.PlatformFamily = "1.0.0", "WINDOWS_SERVER_2022_CORE"
		}, "platform", Passed, true},
		{"unknown platform", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Platform = "" }, "platform", Unchecked, true},
		{"no role on Fargate, and an agent that runs", func(x *aws.Task, _ *aws.ContainerDefinition) { x.LaunchType = "FARGATE" }, "task-role", Warned, true},
		{"one that RunTask may have given", func(x *aws.Task, _ *aws.ContainerDefinition) { x.LaunchType, x.Service = "FARGATE", "" }, "task-role", Unchecked, true},
		{"off", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Exec, x.Containers[0].Agents = false, nil }, "exec-enabled", Failed, false},
		{"agent starting", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Containers[0].Agents[0].Status = "PENDING" }, "agent-running", Failed, false},
		{"agent stopped", func(x *aws.Task, _ *aws.ContainerDefinition) {
			x.Containers[0].Agents[0] = aws.Agent{Name: "ExecuteCommandAgent", Status: "STOPPED", Reason: "ExecuteCommandAgent process exited with exit code: 255"}
		}, "agent-running", Failed, false},
		{"no agent", func(x *aws.Task, _ *aws.ContainerDefinition) { x.Containers[0].Agents = nil }, "agent-running", Failed, false},
		{"read-only", func(_ *aws.Task, d *aws.ContainerDefinition) { d.ReadonlyRoot = true }, "writable-root", Warned, true},
		{"read-only, with mounts", func(_ *aws.Task, d *aws.ContainerDefinition) {
			d.ReadonlyRoot, d.Mounts = true, []aws.Mount{{Path: "/var/lib/amazon/"}, {Path: "/var/log"}}
		}, "writable-root", Passed, true},
		{"read-only mounts", func(_ *aws.Task, d *aws.ContainerDefinition) {
			d.ReadonlyRoot, d.Mounts = true, []aws.Mount{{Path: "/var"}, {Path: "/var/log/amazon", ReadOnly: true}, {Path: "/var/li"}}
		}, "writable-root", Warned, true},
		{"restarts", func(_ *aws.Task, d *aws.ContainerDefinition) { d.Restart.Enabled = true }, "restarts", Warned, true},
		{"keys", func(_ *aws.Task, d *aws.ContainerDefinition) {
			d.Environment = []aws.Variable{{Name: "AWS_ACCESS_KEY_ID", Value: "x"}}
		}, "credentials", Warned, true},
		{"zombies", func(_ *aws.Task, d *aws.ContainerDefinition) { d.Init = false }, "init-process", Warned, true},
		{"no definition", func(_ *aws.Task, d *aws.ContainerDefinition) { d.Name = "" }, "writable-root", Unchecked, true},
	} {
		checks := task(c.change)
		if slices.ContainsFunc(checks, func(k Check) bool { return k.ID == "init-process" }) == (c.name == "windows" || c.name == "no definition") {
			t.Errorf("%s: %+v", c.name, checks)
		}
		if Ready(checks) != c.ready {
			t.Errorf("%s: ready %v: %+v", c.name, !c.ready, checks)
		}
		for _, k := range checks {
			if k.Text == "" || (k.Outcome == Failed || k.Outcome == Warned) != (k.Fix != "") {
				t.Errorf("%s: %+v", c.name, k)
			}
			if k.ID == c.id && k.Outcome != c.outcome {
				t.Errorf("%s: %+v", c.name, k)
			}
			if slices.Contains([]string{"caller", "task-role", "network"}, k.ID) && k.ID != c.id {
				if k.Outcome != Unchecked || !strings.Contains(k.Text, "not checked: that takes ") {
					t.Errorf("%s: %+v", c.name, k)
				}
				continue
			}
			if k.ID != c.id && k.Outcome != Passed && c.id != "exec-enabled" && c.name != "no such container" {
				t.Errorf("%s: %+v besides", c.name, k)
			}
		}
	}
	old := r.Exec(aws.Task{Status: "RUNNING", Exec: true}, "app", aws.Revision{}, aws.Instance{Agent: "1.9.0"})
	if old[2].Outcome != Failed {
		t.Errorf("agent 1.9.0: %+v", old[2])
	}
}
