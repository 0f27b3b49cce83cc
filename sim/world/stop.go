package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stopper ends tasks.
type stopper struct {
	*progress
	*chance
	outcome *breaker // what the end of a task means for its deployment
}

// stop asks a task to stop: its targets drain, its containers get SIGTERM, its network goes.
func (x *stopper) stop(t *task, code types.TaskStopCode, reason string) {
	if t.leaving {
		return
	}
	t.code, t.reason = code, reason
	scheduled := t.service != nil && code == types.TaskStopCodeServiceSchedulerInitiated
	if t.status < running {
		x.leave(t)
		if scheduled {
			t.service.notes.pending++
		}
		x.retire(t, 3*time.Second)
		return
	}
	x.leave(t)
	x.enter(t, deactivating)
	drain := time.Second
	if len(t.targets) > 0 {
		x.delist(t)
		drain = either(t.fate.Drain, 30*time.Second)
	}
	x.next(t, drain, func(t *task) {
		if scheduled {
			t.service.notes.stopped = append(t.service.notes.stopped, t.label())
		}
		x.terminate(t, either(t.fate.Exiting, 2*time.Second))
	})
}

// terminate sends SIGTERM; containers that take 30 s or longer to exit are killed.
func (x *stopper) terminate(t *task, exiting time.Duration) {
	x.enter(t, stopping)
	t.terminated = x.now
	code := int32(143)
	if exiting >= 30*time.Second {
		exiting, code = 30*time.Second, 137
	}
	x.next(t, exiting, func(t *task) { x.expire(t, code) })
}

// expire ends the containers that still run and gives the task's resources back.
func (x *stopper) expire(t *task, code int32) {
	t.executionStopped = x.now
	for _, c := range t.containers {
		c.halt(new(code))
	}
	x.retire(t, x.jitter(8*time.Second))
}

// retire deprovisions a task whose containers are gone; after d it is STOPPED.
func (x *stopper) retire(t *task, d time.Duration) {
	if t.eni == nil || t.eni.note == "" {
		x.enter(t, deprovisioning)
	}
	for _, c := range t.containers {
		c.halt(nil)
	}
	x.next(t, d, x.finish)
}

func (x *stopper) finish(t *task) {
	t.stoppedAt = x.now
	if t.spared != nil {
		t.spared.live--
	}
	if i := t.instance; i != nil {
		i.tasks = slices.DeleteFunc(i.tasks, func(o *task) bool { return o == t })
		i.version++
		x.relieve(t.cluster)
	}
	x.enter(t, stopped)
	if s := t.service; s != nil {
		s.tasks = slices.DeleteFunc(s.tasks, func(o *task) bool { return o == t })
		if t.doomed {
			x.outcome.failed(t)
		}
	}
	x.after(kept, func() {
		t.cluster.tasks = slices.DeleteFunc(t.cluster.tasks, func(o *task) bool { return o == t })
		delete(t.cluster.taskNamed, t.id)
	})
}

// lose ends a task that ECS knows no more of.
func (x *stopper) lose(t *task, reason string) {
	if t.code, t.reason = "", either(t.reason, reason); t.service != nil && !t.leaving {
		x.delist(t)
	}
	x.leave(t)
	x.retire(t, time.Second)
}

// reclaim is a Spot interruption: the warning now, SIGTERM a few seconds later, the end after two minutes.
func (x *stopper) reclaim(t *task) {
	begun := x.now
	t.code, t.reason = types.TaskStopCodeSpotInterruption, "Your Spot Task was interrupted."
	x.leave(t)
	x.enter(t, deactivating)
	x.delist(t)
	if t.service != nil {
		t.deployment.hold(x.now.Add(either(t.fate.Retry, 50*time.Second)))
	}
	x.next(t, 30*time.Second, func(t *task) {
		x.enter(t, stopping)
		t.terminated = x.now
		x.next(t, 4*time.Second, func(t *task) {
			t.executionStopped = x.now
			for _, c := range t.containers {
				c.halt(new(int32(143)))
			}
			x.retire(t, begun.Add(2*time.Minute).Sub(x.now))
		})
	})
}
