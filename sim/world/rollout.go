package world

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// rollout replaces the tasks of older deployments.
type rollout struct {
	*journal
	placement *placement
	stages    *stages
}

// roll is one turn of a rolling deployment: it launches what the maximum percent allows and stops what the minimum
// healthy percent can spare. A service at rest is the case without outdated tasks.
func (x *rollout) roll(s *service) {
	p := s.deployments[0]
	if x.now.Before(p.launchAt) {
		x.wake(s, p.launchAt.Sub(x.now))
		return
	}
	want := s.wanted()
	x.embark(p, want)
	fresh, stale := s.split()
	for _, d := range s.deployments[1:] {
		d.desired = 0
	}
	for _, t := range stale {
		if t.deployment != p {
			t.deployment.desired++
		}
	}
	if p.rollout == types.DeploymentRolloutStateFailed {
		return
	}
	start, keep := x.stages.pass(s, p, fresh, stale, want)
	if !start {
		return
	}
	x.placement.shrink(s, p, fresh, want)
	fresh = slices.DeleteFunc(fresh, func(t *task) bool { return !t.live() })
	least, most := s.limits(want)
	if len(stale) == 0 || keep {
		x.placement.launch(s, p, want-len(fresh))
		return
	}
	stale = x.replace(s, p, fresh, stale, want, least, most)
	n := min(want-len(fresh), most-len(fresh)-len(stale))
	x.placement.launch(s, p, n)
	if n <= 0 && want > len(fresh) && !s.moving() {
		x.say(s, saidBlocked, "was unable to stop or start tasks during a deployment because of the service deployment "+
			"configuration. Update the minimumHealthyPercent or maximumPercent value and try again.")
	}
}

// embark notes that the scheduler has taken up a deployment.
func (x *rollout) embark(p *deployment, want int) {
	if p.desired != int32(want) {
		p.desired, p.updated = int32(want), x.now
	}
	if r := p.release; r != nil && r.status == types.ServiceDeploymentStatusPending {
		r.status, r.started, r.updated = types.ServiceDeploymentStatusInProgress, x.now, x.now
		if r.passage == nil {
			r.stage = types.ServiceDeploymentLifecycleStageScaleUp
		}
	}
}

// split are the live tasks of the PRIMARY deployment, and those that it is to replace: of older deployments or on
// instances that drain.
func (s *service) split() (fresh, stale []*task) {
	for _, t := range s.tasks {
		switch {
		case !t.live():
		case t.deployment != s.deployments[0] || t.instance != nil && t.instance.status == "DRAINING":
			stale = append(stale, t)
		default:
			fresh = append(fresh, t)
		}
	}
	return fresh, stale
}

// moving reports whether tasks are on their way up or down, so that the next turn may find room.
func (s *service) moving() bool {
	return slices.ContainsFunc(s.tasks, func(t *task) bool { return !t.live() || !t.healthy })
}

// replace stops the outdated tasks that can go: those that serve nobody, those whose replacement is healthy, and as
// many more as must make room for new ones while the minimum stays up. It returns those that remain.
func (x *rollout) replace(s *service, p *deployment, fresh, stale []*task, want, least, most int) []*task {
	end := func(t *task) {
		x.placement.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+t.deployment.label())
	}
	free := x.placement.free(s, p, stale)
	for _, t := range free {
		if !t.healthy {
			end(t)
		}
	}
	healthy, live := 0, 0
	for _, t := range slices.Concat(fresh, stale) {
		if t.live() {
			live++
		}
		if t.healthy {
			healthy++
		}
	}
	short := want - len(fresh) - max(0, most-live)
	spare := max(healthy-max(want, least), min(short, healthy-least))
	for _, t := range free {
		if spare > 0 && t.live() {
			end(t)
			spare--
		}
	}
	return slices.DeleteFunc(stale, func(t *task) bool { return !t.live() })
}

// done reports whether a deployment has what it needs to be COMPLETED.
func (x *rollout) done(s *service, p *deployment, want int) bool {
	if x.now.Before(p.launchAt) {
		return false
	}
	if x.now.Before(p.doneAt) {
		x.wake(s, p.doneAt.Sub(x.now))
		return false
	}
	if r := p.release; r != nil && r.rollback == nil && r.passage != nil && !r.passage.reached(types.ServiceDeploymentLifecycleStageCleanUp) {
		return false
	}
	need, lenient := want, false
	if e := s.config.EarlySuccessCriteria; e != nil && e.Enable {
		need = (want*int(value(e.HealthyPercent)) + 99) / 100
		lenient = e.SourceServiceRevisionCleanup == types.ServiceRevisionCleanupDeferred
	}
	healthy, extra := 0, 0
	for _, t := range s.tasks {
		switch {
		case t.deployment == p && t.healthy:
			healthy++
		case t.deployment == p && t.live():
			extra++
		case t.deployment != p && t.status <= deactivating:
			if !lenient {
				return false
			}
		}
	}
	return healthy >= need && healthy+extra <= max(want, need)
}

// complete ends a deployment well.
func (x *rollout) complete(s *service, p *deployment) {
	p.rollout, p.reason, p.updated = types.DeploymentRolloutStateCompleted, "ECS deployment "+p.id+" completed.", x.now
	s.good = p.revision
	x.say(s, "", fmt.Sprintf("%s deployment completed.", p.label()))
	r := p.release
	if r == nil || !r.ongoing() {
		return
	}
	if r.rollback != nil {
		r.end(types.ServiceDeploymentStatusRollbackSuccessful, r.reason, x.now)
	} else {
		r.stage = types.ServiceDeploymentLifecycleStageCleanUp
		r.end(types.ServiceDeploymentStatusSuccessful, "", x.now)
	}
}

// sweep removes deployments whose tasks are all stopping. One that failed stays INACTIVE for a moment.
func (x *rollout) sweep(s *service) {
	p := s.deployments[0]
	s.deployments = slices.DeleteFunc(s.deployments, func(d *deployment) bool {
		if d == p || d.status == "INACTIVE" || p.rollout == types.DeploymentRolloutStateInProgress && d.revision == s.good {
			return false
		}
		if slices.ContainsFunc(s.tasks, func(t *task) bool { return t.deployment == d && t.status <= deactivating }) {
			return false
		}
		if d.rollout != types.DeploymentRolloutStateFailed {
			return true
		}
		if p.rollout == types.DeploymentRolloutStateCompleted {
			d.status, d.desired, d.updated = "INACTIVE", 0, x.now
			x.after(20*time.Second, func() {
				s.deployments = slices.DeleteFunc(s.deployments, func(o *deployment) bool { return o == d })
			})
		}
		return false
	})
}
