package screens

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// taskReader reads tasks: those that run, those that stopped, and how those ended.
type taskReader struct {
	source taskSource
	plan   *inspect.Plan
}

// all reads the living tasks and the stopped ones.
func (r taskReader) all(ctx context.Context, q aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return func(yield func([]aws.Task, error) bool) {
		for page, err := range r.source.AllTasks(ctx, q) {
			r.plan.Learn(ctx, page)
			if !yield(page, err) {
				return
			}
		}
	}
}

func matches(q aws.TaskQuery, t aws.Task) bool {
	family, _, _ := strings.Cut(t.Revision, ":")
	return (q.Service == "" || q.Service == t.Service) && (q.Family == "" || q.Family == family) &&
		(q.Instance == "" || strings.HasSuffix(t.Instance, q.Instance))
}

// running are the tasks that run and are to stay, the newest first.
func (r taskReader) running(ctx context.Context, q aws.TaskQuery) ([]aws.Task, error) {
	var tasks []aws.Task
	q.Lasting = true
	for page, err := range r.source.Tasks(ctx, q) {
		if err != nil {
			return nil, err
		}
		for _, t := range page {
			if t.Status == "RUNNING" && t.Desired != "STOPPED" {
				tasks = append(tasks, t)
			}
		}
	}
	slices.SortStableFunc(tasks, func(a, b aws.Task) int { return b.Started.Compare(a.Started) })
	return tasks, nil
}

// stopped reads the stopped tasks that a query is for.
func (r taskReader) stopped(ctx context.Context, q aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return only(r.source.Stopped(ctx, q.Cluster), func(t aws.Task) bool { return t.Described && matches(q, t) })
}

// groups reads the stopped tasks and yields the groups they form, anew with every page.
func (r taskReader) groups(ctx context.Context, q aws.TaskQuery) iter.Seq2[[]triage.Group, error] {
	return func(yield func([]triage.Group, error) bool) {
		var all []aws.Task
		for page, err := range r.stopped(ctx, q) {
			all = append(all, page...)
			r.plan.Learn(ctx, page)
			if !yield(r.plan.Groups(all), err) {
				return
			}
		}
	}
}

// members reads the stopped tasks and yields those of one group.
func (r taskReader) members(ctx context.Context, q aws.TaskQuery, id string) iter.Seq2[[]aws.Task, error] {
	return func(yield func([]aws.Task, error) bool) {
		var all []aws.Task
		for page, err := range r.stopped(ctx, q) {
			all = append(all, page...)
			r.plan.Learn(ctx, page)
			var members []aws.Task
			for _, g := range r.plan.Groups(all) {
				if groupID(g) == id {
					members = g.Tasks
				}
			}
			if !yield(members, err) {
				return
			}
		}
	}
}

// only passes on what a test lets through.
func only[T any](pages iter.Seq2[[]T, error], pass func(T) bool) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for page, err := range pages {
			kept := slices.DeleteFunc(slices.Clone(page), func(t T) bool { return !pass(t) })
			if !yield(kept, err) {
				return
			}
		}
	}
}
