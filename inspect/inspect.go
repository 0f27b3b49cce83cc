// Package inspect is what is known of a thing, and how it is. It reads services, tasks and whole accounts once for every
// face of the program (lists, headers, screens, printed verbs), and it alone asks triage to judge them, so that no two
// faces can disagree.
package inspect

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// Account is what an Inspector reads.
type Account interface {
	Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error]
	Tasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
	Stopped(ctx context.Context, cluster string) iter.Seq2[[]aws.Task, error]
	Instances(ctx context.Context, cluster string) iter.Seq2[[]aws.Instance, error]
	Deployments(ctx context.Context, cluster, service string) iter.Seq2[[]aws.ServiceDeployment, error]
	Targets(context.Context, aws.Service) ([]aws.TargetGroup, error)
	Scaling(ctx context.Context, cluster, service string) (aws.Scaling, error)
	Revision(ctx context.Context, name string) (aws.Revision, error)
}

// Inspector reads an account and judges it. What it has read serves every face until it is too old. It is safe for
// concurrent use.
type Inspector struct {
	account Account
	rules   *triage.Rules
	now     func() time.Time

	mu        sync.RWMutex
	snapshots map[string]Snapshot // by cluster/service
	verdicts  map[string]Verdict
	revisions map[string]aws.Revision
	stops     map[string]TaskView // by ARN: what stopped does not change
}

// New makes an Inspector that has read nothing. Now is the clock that ages are counted on.
func New(a Account, rules *triage.Rules, now func() time.Time) *Inspector {
	return &Inspector{account: a, rules: rules, now: now, snapshots: map[string]Snapshot{}, verdicts: map[string]Verdict{},
		revisions: map[string]aws.Revision{}, stops: map[string]TaskView{}}
}

// key names a service within an account and region.
func key(cluster, service string) string { return cluster + "/" + service }

// Snapshot is what was read of a service so far.
func (i *Inspector) Snapshot(s aws.Service) Snapshot {
	i.mu.RLock()
	defer i.mu.RUnlock()
	kept := i.snapshots[key(s.Cluster, s.Name)]
	if kept.Service.ARN != s.ARN {
		kept = Snapshot{}
	}
	if kept.Service.Described && (!s.Described || kept.Service.Seen.After(s.Seen)) {
		s = kept.Service
	}
	kept.Service = s
	return kept
}

// keep stores a snapshot with its verdict.
func (i *Inspector) keep(s Snapshot) Verdict {
	v := i.Judge(s)
	i.mu.Lock()
	defer i.mu.Unlock()
	k := key(s.Service.Cluster, s.Service.Name)
	i.snapshots[k], i.verdicts[k] = s, v
	return v
}

// Verdict is the last verdict on a service, and whether there is one. It is cheap enough to draw with.
func (i *Inspector) Verdict(cluster, service string) (Verdict, bool) {
	i.mu.RLock()
	defer i.mu.RUnlock()
	v, ok := i.verdicts[key(cluster, service)]
	return v, ok
}

// WithTasks judges a service by its tasks as a list on screen has read them, living and stopped, up to the error if there
// was one. Seen is when the list was last whole; while it never was, what is known of the tasks already counts instead.
func (i *Inspector) WithTasks(of aws.Service, tasks []aws.Task, seen time.Time, err error) Verdict {
	s := i.Snapshot(of)
	stopped, living := []aws.Task{}, []aws.Task{}
	for _, t := range tasks {
		switch {
		case !t.Described:
		case t.Status == "STOPPED":
			stopped = append(stopped, t)
		default:
			living = append(living, t)
		}
	}
	switch {
	case err != nil:
		s.Tasks, s.Stopped = take(s.Tasks, living, err, i.now()), take(s.Stopped, stopped, err, i.now())
	case !seen.IsZero():
		s.Tasks, s.Stopped = Read(living, seen), Read(stopped, seen)
	case !s.Tasks.OK():
		s.Tasks.Value, s.Stopped.Value = living, stopped
	}
	return i.keep(s)
}

// See takes services that a list has just read and judges each by them and by everything else that is known of it.
func (i *Inspector) See(services []aws.Service) {
	for _, s := range services {
		i.keep(i.Snapshot(s))
	}
}
