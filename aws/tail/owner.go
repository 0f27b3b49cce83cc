package tail

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/words"
)

// Streams of one directory may be of several services, of the same service in another cluster, of tasks that nobody
// keeps running, or of tasks that ECS has forgotten, which it does about an hour after they stopped. A stream is a
// service's where ECS says so of its task, or once did: in a service event, or in the cluster's event capture. The name of
// the stream, the revision and the family prove nothing.

// outsider is a stream that is not known to be of anything that is read.
type outsider struct {
	group       *logGroup
	stream, who string // who is "service api", "family nightly" or empty
	lines       int
	first, last time.Time
	by          *query // which read the last line that was counted
}

// owners is what a reading found out about the streams that no task it knows writes.
type owners struct {
	writers  *logWriters
	asker    *asker
	all      bool                               // lines of others come as well, marked
	judged   map[*logGroup]map[string]*outsider // nil for a stream that is wanted, or left out by choice
	order    []*outsider
	fresh    bool // there are some that were not noted
	noted    time.Time
	crowded  bool // some are not read any more
	captured map[string]map[string]bool
}

// taskName and namedTask find the id of a task: as the last part of a stream's name, and in a service event.
var (
	taskName  = words.Pattern(`^(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)
	namedTask = words.Pattern(`\(task ([0-9a-f-]{32,36})\)`)
)

// proof is what shows that a task is, or was, a service's.
type proof struct {
	events map[string]bool // ids of tasks that its events name
	read   time.Time
}

// learn takes note of the tasks that events name.
func (p *proof) learn(events []aws.Event, now time.Time) {
	p.read = now
	for _, e := range events {
		for _, m := range namedTask().FindAllStringSubmatch(e.Message, -1) {
			p.events[m[1]] = true
		}
	}
}

// identify finds out whose the streams are that a page has lines of and that nobody is known to write.
func (o *owners) identify(ctx context.Context, q *query, names []string) error {
	sets := o.services()
	ids := map[string][]string{} // streams by task
	for _, name := range names {
		if _, known := o.judged[q.group][name]; known || len(sets) == 0 {
			continue
		}
		o.judge(q.group, name, nil)
		if id := plain.Short(name); taskName().MatchString(id) {
			ids[id] = append(ids[id], name)
		} else {
			o.leaveOut(q.group, name, "")
		}
	}
	if len(ids) == 0 {
		return nil
	}
	who, err := o.askECS(ctx, q, sets, ids)
	if err != nil {
		return err
	}
	for _, s := range sets {
		if err := o.adoptProven(ctx, s, q, ids); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(ids) {
		for _, name := range ids[id] {
			o.leaveOut(q.group, name, who[id])
		}
	}
	return nil
}

// services are the services that are read.
func (o *owners) services() []*logTarget {
	return slices.DeleteFunc(slices.Clone(o.writers.sets), func(s *logTarget) bool { return !s.ofService() })
}

// askECS asks each cluster for the tasks of some streams. The streams of tasks that are wanted are taken up and leave ids;
// of the others it returns whose they are, as far as that is known.
func (o *owners) askECS(ctx context.Context, q *query, sets []*logTarget, ids map[string][]string) (who map[string]string, err error) {
	who = map[string]string{}
	asked := map[string]bool{}
	for _, s := range sets {
		if asked[s.target.Cluster] {
			continue
		}
		asked[s.target.Cluster] = true
		for batch := range slices.Chunk(sortedKeys(ids), 100) {
			rows := plain.Each(batch, func(id string) aws.Task { return aws.Task{ARN: id, ID: id} })
			found, err := o.describe(ctx, s.target.Cluster, rows)
			if err != nil {
				return nil, err
			}
			for _, t := range found {
				who[t.ID] = cmp.Or(worded("service ", t.Service), worded("family ", plain.Family(t.Revision)))
				for _, x := range sets {
					if t.Service != "" && t.Service == plain.Short(x.target.Service) && t.Cluster == plain.Short(cmp.Or(x.target.Cluster, t.Cluster)) {
						if err := o.writers.addTask(ctx, x, t); err != nil {
							return nil, err
						}
						o.adopt(x, q, ids, t.ID, t.Revision)
					}
				}
			}
		}
	}
	return who, nil
}

func worded(word, name string) string {
	if name == "" {
		return ""
	}
	return word + name
}

// describe asks ECS for tasks. A tail goes on asking as long as the trouble may pass; what may not be asked is not known.
func (o *owners) describe(ctx context.Context, cluster string, rows []aws.Task) ([]aws.Task, error) {
	for attempt := 0; ; attempt++ {
		found, err := o.writers.c.account.DescribeTasks(ctx, cluster, rows)
		e, ok := errors.AsType[*call.Error](err)
		switch kind := call.KindOf(err); {
		case err == nil:
			return found, nil
		case kind == call.Cancelled:
			return nil, err
		case passing(kind) && o.writers.out.phase.follow && ok:
			if err := o.asker.waitOut(ctx, e, attempt); err != nil {
				return nil, err
			}
		default:
			return nil, o.writers.out.unread(missingPart{key: "tasks of other streams", text: "can't tell which service some streams belong to: " + err.Error()})
		}
	}
}

// adoptProven takes up the streams of tasks that ECS has forgotten and that were the service's.
func (o *owners) adoptProven(ctx context.Context, s *logTarget, q *query, ids map[string][]string) error {
	if len(ids) == 0 {
		return nil
	}
	known := func(proven map[string]bool) {
		for _, id := range sortedKeys(ids) {
			if proven[id] {
				o.adopt(s, q, ids, id, "")
			}
		}
	}
	if o.writers.out.clock.now().Sub(s.proof.read) > time.Minute {
		service, err := o.writers.c.account.Service(ctx, s.target.Cluster, s.target.Service)
		if call.KindOf(err) == call.Cancelled {
			return err
		}
		if err == nil {
			s.proof.learn(service.Events, o.writers.out.clock.now())
		}
	}
	if known(s.proof.events); len(ids) == 0 {
		return nil
	}
	captured, err := o.capturedTasks(ctx, s)
	known(captured)
	return err
}

// adopt takes up the streams of a task that is the service's. The query that has found them reads them.
func (o *owners) adopt(s *logTarget, q *query, ids map[string][]string, id, revision string) {
	for _, name := range ids[id] {
		container := containerOf(name)
		if q.group.streams[name] == nil && s.wants(container) {
			x := &logStream{group: q.group, name: name, set: s, task: id, container: container, revision: revision,
				at: o.writers.out.bounds.since, born: true, synced: true, past: past{done: o.writers.out.clock.now()}}
			q.group.streams[name] = x
			q.stretches = append(q.stretches, stretch{group: q.group, stream: x, from: q.from, to: q.to})
		}
	}
	delete(ids, id)
}

// containerOf is the container in the name of a stream: <prefix>/<container>/<task>.
func containerOf(stream string) string {
	parts := strings.Split(stream, "/")
	return parts[max(0, len(parts)-2)]
}
