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
	lists := runningFirst()
	if q.Lasting {
		lists = lists[:1]
	}
	s.list = c.lists(q, lists, func(t Task) (Task, bool) {
		_, settled := c.dead.settled(t.ARN)
		return t, !settled
	})
	s.describe = c.only(func(t Task) bool { return !t.Dead() })
	s.hidden = func(t Task) bool { return t.Desired == string(types.DesiredStatusStopped) }
	return across(ctx, c.clusters, q.Cluster, s, nil)
}

// Stopped yields all stopped tasks of a cluster ("" is all clusters), those included that ECS has forgotten since
// this client saw them.
func (c *taskReader) Stopped(ctx context.Context, cluster string) iter.Seq2[[]Task, error] {
	return c.stopped(ctx, TaskQuery{Cluster: cluster, Stopped: true})
}

func (c *taskReader) stopped(ctx context.Context, q TaskQuery) iter.Seq2[[]Task, error] {
	s := taskListing()
	s.words = "list stopped tasks"
	return c.remembering(ctx, q, s, []types.DesiredStatus{types.DesiredStatusStopped}, Task.Dead)
}

// AllTasks yields what Tasks and Stopped yield, in one reading of both lists: the running tasks and the stopped ones of a query,
// whose own Stopped and Lasting say nothing here. A task that stops meanwhile is in it, once, as the one or the other.
func (c *taskReader) AllTasks(ctx context.Context, q TaskQuery) iter.Seq2[[]Task, error] {
	s := taskListing()
	s.words = "list tasks"
	s.hidden = func(t Task) bool { return !t.Described && t.Desired == string(types.DesiredStatusStopped) }
	return c.remembering(ctx, q, s, runningFirst(), func(Task) bool { return true })
}

// Apart divides tasks into those that have not come to their end and those that have.
func Apart(tasks []Task) (living, stopped []Task) {
	for _, t := range tasks {
		if t.Dead() {
			stopped = append(stopped, t)
		} else {
			living = append(living, t)
		}
	}
	return living, stopped
}

// runningFirst are the lists of a cluster's tasks, in the order in which no task is between them.
func runningFirst() []types.DesiredStatus {
	return []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped}
}

// remembering reads lists with stopped tasks: those of which nothing can change any more are not described again, and those that
// ECS has forgotten come last.
func (c *taskReader) remembering(ctx context.Context, q TaskQuery, s listing[Task], lists []types.DesiredStatus, keep func(Task) bool) iter.Seq2[[]Task, error] {
	return func(yield func([]Task, error) bool) {
		mark := c.dead.mark()
		s.list = c.lists(q, lists, func(t Task) (Task, bool) {
			if known, ok := c.dead.settled(t.ARN); ok {
				return known, true
			}
			return t, true
		})
		s.describe = c.only(keep)
		s.more = func(cluster string, listed map[string]bool) []Task {
			match := func(t Task) bool { return t.Cluster == plain.Short(cluster) && q.match(t) }
			return c.dead.forgotten(mark, match, listed)
		}
		across(ctx, c.clusters, q.Cluster, s, nil)(yield)
	}
}

// lists reads lists of tasks one after the other; known says what is known of a listed one, and whether it counts.
func (c *taskReader) lists(q TaskQuery, lists []types.DesiredStatus, known func(Task) (Task, bool)) func(context.Context, string, cursor) ([]Task, *cursor, error) {
	return func(ctx context.Context, cluster string, at cursor) ([]Task, *cursor, error) {
		rows, token, err := c.listTasks(ctx, q, cluster, lists[at.part], at.at())
		var count []Task
		for _, t := range rows {
			if t, ok := known(t); ok {
				count = append(count, t)
			}
		}
		return count, at.next(token, len(lists)), err
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
		found, err := c.DescribeTasks(ctx, cluster, rows)
		return slices.DeleteFunc(found, func(t Task) bool { return !keep(t) }), err
	}
}

// match says whether a task is one that ECS would list for the query.
func (q TaskQuery) match(t Task) bool {
	name, _ := plain.SplitRevision(t.Revision)
	return (q.Service == "" || t.Service == plain.Short(q.Service)) && (q.Family == "" || name == q.Family) &&
		(q.Instance == "" || plain.Short(t.Instance) == plain.Short(q.Instance))
}

// NamedTasks are the first tasks of a query that are wanted in a status, RUNNING or STOPPED, as one list names them: not described.
func (c *taskReader) NamedTasks(ctx context.Context, q TaskQuery, status types.DesiredStatus) ([]Task, error) {
	rows, _, err := c.listTasks(ctx, q, q.Cluster, status, nil)
	return rows, err
}

// SomeTasks reads at most a hundred tasks that are wanted in a status, RUNNING or STOPPED, with one list and one description.
func (c *taskReader) SomeTasks(ctx context.Context, q TaskQuery, status types.DesiredStatus) ([]Task, error) {
	rows, err := c.NamedTasks(ctx, q, status)
	if err == nil && len(rows) > 0 {
		rows, err = c.DescribeTasks(ctx, q.Cluster, rows[:min(100, len(rows))])
	}
	return rows, err
}

// ChangedTasks reads the tasks of a query, running and stopped, but those of which knows says that nothing new is to be learned of them.
// held are tasks of the query that were running, which are read even where ECS doesn't list them. lost are those that it no longer knows
// at all; stopped ones that it has forgotten, but were seen before, are among the found.
func (c *taskReader) ChangedTasks(ctx context.Context, q TaskQuery, knows func(Task) bool, held []Task) (found, lost []Task, err error) {
	mark, listed := c.dead.mark(), map[string]bool{}
	var rows []Task
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		for at := (&cursor{}); at != nil; {
			page, token, err := c.listTasks(ctx, q, q.Cluster, status, at.at())
			if err != nil {
				return nil, nil, err
			}
			for _, t := range page {
				listed[t.ARN] = true
				switch known, settled := c.dead.settled(t.ARN); {
				case settled:
					found = append(found, known)
				case !knows(t):
					rows = append(rows, t)
				}
			}
			at = at.next(token, 1)
		}
	}
	for _, t := range held {
		if !listed[t.ARN] {
			rows = append(rows, t)
		}
	}
	for batch := range slices.Chunk(rows, 100) {
		described, err := c.DescribeTasks(ctx, q.Cluster, batch)
		if err != nil {
			return nil, nil, err
		}
		found = append(found, described...)
		lost = append(lost, slices.DeleteFunc(slices.Clone(batch), func(t Task) bool {
			return slices.ContainsFunc(described, func(d Task) bool { return d.ARN == t.ARN })
		})...)
	}
	match := func(t Task) bool { return t.Cluster == plain.Short(q.Cluster) && q.match(t) }
	return append(found, c.dead.forgotten(mark, match, listed)...), lost, nil
}
