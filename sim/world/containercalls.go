package world

import (
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ContainerCalls are what sessions and logs ask of containers.
type ContainerCalls struct {
	lock     sync.Locker
	clusters *directory
	outputs  *outputs
}

// ExecTarget finds the container that ExecuteCommand names, or says why no command can be run there.
func (c ContainerCalls) ExecTarget(in *ecs.ExecuteCommandInput) (ExecTarget, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	place, err := c.clusters.active(in.Cluster)
	if err != nil {
		return ExecTarget{}, err
	}
	if !taskID(tail(value(in.Task))) {
		return ExecTarget{}, invalid("task length should be one of [32,36]")
	}
	t := place.task(value(in.Task))
	if t == nil {
		return ExecTarget{}, invalid("The referenced task was not found.")
	}
	k, err := t.chosen(value(in.Container))
	if err != nil {
		return ExecTarget{}, err
	}
	if t.agent(k) != "RUNNING" {
		return ExecTarget{}, invalid("The execute command failed because execute command was not enabled when the task was run or the " +
			"execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.")
	}
	return t.target(k), nil
}

// FindExec finds the container of a target, ecs:<cluster>_<task id>_<runtime id>, whose agent runs.
func (c ContainerCalls) FindExec(target string) (ExecTarget, bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	t, k := c.clusters.container(target)
	if k == nil || t.agent(k) != "RUNNING" {
		return ExecTarget{}, false
	}
	return t.target(k), true
}

// Runs reports whether the container of a target runs, whatever its agent does.
func (c ContainerCalls) Runs(target string) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	_, k := c.clusters.container(target)
	return k != nil && k.status == "RUNNING"
}

// SetExecAgent gives the ExecuteCommandAgent of a container another status, such as STOPPED or PENDING, and the reason
// for it. It reports whether there is such a container.
func (c ContainerCalls) SetExecAgent(target, status, reason string) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	t, k := c.clusters.container(target)
	if k == nil {
		return false
	}
	k.agentStatus, k.agentReason = status, reason
	t.version++
	return true
}

// EncryptsExec reports whether some cluster encrypts its sessions with the key.
func (c ContainerCalls) EncryptsExec(key string) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return slices.ContainsFunc(c.clusters.order, func(o *cluster) bool { return key != "" && o.execKey() == key })
}

// LogGroups are the names of the log groups that containers have written to, sorted.
func (c ContainerCalls) LogGroups() []string {
	c.lock.Lock()
	defer c.lock.Unlock()
	var names []string
	for name := range c.outputs.groups {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Outputs are all containers that have ever been started and log to a group, in the order of their start; those of
// tasks that ECS has forgotten included.
func (c ContainerCalls) Outputs(group string) []Output {
	c.lock.Lock()
	defer c.lock.Unlock()
	out := make([]Output, 0, len(c.outputs.groups[group]))
	for _, o := range c.outputs.groups[group] {
		out = append(out, o.view(group))
	}
	return out
}
