package world

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ExecTarget is a running container that a session can be opened in.
type ExecTarget struct {
	Cluster, ClusterARN string
	Task, TaskARN       string // id and ARN
	Runtime             string // the container's runtime id
	ContainerARN        string
	Definition          types.ContainerDefinition
	// Ports are the port mappings that 127.0.0.1 reaches: the container's, and in awsvpc those of its whole task.
	Ports []types.PortMapping
	// Key is the KMS key that the cluster encrypts sessions with, or "".
	Key string
}

// Container is the container's name.
func (t ExecTarget) Container() string { return *t.Definition.Name }

// String is the target as Systems Manager calls it: ecs:<cluster>_<task id>_<runtime id>.
func (t ExecTarget) String() string { return "ecs:" + t.Cluster + "_" + t.Task + "_" + t.Runtime }

// chosen is the container of that name, or the only one when none is named.
func (t *task) chosen(name string) (*container, error) {
	if name == "" && len(t.containers) > 1 {
		return nil, invalid("Container name is required for tasks with multiple containers.")
	}
	for _, k := range t.containers {
		if name == "" || k.name() == name {
			return k, nil
		}
	}
	return nil, invalid("The container %s does not exist in the task.", name)
}

// container finds a target. A cluster's name may hold underscores, ids do not.
func (d *directory) container(target string) (*task, *container) {
	rest, ok := strings.CutPrefix(target, "ecs:")
	last := strings.LastIndexByte(rest, '_')
	if !ok || last < 0 {
		return nil, nil
	}
	rest, runtime := rest[:last], rest[last+1:]
	if last = strings.LastIndexByte(rest, '_'); last < 0 || runtime == "" {
		return nil, nil
	}
	c := d.named[rest[:last]]
	if c == nil {
		return nil, nil
	}
	t := c.taskNamed[rest[last+1:]]
	if t == nil {
		return nil, nil
	}
	for _, k := range t.containers {
		if k.runtime == runtime {
			return t, k
		}
	}
	return nil, nil
}

func (t *task) target(k *container) ExecTarget {
	x := ExecTarget{Cluster: t.cluster.name(), ClusterARN: *t.cluster.data.ClusterArn, Task: t.id, TaskARN: t.arn, Runtime: k.runtime,
		ContainerARN: k.arn(t), Definition: clone(*k.def), Key: t.cluster.execKey()}
	for _, other := range t.containers {
		if other == k || t.def.vpc() {
			x.Ports = append(x.Ports, clone(other.def.PortMappings)...)
		}
	}
	return x
}

// execKey is the KMS key that sessions of the cluster are encrypted with.
func (c *cluster) execKey() string {
	if x := c.data.Configuration; x != nil && x.ExecuteCommandConfiguration != nil {
		return value(x.ExecuteCommandConfiguration.KmsKeyId)
	}
	return ""
}

// agent is the status of the container's ExecuteCommandAgent: that of the container, unless the agent cannot write to
// its file system or something else became of it; "" where ECS Exec is off.
func (t *task) agent(k *container) string {
	switch {
	case !t.exec:
		return ""
	case k.status != "RUNNING":
		return k.status
	case k.agentStatus != "":
		return k.agentStatus
	case value(k.def.ReadonlyRootFilesystem):
		return "STOPPED"
	}
	return "RUNNING"
}

// managedAgents is what DescribeTasks says of the container's ExecuteCommandAgent.
func (c *container) managedAgents(t *task) []types.ManagedAgent {
	if !t.exec {
		return nil
	}
	v := types.ManagedAgent{Name: types.ManagedAgentNameExecuteCommandAgent, LastStatus: new(t.agent(c)), LastStartedAt: moment(c.started)}
	switch {
	case c.status == "STOPPED" && !c.started.IsZero():
		v.Reason = new("Received Container Stopped event")
	case c.agentStatus != "":
		v.Reason = some(c.agentReason)
	case c.status == "RUNNING" && value(c.def.ReadonlyRootFilesystem):
		v.Reason = new("ExecuteCommandAgent process exited with exit code: 255")
	}
	return []types.ManagedAgent{v}
}
