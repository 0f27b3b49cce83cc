package cli

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// inquiry is what was read of a service to find out how it is, and what could not be read.
type inquiry struct {
	triage.Input
	missing []string
}

// Limits of an inquiry: how many deployments of the history count, and how many revisions are read to tell which containers
// are essential.
const (
	precedents = 20
	readings   = 4
)

// inquire reads what there is around a service. A part that cannot be read is missing, and the others tell without it.
// Metrics cost money and are not read.
func (r *reader) inquire(ctx context.Context, s aws.Service, now time.Time) (inquiry, error) {
	q := inquiry{Input: triage.Input{Service: s, Now: now}}
	at := place{s.Cluster, s.Name}
	q.Tasks = part(&q, "tasks", func() ([]aws.Task, error) {
		all, err := gather(r, "tasks of "+at.String(), r.Tasks(ctx, aws.TaskQuery{Cluster: s.Cluster, Service: s.Name}), taskName)
		return described(all), err
	})
	q.Stopped = part(&q, "stopped tasks", func() ([]aws.Task, error) {
		all, err := gather(r, "stopped tasks of "+s.Cluster, r.Stopped(ctx, s.Cluster), taskName)
		all = slices.DeleteFunc(all, func(t aws.Task) bool { return t.Service != s.Name })
		return described(all), err
	})
	q.History = part(&q, "deployment history", func() ([]aws.ServiceDeployment, error) {
		recent := upTo(r.Deployments(ctx, s.Cluster, s.Name), precedents, func(d aws.ServiceDeployment) bool { return d.Described })
		return gather(r, "deployments of "+at.String(), recent, func(d aws.ServiceDeployment) string { return d.ARN })
	})
	q.Targets = part(&q, "targets", func() ([]aws.TargetGroup, error) {
		r.progress.at("targets of "+at.String(), 0)
		return r.Targets(ctx, s)
	})
	r.progress.at("scaling of "+at.String(), 0)
	scaling, err := r.Scaling(ctx, s.Cluster, s.Name)
	if err == nil || scaling.Registered {
		q.Scaling = &scaling
	}
	q.lack("scaling", err)
	q.Revisions = r.definitions(ctx, q.Stopped)
	return q, ctx.Err()
}

func taskName(t aws.Task) string { return t.ARN }

// described leaves out tasks of which only the name is known.
func described(tasks []aws.Task) []aws.Task {
	return slices.DeleteFunc(tasks, func(t aws.Task) bool { return !t.Described })
}

// part reads a part. What was read before an error counts; nothing at all is nil, which is not the same as none.
func part[T any](q *inquiry, name string, read func() ([]T, error)) []T {
	rows, err := read()
	q.lack(name, err)
	if err == nil && rows == nil {
		return []T{}
	}
	if len(rows) == 0 && err != nil {
		return nil
	}
	return rows
}

// lack says why a part is missing.
func (q *inquiry) lack(name string, err error) {
	if err != nil {
		q.missing = append(q.missing, name+": "+line(err.Error()))
	}
}

// upTo ends a sequence once it has told so many rows in full.
func upTo[T any](seq iter.Seq2[[]T, error], n int, full func(T) bool) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		seen := 0
		for page, err := range seq {
			for _, row := range page {
				if full(row) {
					seen++
				}
			}
			if !yield(page, err) || seen >= n {
				return
			}
		}
	}
}

// definitions are the revisions of the tasks that stopped last. They only sharpen what is said, so that one which cannot be
// read is left out.
func (r *reader) definitions(ctx context.Context, stopped []aws.Task) []aws.Revision {
	var names []string
	for _, t := range stopped {
		if t.Revision != "" && !slices.Contains(names, t.Revision) && len(names) < readings {
			names = append(names, t.Revision)
		}
	}
	var all []aws.Revision
	for _, n := range names {
		r.progress.at("revision "+n, 0)
		if v, err := r.Revision(ctx, n); err == nil {
			all = append(all, v)
		}
	}
	return all
}

// judged is the verdict on what was read, with all that is missing.
func (q inquiry) judged(rules *triage.Rules) triage.Verdict {
	v := rules.Service(q.Input)
	for _, name := range v.Missing {
		if !slices.ContainsFunc(q.missing, func(m string) bool { return strings.HasPrefix(m, name+":") }) {
			q.missing = append(q.missing, name)
		}
	}
	v.Missing = q.missing
	return v
}
