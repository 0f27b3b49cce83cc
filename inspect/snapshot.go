package inspect

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// Snapshot is what was read of a service.
type Snapshot struct {
	Service aws.Service
	// Tasks are the service's tasks that have not stopped, Stopped those that have and that ECS or this program remembers.
	Tasks, Stopped Known[[]aws.Task]
	// History are its service deployments, newest first.
	History Known[[]aws.ServiceDeployment]
	Targets Known[[]aws.TargetGroup]
	Scaling Known[aws.Scaling]
	// Limits are within what auto scaling keeps it, and nothing else of its auto scaling.
	Limits Known[aws.Scaling]
	// Instances are the container instances of its cluster.
	Instances Known[[]aws.Instance]
	// Load is what it uses and answers: read only where somebody looks at one service, since AWS bills it.
	Load Known[aws.Load]
	// Revisions are the task definitions of its stopped tasks, as far as they could be read.
	Revisions []aws.Revision
}

// stale is the age at which a part no longer counts: what is at rest is read again before.
const (
	stale        = rest + 3*time.Minute
	staleTargets = 2 * targetsRest
)

// Limits of a snapshot: how many deployments of the history count, and how many revisions are read to tell which
// containers are essential.
const (
	historyLimit  = 20
	revisionLimit = 6
)

// reads is how one part of what there is to know of a service is read: the answer is a change to what is known.
type reads func(context.Context, aws.Service) func(*Snapshot)

// Read reads all there is to know of a service, and yields what is known after each part, the last time with all of it.
// Metrics are charged and are not read: ReadLoad does.
func (i *Inspector) Read(ctx context.Context, of aws.Service) iter.Seq[Snapshot] {
	return i.parts(ctx, of, i.readStopped, i.readTasks, i.readHistory, i.readTargets, i.readInstances, i.readScaling)
}

// Ages are how old what surrounds a service may be: its history, its targets, and the rest.
type Ages struct{ History, Targets, Rest time.Duration }

// Least is how often one has to look for that.
func (a Ages) Least() time.Duration { return min(a.History, a.Targets, a.Rest) }

// Around reads what surrounds a service whose tasks somebody else reads, as far as that is older than it may be, and yields
// as Read does.
func (i *Inspector) Around(ctx context.Context, of aws.Service, age Ages) iter.Seq[Snapshot] {
	var old []reads
	s, now := i.Snapshot(of), i.now()
	for _, part := range []struct {
		seen time.Time
		age  time.Duration
		read reads
	}{{s.History.Seen, age.History, i.readHistory}, {s.Targets.Seen, age.Targets, i.readTargets},
		{s.Instances.Seen, age.Rest, i.readInstances}, {s.Scaling.Seen, age.Rest, i.readScaling}} {
		if now.Sub(part.seen) >= part.age {
			old = append(old, part.read)
		}
	}
	return i.parts(ctx, of, old...)
}

func (i *Inspector) parts(ctx context.Context, of aws.Service, parts ...reads) iter.Seq[Snapshot] {
	return func(yield func(Snapshot) bool) {
		for _, read := range parts {
			change := read(ctx, of)
			if ctx.Err() != nil {
				return
			}
			if s, _ := amend(i, of, change); !yield(s) {
				return
			}
		}
	}
}

// Now reads a service to its end.
func (i *Inspector) Now(ctx context.Context, of aws.Service) (Snapshot, error) {
	last := i.Snapshot(of)
	for s := range i.Read(ctx, of) {
		last = s
	}
	return last, ctx.Err()
}

// collect reads a sequence to its end; of a thing that comes twice the later, fuller one counts.
func collect[T any](pages iter.Seq2[[]T, error], name func(T) string, keep func(T) bool) ([]T, error) {
	all, at := []T{}, map[string]int{}
	var errs []error
	for page, err := range pages {
		errs = append(errs, err)
		for _, row := range page {
			n := name(row)
			if j, ok := at[n]; ok {
				all[j] = row
				continue
			}
			at[n] = len(all)
			all = append(all, row)
		}
	}
	return slices.DeleteFunc(all, func(row T) bool { return !keep(row) }), errors.Join(errs...)
}

func taskARN(t aws.Task) string { return t.ARN }
func whole[T any](_ T) bool     { return true }

func (i *Inspector) readTasks(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	rows, err := tasksOf(i.account.Tasks(ctx, aws.TaskQuery{Cluster: of.Cluster, Service: of.Name}))
	return func(s *Snapshot) { s.Tasks = take(s.Tasks, rows, err, began) }
}

// tasksOf are the described tasks of a sequence. Where tasks were listed and none was described, that is an error and not
// an absence; a few may have gone between the two calls.
func tasksOf(pages iter.Seq2[[]aws.Task, error]) ([]aws.Task, error) {
	rows, err := collect(pages, taskARN, whole)
	listed := 0
	for _, t := range rows {
		if t.Desired != "STOPPED" { // of the others, some may not have stopped yet, and are in the other list
			listed++
		}
	}
	rows = slices.DeleteFunc(rows, func(t aws.Task) bool { return !t.Described })
	if listed > 0 && len(rows) == 0 && err == nil {
		err = errors.New("ECS described none of the listed tasks")
	}
	return rows, err
}

