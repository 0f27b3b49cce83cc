package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// deployment is one row of a service's deployments, or one of its task sets.
type deployment struct {
	id       string // ecs-svc/…
	service  *service
	status   string // PRIMARY, ACTIVE, INACTIVE; DRAINING for a task set
	spec     spec
	revision *revision
	release  *release
	set      *taskSet // nil for a rolling deployment

	created, updated time.Time
	launchAt         time.Time // until then the scheduler has not looked at it: desired 0
	doneAt           time.Time // a rollback does not complete before
	retryAt          time.Time // no task is launched before

	desired, failed int32
	rollout         types.DeploymentRolloutState
	reason          string
	batch           int // launches so far
	failedBatch     int // the last launch with a task that did not start
	rounds          int // launches in a row with such a task
}

// hold keeps the scheduler from launching tasks before t.
func (d *deployment) hold(t time.Time) {
	if t.After(d.retryAt) {
		d.retryAt = t
	}
}

// thrive notes that a task became healthy.
func (d *deployment) thrive() {
	d.rounds = 0
	if b := d.service.config.DeploymentCircuitBreaker; b != nil && b.ResetOnHealthyTask != nil && !*b.ResetOnHealthyTask {
		return
	}
	d.failed = 0
	if d.release != nil && d.rollout == types.DeploymentRolloutStateInProgress {
		d.release.watch.failures = 0
	}
}

func (d *deployment) label() string { return "(deployment " + d.id + ")" }

func (d *deployment) view() types.Deployment {
	n := d.service.tally(d)
	v := types.Deployment{
		Id: new(d.id), Status: new(d.status), TaskDefinition: new(d.spec.def.arn), CreatedAt: moment(d.created),
		UpdatedAt: moment(d.updated), DesiredCount: d.desired, RunningCount: n.running, PendingCount: n.pending,
		FailedTasks: d.failed, RolloutState: d.rollout, RolloutStateReason: new(d.reason), LaunchType: d.spec.launch,
		CapacityProviderStrategy: clone(d.spec.strategy), NetworkConfiguration: clone(d.spec.network),
		ServiceConnectConfiguration: clone(d.spec.connect), VolumeConfigurations: clone(d.spec.volumes),
		VpcLatticeConfigurations: clone(d.spec.lattice),
	}
	if !d.spec.onInstances() {
		v.PlatformVersion, v.PlatformFamily = new(d.spec.version()), new("Linux")
	}
	return v
}

// deployer makes deployments, with the service revisions and service deployments that go with them.
type deployer struct {
	origin
	*waker
	*chance
}

// deploy starts a deployment of the service's present spec; the scheduler looks at it after wait.
func (x *deployer) deploy(s *service, wait time.Duration) *deployment {
	d := x.newDeployment(s, x.newRevision(s))
	d.launchAt = x.now.Add(wait)
	x.supersede(s)
	d.release = x.newRelease(s, d.revision)
	s.deployments = append([]*deployment{d}, s.deployments...)
	clear(s.said)
	x.wake(s, wait)
	return d
}

func (x *deployer) newDeployment(s *service, r *revision) *deployment {
	d := &deployment{id: "ecs-svc/" + x.number19(), service: s, status: "PRIMARY", spec: r.spec, revision: r,
		created: x.now, updated: x.now, rollout: types.DeploymentRolloutStateInProgress}
	d.reason = "ECS deployment " + d.id + " in progress."
	return d
}

// supersede demotes the PRIMARY deployment; one that was still rolling out ends here.
func (x *deployer) supersede(s *service) {
	for _, d := range s.deployments {
		if d.status != "PRIMARY" {
			continue
		}
		d.status, d.updated = "ACTIVE", x.now
		if r := d.release; r != nil && r.ongoing() {
			r.end(types.ServiceDeploymentStatusStopped, "Service deployment was stopped because a newer deployment replaced it.", x.now)
			r.stopped = x.now
		}
	}
}
