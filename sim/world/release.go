package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// release is a service deployment: one line of a service's history.
type release struct {
	seq      uint64
	arn      string
	service  *service
	target   *revision
	sources  []*revision
	status   types.ServiceDeploymentStatus
	reason   string
	stage    types.ServiceDeploymentLifecycleStage
	config   types.DeploymentConfiguration
	watch    watch
	passage  *passage // nil where there is nothing to wait for
	rollback *types.Rollback

	created, started, updated, stopped, finished time.Time
}

// watch is what the circuit breaker and the alarms of a deployment have noticed.
type watch struct {
	failures, limit int32 // of the breaker
	tripped         bool
	triggered       []string // alarms that went off
}

func (x *deployer) newRelease(s *service, target *revision) *release {
	r := &release{seq: x.seq(), arn: x.arn("service-deployment", s.cluster.name(), s.name, x.word()), service: s,
		target: target, status: types.ServiceDeploymentStatusPending, config: s.config, created: x.now, updated: x.now,
		watch: watch{limit: s.threshold()}}
	for _, d := range s.deployments {
		if n := s.tally(d); n.running+n.pending > 0 {
			r.sources = append(r.sources, d.revision)
		}
	}
	r.passage = newPassage(s, len(r.sources) > 1)
	s.releases = append(s.releases, r)
	return r
}

func (r *release) ongoing() bool { return r.finished.IsZero() }

func (r *release) end(status types.ServiceDeploymentStatus, reason string, now time.Time) {
	r.status, r.reason, r.updated, r.finished = status, reason, now, now
}

func (r *release) breaker() *types.ServiceDeploymentCircuitBreaker {
	v := &types.ServiceDeploymentCircuitBreaker{Status: types.ServiceDeploymentRollbackMonitorsStatusDisabled}
	if b := r.config.DeploymentCircuitBreaker; b == nil || !b.Enable {
		return v
	}
	v.FailureCount, v.Threshold = r.watch.failures, r.watch.limit
	switch {
	case r.watch.tripped:
		v.Status = types.ServiceDeploymentRollbackMonitorsStatusTriggered
	case r.ongoing():
		v.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoring
	default:
		v.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete
	}
	return v
}

// summary is a revision with the tasks it has at the moment.
func (r *release) summary(rev *revision) types.ServiceRevisionSummary {
	v := types.ServiceRevisionSummary{Arn: new(rev.arn)}
	for _, d := range r.service.deployments {
		if d.revision == rev {
			n := r.service.tally(d)
			v.RequestedTaskCount, v.RunningTaskCount, v.PendingTaskCount = d.desired, n.running, n.pending
		}
	}
	r.weigh(&v, rev == r.target)
	return v
}

func (r *release) view() types.ServiceDeployment {
	v := types.ServiceDeployment{
		ServiceDeploymentArn: new(r.arn), ServiceArn: new(r.service.arn),
		ClusterArn: new(*r.service.cluster.data.ClusterArn), Status: r.status, StatusReason: some(r.reason),
		CreatedAt: moment(r.created), StartedAt: moment(r.started), UpdatedAt: moment(r.updated),
		StoppedAt: moment(r.stopped), FinishedAt: moment(r.finished), LifecycleStage: r.stage,
		DeploymentConfiguration: new(clone(r.config)), DeploymentCircuitBreaker: r.breaker(),
		TargetServiceRevision: new(r.summary(r.target)), Rollback: clone(r.rollback),
		SourceServiceRevisions: []types.ServiceRevisionSummary{}, LifecycleHookDetails: r.hooks(),
	}
	for _, rev := range r.sources {
		v.SourceServiceRevisions = append(v.SourceServiceRevisions, r.summary(rev))
	}
	if al := r.config.Alarms; al != nil && al.Enable {
		v.Alarms = &types.ServiceDeploymentAlarms{AlarmNames: clone(al.AlarmNames),
			Status: types.ServiceDeploymentRollbackMonitorsStatusMonitoring, TriggeredAlarmNames: clone(r.watch.triggered)}
		if len(r.watch.triggered) > 0 {
			v.Alarms.Status = types.ServiceDeploymentRollbackMonitorsStatusTriggered
		} else if !r.ongoing() {
			v.Alarms.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete
		}
	}
	return v
}

