package inspect

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
)

// clusterJobs list the clusters and take their pulse: one call tells the counts of a hundred of them.
func (a *agenda) clusterJobs(p *fetcher) {
	p.ledger.mu.RLock()
	listed, pulsed := p.ledger.listed, p.ledger.pulsed
	p.ledger.mu.RUnlock()
	a.add(job{subject: subject{"list of", "all clusters"}, lane: clusterLane, calls: 2, every: rest, seen: listed, run: p.listClusters}, 1)
	if !listed.IsZero() {
		a.add(job{subject: subject{"pulse of", "all clusters"}, lane: clusterLane, calls: 1, every: pulse, seen: pulsed, run: p.pulse}, 1)
	}
}

// lastScaled is read in one call for all clusters, and every one of them is judged by it.
const lastScaled = "what auto scaling did in"

// scaledJob reads what auto scaling did last in all clusters, once a service is known to be registered with it.
func (a *agenda) scaledJob(p *fetcher) {
	p.ledger.mu.RLock()
	autoscaled, seen := p.ledger.autoscaled, p.ledger.scaled.Seen
	p.ledger.mu.RUnlock()
	if autoscaled {
		a.add(job{subject: subject{lastScaled, "all clusters"}, lane: scalingLane, calls: 1, every: rest, seen: seen,
			run: func(ctx context.Context) error { return readScaled(ctx, p) }}, 1)
	}
}

// jobsOf are the jobs of one cluster.
func (a *agenda) jobsOf(p *fetcher, cluster string) {
	e, services := p.ledger.at(cluster), p.servicesOf(cluster)
	again := rest
	if e.regular.After(e.listed) {
		again = closely
	}
	a.add(job{subject: subject{"list of services of", cluster}, lane: serviceLane, calls: 1 + len(services)/100, every: again, seen: e.listed,
		run: func(ctx context.Context) error { return p.relist(ctx, cluster) }}, 1)
	ill := a.describeJobs(p, cluster, services, e.moved)
	every := rest
	switch {
	case e.moved.After(e.tasks):
		every = pulse / 2
	case ill:
		every = soon
	}
	a.add(job{subject: subject{"tasks of", cluster}, lane: taskLane, calls: 5, every: every, seen: e.tasks,
		run: func(ctx context.Context) error { return p.readTasks(ctx, cluster) }}, 1)
	if e.cluster.Instances > 0 {
		a.add(job{subject: subject{"instances of", cluster}, lane: taskLane, calls: 2, every: every, seen: e.hosts,
			run: func(ctx context.Context) error { return p.readHosts(ctx, cluster) }}, 1)
	}
	if len(services) > 0 {
		a.add(job{subject: subject{"auto scaling of", cluster}, lane: scalingLane, calls: 1 + len(services)/50, every: rest, seen: e.limits,
			run: func(ctx context.Context) error { return p.readLimits(ctx, cluster) }}, 1)
	}
}

// describeJobs are those about the services of a cluster; ill says that some move or are ill.
func (a *agenda) describeJobs(p *fetcher, cluster string, services []*known, moved time.Time) (ill bool) {
	counts, worst, due := map[time.Duration]int{}, (*known)(nil), -1.0
	for _, k := range services {
		every := patience(p, k, moved)
		counts[every]++
		j := job{seen: k.Service.Seen, every: every}
		if !k.Service.Described {
			j.seen = time.Time{}
		}
		if d := urgency(p, k, j.due(a.now)); d > due {
			worst, due = k, d
		}
		ill = ill || moving(k.verdict.State) || p.watched.Watches(k.key)
		a.ownJobs(p, k)
	}
	if len(services) == 0 {
		return false
	}
	j := job{subject: subject{"services of", cluster}, lane: serviceLane, calls: 1, every: patience(p, worst, moved), seen: worst.Service.Seen,
		run: func(ctx context.Context) error { return p.describe(ctx, cluster, p.mostDue(cluster)) }}
	if !worst.Service.Described {
		j.seen = time.Time{}
	}
	calls := 0.0
	for every, n := range counts {
		calls += float64((n+aws.ServicesAtOnce-1)/aws.ServicesAtOnce) / every.Seconds()
	}
	a.add(j, calls*j.every.Seconds())
	return ill
}

// ownJobs are those about what is a service's own: its targets, its deployments, its auto scaling.
func (a *agenda) ownJobs(p *fetcher, k *known) {
	if !k.Service.Described {
		return
	}
	i, of, name := p.Inspector, &k.Service, k.key
	targets, history := targetsRest, 2*targetsRest
	if moving(k.verdict.State) {
		targets, history = soon, soon
	}
	if of.Balanced() {
		a.add(job{subject: subject{"targets of", name}, lane: balancerLane, calls: len(of.TargetGroups()) + 1, every: targets, seen: k.Targets.Seen,
			run: func(ctx context.Context) error { return readPart(ctx, i, *of, i.readTargets, targetsErr) }}, 1)
	}
	if eventful(of, a.now) {
		a.add(job{subject: subject{"deployments of", name}, lane: deploymentLane, calls: 3, every: history, seen: k.History.Seen,
			run: func(ctx context.Context) error { return readPart(ctx, i, *of, i.readHistory, historyErr) }}, 1)
	}
	if l := k.Limits; l.OK() && l.Value.Registered && (of.Desired >= l.Value.Max || restless(of, a.now) || p.ledger.unscaled(name)) {
		a.add(job{subject: subject{"auto scaling of", name}, lane: scalingLane, calls: 4, every: listRest, seen: k.Scaling.Seen,
			run: func(ctx context.Context) error { return readPart(ctx, i, *of, i.readScaling, scalingErr) }}, 1)
	}
}

// restless says that ECS has both started and stopped tasks of a service within the hour, and one of them again: auto scaling and
// something else may undo each other.
func restless(s *aws.Service, now time.Time) bool {
	starts, stops := 0, 0
	for _, e := range s.Events {
		if now.Sub(e.Time) > time.Hour {
			return false
		}
		started, stopped := e.Moved()
		starts, stops = starts+min(started, 1), stops+min(stopped, 1)
		if starts > 0 && stops > 0 && starts+stops > 2 {
			return true
		}
	}
	return false
}

// readPart reads one part of a service and keeps it, unless it failed for a reason that passes.
func readPart(ctx context.Context, i *Inspector, of aws.Service, read reads, wrong func(Snapshot) error) error {
	change, trial := read(ctx, of), Snapshot{}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	change(&trial)
	if err := wrong(trial); passing(err) {
		return err
	}
	s, _ := amend(i, of, change)
	return wrong(s)
}

func targetsErr(s Snapshot) error { return s.Targets.Err }
func historyErr(s Snapshot) error { return s.History.Err }
func scalingErr(s Snapshot) error { return s.Scaling.Err }

// passing says of an error that it says nothing about what was to be read: the same will be asked again.
func passing(err error) bool {
	kind := call.KindOf(err)
	return err != nil && (kind == call.Expired || kind == call.Offline || kind == call.Throttled || kind == call.Cancelled || kind == call.Unsigned)
}
