package screens

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// lastCount is how many last lines of each container are read.
const lastCount = 200

// lastOutput is a task and what its containers wrote last.
type lastOutput struct {
	task   aws.Task
	events []tail.Event
}

// lastLines are what the containers of a task wrote last.
type lastLines struct {
	browse.Kit
	face   taskFace
	read   taskReader
	source lastSource
}

// task shows the last lines of one task.
func (l *lastLines) task(t aws.Task) nav.Screen {
	return l.screen(nav.Location{Cluster: t.Cluster, Thing: startedBy(t), View: "last lines of " + aws.ShortID(t.ID)}, func(context.Context) (aws.Task, error) { return t, nil })
}

// service shows the last lines of the newest stopped task of a service: of one that failed, if any did.
func (l *lastLines) service(cluster, service string) nav.Screen {
	return l.screen(nav.Location{Cluster: cluster, Thing: service, View: "last lines"}, func(ctx context.Context) (aws.Task, error) {
		var all []aws.Task
		q := aws.TaskQuery{Cluster: cluster, Service: service}
		for page, err := range l.read.stopped(ctx, q) {
			if err != nil {
				return aws.Task{}, err
			}
			all = append(all, page...)
		}
		newest, _ := inspect.LastStopped(l.read.plan.Inspector, all)
		return newest, nil // none is no error
	})
}

func (l *lastLines) screen(at nav.Location, of func(context.Context) (aws.Task, error)) nav.Screen {
	return browse.NewPage(l.Kit, browse.Text[lastOutput]{
		At: at, Title: at.View, Noun: "last lines", NoWrap: true, AtEnd: true,
		Read: func(ctx context.Context) (lastOutput, error) {
			t, err := of(ctx)
			if err != nil || t.ID == "" {
				return lastOutput{}, err
			}
			events, err := l.source.LastWords(ctx, t, "", lastCount)
			return lastOutput{t, events}, err
		},
		Lines: func(w lastOutput, _ int) []reader.Line { return l.lines(w) },
	})
}

func (l *lastLines) lines(w lastOutput) []reader.Line {
	if w.task.ID == "" {
		return []reader.Line{toned("", "no stopped tasks: ECS forgets them after about an hour", theme.Dim)}
	}
	lines := []reader.Line{{{Text: fmt.Sprintf(" %s of %s, the last %d lines of each container", aws.ShortID(w.task.ID), w.task.Revision, lastCount), Tone: theme.Title}}}
	for _, e := range w.events {
		if e.Note != "" {
			text := e.Text("")
			if e.Note != tail.NoteElsewhere {
				text = strings.TrimSpace(e.Container + " " + text)
			}
			lines = append(lines, reader.Line{{Text: " -- " + text, Tone: theme.Dim}})
			continue
		}
		for i, text := range strings.Split(e.Message, "\n") {
			head := strings.Repeat(" ", 14)
			if i == 0 {
				head = " " + e.Time.In(l.face.zone).Format("15:04:05.000") + " "
			}
			lines = append(lines, reader.Line{{Text: head + theme.Fit(e.Container, 10) + " ", Tone: theme.Dim}, {Text: text}})
		}
	}
	if reason := taskReason(w.task); reason != "" {
		lines = append(lines, reader.Line{{Text: " -- stopped " + w.task.Stopped.In(l.face.zone).Format(time.TimeOnly) + ": " + reason, Tone: theme.Warn}})
	}
	return lines
}
