package world

import (
	"strings"
	"time"
)

// Output is what one container sends to CloudWatch Logs: where to, from when to when, and how it ended.
type Output struct {
	Group, Stream            string
	Cluster, Service, Family string
	Revision                 int32
	Task, Container          string
	Number                   uint64 // of the task, in the order of creation
	Started                  time.Time
	Asked                    time.Time // to end, by SIGTERM; zero if it was not
	Ended                    time.Time // zero while the container runs
	Exit                     int32     // where it ended
	Reason                   string    // the container's own
	Sick                     bool      // is bound to fail its health checks
}

// output is a container that was started and logs to a group.
type output struct {
	task      *task
	container *container
}

// outputs remember the containers that log to CloudWatch Logs.
type outputs struct {
	groups map[string][]output
}

// note notes that a container was started, if its output goes to CloudWatch Logs.
func (x *outputs) note(t *task, c *container) {
	l := c.def.LogConfiguration
	if l == nil || l.LogDriver != "awslogs" || l.Options["awslogs-group"] == "" {
		return
	}
	group := l.Options["awslogs-group"]
	x.groups[group] = append(x.groups[group], output{t, c})
}

// stream is the name of the container's log stream.
func (o output) stream() string {
	if prefix := o.container.def.LogConfiguration.Options["awslogs-stream-prefix"]; prefix != "" {
		return strings.Join([]string{prefix, o.container.name(), o.task.id}, "/")
	}
	return o.container.runtime
}

func (o output) view(group string) Output {
	t, c := o.task, o.container
	v := Output{Group: group, Stream: o.stream(), Cluster: t.cluster.name(), Family: t.def.family, Revision: t.def.revision,
		Task: t.id, Container: c.name(), Number: t.seq, Started: c.started, Asked: t.terminated, Exit: value(c.exit), Reason: c.reason, Sick: t.fate.Unhealthy != nil}
	if t.service != nil {
		v.Service = t.service.name
	}
	if c.status == "STOPPED" {
		v.Ended = either(t.executionStopped, either(t.stoppingAt, c.started))
	}
	return v
}
