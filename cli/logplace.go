package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
)

// usual is how far back logs are read where nothing is said, neither by a flag nor in the settings.
const usual = config.DefaultSince

// usual is how far back logs are read where no flag says so.
func (l *logRun) usual() time.Duration {
	s, err := l.settings()
	if err != nil {
		return usual // the error was told when the account was opened
	}
	return cmp.Or(s.Logs.Since, usual)
}

// tail is what is to be read: of a service, a task or log groups, which have to exist.
func (l *logRun) tail(ctx context.Context, r *reader, text string) (aws.Tail, error) {
	t := aws.Tail{Container: l.container, Groups: l.groups, Since: l.from, Until: l.to, Pattern: l.pattern, Follow: l.follow}
	if l.live {
		t.Live = func() bool { return true }
	}
	if t.Since.IsZero() && !l.follow && l.limit == 0 {
		t.Since = l.streams.Now().Add(-l.usual())
		if !t.Until.IsZero() {
			t.Since = t.Until.Add(-l.usual())
		}
	}
	switch {
	case len(l.groups) > 0:
		return t, nil
	case taskLike(text):
		ref, err := r.thing(ctx, text)
		switch {
		case err != nil:
			return t, forgotten(text, err)
		case ref.Thing == aws.TaskThing:
			return l.ofTask(ctx, r, ref, t)
		case ref.Thing != aws.ServiceThing:
			return t, misuse("%s is neither a service nor a task", text)
		}
		text = place{ref.Cluster, ref.ID}.String()
	}
	at, s, err := r.service(ctx, text)
	t.Cluster, t.Service = at.cluster, at.service
	if err == nil && l.container != "" {
		err = r.knownContainer(ctx, s, l.container)
	}
	return t, err
}

// ofTask is the tail of a task. One that has stopped says nothing any more.
func (l *logRun) ofTask(ctx context.Context, r *reader, ref aws.Ref, t aws.Tail) (aws.Tail, error) {
	task, err := r.Task(ctx, ref.Cluster, ref.ID)
	if err != nil {
		return t, err
	}
	t.Cluster, t.Task = ref.Cluster, task.ID
	if !task.Stopped.IsZero() {
		t.Follow, t.Live = false, nil
		if l.from.IsZero() && l.limit == 0 && (l.to.IsZero() || l.to.After(task.Stopped)) {
			t.Since = task.Stopped.Add(-l.usual())
		}
	}
	var names []string
	for _, k := range task.Containers {
		names = append(names, k.Name)
	}
	if l.container != "" && !slices.Contains(names, l.container) {
		return t, unknown("container", l.container, names)
	}
	return t, nil
}

// forgotten says of the id of a task, which would else pass for the name of a service, that ECS does not know it.
func forgotten(text string, err error) error {
	cluster, id, _ := strings.Cut(text, "/")
	if _, wrong := errors.AsType[*usage](err); !wrong || len(id) < 32 || strings.HasPrefix(text, "arn:") {
		return err
	}
	return &usage{fmt.Sprintf("unknown task %q in %s: ECS forgets a stopped one after about an hour", id, cluster),
		"the logs of its service still have it: ecscope logs " + cluster + "/service --since 3h"}
}

// knownContainer complains about a container that no task of the service has, nor will have.
func (r *reader) knownContainer(ctx context.Context, s aws.Service, name string) error {
	var names, revisions []string
	for _, d := range s.Deployments {
		revisions = append(revisions, d.TaskDefinition)
	}
	for _, set := range s.TaskSets {
		revisions = append(revisions, set.Revision)
	}
	for i, revision := range revisions {
		if revision == "" || slices.Contains(revisions[:i], revision) {
			continue
		}
		r.progress.at("the containers of "+s.Name, 0)
		d, err := r.Revision(ctx, revision)
		if err != nil {
			return nil // the tasks will tell
		}
		for _, k := range d.Containers {
			names = append(names, k.Name)
		}
	}
	if len(names) == 0 || slices.Contains(names, name) {
		return nil
	}
	for _, stopped := range []bool{false, true} { // tasks of an older revision
		for page, err := range r.Tasks(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name, Stopped: stopped}) {
			for _, t := range page {
				if err == nil && slices.ContainsFunc(t.Containers, func(k aws.Container) bool { return k.Name == name }) {
					return nil
				}
			}
		}
	}
	slices.Sort(names)
	return unknown("container", name, slices.Compact(names))
}
