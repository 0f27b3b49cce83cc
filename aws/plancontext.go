package aws

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"golang.org/x/sync/errgroup"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// planContext is what a change of a service is planned on, all read anew: what could not be read is nil, and unread says why.
type planContext struct {
	editor  *serviceEditor
	where   change.Where
	service Service
	raw     types.Service
	// running is the service's revision and chosen the one that it is to run; the same where the change keeps it.
	running, chosen *rawDefinition
	// tasks are at most a hundred of the service's tasks that run.
	tasks []Task
	// releases are the newest deployments of the service's history, with the images that they resolved.
	releases []ServiceDeployment
	scaling  *Scaling
	unread   unread
}

// secondaryTimeout is how long a plan waits for what other services than ECS have to tell: it can do without, and they may be out of
// reach.
const secondaryTimeout = 5 * time.Second

// unread says why parts of it could not be read; nil for those that could.
type unread struct{ running, tasks, releases, scaling error }

// present reads a service as the SDK has it, and as a value.
func (c *serviceReader) present(ctx context.Context, cluster, name string, include ...types.ServiceField) (Service, types.Service, error) {
	op := call.Op("DescribeServices", call.Of("describe service "+clean.Text(plain.Short(name)), cluster))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeServices, &ecs.DescribeServicesInput{Cluster: plain.Optional(cluster), Services: []string{name}, Include: include})
	if err != nil {
		return Service{}, types.Service{}, err
	}
	if err := call.Failed(op, out.Failures); err != nil {
		return Service{}, types.Service{}, err
	}
	if len(out.Services) == 0 {
		return Service{}, types.Service{}, call.Absent(op, "no such service")
	}
	return c.service(out.Services[0], cluster), out.Services[0], nil
}

// planContext reads what a change of a service is planned on. choose names the revision that it is to run; nil keeps it.
func (c *serviceEditor) planContext(ctx context.Context, s Service, choose func(context.Context, *planContext) error) (*planContext, error) {
	name := s.Name
	if name == "" {
		name = s.ARN
	}
	fresh, raw, err := c.services.present(ctx, s.Cluster, name)
	if err != nil {
		return nil, err
	}
	out := &planContext{editor: c, service: fresh, raw: raw}
	work, inner := errgroup.WithContext(ctx)
	words := "plan a change of " + fresh.Name
	work.Go(call.Sound(words, func() error { return out.readRevisions(inner, choose) }))
	work.Go(call.Sound(words, func() error { out.readTasks(inner); return nil }))
	soon, cancel := context.WithTimeout(inner, secondaryTimeout)
	defer cancel()
	work.Go(call.Sound(words, func() error {
		out.scaling, out.unread.scaling = c.scaling.scalable(soon, fresh.Cluster, fresh.Name)
		return nil
	}))
	work.Go(call.Sound(words, func() error {
		out.where = c.identity.ofService(inner, fresh)
		return nil
	}))
	if err := work.Wait(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, c.Fault(ctx, call.Op("", words), err)
	}
	return out, nil
}

func (s *planContext) readRevisions(ctx context.Context, choose func(context.Context, *planContext) error) error {
	if s.service.TaskDefinition != "" {
		s.running, s.unread.running = s.editor.revisions.rawDefinition(ctx, s.service.TaskDefinition)
	}
	if s.chosen = s.running; choose != nil {
		if err := choose(ctx, s); err != nil {
			return err
		}
	}
	want := ""
	if s.chosen != nil {
		want = s.chosen.name()
	}
	s.releases, s.unread.releases = s.editor.rollouts.releases(ctx, s.service.Cluster, s.service.Name, 60, func(d ServiceDeployment) bool {
		return d.Revision == want && len(d.Images) > 0
	})
	return nil
}

func (s *planContext) readTasks(ctx context.Context) {
	rows, _, err := s.editor.tasks.listTasks(ctx, TaskQuery{Service: s.service.Name}, s.service.Cluster, types.DesiredStatusRunning, nil)
	if err == nil && len(rows) > 0 {
		rows, err = s.editor.tasks.describeTasks(ctx, s.service.Cluster, rows[:min(100, len(rows))])
	}
	s.tasks, s.unread.tasks = slices.DeleteFunc(rows, func(t Task) bool { return !t.Described }), err
}

// where is the account that an ARN is in: the one that AWS says the caller is in or, where it does not say, the ARN's.
func (c *identityReader) where(ctx context.Context, arn string) change.Where {
	w := change.Where{Profile: c.Place().Profile, Region: c.Place().Region, Account: plain.AccountOf(arn)}
	soon, cancel := context.WithTimeout(ctx, secondaryTimeout)
	defer cancel()
	i, err := c.Identity(soon)
	if w.Identity = i.ARN; err != nil {
		w.Identity = "unknown: " + err.Error()
	}
	if i.Account != "" {
		w.Account = i.Account
	}
	return w
}

// ofService is where a service is.
func (c *identityReader) ofService(ctx context.Context, s Service) change.Where {
	w := c.where(ctx, s.ARN)
	w.Cluster, w.Thing, w.Name, w.Revision = s.Cluster, "service", s.Name, s.Revision
	return w
}

// digests are the digests that the tasks of the service's revision run, by container; those of several tasks once.
func (s *planContext) digests() map[string][]string {
	found := map[string][]string{}
	for _, t := range s.tasks {
		for _, k := range t.Containers {
			if t.Revision == s.service.Revision && k.Digest != "" && !slices.Contains(found[k.Name], k.Digest) {
				found[k.Name] = append(found[k.Name], k.Digest)
			}
		}
	}
	return found
}

// resolved is what a container's image was when a revision was last deployed, and when that was.
func (s *planContext) resolved(revision, container string) (digest string, when time.Time) {
	for _, d := range s.releases {
		for _, i := range d.Images {
			if d.Revision == revision && i.Container == container && i.Digest != "" {
				return i.Digest, d.Created
			}
		}
	}
	return "", time.Time{}
}
