package aws

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// marker is the note of a writer's end.
func (m *writer) marker() LogEvent {
	text, container := m.task.end()
	return LogEvent{Time: m.task.Stopped, Note: NoteStopped, Task: m.task.ID, Revision: m.task.Revision, Container: container, Message: text}
}

// end is why a task stopped, in a few words with the exit code that matters, and the container that it was.
func (t Task) end() (text, container string) {
	culprit := -1
	for i, k := range t.Containers {
		expected := !k.Exited || k.Exit == 0 || k.Exit == 143 || k.Exit == 137 && k.Reason == ""
		switch {
		case culprit < 0 && (k.Reason != "" || k.Exited):
			culprit = i
		case k.Reason != "" && t.Containers[culprit].Reason == "", !expected && t.Containers[culprit].Exit == 0:
			culprit = i
		}
	}
	text = t.Reason
	if text == "" && t.Forgotten {
		text = "ECS has forgotten why"
	}
	if culprit < 0 {
		return text, ""
	}
	k := t.Containers[culprit]
	if k.Reason != "" {
		text = k.Reason
	}
	if k.Exited {
		text = strings.TrimPrefix(fmt.Sprintf("%s, exit %d", text, k.Exit), ", ")
	}
	return text, k.Name
}

// bury tells the end of each task that has died, once all it wrote was read by a round that began long enough after.
func (r *reading) bury(begun time.Time) {
	for _, m := range r.roster.order {
		if m.buried || !m.task.dead() || begun.Before(later(m.task.Stopped, m.task.Exited).Add(drain)) {
			continue
		}
		if slices.ContainsFunc(m.streams, func(s *logStream) bool { return s.group.absent.IsZero() && s.at.Before(begun) }) {
			continue
		}
		m.buried = true
		for _, s := range m.streams {
			s.done = begun
		}
		if r.covers(m.task.Stopped) {
			r.order.add(m.marker())
		}
	}
}

// directories takes up where the service's present revision logs to, so that the lines of tasks that ECS has forgotten
// are found as well.
func (r *reading) directories(ctx context.Context) error {
	s, err := r.c.Service(ctx, r.t.Cluster, r.t.Service)
	if err != nil {
		return err
	}
	if len(r.roster.order) == 0 {
		r.silence("service " + s.Name + " has no task yet")
	}
	if s.TaskDefinition == "" {
		return nil
	}
	sources, err := r.c.LogSources(ctx, Task{TaskDefinition: s.TaskDefinition, LaunchType: s.LaunchType})
	if err != nil {
		sources = nil // the service can be read without them
	}
	for _, source := range sources {
		if source.Driver == "awslogs" && strings.HasSuffix(source.Stream, "/") && (r.t.Container == "" || source.Container == r.t.Container) {
			g := r.group(source.Region, source.Group)
			g.streams[source.Stream] = &logStream{group: g, name: source.Stream, container: source.Container, at: r.since}
		}
	}
	return nil
}

// identify finds out whose the streams are that a page has lines of and that are not known: new tasks of the service,
// tasks of others, or tasks that ECS has forgotten. The latter count as the service's as long as nobody else is known to
// write to the same place.
func (r *reading) identify(ctx context.Context, q *query, names []string) error {
	id := regexp.MustCompile(`^[0-9a-f]{32}$`)
	var rows []Task
	for _, name := range names {
		task := short(name)
		if r.told[name] || r.t.Service == "" || r.t.Task != "" || !id.MatchString(task) {
			continue
		}
		r.told[name] = true
		rows = append(rows, Task{ARN: task, ID: task})
	}
	for batch := range slices.Chunk(rows, 100) {
		found, err := r.c.describeTasks(ctx, r.t.Cluster, batch)
		if err != nil {
			return err
		}
		for _, t := range found {
			if t.Service != short(r.t.Service) {
				r.told[q.prefix] = true
			} else if err := r.enlist(ctx, t); err != nil {
				return err
			}
		}
		if !r.told[q.prefix] {
			r.adopt(q, batch, found, names)
		}
	}
	return nil
}

// adopt takes up the streams of tasks that ECS has forgotten.
func (r *reading) adopt(q *query, rows, found []Task, names []string) {
	for _, t := range rows {
		if slices.ContainsFunc(found, func(f Task) bool { return f.ID == t.ID }) {
			continue
		}
		for _, name := range names {
			if short(name) == t.ID && q.group.streams[name] == nil {
				parts := strings.Split(name, "/")
				q.group.streams[name] = &logStream{group: q.group, name: name, task: t.ID, container: parts[len(parts)-2],
					at: r.since, born: true, synced: true, done: r.now()}
			}
		}
	}
}
