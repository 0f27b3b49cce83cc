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
	"github.com/ecscope/ecscope/words"
)

// Problem is something that somebody should look at: a service, tasks that belong to none, or a container instance.
type Problem struct {
	Thing aws.Thing
	// Cluster and Name say which: the name of a service, the group of tasks, the id of an instance.
	Cluster, Name string
	// Service is zero where the problem is no service's.
	Service aws.Service
	Verdict Verdict
}

// ID tells problems of an account apart; that of a service is cluster/name.
func (p Problem) ID() string {
	if p.Thing == aws.ServiceThing {
		return key(p.Cluster, p.Name)
	}
	return p.Cluster + " " + string(p.Thing) + " " + p.Name
}

// Where is which cluster, and what in it.
func (p Problem) Where() string {
	switch p.Thing {
	case aws.ClusterThing:
		return p.Cluster
	case aws.TaskThing:
		return p.Cluster + "/" + aws.GroupName(p.Name)
	}
	return p.Cluster + "/" + p.Name
}

// Survey is how far a look at an account has come: the problems, and what was not seen.
type Survey struct {
	// Problems are ranked by damage: what does not run at all first.
	Problems []Problem
	// Seen of Services services were described and judged, in Looked of Clusters clusters everything was looked at.
	Seen, Services, Looked, Clusters int
	// Oldest is when the oldest of it was read; zero where nothing was.
	Oldest time.Time
	// Err is what could not be read.
	Err error
	// lacks are the lists that ECS's answers about services don't have, each service's.
	lacks []error
	// Done says that the look is over; else Left is how many calls it still takes, as far as is known.
	Done bool
	Left int
}

// Strange counts the problems of which only that their state is not known is known.
func (s Survey) Strange() (n int) {
	for _, p := range s.Problems {
		if p.Verdict.Strange() {
			n++
		}
	}
	return n
}

// Whole says whether everything was seen, so that no problem means that there is none.
func (s Survey) Whole() bool { return s.Trouble() == nil }

// Trouble is why not everything was seen; nil where it was.
func (s Survey) Trouble() error {
	unseen := s.Unseen()
	switch {
	case s.Err != nil || unseen == "":
		return s.Err
	case !s.Done:
		return unfinished("problems: " + unseen)
	}
	return errors.New("problems: " + unseen)
}

// unfinished says what a look has still to see. Nothing is wrong with it: it goes on.
type unfinished string

func (u unfinished) Error() string { return string(u) }

// Kind is the word for it in the header of a screen.
func (u unfinished) Kind() string { return "unfinished" }

// Hint is empty: there is nothing to do about it.
func (u unfinished) Hint() string { return "" }

// Unseen says what was not seen; empty where everything was.
func (s Survey) Unseen() string {
	switch {
	case !s.Done && s.Clusters == 0:
		return "nothing checked yet"
	case s.Looked < s.Clusters && !s.Done:
		return fmt.Sprintf("%d of %s seen", s.Looked, words.Count(s.Clusters, "cluster"))
	case s.Seen < s.Services && !s.Done:
		return fmt.Sprintf("%d of %d services checked so far", s.Seen, s.Services)
	case s.Seen < s.Services:
		return fmt.Sprintf("%d of %d services were not described", s.Services-s.Seen, s.Services)
	case s.Err != nil:
		return "some could not be read"
	case !s.Done:
		return fmt.Sprintf("still looking: %s left", words.Count(s.Left, "call"))
	}
	return ""
}

// eventful says that a service's deployments of late may say more than the service itself: one is under way, or ended in
// the last hours, maybe in a rollback.
func eventful(s *aws.Service, now time.Time) bool {
	p, ok := s.Primary()
	return ok && (p.Rollout != "COMPLETED" || now.Sub(p.Updated) < triage.Aftermath || now.Sub(p.Created) < triage.Aftermath)
}

// Look looks at everything in a cluster, "" being all clusters, that was not looked at yet, without a pause, and yields how
// far it has come.
func (p *Plan) Look(ctx context.Context, cluster string) iter.Seq[Survey] {
	return func(yield func(Survey) bool) {
		p.begin(ctx, cluster)
		if p.unread(cluster) {
			for _, err := range p.all(ctx, cluster, nil) {
				if !yield(p.Survey(cluster)) || err != nil && ctx.Err() != nil {
					return
				}
			}
		}
		for ctx.Err() == nil {
			a := p.agenda(cluster)
			j, _ := p.choose(a, true)
			if a.unread == 0 || j.run == nil {
				break
			}
			p.do(ctx, j)
			if !yield(p.Survey(cluster)) {
				return
			}
		}
		if ctx.Err() == nil {
			yield(p.Survey(cluster))
		}
	}
}

// begin finds out which clusters there are.
func (p *Plan) begin(ctx context.Context, cluster string) {
	what, read := subject{"list of", "all clusters"}, p.listClusters
	if cluster != "" {
		what, read = subject{"counts of", cluster}, func(ctx context.Context) error {
			began := p.Inspector.now()
			found, err := p.pieces.DescribeClusters(ctx, []aws.Cluster{{ARN: cluster, Name: cluster}})
			p.ledger.set(cluster, func(*entry) {})
			p.ledger.described(found, began)
			return err
		}
		if p.ledger.at(cluster).cluster.Described {
			return
		}
	} else if len(p.ledger.names()) > 0 {
		return
	}
	p.ledger.follow(ctx, what, p.Inspector.now, read)
}

// Survey is what the look at a cluster, "" being all clusters, has found so far.
func (p *Plan) Survey(cluster string) Survey {
	out, a := Survey{}, p.agenda(cluster)
	for _, name := range p.ledger.names() {
		if cluster == "" || cluster == name {
			out.Clusters++
			p.look(&out, name)
		}
	}
	out.Err = wrong(cluster, a.failed, out.lacks)
	out.Left = a.unread
	out.Done = out.Left == 0
	slices.SortFunc(out.Problems, Worse)
	return out
}

// Worse orders problems by damage: nothing runs, nothing serves, too little does, all does but is at risk; then by state, and
// of those alike what began last comes first, since that is most likely what one was called for.
func Worse(a, b Problem) int {
	return cmp.Or(cmp.Compare(damage(a), damage(b)), cmp.Compare(a.Verdict.State.Rank(), b.Verdict.State.Rank()),
		b.Verdict.Since.Compare(a.Verdict.Since), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Name, b.Name))
}

// damage is 0 where nothing runs that should, 1 where all runs and no target is healthy, 2 where too little runs, 3 where all
// does.
func damage(p Problem) int {
	s := p.Service
	switch {
	case p.Thing != aws.ServiceThing:
		return 3
	case s.Running == 0 && s.Desired > 0:
		return 0
	case p.Verdict.State == triage.Failing && s.Running >= s.Desired:
		return 1
	case s.Running < s.Desired:
		return 2
	}
	return 3
}
