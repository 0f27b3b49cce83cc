package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/triage"
)

// lateLines is how long the end of a log is awaited after its task has stopped.
const lateLines = 30 * time.Second

// turns lets several write to one stream, each a whole write at a time.
type turns struct {
	mu sync.Mutex
	w  io.Writer
}

func (t *turns) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.w.Write(b)
}

// follow prints the log of the task as it comes, and ends as the task does.
func (o *oneOffRun) follow(ctx context.Context, a *changeRun, r change.Receipt) error {
	task := startedTask(a.plan.Where, r)
	on := fmt.Sprintf("%s follows it, %s stops it", a.own("logs", "-f", task), a.own("stop", task))
	if o.detach {
		a.say(on)
		return nil
	}
	bounded, cancel := a.bounded(ctx)
	defer cancel()
	a.streams.Err = &turns{w: a.streams.Err}
	logs, stop := o.log(bounded, a, r)
	last, err := a.watch(bounded, r, ticker{w: a.streams.Err})
	if last.Ended() {
		late := time.AfterFunc(lateLines, stop)
		defer late.Stop()
	} else {
		stop()
	}
	<-logs
	stop()
	switch {
	case last.Ended():
		return o.ended(a, last, task)
	case ctx.Err() != nil:
		return &interruption{text: "stopped following; the task keeps running: " + on}
	case bounded.Err() != nil:
		return fmt.Errorf("stopped following: %w; the task keeps running: %s", context.Cause(bounded), on)
	}
	return fmt.Errorf("stopped following: %w; the task may still be running: %s", err, on)
}

// log prints what the container writes, until the task has stopped or stop is called; the channel is closed then.
func (o *oneOffRun) log(ctx context.Context, a *changeRun, r change.Receipt) (closed <-chan struct{}, stop context.CancelFunc) {
	ctx, stop = context.WithCancel(ctx)
	over := make(chan struct{})
	t := tail.Tail{Cluster: a.plan.Where.Cluster, Task: r.Task, Container: r.Container, Since: r.At, Follow: true}
	w := (&logRun{program: a.program}).printer(t)
	w.format, w.out, w.notes = asRaw, a.streams.Out, a.streams.Err
	if a.output == asJSON {
		w.out = a.streams.Err
	}
	go func() {
		defer close(over)
		for page, err := range a.logs.Logs(ctx, t) {
			if err == nil {
				err = w.write(slices.DeleteFunc(slices.Clone(page), usualNote))
			}
			if err != nil && ctx.Err() == nil {
				a.streams.note("can't show the log: " + err.Error())
			}
			if err != nil || slices.ContainsFunc(page, ended) {
				return
			}
		}
	}()
	return over, stop
}

// usualNote is a note of what is told otherwise here: that the task began, how it ended, and how far the log is read.
func usualNote(e tail.Event) bool {
	return e.Note == tail.NoteAttached || e.Note == tail.NoteStopped || e.Note == tail.NoteProgress
}

// ended is how the run ends after its task: with the exit code of the container, or with an error where it has none that is
// its own.
func (o *oneOffRun) ended(a *changeRun, last change.Progress, task string) error {
	if last.Outcome == change.Succeeded {
		return nil
	}
	if code := last.Exit; code != nil && *code != 0 {
		if *code < 0 || *code > 255 {
			return remote(255)
		}
		return remote(*code)
	}
	err := fmt.Errorf("%s: %s", a.plan.Title, last.Text)
	rules := triage.New()
	hint := a.own("why", task) + " says more"
	if d := rules.Explain(triage.Message{Text: last.Text}); d.Rule != triage.Unknown && d.Fix != "" {
		hint = d.Cause + " " + d.Fix
	}
	return &advice{err, hint}
}