// serviceOf is the service whose name an ARN of the given kind carries: kind/cluster/service/id.
func (d *directory) serviceOf(arn, kind string) *service {
	rest, ok := strings.CutPrefix(arn, d.arn(kind, ""))
	parts := strings.Split(rest, "/")
	if !ok || len(parts) < 3 {
		return nil
	}
	c := d.named[parts[0]]
	if c == nil {
		return nil
	}
	return c.serviceNamed[parts[1]]
}

// history answers the calls about service deployments and service revisions.
type history struct {
	origin
	*timeline
	clusters *directory
	stages   *stages
}

// release finds a service deployment by ARN; nil when there is none.
func (h *history) release(arn string) *release {
	s := h.clusters.serviceOf(arn, "service-deployment")
	if s == nil || s.status == "INACTIVE" {
		return nil
	}
	i := slices.IndexFunc(s.releases, func(r *release) bool { return r.arn == arn })
	if i < 0 {
		return nil
	}
	return s.releases[i]
}

func (h *history) describeDeployments(in *ecs.DescribeServiceDeploymentsInput) (*ecs.DescribeServiceDeploymentsOutput, error) {
	if err := few("ServiceDeploymentArns", in.ServiceDeploymentArns, 20); err != nil {
		return nil, err
	}
	out := &ecs.DescribeServiceDeploymentsOutput{ServiceDeployments: []types.ServiceDeployment{}, Failures: []types.Failure{}}
	for _, arn := range in.ServiceDeploymentArns {
		if r := h.release(arn); r != nil {
			out.ServiceDeployments = append(out.ServiceDeployments, r.view())
		} else {
			out.Failures = append(out.Failures, missing(arn))
		}
	}
	return out, nil
}

func (h *history) listDeployments(in *ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
	s, err := h.clusters.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	since, until := h.now.AddDate(0, 0, -90), h.now
	if c := in.CreatedAt; c != nil {
		since, until = either(value(c.After), since), either(value(c.Before), until)
	}
	var found []*release
	for _, r := range slices.Backward(s.releases) {
		if !r.created.Before(since) && !r.created.After(until) && (len(in.Status) == 0 || slices.Contains(in.Status, r.status)) {
			found = append(found, r)
		}
	}
	page, next, err := list[*release]{
		query: fmt.Sprint("releases", s.arn, in.Status), token: in.NextToken, size: in.MaxResults, def: 20, max: 100,
		desc: true, items: found, key: func(r *release) string { return ordinal(r.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListServiceDeploymentsOutput{ServiceDeployments: []types.ServiceDeploymentBrief{}, NextToken: next}
	for _, r := range page {
		out.ServiceDeployments = append(out.ServiceDeployments, types.ServiceDeploymentBrief{
			ServiceDeploymentArn: new(r.arn), ServiceArn: new(s.arn), ClusterArn: new(*s.cluster.data.ClusterArn),
			CreatedAt: moment(r.created), StartedAt: moment(r.started), FinishedAt: moment(r.finished), Status: r.status,
			StatusReason: some(r.reason), TargetServiceRevisionArn: new(r.target.arn)})
	}
	return out, nil
}

func (h *history) stop(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	r := h.release(value(in.ServiceDeploymentArn))
	if r == nil {
		return nil, fault("ServiceDeploymentNotFoundException", "Service deployment not found.")
	}
	if in.StopType != "" && in.StopType != types.StopServiceDeploymentStopTypeRollback {
		return nil, invalid("StopType must be ROLLBACK.")
	}
	switch {
	case !r.ongoing():
		return nil, fault("ConflictException", "The service deployment is already in the %s state.", r.status)
	case r.service.good == nil:
		return nil, fault("ConflictException", "The service has no completed deployment to roll back to.")
	case r.status == types.ServiceDeploymentStatusPending, r.status == types.ServiceDeploymentStatusInProgress:
		h.request(r)
	}
	return &ecs.StopServiceDeploymentOutput{ServiceDeploymentArn: new(r.arn)}, nil
}
