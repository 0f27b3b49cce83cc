package aws

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// logTarget is a service or a task that is read, and who writes its logs, as far as is known.
type logTarget struct {
	target LogTarget
	tasks  map[string]*logTask // by ARN
	order  []*logTask
	due    time.Time // when ECS is asked again
	opened bool      // ECS has answered once
	proof  proof
}

// logTask is a task of a target.
type logTask struct {
	task    Task
	sourced bool // all its streams are known
	streams []*logStream
	ended   bool // its end was noted
}

// refreshes is how often ECS is asked which tasks there are.
const refreshes = 5 * time.Second

func newLogTarget(t LogTarget) *logTarget {
	return &logTarget{target: t, tasks: map[string]*logTask{}, proof: proof{events: map[string]bool{}}}
}

// ofService says that the target is a service, whose tasks come and go.
func (s *logTarget) ofService() bool { return s.target.Task == "" }

// wants says whether a container is to be read.
func (s *logTarget) wants(container string) bool {
	return s.target.Container == "" || s.target.Container == container
}

// String names the target.
func (t LogTarget) String() string {
	if t.Task != "" {
		return "task " + of(Clean(t.Task), t.Cluster)
	}
	return "service " + of(Clean(t.Service), t.Cluster)
}

// refreshTasks asks ECS which tasks there are, and takes up those that are new.
func (r *reading) refreshTasks(ctx context.Context, s *logTarget) error {
	s.due = r.c.clock.now().Add(refreshes)
	var found []Task
	var err error
	if s.ofService() {
		found, err = r.serviceTasks(ctx, s)
	} else {
		var t Task
		t, err = r.c.tasks.Task(ctx, s.target.Cluster, s.target.Task)
		if m := s.tasks[t.ARN]; err == nil && m != nil && m.task.dead() {
			return nil
		}
		found = []Task{t}
	}
	if err != nil {
		return err
	}
	for _, t := range found {
		if err := r.addTask(ctx, s, t); err != nil {
			return err
		}
	}
	return nil
}

// serviceTasks are the tasks of the service that are new, or of which something may have changed.
func (r *reading) serviceTasks(ctx context.Context, s *logTarget) ([]Task, error) {
	mark, listed := r.c.tasks.dead.mark(), map[string]bool{}
	q := TaskQuery{Cluster: s.target.Cluster, Service: s.target.Service}
	var found, rows []Task
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		for at := (&cursor{}); at != nil; {
			page, token, err := r.c.tasks.listTasks(ctx, q, q.Cluster, status, at.at())
			if err != nil {
				return nil, err
			}
			for _, t := range page {
				listed[t.ARN] = true
				switch known, settled := r.c.tasks.dead.settled(t.ARN); {
				case settled:
					found = append(found, known)
				case !s.knows(t):
					rows = append(rows, t)
				}
			}
			at = at.next(token, 1)
		}
	}
	for _, m := range s.order {
		if !listed[m.task.ARN] && !m.task.dead() {
			rows = append(rows, m.task)
		}
	}
	for batch := range slices.Chunk(rows, 100) {
		described, err := r.c.tasks.describeTasks(ctx, q.Cluster, batch)
		if err != nil {
			return nil, err
		}
		found = append(found, described...)
		found = append(found, r.vanished(s, batch, described)...)
	}
	match := func(t Task) bool { return t.Cluster == short(q.Cluster) && q.match(t) }
	return append(found, r.c.tasks.dead.forgotten(mark, match, listed)...), nil
}

// knows says that nothing new is to be learned of a listed task.
func (s *logTarget) knows(t Task) bool {
	m := s.tasks[t.ARN]
	return m != nil && m.sourced && (m.task.dead() || t.Desired == string(types.DesiredStatusRunning) && m.task.Status == "RUNNING")
}

// vanished are the tasks among rows that ECS no longer knows: they ended while nobody looked.
func (r *reading) vanished(s *logTarget, rows, described []Task) []Task {
	var gone []Task
	for _, t := range rows {
		m := s.tasks[t.ARN]
		if m == nil || slices.ContainsFunc(described, func(d Task) bool { return d.ARN == t.ARN }) {
			continue
		}
		end := m.task.clone()
		end.Status, end.Forgotten, end.Stopped = "STOPPED", true, r.now()
		gone = append(gone, end)
	}
	return gone
}

