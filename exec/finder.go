package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// atOnce is how many sessions the agent in a container takes at once, unless ECS tells it otherwise (the sessionLimit of
// the ECS agent's execcmd manager). Shells and commands count, too.
const atOnce = 2

// Finder finds the container that a forward goes through: its Find is one for Spec.
type Finder struct {
	Client  *aws.Client
	Cluster string
	// Task is the task to go through as long as it runs; empty for any of the service. Service is empty for a task that
	// has none: nothing replaces it.
	Service, Task string
	// Container is the container's name in all of them.
	Container string
}

// Find is the container in the task that is named, if it runs; else in the newest healthy one of the service that has a
// session left. The error is ErrStopped where there will never be one.
func (d Finder) Find(ctx context.Context) (aws.ExecTarget, error) {
	if d.Task != "" {
		t, err := d.Client.Task(ctx, d.Cluster, d.Task)
		gone := call.KindOf(err) == call.NotFound || err == nil && (t.Desired == "STOPPED" || !t.Stopped.IsZero())
		switch {
		case gone && d.Service == "":
			return aws.ExecTarget{}, fmt.Errorf("task %s: %w", clean.Text(d.Task), ErrStopped)
		case err != nil && !gone:
			return aws.ExecTarget{}, err
		case !gone:
			return d.in(t)
		}
	}
	var all []aws.Task
	for page, err := range d.Client.Tasks(ctx, aws.TaskQuery{Cluster: d.Cluster, Service: d.Service, Lasting: true}) {
		if err != nil {
			return aws.ExecTarget{}, err
		}
		for _, t := range page {
			all = slices.DeleteFunc(all, func(o aws.Task) bool { return o.ARN == t.ARN })
			all = append(all, t)
		}
	}
	if t, ok := Choose(d.Client, all, d.Container); ok {
		return d.in(t)
	}
	return aws.ExecTarget{}, errors.New(clean.Text(d.Cluster+"/"+d.Service) + " has no running task")
}

// in is the container of a task.
func (d Finder) in(t aws.Task) (aws.ExecTarget, error) {
	target, ok := t.ExecTarget(d.Container)
	switch {
	case !t.Exec:
		return target, fmt.Errorf("ECS Exec is off for task %s; turning it on takes a deployment", t.ID)
	case !ok:
		return target, fmt.Errorf("task %s has no running container %s", t.ID, clean.Text(d.Container))
	}
	return target, nil
}
