package edit

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"golang.org/x/sync/errgroup"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
)

// planContext is what a change of a service is planned on, all read anew: what could not be read is nil, and unread says why.
type planContext struct {
	editor  *serviceEditor
	where   change.Where
	service aws.Service
	raw     types.Service
	// running is the service's revision and chosen the one that it is to run; the same where the change keeps it.
	running, chosen *aws.RawDefinition
	// tasks are at most a hundred of the service's tasks that run.
	tasks []aws.Task
	// releases are the newest deployments of the service's history, with the images that they resolved.
	releases []aws.ServiceDeployment
	scaling  *aws.Scaling
	unread   unread
}

// secondaryTimeout is how long a plan waits for what other services than ECS have to tell: it can do without, and they may be out of
// reach.
const secondaryTimeout = 5 * time.Second

// unread says why parts of it could not be read; nil for those that could.
type unread struct{ running, tasks, releases, scaling error }

// planContext reads what a change of a service is planned on. choose names the revision that it is to run; nil keeps it.
func (c *serviceEditor) planContext(ctx context.Context, s aws.Service, choose func(context.Context, *planContext) error) (*planContext, error) {
	name := s.Name
	if name == "" {
		name = s.ARN
	}
	fresh, raw, err := c.account.DescribeService(ctx, s.Cluster, name)
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
		out.scaling, out.unread.scaling = c.account.Scalable(soon, fresh.Cluster, fresh.Name)
		return nil
	}))
	work.Go(call.Sound(words, func() error {
		out.where = c.ofService(inner, fresh)
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
		s.running, s.unread.running = s.editor.account.RawDefinition(ctx, s.service.TaskDefinition)
	}
	if s.chosen = s.running; choose != nil {
		if err := choose(ctx, s); err != nil {
			return err
		}
	}
	want := ""
	if s.chosen != nil {
		want = s.chosen.Name()
	}
	s.releases, s.unread.releases = s.editor.account.Releases(ctx, s.service.Cluster, s.service.Name, 60, func(d aws.ServiceDeployment) bool {
		return d.Revision == want && len(d.Images) > 0
	})
	return nil
}

func (s *planContext) readTasks(ctx context.Context) {
	rows, err := s.editor.account.SomeTasks(ctx, aws.TaskQuery{Cluster: s.service.Cluster, Service: s.service.Name}, types.DesiredStatusRunning)
	s.tasks, s.unread.tasks = slices.DeleteFunc(rows, func(t aws.Task) bool { return !t.Described }), err
}

// where is the account that an ARN is in: the one that AWS says the caller is in or, where it does not say, the ARN's.
func (c *sender) where(ctx context.Context, arn string) change.Where {
	w := change.Where{Profile: c.Place().Profile, Region: c.Place().Region, Account: plain.AccountOf(arn), Simulated: c.Place().Simulated}
	soon, cancel := context.WithTimeout(ctx, secondaryTimeout)
	defer cancel()
	i, err := c.account.Identity(soon)
	if w.Identity = i.ARN; err != nil {
		w.Identity = "unknown: " + err.Error()
	}
	if i.Account != "" {
		w.Account = i.Account
	}
	return w
}

// ofService is where a service is.
func (c *sender) ofService(ctx context.Context, s aws.Service) change.Where {
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
