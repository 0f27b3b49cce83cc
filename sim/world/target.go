package world

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// target is a task's registration in a target group.
type target struct {
	group string // ARN
	port  int32
	state types.HealthStatus
	drain bool
	since time.Time
	note  string // why it is unhealthy
}

// addTask registers a task that has come up with its service's target groups.
func (b *starter) addTask(t *task) {
	if t.deployment == nil {
		return
	}
	for _, lb := range t.deployment.spec.balancers {
		group := t.deployment.revision.group(lb)
		if group == "" {
			continue
		}
		t.targets = append(t.targets, &target{group: group, port: value(lb.ContainerPort),
			state: types.HealthStatusUnknown, since: b.now})
		t.service.notes.register(group)
	}
}

// delist deregisters a task; its connections drain until it is stopped.
func (x *stopper) delist(t *task) {
	if len(t.targets) == 0 {
		return
	}
	for _, g := range t.targets {
		if !g.drain {
			g.drain, g.since = true, x.now
			t.service.notes.deregister(g.group)
		}
	}
	t.service.notes.drained++
}

// rate sets the health of a task's targets.
func (b *starter) rate(t *task, state types.HealthStatus, note string) {
	for _, g := range t.targets {
		g.state, g.note, g.since = state, note, b.now
	}
}

// complaint is the event text about a task whose health checks fail, and the reason for which it will be stopped.
func (t *task) complaint(u *Unhealthy) (event, reason string) {
	if u.Container || len(t.targets) == 0 {
		return t.label() + " failed container health checks.", "Task failed container health checks"
	}
	g := t.targets[0]
	return fmt.Sprintf("%s (port %d) is unhealthy in (target-group %s) due to (reason %s).", t.label(), g.port, g.group,
			either(u.Reason, "Health checks failed with these codes: [500]")),
		fmt.Sprintf("Task failed ELB health checks in (target-group %s)", g.group)
}
