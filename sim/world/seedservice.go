package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// took is how long an invented deployment of the past took.
const took = 4 * time.Minute

// seeder creates services that have been there for a while.
type seeder struct {
	*journal
	services    *serviceActions
	starter     *starter
	deployer    *deployer
	definitions *registry
	fates       *fates
}

func (x *seeder) seed(in *ecs.CreateServiceInput, past Past) (string, error) {
	if in == nil {
		return "", invalid("Nothing to create.")
	}
	in = clone(in)
	s, err := x.services.make(x.clusters.ensure(in.Cluster), in)
	if err != nil {
		return "", err
	}
	age := max(either(past.Age, 72*time.Hour), past.Deployed+took)
	deployed := either(past.Deployed, age-took)
	s.created = x.now.Add(-age)
	done := x.now.Add(-deployed)
	d, err := x.deployment(s, done, max(past.Deployments, 1))
	if err != nil {
		return "", err
	}
	x.services.join(s)
	if d == nil {
		return s.arn, nil
	}
	s.steady, s.calm = true, 1
	last := x.recall(s, d, done, len(s.releases) > 1)
	x.at(last.Add(quiet), func() { x.repose(s, 1) })
	return s.arn, nil
}

// deployment gives a service its present deployment, the tasks of it, and the service deployments before it.
func (x *seeder) deployment(s *service, done time.Time, n int) (*deployment, error) {
	var d *deployment
	switch {
	case s.spec.def == nil:
		return nil, nil
	case s.rolling():
		d = x.releases(s, done, n)
		d.desired = int32(s.wanted())
	default:
		d = x.deployer.addTaskSet(s)
		d.set.steady, d.set.steadyAt, d.desired = true, done, s.desired
	}
	d.created, d.updated = done.Add(-took), done
	for range d.desired {
		o := s.order(d)
		o.fate, _ = x.fates.of(o.cluster, s, o.def, o.provider)
		o.fate = o.fate.harmless()
		if trouble := o.seat(d.spec.platform); trouble != "" {
			return nil, invalid("(service %s) %s", s.name, trouble)
		}
		x.starter.rouse(x.starter.create(o), done.Add(-took+20*time.Second))
	}
	return d, nil
}

// rouse puts a new task straight into RUNNING, as of a moment in the past.
func (b *starter) rouse(t *task, created time.Time) {
	t.created = created
	t.connected = created.Add(b.jitter(10 * time.Second))
	t.pullStarted = t.connected.Add(b.jitter(2 * time.Second))
	t.pullStopped = t.pullStarted.Add(b.jitter(12 * time.Second))
	t.started = t.pullStopped.Add(b.jitter(4 * time.Second))
	t.status, t.healthy, t.settled, t.version = running, true, true, 4
	for _, c := range t.containers {
		b.boot(t, c)
		c.started = t.started
	}
	for _, lb := range t.deployment.spec.balancers {
		t.targets = append(t.targets, &target{group: t.deployment.revision.group(lb), port: value(lb.ContainerPort),
			state: types.HealthStatusHealthy, since: t.started.Add(20 * time.Second)})
	}
}

// releases writes n successful service deployments, of the revisions up to the present one, spread over the
// service's life; it returns the deployment of the last.
func (x *seeder) releases(s *service, done time.Time, n int) *deployment {
	now := s.spec.def
	step := done.Sub(s.created) / time.Duration(n)
	var d *deployment
	for i := range n {
		if older := x.definitions.find(fmt.Sprintf("%s:%d", now.family, max(int(now.revision)-(n-1-i), 1))); older != nil {
			s.spec.def = older
		}
		if i == n-1 {
			s.spec.def = now
		}
		end := done.Add(-step * time.Duration(n-1-i))
		rev := x.deployer.newRevision(s)
		rev.created = end.Add(-took)
		r := x.deployer.newRelease(s, rev)
		if i > 0 {
			r.sources = []*revision{s.releases[i-1].target}
		}
		r.created, r.started = end.Add(-took), end.Add(-took+15*time.Second)
		x.definitions.backdate(s.spec.def, r.created)
		r.stage = types.ServiceDeploymentLifecycleStageCleanUp
		r.end(types.ServiceDeploymentStatusSuccessful, "", end)
		d = x.deployer.newDeployment(s, rev)
		d.release, s.good = r, rev
		d.rollout, d.reason = types.DeploymentRolloutStateCompleted, "ECS deployment "+d.id+" completed."
	}
	s.deployments = []*deployment{d}
	return d
}

// backdate has a revision, and with it those before it, registered before it was first deployed.
func (r *registry) backdate(d *definition, deployed time.Time) {
	latest := deployed.Add(-10 * time.Minute)
	for n := int(d.revision); d != nil && d.registered.After(latest); n-- {
		d.registered = latest
		latest = latest.Add(-7 * time.Hour)
		d = r.find(fmt.Sprintf("%s:%d", d.family, n-1))
	}
}

// recall writes the events of the last deployment and of the quiet time since; it returns when the last one was.
func (x *seeder) recall(s *service, d *deployment, done time.Time, replaced bool) time.Time {
	write := func(before time.Duration, text string, args ...any) {
		x.write(s, done.Add(-before), "(service "+s.name+") "+fmt.Sprintf(text, args...))
	}
	n := len(s.tasks)
	if n > 0 {
		var labels []string
		for _, t := range s.tasks {
			labels = append(labels, t.label())
		}
		write(took-20*time.Second, "has started %d tasks: %s.", n, strings.Join(labels, " "))
		groups := slices.Compact(targetGroups(s.tasks[0]))
		for _, g := range groups {
			write(took-time.Minute, "registered %d targets in (target-group %s)", n, g)
		}
		for _, g := range groups {
			if replaced {
				write(2*time.Minute, "deregistered %d targets in (target-group %s)", n, g)
			}
		}
	}
	if s.rolling() {
		write(3*time.Second, "%s deployment completed.", d.label())
	}
	last, steady := done, "(service "+s.name+") has reached a steady state."
	if gap := int(x.now.Sub(done)/quiet) - 90; gap > 0 {
		last = last.Add(quiet * time.Duration(gap))
	}
	x.write(s, last, steady)
	for !last.Add(quiet).After(x.now) {
		last = last.Add(quiet)
		x.write(s, last, steady)
	}
	return last
}

func targetGroups(t *task) []string {
	var groups []string
	for _, g := range t.targets {
		groups = append(groups, g.group)
	}
	return groups
}
