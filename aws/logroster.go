package aws

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// roster is who writes the logs of a service or a task, as far as is known.
type roster struct {
	writers map[string]*writer // by ARN
	order   []*writer
	due     time.Time // when ECS is asked again
	asked   bool      // ECS has answered once
}

// writer is a task in a roster.
type writer struct {
	task    Task
	sourced bool // all its streams are known
	streams []*logStream
	buried  bool // its end was told
}

// musters is how often ECS is asked which tasks there are.
const musters = 5 * time.Second

func newRoster(*Client, Tail) *roster { return &roster{writers: map[string]*writer{}} }

// muster asks ECS which tasks there are, and takes up those that are new.
func (r *reading) muster(ctx context.Context) error {
	r.roster.due = r.c.clock.now().Add(musters)
	var found []Task
	var err error
	if r.t.Task != "" {
		var t Task
		t, err = r.c.Task(ctx, r.t.Cluster, r.t.Task)
		if m := r.roster.writers[t.ARN]; err == nil && m != nil && m.task.dead() {
			return nil
		}
		found = []Task{t}
	} else {
		found, err = r.serviceTasks(ctx)
	}
	if err != nil {
		return err
	}
	for _, t := range found {
		if err := r.enlist(ctx, t); err != nil {
			return err
		}
	}
	r.roster.asked = true
	return nil
}

// serviceTasks are the tasks of the service that are new, or of which something may have changed.
func (r *reading) serviceTasks(ctx context.Context) ([]Task, error) {
	mark, listed := r.c.dead.mark(), map[string]bool{}
	q := TaskQuery{Cluster: r.t.Cluster, Service: r.t.Service}
	var found, rows []Task
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		pages := paging{}
		for at := (&cursor{}); at != nil; {
			page, token, err := r.c.listTasks(ctx, q, r.t.Cluster, status, at.at())
			if err != nil {
				return nil, err
			}
			for _, t := range page {
				listed[t.ARN] = true
				switch known, settled := r.c.dead.settled(t.ARN); {
				case settled:
					found = append(found, known)
				case !r.knows(t):
					rows = append(rows, t)
				}
			}
			at = at.next(token, 1)
			if err := at.follow(&pages, of("list tasks", r.t.Cluster), len(page)); err != nil {
				return nil, err
			}
		}
	}
	for _, m := range r.roster.order {
		if !listed[m.task.ARN] && !m.task.dead() {
			rows = append(rows, m.task)
		}
	}
	for batch := range slices.Chunk(rows, 100) {
		described, err := r.c.describeTasks(ctx, r.t.Cluster, batch)
		if err != nil {
			return nil, err
		}
		found = append(found, described...)
		found = append(found, r.vanished(batch, described)...)
	}
	match := func(t Task) bool { return t.Cluster == short(r.t.Cluster) && q.match(t) }
	return append(found, r.c.dead.forgotten(mark, match, listed)...), nil
}

// knows says that nothing new is to be learned of a listed task.
func (r *reading) knows(t Task) bool {
	m := r.roster.writers[t.ARN]
	return m != nil && m.sourced && (m.task.dead() || t.Desired == string(types.DesiredStatusRunning) && m.task.Status == "RUNNING")
}

// vanished are the writers among rows that ECS no longer knows: they ended while nobody looked.
func (r *reading) vanished(rows, described []Task) []Task {
	var gone []Task
	for _, t := range rows {
		m := r.roster.writers[t.ARN]
		if m == nil || slices.ContainsFunc(described, func(d Task) bool { return d.ARN == t.ARN }) {
			continue
		}
		end := m.task.clone()
		end.Status, end.Forgotten, end.Stopped = "STOPPED", true, r.now()
		gone = append(gone, end)
	}
	return gone
}

// enlist takes up a task, or what is new of it.
func (r *reading) enlist(ctx context.Context, t Task) error {
	m := r.roster.writers[t.ARN]
	over := t.dead() && !t.Stopped.IsZero() && t.Stopped.Add(drain).Before(r.since)
	if m == nil && (over || !r.until.IsZero() && t.Created.After(r.until)) {
		return nil
	}
	if m == nil {
		m = &writer{}
		r.roster.writers[t.ARN], r.roster.order = m, append(r.roster.order, m)
	}
	m.task = t
	if !m.sourced {
		if err := r.source(ctx, m); err != nil {
			return err
		}
	}
	if t.dead() && !m.buried && !r.caught {
		m.buried = true
		if r.covers(t.Stopped) {
			r.order.add(m.marker())
		}
	}
	return nil
}

// source finds out where a writer logs to.
func (r *reading) source(ctx context.Context, m *writer) error {
	sources, err := r.c.LogSources(ctx, m.task)
	if KindOf(err) == NotFound || KindOf(err) == Invalid {
		m.sourced = true
		r.elsewhere(LogSource{Revision: m.task.Revision, Elsewhere: "the revision is gone, and with it where its tasks logged to"})
		return nil
	}
	if err != nil {
		return err
	}
	had := len(m.streams)
	m.sourced = true
	for _, s := range sources {
		switch {
		case r.t.Container != "" && s.Container != r.t.Container:
		case s.Elsewhere != "":
			r.elsewhere(s)
		case s.Stream == "":
			m.sourced = m.task.dead()
		default:
			r.addStream(m, s)
		}
	}
	if r.t.Follow && had == 0 && len(m.streams) > 0 && !m.task.dead() {
		r.order.add(LogEvent{Time: later(m.task.Created, r.since), Task: m.task.ID, Revision: m.task.Revision, Note: NoteAttached,
			Message: "reading task " + m.task.ID})
	}
	return nil
}

// addStream takes up a stream. One that several tasks write to is taken up once.
func (r *reading) addStream(m *writer, s LogSource) {
	g := r.group(s.Region, s.Group)
	known := g.streams[s.Stream]
	if known == nil {
		known = &logStream{group: g, name: s.Stream, container: s.Container, at: later(r.since, m.task.Created.Add(-5*time.Second))}
		if !s.Shared {
			known.task, known.revision = s.Task, s.Revision
		}
		g.streams[s.Stream] = known
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
func (r *reading) elsewhere(s LogSource) {
	key := s.Revision + "/" + s.Container
	if r.told[key] {
		return
	}
	r.told[key] = true
	r.order.add(LogEvent{Time: r.since, Note: NoteElsewhere, Container: s.Container, Revision: s.Revision, Message: s.Elsewhere})
}

// begin finds out what is to be read. What was asked for has to be there.
func (r *reading) begin(ctx context.Context) error {
	if len(r.t.Groups) > 0 {
		return nil
	}
	if err := r.muster(ctx); err != nil {
		return err
	}
	if r.t.Service != "" && r.t.Task == "" {
		if err := r.directories(ctx); err != nil {
			return err
		}
	}
	return r.checkContainer()
}

// checkContainer refuses a container that no task has.
func (r *reading) checkContainer() error {
	var names []string
	for _, m := range r.roster.order {
		for _, k := range m.task.Containers {
			names = append(names, k.Name)
		}
	}
	if r.t.Container == "" || len(names) == 0 || slices.Contains(names, r.t.Container) {
		return nil
	}
	slices.Sort(names)
	e := &Error{kind: NotFound, operation: "read logs of container " + Clean(r.t.Container), err: errors.New("there is no such container")}
	e.hint = "there is " + either(slices.Compact(names))
	return e
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
