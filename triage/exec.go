package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Outcome is how a check came out.
type Outcome string

// Outcomes of a check. Warned is what works badly; Unchecked was not possible with what is known.
const (
	Passed    Outcome = "passed"
	Failed    Outcome = "failed"
	Warned    Outcome = "warning"
	Unchecked Outcome = "unchecked"
)

// Check is one condition for a shell in a container, and how it came out.
type Check struct {
	// ID is task-running, container-running, platform, exec-enabled, agent-running, writable-root, credentials, pid-mode,
	// init-process, restarts, caller, task-role or network.
	ID      string  `json:"id"`
	Outcome Outcome `json:"outcome"`
	// Text says what was found, Fix what to do about it; Fix is empty where nothing is wrong.
	Text string `json:"text"`
	Fix  string `json:"fix,omitempty"`
	// Enable says that switching ECS Exec on for the service, and deploying it again, is the fix.
	Enable bool `json:"enable,omitempty"`
}

// Exec checks, with what is known already, whether a shell can be opened in a container of a task. The revision is the
// task's, and the instance the one that it runs on; either may be zero. What only IAM and the network know (the caller's
// and the task role's permissions, the way to Systems Manager) is left unchecked, with what would tell: simulating policies
// and reading VPC endpoints need permissions of their own, which few callers have, and another service's API. That a task on Fargate has
// no role at all is seen here, as in https://github.com/aws-containers/amazon-ecs-exec-checker.
func (r *Rules) Exec(t aws.Task, container string, of aws.Revision, on aws.Instance) []Check {
	k, found := aws.Container{}, false
	for _, one := range t.Containers {
		if one.Name == container {
			k, found = one, true
		}
	}
	agent := r.agent(t, k)
	effect := func(c Check) Check { return byEffect(c, agent) }
	checks := []Check{taskRuns(t), containerRuns(k, container, found), effect(platform(t, on)), enabled(t), agent}
	i := slices.IndexFunc(of.Containers, func(d aws.ContainerDefinition) bool { return d.Name == container })
	if !of.Described || i < 0 {
		checks = append(checks, Check{ID: "writable-root", Outcome: Unchecked, Text: "the task definition is not known"})
		return append(checks, elsewhere(t, of, agent)...)
	}
	d := of.Containers[i]
	if d.Restart.Enabled {
		checks = append(checks, restarts(d, agent)) // it explains the most, after the agent's own state
	}
	if t.Windows() || of.Windows() { // the others are about Linux
		checks = append(checks, credentials(d))
	} else {
		checks = append(checks, effect(writable(d)), credentials(d), pidMode(of), initProcess(d))
	}
	return append(checks, elsewhere(t, of, agent)...)
}

// byEffect is a check of a cause that has no effect: where ECS reports that the agent runs, it is a warning.
func byEffect(c, agent Check) Check {
	if c.Outcome == Failed && agent.Outcome == Passed {
		c.Outcome, c.Text = Warned, c.Text+"; but ECS reports a running exec agent"
	}
	return c
}

// restarts warns of a restart policy: a container that it started again has lost its exec agent, whatever ECS reports of it
// (https://github.com/aws-containers/amazon-ecs-exec-checker/pull/80).
func restarts(d aws.ContainerDefinition, agent Check) Check {
	c := Check{ID: "restarts", Outcome: Warned, Text: d.Name + " has a restart policy: after a restart within its task, it has no exec agent",
		Fix: "If no session opens, stop the task: ECS replaces it."}
	if agent.Outcome == Failed {
		c.Text = d.Name + " has a restart policy: a restart within its task may have left it without an exec agent"
	}
	return c
}

// sessionActions are what the exec agent has to be permitted.
const sessionActions = "ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel"

