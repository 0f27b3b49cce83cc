package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
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

// tail is what is to be read: of services, tasks and log groups, which have to exist.
func (l *logRun) tail(ctx context.Context, r *reader) (tail.Tail, error) {
	t := tail.Tail{Groups: l.groups, Since: l.from, Until: l.to, Pattern: l.pattern, Follow: l.follow, All: l.all}
	if l.live {
		t.Live = func() bool { return true }
	}
	if t.Since.IsZero() && !l.follow && l.limit == 0 {
		t.Since = l.streams.Now().Add(-l.usual())
		if !t.Until.IsZero() {
			t.Since = t.Until.Add(-l.usual())
		}
	}
	if l.pattern == "" && !l.whole && !l.context.wanted() {
		t.Past = l.filter.needs()
		past := t.Past
		t.LivePattern = func() string { return past }
	}
	var targets []tail.Target
	for _, text := range l.places {
		found, err := l.targets(ctx, r, text, &t)
		if err != nil {
			return t, err
		}
		for _, x := range found {
			if !slices.Contains(targets, x) {
				targets = append(targets, x)
			}
		}
	}
	if len(targets) > 0 {
		first := targets[0]
		t.Cluster, t.Service, t.Task, t.Container, t.More = first.Cluster, first.Service, first.Task, first.Container, targets[1:]
	}
	return t, nil
}

// targets are the services that a place stands for, or the task that it is.
func (l *logRun) targets(ctx context.Context, r *reader, text string, t *tail.Tail) ([]tail.Target, error) {
	if strings.Contains(text, "*") {
		return matchingServices(ctx, r, text, l.container)
	}
	if taskLike(text) {
		ref, err := r.thing(ctx, text)
		switch {
		case err != nil:
			return nil, forgotten(text, err)
		case ref.Thing == aws.TaskThing:
			return l.ofTask(ctx, r, ref, t)
		case ref.Thing != aws.ServiceThing:
			return nil, misuse("%s is neither a service nor a task", text)
		}
		text = place{ref.Cluster, ref.ID}.String()
	}
	at, s, err := r.service(ctx, text)
	if err == nil && l.container != "" && len(l.places) == 1 {
		err = r.knownContainer(ctx, s, l.container)
	}
	return []tail.Target{{Cluster: at.cluster, Service: at.service, Container: l.container}}, err
}

// mostMatching is how many services are read together at most.
const mostMatching = 100

// matchingServices are the services that a pattern stands for: prod/*, */checkout.
func matchingServices(ctx context.Context, r *reader, text, container string) ([]tail.Target, error) {
	cluster, service, _ := strings.Cut(text, "/")
	if service == "" || strings.Contains(service, "/") {
		return nil, &usage{fmt.Sprintf("%q is not a place", text), "write a pattern as cluster/service, such as prod/*"}
	}
	clusters := []string{cluster}
	if strings.Contains(cluster, "*") {
		var err error
		if clusters, err = r.clusterNames(ctx); err != nil {
			return nil, err
		}
	} else if err := r.knownCluster(ctx, cluster); err != nil {
		return nil, err
	}
	var all []tail.Target
	for _, c := range clusters {
		if ok, err := path.Match(cluster, c); err != nil || !ok {
			continue
		}
		for _, name := range r.serviceNames(ctx, c) {
			if ok, err := path.Match(service, name); err == nil && ok {
				all = append(all, tail.Target{Cluster: c, Service: name, Container: container})
			}
		}
	}
	switch {
	case len(all) == 0:
		return nil, misuse("no service matches %s", text)
	case len(all) > mostMatching:
		return nil, misuse("%s matches %d services; at most %d can be read together", text, len(all), mostMatching)
	}
	return all, nil
}

// ofTask is a task as a target. One that has stopped says nothing any more.
func (l *logRun) ofTask(ctx context.Context, r *reader, ref aws.Ref, t *tail.Tail) ([]tail.Target, error) {
	task, err := r.Task(ctx, ref.Cluster, ref.ID)
	if err != nil {
		return nil, err
	}
	if !task.Stopped.IsZero() && len(l.places)+len(l.groups) == 1 {
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
		return nil, unknown("container", l.container, names)
	}
	return []tail.Target{{Cluster: ref.Cluster, Task: task.ID, Container: l.container}}, nil
}

// forgotten says of the id of a task, which would else pass for the name of a service, that ECS does not know it.
func forgotten(text string, err error) error {
	cluster, id, _ := strings.Cut(text, "/")
	if _, wrong := errors.AsType[*usage](err); !wrong || len(id) < 32 || strings.HasPrefix(text, "arn:") {
		return err
	}
	return &usage{fmt.Sprintf("unknown task %q in %s: ECS forgets a stopped task after about an hour", id, cluster),
		"its lines may still be in the logs of its service: ecscope logs " + cluster + "/service --since 3h"}
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
