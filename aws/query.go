package aws

import (
	"context"
	"iter"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
)

// TaskQuery selects tasks of one cluster ("" is all clusters). Empty members do not select.
type TaskQuery struct {
	Cluster                   string
	Service, Family, Instance string
	// Stopped selects stopped tasks instead of those that run or are about to.
	Stopped bool
	// Lasting leaves out tasks that are being stopped, which takes a call less.
	Lasting bool
}

// Tasks yields the tasks that have not come to their end: names before details. ECS lists a task that is being stopped
// among the stopped ones, so both lists are read, the one of running tasks first, and the last status decides: a task is
// here until it is STOPPED, and from then on in Stopped, so that it is always in one of them. A task of which no details
// came although the sequence ended well has stopped meanwhile, or is gone.
func (c *taskReader) Tasks(ctx context.Context, q TaskQuery) iter.Seq2[[]Task, error] {
	if q.Stopped {
		return c.stopped(ctx, q)
	}
	s := taskListing()
	s.words = "list tasks"
	lists := 2
	if q.Lasting {
		lists = 1
	}
	s.list = func(ctx context.Context, cluster string, at cursor) ([]Task, *cursor, error) {
		status := []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped}[at.part]
		rows, token, err := c.listTasks(ctx, q, cluster, status, at.at())
		rows = slices.DeleteFunc(rows, func(t Task) bool {
			_, settled := c.dead.settled(t.ARN)
			return settled
		})
		return rows, at.next(token, lists), err
	}
	s.describe = c.only(func(t Task) bool { return !t.dead() })
	s.hidden = func(t Task) bool { return t.Desired == string(types.DesiredStatusStopped) }
	return across(ctx, c.clusters, q.Cluster, s, nil)
}

// Stopped yields all stopped tasks of a cluster ("" is all clusters), those included that ECS has forgotten since
// this client saw them.
func (c *taskReader) Stopped(ctx context.Context, cluster string) iter.Seq2[[]Task, error] {
	return c.stopped(ctx, TaskQuery{Cluster: cluster, Stopped: true})
}

func (c *taskReader) stopped(ctx context.Context, q TaskQuery) iter.Seq2[[]Task, error] {
	return func(yield func([]Task, error) bool) {
		mark := c.dead.mark()
		s := taskListing()
		s.words = "list stopped tasks"
		s.list = func(ctx context.Context, cluster string, at cursor) ([]Task, *cursor, error) {
			rows, token, err := c.listTasks(ctx, q, cluster, types.DesiredStatusStopped, at.at())
			for i, t := range rows {
				if known, ok := c.dead.settled(t.ARN); ok {
					rows[i] = known
				}
			}
			return rows, at.next(token, 1), err
		}
		s.describe = c.only(Task.dead)
		s.more = func(cluster string, listed map[string]bool) []Task {
			match := func(t Task) bool { return t.Cluster == plain.Short(cluster) && q.match(t) }
			return c.dead.forgotten(mark, match, listed)
		}
		across(ctx, c.clusters, q.Cluster, s, nil)(yield)
	}
}

// taskListing is what all listings of tasks have in common.
func taskListing() listing[Task] {
	return listing[Task]{size: 100,
		key:      func(t Task) string { return t.ARN },
		complete: func(t Task) bool { return t.Described },
	}
}

// only describes tasks and leaves out those that the list is not about.
func (c *taskReader) only(keep func(Task) bool) func(context.Context, string, []Task) ([]Task, error) {
	return func(ctx context.Context, cluster string, rows []Task) ([]Task, error) {
		found, err := c.describeTasks(ctx, cluster, rows)
		return slices.DeleteFunc(found, func(t Task) bool { return !keep(t) }), err
	}
}

// match says whether a task is one that ECS would list for the query.
func (q TaskQuery) match(t Task) bool {
	name, _ := plain.SplitRevision(t.Revision)
	return (q.Service == "" || t.Service == plain.Short(q.Service)) && (q.Family == "" || name == q.Family) &&
		(q.Instance == "" || plain.Short(t.Instance) == plain.Short(q.Instance))
}
