package inspect

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/secret"
)

// Output is what a task of a service wrote last. What looks like a secret is masked in it.
type Output struct {
	Task  string
	Lines []OutputLine
	// None is why there is no line, and Err what reading them failed at.
	None string
	Err  error
}

// OutputLine is a line of a log.
type OutputLine struct {
	Time            time.Time
	Container, Text string
}

// LastStopped is the newest of stopped tasks, or of those that failed if any did; false where there is none.
func LastStopped(i *Inspector, stopped []aws.Task) (aws.Task, bool) {
	var newest aws.Task
	for _, t := range stopped {
		failed, had := i.Task(t).Level.Fault(), newest.ID != "" && i.Task(newest).Level.Fault()
		if newest.ID == "" || failed && !had || failed == had && t.Stopped.After(newest.Stopped) {
			newest = t
		}
	}
	return newest, newest.ID != ""
}

// speaker is the task whose last lines say most: the last that failed while the service is not well, else the newest that runs.
func speaker(i *Inspector, s Snapshot, v Verdict) (aws.Task, bool) {
	dead, ok := LastStopped(i, s.Stopped.Value)
	if ok && v.Level().Fault() && i.Task(dead).Level.Fault() {
		return dead, true
	}
	var newest aws.Task
	for _, t := range s.Tasks.Value {
		if t.Status == "RUNNING" && t.Started.After(newest.Started) {
			newest = t
		}
	}
	if newest.ID != "" {
		return newest, true
	}
	return dead, ok
}

// output reads the last lines of a service.
func (r Reporter) output(ctx context.Context, s Snapshot, v Verdict) Output {
	const most = 3
	t, ok := speaker(r.Inspector, s, v)
	switch why := cmp.Or(s.Tasks.why(), s.Stopped.why()); {
	case !ok && why != "":
		return Output{None: "not read, because its tasks are unknown: " + why}
	case !ok:
		return Output{None: "no task with a log"}
	}
	return LastOutput(ctx, r.Source, t, v.Diagnosis.Container, most)
}

// OutputSource reads the last n lines of one container of a task, or with "" of each, merged by time.
type OutputSource interface {
	LastWords(ctx context.Context, t aws.Task, container string, n int) ([]tail.Event, error)
}

// LastOutput reads the last lines of one container of a task, at most so many. Where the task has no such container, they are the last of all.
func LastOutput(ctx context.Context, source OutputSource, t aws.Task, container string, most int) Output {
	out := Output{Task: aws.ShortID(t.ID)}
	if !slices.ContainsFunc(t.Containers, func(c aws.Container) bool { return c.Name == container }) {
		container = ""
	}
	events, err := source.LastWords(ctx, t, container, most)
	if err != nil {
		out.None, out.Err = "not read: "+err.Error(), err
		return out
	}
	for _, e := range events {
		if e.Note != "" {
			out.None = e.Message
			continue
		}
		text, _ := secret.Mask("", e.Message)
		for one := range strings.SplitSeq(text, "\n") {
			if one = strings.TrimSpace(one); one != "" {
				out.Lines = append(out.Lines, OutputLine{e.Time, e.Container, Cut(one, 200)})
			}
		}
	}
	out.Lines = out.Lines[max(0, len(out.Lines)-most):]
	switch {
	case len(out.Lines) > 0:
		out.None = ""
	case t.Started.IsZero():
		out.None = "none: the task never ran"
	case out.None == "":
		out.None = "only empty lines"
	}
	return out
}

// Cut is a text of at most so many characters, with a sign where it is cut.
func Cut(text string, most int) string {
	if all := []rune(text); len(all) > most {
		return string(all[:most-1]) + "…"
	}
	return text
}
