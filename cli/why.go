package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

const aboutWhy = `Explain the state of a service: since when, why, and what fixes it. The verdict uses its deployments, tasks, stopped tasks, events,
targets, scaling, resource usage and load balancer metrics. For a task, it explains why it stopped. CloudWatch charges for the
metrics; metrics: false in the settings file turns them off.

On a terminal, it opens the screen at the service, which shows the same; pass -o to print. A task is always printed. -o markdown prints
a report to hand over: verdict, evidence, timeline, stopped tasks, commands. All times are in UTC.

Exit codes: 0 healthy, changing, scaled to zero or deleted, 1 could not be read, or healthy only as far as could be read, 2 bad usage,
3 unhealthy: failing, stalled, blocked or degraded; for a task: failed or unhealthy.`

func whyCommand(p *program) *cobra.Command {
	const use = "why [cluster/]service | cluster/task"
	return &cobra.Command{
		Use: use, Short: "Explain the state of a service or a task, and what to do about it", Long: aboutWhy,
		Annotations: map[string]string{formatted: asTable + " " + asJSON + " " + asMarkdown}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return &usage{"why: no service or task given", "usage: ecscope " + use}
			case 1:
				return nil
			}
			return &usage{fmt.Sprintf("why: unexpected argument %q", args[len(args)-1]), "usage: ecscope " + use}
		},
		RunE: func(c *cobra.Command, args []string) error {
			if p.opens("why") && !taskLike(args[0]) {
				return viewer{p}.open(c.Context(), "why", args[0], aService)
			}
			return whyRun{p}.answer(c.Context(), args[0])
		},
	}
}

// taskLike tells whether a text may name a task.
func taskLike(text string) bool {
	if strings.HasPrefix(text, "arn:") {
		return strings.Contains(text, ":task/")
	}
	_, id, ok := strings.Cut(text, "/")
	return ok && isTask(id)
}

// whyRun is one run of why.
type whyRun struct{ *program }

// answer reads a service or a task and prints why it is as it is.
func (w whyRun) answer(ctx context.Context, text string) error {
	bounded, cancel := w.bounded(ctx)
	defer cancel()
	r, err := w.reader(bounded)
	if err != nil {
		return err
	}
	row, err := w.find(bounded, r, text)
	r.progress.stop()
	switch {
	case err != nil && bounded.Err() != nil:
		return context.Cause(bounded)
	case err != nil:
		return err
	}
	if err := w.write(row); err != nil {
		return err
	}
	switch {
	case row.bad:
		return &illness{}
	case !row.known:
		return errors.New(row.Headline)
	}
	return nil
}

// find makes the case of what a text names.
func (w whyRun) find(ctx context.Context, r *reader, text string) (caseRow, error) {
	rules := triage.New()
	row, err := w.named(ctx, r, rules, text)
	if err != nil {
		return row, err
	}
	row.Region, row.Made = r.Place().Region, moment{w.streams.Now()}
	if row.Diagnosis != nil {
		row.Diagnosis.at(r.Place(), w.demo)
	}
	return row, nil
}

// named makes the case of a service, or of what reads like a task.
func (w whyRun) named(ctx context.Context, r *reader, rules *triage.Rules, text string) (caseRow, error) {
	if taskLike(text) {
		return w.either(ctx, r, rules, text)
	}
	_, s, err := r.service(ctx, text)
	if err != nil {
		return caseRow{}, err
	}
	return w.serviceCase(ctx, r, rules, s)
}

// either makes the case of a task, or of a service whose name reads like the id of one.
func (w whyRun) either(ctx context.Context, r *reader, rules *triage.Rules, text string) (caseRow, error) {
	ref, err := r.thing(ctx, text)
	switch {
	case err != nil:
		return caseRow{}, err
	case ref.Thing == aws.TaskThing:
		return w.taskCase(ctx, r, rules, ref)
	case ref.Thing != aws.ServiceThing:
		return caseRow{}, misuse("%s is neither a service nor a task", text)
	}
	s, err := r.Service(ctx, ref.Cluster, ref.ID)
	if err != nil {
		return caseRow{}, err
	}
	return w.serviceCase(ctx, r, rules, s)
}

func (w whyRun) serviceCase(ctx context.Context, r *reader, rules *triage.Rules, s aws.Service) (caseRow, error) {
	i := w.streams.inspector(r, rules)
	q, err := w.inspect(ctx, r, i, s)
	if err != nil {
		return caseRow{}, err
	}
	row := newServiceCase(s, q.verdict)
	row.Rollout = rolloutOf(i, q.Snapshot)
	row.Remedies = w.remedies(s, q.verdict)
	groups := i.Groups(q.Stopped.Value)
	for _, g := range groups {
		row.Stopped = append(row.Stopped, newGroupRow(g))
	}
	row.Timeline = timeline(rules, q, groups, w.streams.Now())
	return row, ctx.Err()
}

// write prints a case in the form that is asked for.
func (w whyRun) write(c caseRow) error {
	switch w.output {
	case asJSON:
		return encodeOne(w.streams.Out, c)
	case asMarkdown:
		_, err := io.WriteString(w.streams.Out, c.markdown())
		return err
	}
	_, err := io.WriteString(w.streams.Out, strings.Join(c.lines(w.streams.look(), w.streams.Width), "\n")+"\n")
	return err
}
