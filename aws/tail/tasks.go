package tail

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// logTarget is a service or a task that is read, and who writes its logs, as far as is known.
type logTarget struct {
	target Target
	tasks  map[string]*logTask // by ARN
	order  []*logTask
	due    time.Time // when ECS is asked again
	opened bool      // ECS has answered once
	proof  proof
}

// logTask is a task of a target.
type logTask struct {
	task    aws.Task
	sourced bool // all its streams are known
	streams []*logStream
	ended   bool // its end was noted
}

// refreshes is how often ECS is asked which tasks there are.
const refreshes = 5 * time.Second

func newLogTarget(t Target) *logTarget {
	return &logTarget{target: t, tasks: map[string]*logTask{}, proof: proof{events: map[string]bool{}}}
}

// ofService says that the target is a service, whose tasks come and go.
func (s *logTarget) ofService() bool { return s.target.Task == "" }

// wants says whether a container is to be read.
func (s *logTarget) wants(container string) bool {
	return s.target.Container == "" || s.target.Container == container
}

// String names the target.
func (t Target) String() string {
	if t.Task != "" {
		return "task " + call.Of(clean.Text(t.Task), t.Cluster)
	}
	return "service " + call.Of(clean.Text(t.Service), t.Cluster)
}

// refreshTasks asks ECS which tasks there are, and takes up those that are new.
func (w *logWriters) refreshTasks(ctx context.Context, s *logTarget) error {
	s.due = w.c.Clock.Now().Add(refreshes)
	var found []aws.Task
	var err error
	if s.ofService() {
		found, err = w.serviceTasks(ctx, s)
	} else {
		var t aws.Task
		t, err = w.c.account.Task(ctx, s.target.Cluster, s.target.Task)
		if m := s.tasks[t.ARN]; err == nil && m != nil && m.task.Dead() {
			return nil
		}
		found = []aws.Task{t}
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

// serviceTasks are the tasks of the service that are new, or of which something may have changed. Those that ECS no longer knows ended
// while nobody looked.
func (w *logWriters) serviceTasks(ctx context.Context, s *logTarget) ([]aws.Task, error) {
	var held []aws.Task
	for _, m := range s.order {
		if !m.task.Dead() {
			held = append(held, m.task)
		}
	}
	q := aws.TaskQuery{Cluster: s.target.Cluster, Service: s.target.Service}
	found, lost, err := w.c.account.ChangedTasks(ctx, q, s.knows, held)
	for _, t := range lost {
		if m := s.tasks[t.ARN]; m != nil {
			end := m.task
			end.Status, end.Forgotten, end.Stopped = "STOPPED", true, w.out.clock.now()
			found = append(found, end)
		}
	}
	return found, err
}

// knows says that nothing new is to be learned of a listed task.
func (s *logTarget) knows(t aws.Task) bool {
	m := s.tasks[t.ARN]
	return m != nil && m.sourced && (m.task.Dead() || t.Desired == string(types.DesiredStatusRunning) && m.task.Status == "RUNNING")
}

// addTask takes up a task, or what is new of it.
func (w *logWriters) addTask(ctx context.Context, s *logTarget, t aws.Task) error {
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
		w.elsewhere(s, Source{Revision: m.task.Revision, Elsewhere: "the revision is gone, so it isn't known where its tasks logged"})
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
		w.out.order.add(s.event(Event{Time: plain.Later(m.task.Created, w.out.bounds.since), Task: m.task.ID, Revision: m.task.Revision, Note: NoteAttached,
			Message: "reading task " + m.task.ID}))
	}
	return nil
}

// event is an event of a target.
func (s *logTarget) event(e Event) Event {
	e.Cluster, e.Service = s.target.Cluster, s.target.Service
	return e
}

// addStream takes up a stream. One that several tasks write to is taken up once.
func (w *logWriters) addStream(s *logTarget, m *logTask, x Source) {
	g := w.places.group(x.Region, x.Group)
	known := g.streams[x.Stream]
	if known == nil || known.unproven && !known.shared {
		known = &logStream{group: g, name: x.Stream, set: s, container: x.Container,
			at: plain.Later(w.out.bounds.since, m.task.Created.Add(-5*time.Second)), doubt: doubt{shared: x.Shared, unproven: x.Shared}}
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
func (w *logWriters) elsewhere(s *logTarget, x Source) {
	key := s.target.Cluster + "/" + x.Revision + "/" + x.Container
	if w.out.said[key] {
		return
	}
	w.out.said[key] = true
	w.out.order.add(s.event(Event{Time: w.out.bounds.since, Note: NoteElsewhere, Container: x.Container, Revision: x.Revision, Message: x.Elsewhere}))
}
