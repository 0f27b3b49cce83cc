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
	Clusters(context.Context) iter.Seq2[[]aws.Cluster, error]
	Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error]
	Tasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
	Stopped(ctx context.Context, cluster string) iter.Seq2[[]aws.Task, error]
	AllTasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
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
	services  map[string]*known // by cluster/service; never changed, only replaced
	revisions map[string]aws.Revision
	stops     map[string]TaskView         // by ARN: what stopped does not change
	stages    map[string]triage.StageSeen // by cluster/service
}

// New makes an Inspector that has read nothing. Now is the clock that ages are counted on.
func New(a Account, rules *triage.Rules, now func() time.Time) *Inspector {
	return &Inspector{account: a, rules: rules, now: now, services: map[string]*known{},
		revisions: map[string]aws.Revision{}, stops: map[string]TaskView{}, stages: map[string]triage.StageSeen{}}
}

// key names a service within an account and region.
func key(cluster, service string) string { return cluster + "/" + service }

// Snapshot is what was read of a service so far.
func (i *Inspector) Snapshot(s aws.Service) Snapshot {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return latest(i, s)
}

func latest(i *Inspector, s aws.Service) Snapshot {
	var kept Snapshot
	if k := i.services[key(s.Cluster, s.Name)]; k != nil {
		kept = k.Snapshot
	}
	if kept.Service.ARN != s.ARN {
		kept = Snapshot{}
	}
	if kept.Service.Described && (!s.Described || kept.Service.Seen.After(s.Seen)) {
		s = kept.Service
	}
	kept.Service = s
	return kept
}

// amend changes what is known of a service and judges it anew. What others have read of it meanwhile stays.
func amend(i *Inspector, of aws.Service, change func(*Snapshot)) (Snapshot, Verdict) {
	i.mu.Lock()
	defer i.mu.Unlock()
	s, k := latest(i, of), key(of.Cluster, of.Name)
	change(&s)
	noteStage(i, k, s)
	v := judge(i, s, i.stages[k])
	i.services[k] = &known{s, v, k, &telling{}}
	return s, v
}

// Verdict is the last verdict on a service, and whether there is one. It is cheap enough to draw with.
func (i *Inspector) Verdict(cluster, service string) (Verdict, bool) {
	i.mu.RLock()
	defer i.mu.RUnlock()
	if k := i.services[key(cluster, service)]; k != nil {
		return k.verdict, true
	}
	return Verdict{}, false
}

// WithTasks judges a service by its tasks as a list on screen has read them, living and stopped, up to the error if there
// was one. Seen is when the list was last whole; while it never was, what is known of the tasks already counts instead.
func (i *Inspector) WithTasks(of aws.Service, tasks []aws.Task, seen time.Time, err error) Verdict {
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
	_, v := amend(i, of, func(s *Snapshot) {
		switch {
		case err != nil:
			s.Tasks, s.Stopped = take(s.Tasks, living, err, i.now()), take(s.Stopped, stopped, err, i.now())
		case !seen.IsZero():
			s.Tasks, s.Stopped = Read(living, seen), Read(stopped, seen)
		case !s.Tasks.OK():
			s.Tasks.Value, s.Stopped.Value = living, stopped
		}
	})
	return v
}

// See takes services that a list has just read and judges each by them and by everything else that is known of it.
func (i *Inspector) See(services []aws.Service) {
	for _, s := range services {
		amend(i, s, func(*Snapshot) {})
	}
}
