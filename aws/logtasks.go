package aws

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
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
		return "task " + call.Of(clean.Text(t.Task), t.Cluster)
	}
	return "service " + call.Of(clean.Text(t.Service), t.Cluster)
}

// refreshTasks asks ECS which tasks there are, and takes up those that are new.
func (w *logWriters) refreshTasks(ctx context.Context, s *logTarget) error {
	s.due = w.c.Clock.Now().Add(refreshes)
	var found []Task
	var err error
	if s.ofService() {
		found, err = w.serviceTasks(ctx, s)
	} else {
		var t Task
		t, err = w.c.tasks.Task(ctx, s.target.Cluster, s.target.Task)
		if m := s.tasks[t.ARN]; err == nil && m != nil && m.task.Dead() {
			return nil
		}
		found = []Task{t}
	}
	if err != nil {
		return err
	}
	for _, t := range found {
		if err := w.addTask(ctx, s, t); err != nil {
			return err
		}
	}
	return nil
}

// serviceTasks are the tasks of the service that are new, or of which something may have changed.
func (w *logWriters) serviceTasks(ctx context.Context, s *logTarget) ([]Task, error) {
	mark, listed := w.c.tasks.dead.mark(), map[string]bool{}
	q := TaskQuery{Cluster: s.target.Cluster, Service: s.target.Service}
	var found, rows []Task
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		for at := (&cursor{}); at != nil; {
			page, token, err := w.c.tasks.listTasks(ctx, q, q.Cluster, status, at.at())
			if err != nil {
				return nil, err
			}
			for _, t := range page {
				listed[t.ARN] = true
				switch known, settled := w.c.tasks.dead.settled(t.ARN); {
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
		if !listed[m.task.ARN] && !m.task.Dead() {
			rows = append(rows, m.task)
		}
	}
	for batch := range slices.Chunk(rows, 100) {
		described, err := w.c.tasks.DescribeTasks(ctx, q.Cluster, batch)
		if err != nil {
			return nil, err
		}
		found = append(found, described...)
		found = append(found, w.vanished(s, batch, described)...)
	}
	match := func(t Task) bool { return t.Cluster == plain.Short(q.Cluster) && q.match(t) }
	return append(found, w.c.tasks.dead.forgotten(mark, match, listed)...), nil
}

// knows says that nothing new is to be learned of a listed task.
func (s *logTarget) knows(t Task) bool {
	m := s.tasks[t.ARN]
	return m != nil && m.sourced && (m.task.Dead() || t.Desired == string(types.DesiredStatusRunning) && m.task.Status == "RUNNING")
}

// vanished are the tasks among rows that ECS no longer knows: they ended while nobody looked.
func (w *logWriters) vanished(s *logTarget, rows, described []Task) []Task {
	var gone []Task
	for _, t := range rows {
		m := s.tasks[t.ARN]
		if m == nil || slices.ContainsFunc(described, func(d Task) bool { return d.ARN == t.ARN }) {
			continue
		}
		end := m.task.clone()
		end.Status, end.Forgotten, end.Stopped = "STOPPED", true, w.out.clock.now()
		gone = append(gone, end)
	}
	return gone
}

// addTask takes up a task, or what is new of it.
func (w *logWriters) addTask(ctx context.Context, s *logTarget, t Task) error {
	m := s.tasks[t.ARN]
	over := t.Dead() && !t.Stopped.IsZero() && t.Stopped.Add(drain).Before(w.out.bounds.since)
	if m == nil && (over || !w.out.bounds.until.IsZero() && t.Created.After(w.out.bounds.until)) {
		return nil
	}
	if m == nil {
		m = &logTask{}
		s.tasks[t.ARN], s.order = m, append(s.order, m)
	}
	m.task = t
	if !m.sourced {
		if err := w.findStreams(ctx, s, m); err != nil {
			return err
		}
	}
	if t.Dead() && !m.ended && !w.out.phase.caught {
		m.ended = true
		if w.out.bounds.covers(t.Stopped) {
			w.out.order.add(s.marker(m))
		}
	}
	return nil
}

// findStreams finds out where a task logs to.
func (w *logWriters) findStreams(ctx context.Context, s *logTarget, m *logTask) error {
	sources, err := w.c.LogSources(ctx, m.task)
	switch call.KindOf(err) {
	case call.NotFound, call.Invalid:
		m.sourced = true
		w.elsewhere(s, LogSource{Revision: m.task.Revision, Elsewhere: "the revision is gone, so it isn't known where its tasks logged"})
		return nil
	case call.Denied, call.Unsupported: // asked again when the tasks are refreshed
		return w.out.unread(missingPart{key: m.task.Revision, text: "can't tell where the tasks of " + m.task.Revision + " log to: " + err.Error()})
	}
	if err != nil {
		return err
	}
	if err := w.out.readAgain(m.task.Revision); err != nil {
		return err
	}
	had := len(m.streams)
	m.sourced = true
	for _, x := range sources {
		switch {
		case !s.wants(x.Container):
		case x.Elsewhere != "":
			w.elsewhere(s, x)
		case x.Stream == "":
			m.sourced = m.task.Dead()
		default:
			w.addStream(s, m, x)
		}
	}
	if w.out.phase.follow && had == 0 && len(m.streams) > 0 && !m.task.Dead() {
		w.out.order.add(s.event(LogEvent{Time: later(m.task.Created, w.out.bounds.since), Task: m.task.ID, Revision: m.task.Revision, Note: NoteAttached,
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
func (w *logWriters) addStream(s *logTarget, m *logTask, x LogSource) {
	g := w.places.group(x.Region, x.Group)
	known := g.streams[x.Stream]
	if known == nil || known.unproven && !known.shared {
		known = &logStream{group: g, name: x.Stream, set: s, container: x.Container,
			at: later(w.out.bounds.since, m.task.Created.Add(-5*time.Second)), doubt: doubt{shared: x.Shared, unproven: x.Shared}}
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

// elsewhere notes, once for each container of a revision, that it does not log to CloudWatch.
func (w *logWriters) elsewhere(s *logTarget, x LogSource) {
	key := s.target.Cluster + "/" + x.Revision + "/" + x.Container
	if w.out.said[key] {
		return
	}
	w.out.said[key] = true
	w.out.order.add(s.event(LogEvent{Time: w.out.bounds.since, Note: NoteElsewhere, Container: x.Container, Revision: x.Revision, Message: x.Elsewhere}))
}
