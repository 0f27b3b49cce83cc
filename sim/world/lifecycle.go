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

// progress moves tasks from state to state.
type progress struct{ *waker }

// next plans act for d from now, unless the task's plan changes before.
func (p *progress) next(t *task, d time.Duration, act func(*task)) {
	plan := t.plan
	p.after(d, func() {
		if t.plan == plan {
			act(t)
		}
	})
}

func (p *progress) enter(t *task, s status) {
	t.status = s
	t.version++
	if t.service != nil {
		p.wake(t.service, tick)
	}
}

// starter makes tasks and brings them up.
type starter struct {
	origin
	*progress
	*chance
	journal *journal
	network *network
	outputs *outputs
	stopper *stopper
}

// begin starts a task on its way to RUNNING.
func (b *starter) begin(t *task) {
	if f := t.fate.Fail; f != nil && f.Phase == PhaseNetwork {
		b.next(t, either(f.After, 2*time.Second), b.stopper.fail)
		return
	}
	if t.eni == nil {
		b.next(t, time.Second, b.ready)
		return
	}
	b.next(t, either(t.fate.Provision, b.jitter(10*time.Second)), b.ready)
}

// ready has a host and a network: secrets, then the image.
func (b *starter) ready(t *task) {
	t.connected = b.now
	b.enter(t, pending)
	if f := t.fate.Fail; f != nil && f.Phase == PhaseSecrets {
		b.next(t, either(f.After, 2*time.Second), b.stopper.fail)
		return
	}
	b.next(t, b.jitter(2*time.Second), b.pull)
}

func (b *starter) pull(t *task) {
	t.pullStarted = b.now
	t.version++
	if f := t.fate.Fail; f != nil && f.Phase == PhasePull {
		b.next(t, either(f.After, time.Minute), b.stopper.fail)
		return
	}
	b.next(t, either(t.fate.Pull, b.jitter(12*time.Second)), b.pulled)
}

func (b *starter) pulled(t *task) {
	t.pullStopped = b.now
	if f := t.fate.Fail; f != nil && f.Phase == PhaseCreate {
		t.version++
		b.next(t, either(f.After, 2*time.Second), b.stopper.fail)
		return
	}
	b.enter(t, activating)
	b.next(t, either(t.fate.Start, b.jitter(4*time.Second)), b.run)
}

func (b *starter) run(t *task) {
	t.started = b.now
	for _, c := range t.containers {
		b.boot(t, c)
	}
	b.addTask(t)
	b.enter(t, running)
	b.next(t, either(t.fate.Settle, b.settleTime(t)), b.settle)
	if e := t.fate.Exit; e != nil {
		d := e.After
		if e.Jitter > 0 {
			d += time.Duration(b.rng.Int64N(int64(e.Jitter)))
		}
		t.fated = b.now.Add(d)
		b.next(t, d, func(t *task) { b.stopper.exit(t, *e) })
	}
	if u := t.fate.Unhealthy; u != nil {
		b.next(t, u.After, b.sicken)
	}
}

// settleTime is how long a running task takes until it counts as healthy: the first health checks, or 40 s when there
// are none to wait for.
func (b *starter) settleTime(t *task) time.Duration {
	switch {
	case len(t.targets) > 0:
		return b.jitter(20 * time.Second)
	case slices.ContainsFunc(t.containers, func(c *container) bool { return c.def.HealthCheck != nil }):
		return b.jitter(12 * time.Second)
	}
	return 40 * time.Second
}

// settle makes a running task count as healthy.
func (b *starter) settle(t *task) {
	if t.sick {
		return
	}
	t.healthy, t.settled = true, true
	t.version++
	b.rate(t, types.HealthStatusHealthy, "")
	if t.service != nil {
		t.deployment.thrive()
		b.wake(t.service, tick)
	}
}

// sicken makes the health checks of a running task fail.
func (b *starter) sicken(t *task) {
	t.healthy, t.sick = false, true
	t.version++
	u := t.fate.Unhealthy
	event, reason := t.complaint(u)
	b.rate(t, types.HealthStatusUnhealthy, either(u.Reason, "Health checks failed with these codes: [500]"))
	if t.service == nil {
		return
	}
	b.journal.say(t.service, "", event)
	b.next(t, either(u.Kill, 15*time.Second), func(t *task) {
		t.doomed = true
		t.service.replaced++
		t.deployment.hold(b.now.Add(either(t.fate.Retry, 9*time.Second)))
		b.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, reason)
	})
}

// fail ends a task that never got to RUNNING.
func (x *stopper) fail(t *task) {
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
		x.outcome.stumble(t)
	}
	x.leave(t)
	x.retire(t, 3*time.Second)
}

// exit lets a container end by itself; an essential one takes the task with it.
func (x *stopper) exit(t *task, e Exit) {
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
		t.deployment.hold(x.now.Add(either(t.fate.Retry, 9*time.Second)))
	}
	x.delist(t)
	x.leave(t)
	x.expire(t, 143)
}

// leave makes STOPPED the desired status and drops whatever was planned.
func (p *progress) leave(t *task) {
	t.plan++
	t.leaving, t.healthy = true, false
	t.stoppingAt = p.now
	t.version++
	if t.service != nil {
		p.wake(t.service, tick)
	}
}