// elsewhere are the conditions that ECS itself tells nothing about: each with what it takes, and what would tell.
func elsewhere(t aws.Task, of aws.Revision, agent Check) []Check {
	role := "the task role"
	switch {
	case of.TaskRole != "":
		role += " " + of.TaskRole[strings.LastIndexByte(of.TaskRole, '/')+1:]
	case of.Described && t.Instance != "":
		role = "the instance's role (there is no task role)"
	case of.Described:
		role += " (the task definition names none)"
	}
	permitted := Check{ID: "task-role", Outcome: Unchecked, Text: role + " needs " + sessionActions + "; not checked: that takes iam:SimulatePrincipalPolicy"}
	if of.Described && of.TaskRole == "" && t.LaunchType == "FARGATE" && t.Service != "" { // RunTask may give one to a task of no service
		permitted = byEffect(Check{ID: "task-role", Outcome: Failed, Text: "there is no task role, and on Fargate the exec agent has no other",
			Fix: "Give the task definition a task role that permits " + sessionActions + "."}, agent)
	}
	return []Check{
		{ID: "caller", Outcome: Unchecked, Text: "you need ecs:ExecuteCommand for a shell or a command, and ssm:StartSession for a port; " +
			"not checked: that takes iam:SimulatePrincipalPolicy"},
		permitted,
		{ID: "network", Outcome: Unchecked, Text: "the task must reach ssmmessages in its region through a NAT gateway, a public IP address or a VPC " +
			"endpoint; not checked: that takes ec2:DescribeVpcEndpoints"},
	}
}

// Ready says whether no check failed.
func Ready(checks []Check) bool {
	return !slices.ContainsFunc(checks, func(c Check) bool { return c.Outcome == Failed })
}

func taskRuns(t aws.Task) Check {
	switch {
	case t.Status == "RUNNING" && t.Desired == "STOPPED":
		return Check{ID: "task-running", Outcome: Failed, Text: "the task is about to be stopped", Fix: "Pick another task."}
	case t.Status == "RUNNING":
		return Check{ID: "task-running", Outcome: Passed, Text: "the task is running"}
	case slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING"}, t.Status):
		return Check{ID: "task-running", Outcome: Failed, Text: "the task is " + t.Status, Fix: "Wait until it is running."}
	}
	return Check{ID: "task-running", Outcome: Failed, Text: "the task is " + t.Status, Fix: "Pick a running task."}
}

func containerRuns(k aws.Container, name string, found bool) Check {
	switch {
	case !found:
		return Check{ID: "container-running", Outcome: Failed, Text: "the task has no container " + name, Fix: "Pick one of its containers."}
	case k.Status != "RUNNING":
		return Check{ID: "container-running", Outcome: Failed, Text: "the status of " + name + " is " + cmp.Or(k.Status, "not known"), Fix: "Pick a running container."}
	}
	return Check{ID: "container-running", Outcome: Passed, Text: name + " is running"}
}

// platform checks the versions that ECS Exec needs: Fargate 1.4.0 on Linux and 1.0.0 on Windows, agent 1.50.2 elsewhere.
func platform(t aws.Task, on aws.Instance) Check {
	c := Check{ID: "platform", Outcome: Passed}
	switch {
	case t.Platform == "LATEST":
		c.Text = "Fargate platform LATEST"
	case t.Platform != "":
		least := "1.4.0"
		if t.Windows() {
			least = "1.0.0"
		}
		c.Text = "Fargate platform " + t.Platform
		if older(t.Platform, least) {
			c.Outcome, c.Fix = Failed, "Deploy with platform version LATEST: ECS Exec needs "+least+"."
		}
	case on.Agent != "":
		c.Text = "ECS agent " + on.Agent
		if older(on.Agent, "1.50.2") {
			c.Outcome, c.Fix = Failed, "Update the ECS agent or the instance's image: ECS Exec needs agent 1.50.2."
		}
	default:
		c.Outcome, c.Text = Unchecked, "the platform version is not known"
	}
	return c
}

// older compares versions by their numbers.
func older(a, b string) bool {
	as, bs := numbers(a), numbers(b)
	return slices.Compare(as, bs) < 0
}

func numbers(version string) []int {
	var out []int
	for _, part := range strings.Split(strings.TrimPrefix(version, "v"), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		out = append(out, n)
	}
	return out
}

func enabled(t aws.Task) Check {
	if t.Exec {
		return Check{ID: "exec-enabled", Outcome: Passed, Text: "ECS Exec is on for this task"}
	}
	return Check{ID: "exec-enabled", Outcome: Failed, Enable: t.Service != "", Text: "ECS Exec is off for this task and can't be turned on while it runs",
		Fix: "Turn ECS Exec on for the service and redeploy it: new tasks will have it."}
}

