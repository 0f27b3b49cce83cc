package inspect

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// ledger is which clusters and services an account has, and when each of its parts was read. What the services are is in
// the inspector's snapshots.
type ledger struct {
	mu       sync.RWMutex
	clusters map[string]*entry
	// listed is when the clusters were listed, pulsed when they were last described.
	listed, pulsed time.Time
	// whole are the scopes (a cluster, or "" for all) of which every service was read once, with what failed.
	whole map[string]ending
	// failed are the jobs whose last reading failed; retries counts how often all of them were to be tried again.
	failed  map[subject]ending
	retries int
	// autoscaled says that some service is registered with auto scaling, scaled what that did last, by cluster/name.
	autoscaled bool
	scaled     Known[map[string]aws.ScalingActivity]
}

// ending is when a reading ended, and how.
type ending struct {
	at  time.Time
	err error
	// again says that somebody wants it tried once more now.
	again bool
}

// entry is one cluster.
type entry struct {
	cluster aws.Cluster
	names   map[string]string // of its services, each with its cluster/name
	// listed is when the services were listed, tasks, hosts and limits when those were read, moved when the cluster's own
	// counts last changed, regular when its number of services did.
	listed, tasks, hosts, limits, moved, regular time.Time
	loose                                        Known[[]aws.Task] // tasks of no service
	instances                                    Known[[]aws.Instance]
}

func newLedger() *ledger {
	return &ledger{clusters: map[string]*entry{}, whole: map[string]ending{}, failed: map[subject]ending{}}
}

// entry is the cluster of a name, made where it was not known.
func (l *ledger) entry(cluster string) *entry {
	e := l.clusters[cluster]
	if e == nil {
		e = &entry{cluster: aws.Cluster{Name: cluster}, names: map[string]string{}}
		l.clusters[cluster] = e
	}
	return e
}

// at is what is known of a cluster, but for the names of its services.
func (l *ledger) at(cluster string) entry {
	l.mu.RLock()
	defer l.mu.RUnlock()
	e := l.clusters[cluster]
	if e == nil {
		return entry{cluster: aws.Cluster{Name: cluster}}
	}
	out := *e
	out.names = nil
	return out
}

// scales notes that a service is registered with auto scaling.
func (l *ledger) scales(registered bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.autoscaled = l.autoscaled || registered
}

// unscaled says that auto scaling failed to scale a service when it last tried.
func (l *ledger) unscaled(service string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.scaled.Value[service].Failed()
}

// set changes what is known of a cluster.
func (l *ledger) set(cluster string, change func(*entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l.entry(cluster))
}

// service notes that services exist.
func (l *ledger) service(services []aws.Service) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range services {
		l.entry(s.Cluster).names[s.Name] = key(s.Cluster, s.Name)
	}
}

// relisted takes a whole listing of a cluster's services and returns the names that are gone.
func (l *ledger) relisted(cluster string, services []aws.Service, at time.Time) (gone []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, names := l.entry(cluster), map[string]string{}
	for _, s := range services {
		names[s.Name] = key(cluster, s.Name)
	}
	for n := range e.names {
		if names[n] == "" {
			gone = append(gone, n)
		}
	}
	e.names, e.listed = names, at
	return gone
}

// described takes clusters as they are now. One whose counts are others than before has moved.
func (l *ledger) described(clusters []aws.Cluster, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pulsed = at
	for _, c := range clusters {
		if !c.Described {
			continue
		}
		e := l.entry(c.Name)
		was := e.cluster
		if was.Described && (was.Running != c.Running || was.Pending != c.Pending || was.Status != c.Status || was.Instances != c.Instances) {
			e.moved = at
		}
		if was.Described && was.Services != c.Services {
			e.moved, e.regular = at, at
		}
		e.cluster = c
	}
}

// names are the clusters that are known, in order.
func (l *ledger) names() []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Sorted(maps.Keys(l.clusters))
}

// retry has everything tried again that failed, as if it was never read.
func (l *ledger) retry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retries++
	for what, f := range l.failed {
		f.again = true
		l.failed[what] = f
	}
	maps.DeleteFunc(l.whole, func(_ string, f ending) bool { return f.err != nil })
}

// forget drops the clusters that are not among those listed.
func (l *ledger) forget(listed []aws.Cluster, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listed = at
	here := map[string]bool{}
	for _, c := range listed {
		here[c.Name] = true
		l.entry(c.Name)
	}
	maps.DeleteFunc(l.clusters, func(name string, _ *entry) bool { return !here[name] })
}

// follow does a job and notes how it went; one that its context ended did not happen. What failed but was begun before the last
// retry is tried again, too: it may have been sent with the credentials of before.
func (l *ledger) follow(ctx context.Context, job subject, now func() time.Time, read func(context.Context) error) {
	l.mu.RLock()
	round := l.retries
	l.mu.RUnlock()
	err := read(ctx)
	if ctx.Err() != nil {
		return
	}
	at := now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		delete(l.failed, job)
		return
	}
	l.failed[job] = ending{at: at, err: err, again: round != l.retries}
}

// trouble is what failed at the last reading, and when each such job was tried.
func (l *ledger) trouble() map[subject]ending {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return maps.Clone(l.failed)
}
