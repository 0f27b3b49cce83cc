package world

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// threshold is the number of failed tasks at which the circuit breaker of a deployment trips.
func (s *service) threshold() int32 {
	kind, n := types.ThresholdTypeBoundedPercent, int32(50)
	if b := s.config.DeploymentCircuitBreaker; b != nil && b.ThresholdConfiguration != nil {
		kind, n = either(b.ThresholdConfiguration.Type, kind), b.ThresholdConfiguration.Value
	}
	share := (s.desired*n + 99) / 100
	switch kind {
	case types.ThresholdTypeCount:
		return n
	case types.ThresholdTypeUnboundedPercent:
		return max(share, 1)
	}
	return min(max(share, 3), 200)
}

// pause is how long the scheduler waits after the n-th launch in a row with tasks that did not start.
func pause(n int) time.Duration {
	waits := [...]time.Duration{time.Minute, 4 * time.Minute, 10 * time.Minute, 15 * time.Minute}
	return waits[min(n, len(waits))-1]
}

// breaker draws conclusions from tasks that fail, and goes back to what was there before.
type breaker struct {
	*journal
	deployer *deployer
	stopper  *stopper
}

// stumble throttles a deployment one of whose tasks did not start; the tasks of one launch count once.
func (x *breaker) stumble(t *task) {
	d := t.deployment
	if t.batch <= d.failedBatch {
		return
	}
	d.failedBatch = t.batch
	d.rounds++
	d.hold(x.now.Add(pause(d.rounds)))
	if d.rounds >= 3 {
		x.say(t.service, saidStart, "is unable to consistently start tasks successfully.")
	}
}

// failed counts a task that stopped without having done its work.
func (x *breaker) failed(t *task) {
	s, d := t.service, t.deployment
	if d.rollout != types.DeploymentRolloutStateInProgress || t.settled && !t.sick {
		return
	}
	d.failed++
	r, b := d.release, s.config.DeploymentCircuitBreaker
	if r == nil {
		return
	}
	r.watch.failures++
	r.watch.limit = s.threshold()
	if b != nil && b.Enable && d.failed >= r.watch.limit && d.status == "PRIMARY" {
		x.trip(s, d, b.Rollback)
	}
}

// trip fails a deployment: it launches no more tasks, and the service goes back to what last completed, if it may.
func (x *breaker) trip(s *service, d *deployment, back bool) {
	r := d.release
	again := r.rollback != nil // the way back has failed as well
	x.give(s, d, "ECS deployment circuit breaker: tasks failed to start.")
	x.say(s, "", d.label()+" deployment failed: tasks failed to start.")
	r.watch.tripped = true
	if back && !again && s.good != nil {
		x.rollBack(r, "Service deployment rolled back because the circuit breaker threshold was exceeded.",
			"ECS deployment circuit breaker: rolling back to deploymentId %s.")
		return
	}
	if again {
		r.end(types.ServiceDeploymentStatusRollbackFailed, "The rollback failed: tasks failed to start.", x.now)
		return
	}
	r.end(types.ServiceDeploymentStatusStopped, "Service deployment stopped because the circuit breaker threshold was exceeded.", x.now)
	r.stopped = x.now
}

// give makes a deployment FAILED and stops its tasks that are not up yet.
func (x *breaker) give(s *service, d *deployment, reason string) {
	d.rollout, d.reason, d.updated = types.DeploymentRolloutStateFailed, reason, x.now
	for _, t := range slices.Clone(s.tasks) {
		if t.deployment == d && t.pending() {
			x.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+d.label())
		}
	}
	x.flush(s)
}

// rollBack makes the revision that last completed PRIMARY again: its deployment, if that is still there, or a new one.
// reason is the service deployment's, state (with the id) the deployment's.
func (x *breaker) rollBack(r *release, reason, state string) {
	s := r.service
	p := s.deployments[0]
	if p.rollout == types.DeploymentRolloutStateInProgress {
		x.give(s, p, "ECS deployment stopped.")
	}
	p.status, p.desired = "ACTIVE", 0
	i := slices.IndexFunc(s.deployments, func(d *deployment) bool {
		return d != p && d.revision == s.good && d.status == "ACTIVE"
	})
	var back *deployment
	if i < 0 {
		back = x.deployer.newDeployment(s, s.good)
	} else {
		back = s.deployments[i]
		s.deployments = slices.Delete(s.deployments, i, i+1)
	}
	s.deployments = append([]*deployment{back}, s.deployments...)
	back.status, back.rollout, back.updated = "PRIMARY", types.DeploymentRolloutStateInProgress, x.now
	back.reason, back.release, back.desired = fmt.Sprintf(state, back.id), r, s.desired
	back.failed, back.rounds = 0, 0
	back.doneAt = x.now.Add(x.jitter(time.Minute))
	s.spec = s.good.spec
	r.status, r.reason, r.updated = types.ServiceDeploymentStatusRollbackInProgress, reason, x.now
	r.rollback = &types.Rollback{Reason: new(reason), StartedAt: moment(x.now), ServiceRevisionArn: new(s.good.arn)}
	if r.passage != nil {
		r.passage.test, r.passage.production = 0, 0
	}
	x.say(s, "", "rolling back to deployment "+back.id+".")
	clear(s.said)
	x.wake(s, 0)
}