func (r *Rules) agent(t aws.Task, k aws.Container) Check {
	for _, a := range k.Agents {
		if a.Name != "ExecuteCommandAgent" {
			continue
		}
		switch a.Status {
		case "RUNNING":
			return Check{ID: "agent-running", Outcome: Passed, Text: "the exec agent is running"}
		case "PENDING":
			return Check{ID: "agent-running", Outcome: Failed, Text: "the exec agent is starting", Fix: "Wait a moment and try again."}
		}
		c := Check{ID: "agent-running", Outcome: Failed, Text: strings.TrimSpace("the exec agent is " + a.Status + " " + a.Reason),
			Fix: "Stop the task: ECS replaces it. Check the task role's ssmmessages permissions and the route to Systems Manager."}
		if one := r.find(fieldAgent, read(a.Reason)); one != nil {
			c.Fix = one.Cause + " " + one.Fix
		}
		return c
	}
	if !t.Exec {
		return Check{ID: "agent-running", Outcome: Unchecked, Text: "no exec agent, because ECS Exec is off"}
	}
	return Check{ID: "agent-running", Outcome: Failed, Text: "ECS reports no exec agent for this container", Fix: "Wait a minute after the task starts. If no agent appears, start another task."}
}

func writable(d aws.ContainerDefinition) Check {
	switch missing := unwritable(d); {
	case len(missing) > 0:
		return Check{ID: "writable-root", Outcome: Failed, Text: d.Name + " has a read-only root file system, but the exec agent must write to " + words.List(missing),
			Fix: "Mount writable volumes there, or set readonlyRootFilesystem to false, in a new revision."}
	case d.ReadonlyRoot:
		return Check{ID: "writable-root", Outcome: Passed, Text: "the root file system is read-only, but there are writable mounts for the exec agent"}
	}
	return Check{ID: "writable-root", Outcome: Passed, Text: "the root file system is writable"}
}

// unwritable are the folders of the exec agent that it cannot write to: with a read-only root file system it takes a writable
// mount at or above each (https://github.com/aws/containers-roadmap/issues/1359).
func unwritable(d aws.ContainerDefinition) (folders []string) {
	if !d.ReadonlyRoot {
		return nil
	}
	for _, folder := range []string{"/var/lib/amazon", "/var/log/amazon"} {
		nearest, writable := "", false
		for _, m := range d.Mounts {
			at := strings.TrimRight(m.Path, "/")
			if (folder == at || strings.HasPrefix(folder, at+"/")) && len(at) >= len(nearest) {
				nearest, writable = at, !m.ReadOnly
			}
		}
		if !writable {
			folders = append(folders, folder)
		}
	}
	return folders
}

func credentials(d aws.ContainerDefinition) Check {
	for _, v := range d.Environment {
		if slices.Contains([]string{"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, v.Name) {
			return Check{ID: "credentials", Outcome: Warned, Text: v.Name + " in the environment overrides the task role for the exec agent",
				Fix: "Remove it and give the permissions to the task role."}
		}
	}
	return Check{ID: "credentials", Outcome: Passed, Text: "no AWS keys in the environment"}
}

func pidMode(of aws.Revision) Check {
	if of.PID == "task" && len(of.Containers) > 1 {
		return Check{ID: "pid-mode", Outcome: Warned, Text: "the containers share a process namespace (pidMode task): only one of them can have sessions",
			Fix: "If the session fails, try another container of the task."}
	}
	text := "the container has its own process namespace"
	switch of.PID {
	case "task":
		text = "no other container shares the process namespace"
	case "host":
		text = "the container uses the process namespace of its host"
	}
	return Check{ID: "pid-mode", Outcome: Passed, Text: text}
}

func initProcess(d aws.ContainerDefinition) Check {
	if !d.Init {
		return Check{ID: "init-process", Outcome: Warned, Text: fmt.Sprintf("%s runs without an init process: sessions leave zombie processes behind", d.Name),
			Fix: "Set linuxParameters.initProcessEnabled in a new revision."}
	}
	return Check{ID: "init-process", Outcome: Passed, Text: "an init process cleans up after sessions"}
}
