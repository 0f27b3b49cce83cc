package world

import (
	"slices"
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

// LogGroups are the names of the log groups that containers have written to, sorted.
func (w *World) LogGroups() []string {
	w.lock.Lock()
	defer w.lock.Unlock()
	var names []string
	for name := range w.outputs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Outputs are all containers that have ever been started and log to a group, in the order of their start; those of
// tasks that ECS has forgotten included.
func (w *World) Outputs(group string) []Output {
	w.lock.Lock()
	defer w.lock.Unlock()
	out := make([]Output, 0, len(w.outputs[group]))
	for _, o := range w.outputs[group] {
		out = append(out, o.view(group))
	}
	return out
}

// tell notes that a container was started, if its output goes to CloudWatch Logs.
func (a *account) tell(t *task, c *container) {
	l := c.def.LogConfiguration
	if l == nil || l.LogDriver != "awslogs" || l.Options["awslogs-group"] == "" {
		return
	}
	group := l.Options["awslogs-group"]
	a.outputs[group] = append(a.outputs[group], output{t, c})
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
