package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
)

// execTarget is a container of a task that a session is wanted in.
type execTarget struct {
	task      aws.Task
	container string
	// of is the task's revision; zero where nobody needed it.
	of aws.Revision
	// chosen says that the task or the container is one of several, which nobody named.
	chosen bool
	// tasks is how many tasks the service has; 0 where a task was named.
	tasks int
}

// String is how an exec target is told of: container app of task 0f3c… (prod/checkout:42).
func (b execTarget) String() string {
	text := fmt.Sprintf("container %s of task %s (%s/%s)", b.container, b.task.ID, b.task.Cluster, b.task.Revision)
	if b.tasks > 1 {
		text += fmt.Sprintf(", one of %d", b.tasks)
	}
	return text
}

// reachable is what a forward through the exec target may reach into: of a service every task, as it goes on through another one.
func (b execTarget) reachable() guard.Thing {
	t := b.task.Guarded()
	if b.tasks > 0 {
		t.Task = ""
	}
	return t
}

// target is where the session goes. A container that was not created yet has none.
func (b execTarget) target() (aws.ExecTarget, error) {
	if t, ok := b.task.ExecTarget(b.container); ok {
		t.Windows = t.Windows || b.of.Windows()
		return t, nil
	}
	return aws.ExecTarget{}, fmt.Errorf("container %s of task %s has not been created yet; wait until it runs", b.container, b.task.ID)
}

// chooser chooses where a session goes.
type chooser struct{ streams Streams }

// execTarget finds the container that a service or a task, and the name of a container or none, mean: of a service the newest
// healthy task, of several containers the one that serves no other. Where that leaves several it asks on a terminal.
func (x chooser) execTarget(ctx context.Context, r *reader, text, container string) (execTarget, error) {
	b, err := r.targetTask(ctx, text, container)
	if err != nil {
		return b, err
	}
	var names []string
	for _, k := range b.task.Containers {
		names = append(names, k.Name)
	}
	switch {
	case container != "" && !slices.Contains(names, container):
		return b, unknown("container", container, names)
	case container != "":
		b.container = container
		return b, nil
	case len(names) == 1:
		b.container = names[0]
		return b, nil
	}
	r.progress.at("revision "+b.task.Revision, 0)
	b.of, _ = r.Revision(ctx, b.task.TaskDefinition) // without it the containers' names and images have to tell
	return x.targetContainer(ctx, r, b)
}

// targetContainer chooses among several containers.
func (x chooser) targetContainer(ctx context.Context, r *reader, b execTarget) (execTarget, error) {
	names := exec.Containers(b.task, b.of)
	switch {
	case len(names) == 0:
		return b, fmt.Errorf("task %s has no containers yet; wait until it runs", b.task.ID)
	case len(names) == 1:
		b.container, b.chosen = names[0], true
		return b, nil
	case !x.streams.Interactive:
		return b, &usage{fmt.Sprintf("task %s has %d containers: %s", b.task.ID, len(names), strings.Join(names, ", ")), "choose one with --container"}
	}
	r.progress.stop()
	for i, n := range names {
		fmt.Fprintf(x.streams.Err, "%3d  %s\n", i+1, n)
	}
	answer, err := x.streams.ask(ctx, "container (name or number): ")
	if err != nil {
		return b, err
	}
	if i, err := strconv.Atoi(answer); err == nil && i >= 1 && i <= len(names) && !slices.Contains(names, answer) {
		answer = names[i-1]
	}
	if b.container = answer; !slices.Contains(names, answer) {
		return b, unknown("container", answer, names)
	}
	return b, nil
}

// targetTask reads the task that is named, or chooses one of the service that is.
func (r *reader) targetTask(ctx context.Context, text, container string) (execTarget, error) {
	if cluster, id, _ := strings.Cut(text, "/"); isTask(id) && len(id) >= 32 { // a whole id: nothing else has to be asked
		if t, err := r.Task(ctx, cluster, id); err == nil {
			return runningTarget(t)
		}
	}
	if taskLike(text) {
		ref, err := r.thing(ctx, text)
		switch {
		case err != nil:
			return execTarget{}, forgotten(text, err)
		case ref.Thing == aws.TaskThing:
			r.progress.at("task "+ref.ID, 0)
			t, err := r.Task(ctx, ref.Cluster, ref.ID)
			if err != nil {
				return execTarget{}, err
			}
			return runningTarget(t)
		case ref.Thing != aws.ServiceThing:
			return execTarget{}, misuse("%s is neither a service nor a task", text)
		}
		text = place{ref.Cluster, ref.ID}.String()
	}
	at, s, err := r.service(ctx, text)
	if err != nil {
		return execTarget{}, err
	}
	all, err := gather(r, "tasks of "+at.String(), r.Tasks(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name, Lasting: true}), taskName)
	all = described(all)
	t, ok := exec.Choose(r.Client, all, container)
	switch {
	case ok:
		return execTarget{task: t, chosen: len(all) > 1, tasks: len(all)}, nil
	case err != nil:
		return execTarget{}, err
	}
	why := shell([]string{"ecscope", "why", s.Cluster + "/" + s.Name})
	return execTarget{}, errors.New(s.Cluster + "/" + s.Name + " has no running task; " + why + " shows its state")
}

// runningTarget is a task that was named, if it has not stopped.
func runningTarget(t aws.Task) (execTarget, error) {
	if !t.Stopped.IsZero() {
		return execTarget{task: t}, fmt.Errorf("task %s has stopped; %s says why", t.ID, shell([]string{"ecscope", "why", t.Cluster + "/" + t.ID}))
	}
	return execTarget{task: t}, nil
}
