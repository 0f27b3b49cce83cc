package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stop asks a task to stop: its targets drain, its containers get SIGTERM, its network goes.
func (a *account) stop(t *task, code types.TaskStopCode, reason string) {
	if t.leaving {
		return
	}
	t.code, t.reason = code, reason
	scheduled := t.service != nil && code == types.TaskStopCodeServiceSchedulerInitiated
	if t.status < running {
		a.leave(t)
		if scheduled {
			t.service.notes.pending++
		}
		a.retire(t, 3*time.Second)
		return
	}
	a.leave(t)
	a.enter(t, deactivating)
	drain := time.Second
	if len(t.targets) > 0 {
		a.delist(t)
		drain = either(t.fate.Drain, 30*time.Second)
	}
	a.next(t, drain, func(t *task) {
		if scheduled {
			t.service.notes.stopped = append(t.service.notes.stopped, t.label())
		}
		a.terminate(t, either(t.fate.Exiting, 2*time.Second))
	})
}

// terminate sends SIGTERM; containers that take 30 s or longer to exit are killed.
func (a *account) terminate(t *task, exiting time.Duration) {
	a.enter(t, stopping)
	t.terminated = a.now
	code := int32(143)
	if exiting >= 30*time.Second {
		exiting, code = 30*time.Second, 137
	}
	a.next(t, exiting, func(t *task) { a.expire(t, code) })
}

// expire ends the containers that still run and gives the task's resources back.
func (a *account) expire(t *task, code int32) {
	t.executionStopped = a.now
	for _, c := range t.containers {
		c.halt(new(code))
	}
	a.retire(t, a.jitter(8*time.Second))
}

// retire deprovisions a task whose containers are gone; after d it is STOPPED.
func (a *account) retire(t *task, d time.Duration) {
	if t.eni == nil || t.eni.note == "" {
		a.enter(t, deprovisioning)
	}
	for _, c := range t.containers {
		c.halt(nil)
	}
	a.next(t, d, a.finish)
}

func (a *account) finish(t *task) {
	t.stoppedAt = a.now
	if t.spared != nil {
		t.spared.live--
	}
	if i := t.instance; i != nil {
		i.tasks = slices.DeleteFunc(i.tasks, func(o *task) bool { return o == t })
		i.version++
		a.relieve(t.cluster)
	}
	a.enter(t, stopped)
	if s := t.service; s != nil {
		s.tasks = slices.DeleteFunc(s.tasks, func(o *task) bool { return o == t })
		if t.doomed {
			a.failed(t)
		}
	}
	a.after(kept, func() {
		t.cluster.tasks = slices.DeleteFunc(t.cluster.tasks, func(o *task) bool { return o == t })
		delete(t.cluster.taskNamed, t.id)
	})
}

// reclaim is a Spot interruption: the warning now, SIGTERM a few seconds later, the end after two minutes.
func (a *account) reclaim(t *task) {
	begun := a.now
	t.code, t.reason = types.TaskStopCodeSpotInterruption, "Your Spot Task was interrupted."
	a.leave(t)
	a.enter(t, deactivating)
	a.delist(t)
	if t.service != nil {
		t.deployment.hold(a.now.Add(either(t.fate.Retry, 50*time.Second)))
	}
	a.next(t, 30*time.Second, func(t *task) {
		a.enter(t, stopping)
		t.terminated = a.now
		a.next(t, 4*time.Second, func(t *task) {
			t.executionStopped = a.now
			for _, c := range t.containers {
				c.halt(new(int32(143)))
			}
			a.retire(t, begun.Add(2*time.Minute).Sub(a.now))
		})
	})
}
