package tail

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// logWriters are the services and tasks whose logs are read, as they come and go.
type logWriters struct {
	c      *logReader
	tail   *Tail
	sets   []*logTarget
	places *logPlaces
	out    *outlet
}

// begin finds out what is to be read. What was asked for has to be there; of several, what cannot be found costs a note.
func (w *logWriters) begin(ctx context.Context) error {
	var first error
	lost := 0
	for _, s := range w.sets {
		err := w.open(ctx, s)
		if err == nil {
			continue
		}
		if call.KindOf(err) == call.Cancelled || len(w.sets)+len(w.tail.Groups) == 1 {
			return err
		}
		first = errors.Join(first, err)
		lost++
		if err := w.out.unread(missingPart{key: s.target.String(), text: err.Error()}); err != nil {
			return err
		}
	}
	if lost > 0 && lost == len(w.sets) && len(w.tail.Groups) == 0 {
		return first
	}
	return nil
}

// awaited says that a tail still waits to learn who writes: there may be more to read than is known.
func (w *logWriters) awaited() bool {
	return w.out.phase.follow && slices.ContainsFunc(w.sets, func(s *logTarget) bool { return !s.opened })
}

// open asks for the first time which tasks a target has and where they log to.
func (w *logWriters) open(ctx context.Context, s *logTarget) error {
	if err := w.refreshTasks(ctx, s); err != nil {
		return err
	}
	if s.ofService() {
		if err := w.directories(ctx, s); err != nil {
			return err
		}
	}
	if err := s.checkContainer(); err != nil {
		return err
	}
	s.opened = true
	return w.out.readAgain(s.target.String())
}

// checkContainer refuses a container that no task has.
func (s *logTarget) checkContainer() error {
	var names []string
	for _, m := range s.order {
		for _, k := range m.task.Containers {
			names = append(names, k.Name)
		}
	}
	want := s.target.Container
	if want == "" || len(names) == 0 || slices.Contains(names, want) {
		return nil
	}
	slices.Sort(names)
	return call.NewError(call.NotFound, "read logs of container "+clean.Text(want), "there is "+call.Either(slices.Compact(names)), errors.New("no such container"))
}

// directories takes up where the service's present revision logs to, so that the lines of tasks that ECS has forgotten
// are found as well.
func (w *logWriters) directories(ctx context.Context, s *logTarget) error {
	service, err := w.c.account.Service(ctx, s.target.Cluster, s.target.Service)
	if err != nil {
		return err
	}
	s.proof.learn(service.Events, w.out.clock.now())
	if len(s.order) == 0 {
		w.out.silence("service " + service.Name + " has no task yet")
	}
	if service.TaskDefinition == "" {
		return nil
	}
	sources, err := w.c.LogSources(ctx, aws.Task{TaskDefinition: service.TaskDefinition, LaunchType: service.LaunchType})
	if err != nil {
		sources = nil // the service can be read without them
	}
	for _, x := range sources {
		if x.Driver == "awslogs" && strings.HasSuffix(x.Stream, "/") && s.wants(x.Container) {
			g := w.places.group(x.Region, x.Group)
			if g.streams[x.Stream] == nil {
				g.streams[x.Stream] = &logStream{group: g, name: x.Stream, set: s, container: x.Container, at: w.out.bounds.since}
			}
		}
	}
	return nil
}

// attend refreshes the tasks where that is due. Trouble with that does not keep lines from being read.
func (w *logWriters) attend(ctx context.Context) error {
	for _, s := range w.sets {
		if w.c.Clock.Now().Before(s.due) {
			continue
		}
		refresh := w.refreshTasks
		if !s.opened {
			refresh = w.open
		}
		err := refresh(ctx, s)
		key := "tasks of " + s.target.String()
		switch kind := call.KindOf(err); {
		case err == nil:
			delete(w.out.said, key)
		case kind == call.Cancelled:
			return err
		case passing(kind) || kind == call.NotFound || len(w.sets)+len(w.tail.Groups) > 1:
			s.due = w.c.Clock.Now().Add(2 * refreshes)
			if w.out.said[key] {
				continue
			}
			w.out.said[key] = true
			if err := w.out.note(NoteTrouble, 0, err.Error()); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
}

// passing says whether trouble of a kind may pass by itself.
func passing(k call.Kind) bool {
	switch k {
	case call.Throttled, call.Offline, call.Server, call.Expired, call.Unsigned:
		return true
	}
	return false
}

// dueNow has the tasks refreshed at once.
func dueNow(sets []*logTarget) {
	for _, s := range sets {
		s.due = time.Time{}
	}
}
