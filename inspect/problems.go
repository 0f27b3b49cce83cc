package inspect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// Problem is a service that somebody should look at.
type Problem struct {
	Service aws.Service
	Verdict Verdict
}

// Survey is how far a look at all services has come: the problems, and what was not seen.
type Survey struct {
	// Problems are ranked by damage: services of which nothing runs or serves first.
	Problems []Problem
	// Seen of Services services were described and judged.
	Seen, Services int
	// Err is what could not be read.
	Err error
	// Done is set on the last one.
	Done bool
}

// Whole says whether everything was seen, so that no problem means that there is none.
func (s Survey) Whole() bool { return s.Trouble() == nil }

// Trouble is why not everything was seen; nil where it was.
func (s Survey) Trouble() error {
	if unseen := s.Unseen(); s.Err == nil && unseen != "" {
		return errors.New("problems: " + unseen)
	}
	return s.Err
}

// Unseen says what was not seen; empty where everything was.
func (s Survey) Unseen() string {
	switch {
	case !s.Done:
		return fmt.Sprintf("%d of %d services judged so far", s.Seen, s.Services)
	case s.Seen < s.Services:
		return fmt.Sprintf("%d of %d services were not described", s.Services-s.Seen, s.Services)
	case s.Err != nil:
		return "not all could be read"
	}
	return ""
}

// How old the parts of a service may be before a survey reads them again: of one that is at rest, and of one that is not.
const (
	restful = 5 * time.Minute
	restive = 20 * time.Second
)

// Problems looks at every service of a cluster, "" being all clusters, and yields how far it has come: first by what the
// services themselves say, then with their tasks, targets and deployments. All of it is judged as a single service is.
func (i *Inspector) Problems(ctx context.Context, cluster string) iter.Seq[Survey] {
	return func(yield func(Survey) bool) {
		w := survey{inspector: i, services: map[string]aws.Service{}}
		for page, err := range i.account.Services(ctx, cluster, nil) {
			w.fail(err)
			i.See(page)
			for _, s := range page {
				w.services[s.ARN] = s
			}
			if !yield(w.sum(false)) {
				return
			}
		}
		w.deepen(ctx)
		if ctx.Err() == nil {
			yield(w.sum(true))
		}
	}
}

// survey is a look at many services while it goes on.
type survey struct {
	inspector *Inspector
	services  map[string]aws.Service // by ARN
	errs      []error
}

func (w *survey) fail(err error) {
	if err != nil {
		w.errs = append(w.errs, err)
	}
}

// deepen reads what the services themselves do not say, cluster by cluster.
func (w *survey) deepen(ctx context.Context) {
	byCluster := map[string][]aws.Service{}
	for _, s := range w.services {
		if s.Described {
			byCluster[s.Cluster] = append(byCluster[s.Cluster], s)
		}
	}
	for _, cluster := range sorted(byCluster) {
		w.cluster(ctx, cluster, byCluster[cluster])
		if ctx.Err() != nil {
			return
		}
	}
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// cluster reads the tasks of a cluster once for all of its services, then what is each service's own.
func (w *survey) cluster(ctx context.Context, cluster string, services []aws.Service) {
	i, began := w.inspector, w.inspector.now()
	stopped, stoppedErr := tasksOf(i.account.Stopped(ctx, cluster))
	w.fail(stoppedErr)
	living, livingErr := tasksOf(i.account.Tasks(ctx, aws.TaskQuery{Cluster: cluster}))
	w.fail(livingErr)
	of := func(tasks []aws.Task, name string) []aws.Task {
		return slices.DeleteFunc(slices.Clone(tasks), func(t aws.Task) bool { return t.Service != name })
	}
	var instances Known[[]aws.Instance]
	if onInstances(living) {
		rows, err := collect(i.account.Instances(ctx, cluster), func(r aws.Instance) string { return r.ARN }, whole)
		w.fail(err)
		instances = take(instances, rows, err, began)
	} else if livingErr == nil {
		instances = Read([]aws.Instance{}, began)
	}
	slices.SortFunc(services, func(a, b aws.Service) int { return cmp.Compare(a.Name, b.Name) })
	for _, service := range services {
		s := i.Snapshot(service)
		s.Stopped = take(s.Stopped, of(stopped, service.Name), stoppedErr, began)
		s.Tasks = take(s.Tasks, of(living, service.Name), livingErr, began)
		if instances.Asked() {
			s.Instances = instances
		}
		s.Revisions = i.revisionsOf(ctx, s.Stopped.Value)
		w.own(ctx, &s)
		i.keep(s)
		if ctx.Err() != nil {
			return
		}
	}
}

// own reads a service's targets, and its deployments where they may tell something that the service does not.
func (w *survey) own(ctx context.Context, s *Snapshot) {
	i := w.inspector
	v, now := i.Judge(*s), i.now()
	age := restful
	if v.State != triage.Healthy && v.State != triage.Zero {
		age = restive
	}
	if now.Sub(s.Targets.Seen) >= age {
		i.readTargets(ctx, s)
		w.fail(s.Targets.Err)
	}
	if now.Sub(s.History.Seen) >= age && eventful(s.Service, now) {
		i.readHistory(ctx, s)
		if kind := aws.KindOf(s.History.Err); kind != aws.Unsupported {
			w.fail(s.History.Err)
		}
	}
}

// eventful says that a service's deployments of late may say more than the service itself: one is under way, or ended in
// the last hours, maybe in a rollback.
func eventful(s aws.Service, now time.Time) bool {
	p, ok := s.Primary()
	return ok && (p.Rollout != "COMPLETED" || now.Sub(p.Updated) < triage.Aftermath || now.Sub(p.Created) < triage.Aftermath)
}

// sum is how far the survey has come.
func (w *survey) sum(done bool) Survey {
	i := w.inspector
	out := Survey{Services: len(w.services), Done: done, Err: errors.Join(w.errs...)}
	for _, s := range w.services {
		if !s.Described {
			continue
		}
		out.Seen++
		if v, ok := i.Verdict(s.Cluster, s.Name); ok && v.State.Bad() {
			out.Problems = append(out.Problems, Problem{s, v})
		}
	}
	slices.SortFunc(out.Problems, Worse)
	return out
}

// Worse orders problems by damage: nothing runs, some does, all does but is at risk; then by state, and of those alike what
// began last comes first, since that is most likely what one was called for.
func Worse(a, b Problem) int {
	return cmp.Or(cmp.Compare(damage(a), damage(b)), cmp.Compare(a.Verdict.State.Rank(), b.Verdict.State.Rank()),
		b.Verdict.Since.Compare(a.Verdict.Since), cmp.Compare(a.Service.Cluster, b.Service.Cluster), cmp.Compare(a.Service.Name, b.Service.Name))
}

// damage is 0 where nothing runs that should or no target is healthy, 1 where too little does, 2 where all does.
func damage(p Problem) int {
	s := p.Service
	switch {
	case s.Running == 0 && s.Desired > 0, p.Verdict.State == triage.Failing && s.Running >= s.Desired:
		return 0
	case s.Running < s.Desired:
		return 1
	}
	return 2
}