// addTask takes up a task, or what is new of it.
func (r *reading) addTask(ctx context.Context, s *logTarget, t Task) error {
	m := s.tasks[t.ARN]
	over := t.dead() && !t.Stopped.IsZero() && t.Stopped.Add(drain).Before(r.since)
	if m == nil && (over || !r.until.IsZero() && t.Created.After(r.until)) {
		return nil
	}
	if m == nil {
		m = &logTask{}
		s.tasks[t.ARN], s.order = m, append(s.order, m)
	}
	m.task = t
	if !m.sourced {
		if err := r.findStreams(ctx, s, m); err != nil {
			return err
		}
	}
	if t.dead() && !m.ended && !r.caught {
		m.ended = true
		if r.covers(t.Stopped) {
			r.order.add(s.marker(m))
		}
	}
	return nil
}

// findStreams finds out where a task logs to.
func (r *reading) findStreams(ctx context.Context, s *logTarget, m *logTask) error {
	sources, err := r.c.LogSources(ctx, m.task)
	switch KindOf(err) {
	case NotFound, Invalid:
		m.sourced = true
		r.elsewhere(s, LogSource{Revision: m.task.Revision, Elsewhere: "the revision is gone, and with it where its tasks logged to"})
		return nil
	case Denied, Unsupported: // asked again when the tasks are refreshed
		return r.unread(missingPart{key: m.task.Revision, text: "where the tasks of " + m.task.Revision + " log to is not known: " + err.Error()})
	}
	if err != nil {
		return err
	}
	if err := r.readAgain(m.task.Revision); err != nil {
		return err
	}
	had := len(m.streams)
	m.sourced = true
	for _, x := range sources {
		switch {
		case !s.wants(x.Container):
		case x.Elsewhere != "":
			r.elsewhere(s, x)
		case x.Stream == "":
			m.sourced = m.task.dead()
		default:
			r.addStream(s, m, x)
		}
	}
	if r.t.Follow && had == 0 && len(m.streams) > 0 && !m.task.dead() {
		r.order.add(s.event(LogEvent{Time: later(m.task.Created, r.since), Task: m.task.ID, Revision: m.task.Revision, Note: NoteAttached,
			Message: "reading task " + m.task.ID}))
	}
	return nil
}

// event is an event of a target.
func (s *logTarget) event(e LogEvent) LogEvent {
	e.Cluster, e.Service = s.target.Cluster, s.target.Service
	return e
}

// addStream takes up a stream. One that several tasks write to is taken up once.
func (r *reading) addStream(s *logTarget, m *logTask, x LogSource) {
	g := r.group(x.Region, x.Group)
	known := g.streams[x.Stream]
	if known == nil || known.unproven && !known.shared {
		known = &logStream{group: g, name: x.Stream, set: s, container: x.Container,
			at: later(r.since, m.task.Created.Add(-5*time.Second)), doubt: doubt{shared: x.Shared, unproven: x.Shared}}
		if !x.Shared {
			known.task, known.revision = x.Task, x.Revision
		}
		g.streams[x.Stream] = known
	}
	known.done = time.Time{}
	if !slices.Contains(m.streams, known) {
		m.streams = append(m.streams, known)
	}
}

// group is the group of that name, taken up where it is new.
func (r *reading) group(region, name string) *logGroup {
	for _, g := range r.groups {
		if g.region == region && g.name == name {
			return g
		}
	}
	g := &logGroup{region: region, name: name, streams: map[string]*logStream{}, crowded: map[string]bool{}}
	r.groups = append(r.groups, g)
	return g
}

// elsewhere notes, once for each container of a revision, that it does not log to CloudWatch.
func (r *reading) elsewhere(s *logTarget, x LogSource) {
	key := s.target.Cluster + "/" + x.Revision + "/" + x.Container
	if r.noted[key] {
		return
	}
	r.noted[key] = true
	r.order.add(s.event(LogEvent{Time: r.since, Note: NoteElsewhere, Container: x.Container, Revision: x.Revision, Message: x.Elsewhere}))
}

// sorted streams of all groups that are not open, in the order of their names.
func (r *reading) streams() []*logStream {
	var all []*logStream
	for _, g := range r.groups {
		if g.open {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(g.streams)) {
			all = append(all, g.streams[name])
		}
	}
	return all
}
