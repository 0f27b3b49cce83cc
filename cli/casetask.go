package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// States of a task, in the words of `ecscope why`. Ended is a stop that was meant to be, or nobody's fault.
const (
	taskFailed    = "failed"
	taskEnded     = "ended"
	taskStopping  = "stopping"
	taskUnhealthy = "unhealthy"
	taskRunning   = "running"
	taskStarting  = "starting"
	taskUnknown   = "unknown"
)

// taskCase says why a task stopped, or how it is.
func (w whyRun) taskCase(ctx context.Context, r *reader, rules *triage.Rules, ref aws.Ref) (caseRow, error) {
	r.progress.at("task "+ref.ID, 0)
	t, err := r.Task(ctx, ref.Cluster, ref.ID)
	if err != nil {
		return caseRow{}, err
	}
	i := w.streams.inspector(r, rules)
	_, known := i.Revision(ctx, t.Revision)
	row := newTaskCase(t, i.Task(t))
	if !known {
		row.Missing = append(row.Missing, "revision "+t.Revision+": can't be read, so it isn't known which containers are essential")
	}
	row.Remedies = w.care(t)
	return row, ctx.Err()
}

func newTaskCase(t aws.Task, v inspect.TaskView) caseRow {
	printed, _ := newTaskRow(t)
	d := v.Diagnosis
	c := caseRow{
		Thing: "task", Cluster: t.Cluster, Service: t.Service, Task: t.ID, ARN: t.ARN, Revision: t.Revision,
		State: taskState(t, v), Containers: printed.Containers, known: t.Described && v.Level != inspect.Unknown,
	}
	c.bad = c.State == taskFailed || c.State == taskUnhealthy
	c.tone = tone(v.Level)
	c.Since = moment{cmp.Or(t.Stopping, t.Exited, t.Stopped, t.Started, t.Created)}
	c.blame(d)
	c.Headline = fmt.Sprintf("task %s of %s is %s", aws.ShortID(t.ID), t.Revision, c.State)
	if c.State == taskFailed || c.State == taskEnded {
		c.Headline = fmt.Sprintf("task %s of %s %s", aws.ShortID(t.ID), t.Revision, c.State)
	}
	if c.Cause != "" {
		c.Headline += ": " + strings.TrimSuffix(c.Cause, ".")
	}
	c.Evidence = taskFacts(t, d)
	c.Timeline = taskTimeline(t)
	return c
}

// taskState is the state of a task in a word that scripts can compare.
func taskState(t aws.Task, v inspect.TaskView) string {
	bad := v.Level == inspect.Bad || v.Level == inspect.Warn
	switch {
	case (t.Status == "STOPPED" || t.Desired == "STOPPED") && bad:
		return taskFailed
	case t.Status == "STOPPED":
		return taskEnded
	case t.Desired == "STOPPED":
		return taskStopping
	case bad:
		return taskUnhealthy
	case v.Level == inspect.Unknown:
		return taskUnknown
	case t.Status == "RUNNING":
		return taskRunning
	}
	return taskStarting
}

// taskFacts are what AWS says of the end of a task, and what is to be said of it.
func taskFacts(t aws.Task, d triage.Diagnosis) []factRow {
	at := moment{cmp.Or(t.Stopping, t.Exited, t.Stopped)}
	var all []factRow
	add := func(from, text string) {
		if text != "" && !slices.ContainsFunc(all, func(f factRow) bool { return f.Text == text }) {
			all = append(all, factRow{at, from, text, t.ID})
		}
	}
	add("task", strings.TrimSpace(t.StopCode+" "+t.Reason))
	for _, k := range t.Containers {
		text := k.Reason
		if k.Exited {
			text = strings.TrimSpace(fmt.Sprintf("exit code %d %s", k.Exit, k.Reason))
		}
		if text != "" {
			add("container", k.Name+": "+text)
		}
	}
	for _, a := range t.Attachments {
		for _, v := range a.Details {
			if v.Key == "statusReason" {
				add("attachment", v.Value)
			}
		}
	}
	for _, f := range d.Facts {
		add("task", f)
	}
	return all
}

func taskTimeline(t aws.Task) []entryRow {
	var all []entryRow
	for _, step := range []struct {
		at   time.Time
		text string
	}{{t.Created, "created"}, {t.PullStarted, "started pulling its images"}, {t.PullStopped, "finished pulling its images"}, {t.Started, "started"},
		{t.Stopping, "was told to stop"}, {t.Exited, "its containers exited"}, {t.Stopped, "stopped"}} {
		if !step.at.IsZero() {
			all = append(all, event(step.at, "task", step.text))
		}
	}
	slices.SortStableFunc(all, func(a, b entryRow) int { return a.Time.Compare(b.Time.Time) })
	return all
}