func (i *Inspector) readStopped(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	rows, err := tasksOf(i.account.Stopped(ctx, of.Cluster))
	rows = slices.DeleteFunc(rows, func(t aws.Task) bool { return t.Service != of.Name })
	revisions := i.revisionsOf(ctx, rows)
	return func(s *Snapshot) { s.Stopped, s.Revisions = take(s.Stopped, rows, err, began), revisions }
}

func (i *Inspector) readHistory(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	rows, err := collect(first(i.account.Deployments(ctx, of.Cluster, of.Name), historyLimit),
		func(d aws.ServiceDeployment) string { return d.ARN }, whole)
	return func(s *Snapshot) { s.History = take(s.History, rows, err, began) }
}

// first ends a sequence of deployments once it has told so many in full.
func first(pages iter.Seq2[[]aws.ServiceDeployment, error], n int) iter.Seq2[[]aws.ServiceDeployment, error] {
	return func(yield func([]aws.ServiceDeployment, error) bool) {
		seen := 0
		for page, err := range pages {
			for _, d := range page {
				if d.Described {
					seen++
				}
			}
			if !yield(page, err) || seen >= n {
				return
			}
		}
	}
}

func (i *Inspector) readTargets(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	groups, err := i.account.Targets(ctx, of)
	return func(s *Snapshot) { s.Targets = take(s.Targets, groups, err, began) }
}

func (i *Inspector) readScaling(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	scaling, err := i.account.Scaling(ctx, of.Cluster, of.Name)
	return func(s *Snapshot) { s.Scaling = take(s.Scaling, scaling, err, began) }
}

// readInstances reads the container instances that a service's tasks are on or may go to; none for Fargate.
func (i *Inspector) readInstances(ctx context.Context, of aws.Service) func(*Snapshot) {
	began := i.now()
	rows, err := []aws.Instance{}, error(nil)
	if onInstances(of, i.Snapshot(of).Tasks.Value) {
		readNeeds(ctx, i, of)
		rows, err = collect(i.account.Instances(ctx, of.Cluster), func(r aws.Instance) string { return r.ARN }, whole)
	}
	return func(s *Snapshot) { s.Instances = take(s.Instances, rows, err, began) }
}

// readNeeds reads what a task of a service needs, where tasks are missing: there may be no room for them.
func readNeeds(ctx context.Context, i *Inspector, of aws.Service) {
	if of.Running < of.Desired && of.Revision != "" {
		i.Revision(ctx, of.Revision)
	}
}

// onInstances says whether the tasks of a service go to container instances, or some are on one or wait for one.
func onInstances(of aws.Service, tasks []aws.Task) bool {
	return of.OnInstances() || slices.ContainsFunc(tasks, aws.Task.OnInstance)
}

// revisionsOf are the revisions of the tasks that stopped last. They tell which containers are essential; one that cannot
// be read is left out. Revisions do not change, so each is read once.
func (i *Inspector) revisionsOf(ctx context.Context, stopped []aws.Task) []aws.Revision {
	var names []string
	for _, t := range stopped {
		if t.Revision != "" && !slices.Contains(names, t.Revision) && len(names) < revisionLimit {
			names = append(names, t.Revision)
		}
	}
	var all []aws.Revision
	for _, n := range names {
		if r, ok := i.Revision(ctx, n); ok {
			all = append(all, r)
		}
	}
	return all
}

// Revision is a task definition, family:number, that was read before or is read now, and whether it is known.
func (i *Inspector) Revision(ctx context.Context, name string) (aws.Revision, bool) {
	i.mu.RLock()
	r, ok := i.revisions[name]
	i.mu.RUnlock()
	if ok {
		return r, true
	}
	r, err := i.account.Revision(ctx, name)
	if err != nil {
		return r, false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.revisions[name] = r
	for k, v := range i.stops { // they may have been judged without it
		if strings.HasPrefix(v.of, name) {
			delete(i.stops, k)
		}
	}
	return r, true
}

// input is a snapshot as triage takes it: parts that are known are never nil.
func (s Snapshot) input(now time.Time) triage.Input {
	in := triage.Input{Service: s.Service, Now: now, Revisions: s.Revisions}
	in.Tasks = part(s.Tasks, now, stale)
	in.Stopped = part(s.Stopped, now, stale)
	in.History = part(s.History, now, stale)
	in.Targets = part(s.Targets, now, staleTargets)
	if s.Instances.OK() { // of a part of them, the rest may take what the part does not
		in.Instances = part(s.Instances, now, stale)
	}
	if s.Load.OK() && now.Sub(s.Load.Seen) < staleLoad {
		in.Load = &s.Load.Value
	}
	switch {
	case s.Scaling.OK():
		in.Scaling = &s.Scaling.Value
	case s.Limits.OK():
		in.Scaling = &s.Limits.Value
	}
	return in
}

// part is the value of a part, nil where nothing of it is known, or nothing that is young enough to judge by.
func part[T any](k Known[[]T], now time.Time, most time.Duration) []T {
	if k.OK() && now.Sub(k.Seen) > most {
		return nil
	}
	if k.OK() && k.Value == nil {
		return []T{}
	}
	if !k.OK() && len(k.Value) == 0 {
		return nil
	}
	return k.Value
}
