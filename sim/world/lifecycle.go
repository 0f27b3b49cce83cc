package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tick is the pause between something happening to a service and its scheduler looking at it.
const tick = 3 * time.Second

// kept is how long a stopped task stays describable.
const kept = time.Hour

// next plans act for d from now, unless the task's plan changes before.
func (a *account) next(t *task, d time.Duration, act func(*task)) {
	plan := t.plan
	a.after(d, func() {
		if t.plan == plan {
			act(t)
		}
	})
}

func (a *account) enter(t *task, s status) {
	t.status = s
	t.version++
	if t.service != nil {
		a.wake(t.service, tick)
	}
}

// begin starts a task on its way to RUNNING.
func (a *account) begin(t *task) {
	if f := t.fate.Fail; f != nil && f.Phase == PhaseNetwork {
		a.next(t, either(f.After, 2*time.Second), a.fail)
		return
	}
	if t.eni == nil {
		a.next(t, time.Second, a.ready)
		return
	}
	a.next(t, either(t.fate.Provision, a.jitter(10*time.Second)), a.ready)
}

// ready has a host and a network: secrets, then the image.
func (a *account) ready(t *task) {
	t.connected = a.now
	a.enter(t, pending)
	if f := t.fate.Fail; f != nil && f.Phase == PhaseSecrets {
		a.next(t, either(f.After, 2*time.Second), a.fail)
		return
	}
	a.next(t, a.jitter(2*time.Second), a.pull)
}

func (a *account) pull(t *task) {
	t.pullStarted = a.now
	t.version++
	if f := t.fate.Fail; f != nil && f.Phase == PhasePull {
		a.next(t, either(f.After, time.Minute), a.fail)
		return
	}
	a.next(t, either(t.fate.Pull, a.jitter(12*time.Second)), a.pulled)
}

func (a *account) pulled(t *task) {
	t.pullStopped = a.now
	if f := t.fate.Fail; f != nil && f.Phase == PhaseCreate {
		t.version++
		a.next(t, either(f.After, 2*time.Second), a.fail)
		return
	}
	a.enter(t, activating)
	a.next(t, either(t.fate.Start, a.jitter(4*time.Second)), a.run)
}

func (a *account) run(t *task) {
	t.started = a.now
	for _, c := range t.containers {
		a.boot(t, c)
	}
	a.enlist(t)
	a.enter(t, running)
	a.next(t, either(t.fate.Settle, a.settleTime(t)), a.settle)
	if e := t.fate.Exit; e != nil {
		d := e.After
		if e.Jitter > 0 {
			d += time.Duration(a.rng.Int64N(int64(e.Jitter)))
		}
		t.fated = a.now.Add(d)
		a.next(t, d, func(t *task) { a.exit(t, *e) })
	}
	if u := t.fate.Unhealthy; u != nil {
		a.next(t, u.After, a.sicken)
	}
}

// settleTime is how long a running task takes until it counts as healthy: the first health checks, or 40 s when there
// are none to wait for.
func (a *account) settleTime(t *task) time.Duration {
	switch {
	case len(t.targets) > 0:
		return a.jitter(20 * time.Second)
	case slices.ContainsFunc(t.containers, func(c *container) bool { return c.def.HealthCheck != nil }):
		return a.jitter(12 * time.Second)
	}
	return 40 * time.Second
}

// settle makes a running task count as healthy.
func (a *account) settle(t *task) {
	if t.sick {
		return
	}
	t.healthy, t.settled = true, true
	t.version++
	a.rate(t, types.HealthStatusHealthy, "")
	if t.service != nil {
		t.deployment.thrive()
		a.wake(t.service, tick)
	}
}

// sicken makes the health checks of a running task fail.
func (a *account) sicken(t *task) {
	t.healthy, t.sick = false, true
	t.version++
	u := t.fate.Unhealthy
	event, reason := t.complaint(u)
	a.rate(t, types.HealthStatusUnhealthy, either(u.Reason, "Health checks failed with these codes: [500]"))
	if t.service == nil {
		return
	}
	a.say(t.service, "", event)
	a.next(t, either(u.Kill, 15*time.Second), func(t *task) {
		t.doomed = true
		t.service.replaced++
		t.deployment.hold(a.now.Add(either(t.fate.Retry, 9*time.Second)))
		a.stop(t, types.TaskStopCodeServiceSchedulerInitiated, reason)
	})
}

// fail ends a task that never got to RUNNING.
func (a *account) fail(t *task) {
	f := t.fate.Fail
	t.code, t.reason = either(f.Code, types.TaskStopCodeTaskFailedToStart), f.Reason
	for i, c := range t.containers {
		if i == 0 && f.Container == "" || c.name() == f.Container {
			c.reason, c.exit = f.ContainerReason, f.ExitCode
		}
	}
	if f.Phase == PhaseNetwork && t.eni != nil {
		t.eni.note = f.Reason
	}
	t.doomed = true
	if t.service != nil {
		a.stumble(t)
	}
	a.leave(t)
	a.retire(t, 3*time.Second)
}

// exit lets a container end by itself; an essential one takes the task with it.
func (a *account) exit(t *task, e Exit) {
	i := slices.IndexFunc(t.containers, func(c *container) bool {
		return c.name() == e.Container || e.Container == "" && *c.def.Essential
	})
	if i < 0 || t.leaving {
		return
	}
	c := t.containers[i]
	c.reason = e.ContainerReason
	c.halt(&e.Code)
	t.version++
	if !*c.def.Essential {
		return
	}
	t.code, t.reason = types.TaskStopCodeEssentialContainerExited, either(e.Reason, "Essential container in task exited")
	t.doomed = true
	if t.service != nil {
		t.deployment.hold(a.now.Add(either(t.fate.Retry, 9*time.Second)))
	}
	a.delist(t)
	a.leave(t)
	a.expire(t, 143)
}

// leave makes STOPPED the desired status and drops whatever was planned.
func (a *account) leave(t *task) {
	t.plan++
	t.leaving, t.healthy = true, false
	t.stoppingAt = a.now
	t.version++
	if t.service != nil {
		a.wake(t.service, tick)
	}
}
