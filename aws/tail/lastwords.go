package tail

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// lastPages is how many pages of a stream are looked through for its last lines: pages may be empty.
const lastPages = 20

// sharedLines is how many lines of a stream that several tasks write are looked through for those of one.
const sharedLines = 1000

// LastWords reads the last n lines that each container of a task has written, or one of them, merged by time. It is made
// for tasks that have died: where a container has no line, or does not log to CloudWatch, a note says so. The lines have
// no ID. A task that ECS has forgotten is as good as any, as long as its revision can be read.
func (c *logReader) LastWords(ctx context.Context, t aws.Task, container string, n int) ([]Event, error) {
	sources, err := c.LogSources(ctx, t)
	if err != nil {
		return nil, err
	}
	o := orderly{}
	for _, s := range sources {
		if container != "" && s.Container != container {
			continue
		}
		lines, err := c.lastLines(ctx, s, n)
		if err != nil {
			return nil, err
		}
		for _, e := range lines {
			o.add(e)
		}
	}
	if container != "" && !slices.ContainsFunc(sources, func(s Source) bool { return s.Container == container }) {
		return nil, call.NewError(call.NotFound, "read logs of container "+clean.Text(container), "", errors.New("the task definition has no such container"))
	}
	return o.all(), nil
}

// lastLines are the last lines of one container, or the note of why there are none.
func (c *logReader) lastLines(ctx context.Context, s Source, n int) ([]Event, error) {
	note := Event{Group: s.Group, Stream: s.Stream, Task: s.Task, Container: s.Container, Revision: s.Revision, Note: NoteSilent}
	switch {
	case s.Elsewhere != "":
		note.Note, note.Message = NoteElsewhere, s.Elsewhere
		return []Event{note}, nil
	case s.Stream == "":
		note.Message = "the container was never created"
		return []Event{note}, nil
	}
	most := n
	if s.Shared {
		most = max(n, sharedLines)
	}
	events, err := c.tailOf(ctx, s, most)
	if gone := new(types.ResourceNotFoundException); errors.As(err, &gone) {
		note.Message = "no output: it has no log stream in " + clean.Text(s.Group)
		if strings.Contains(awssdk.ToString(gone.Message), "log group") {
			note.Message = "the log group " + clean.Text(s.Group) + " doesn't exist"
		}
		return []Event{note}, nil
	}
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		note.Message = "no output: its log stream is empty"
		return []Event{note}, nil
	}
	if s.Shared {
		if events = ownLines(events, s.Task, n); len(events) == 0 {
			note.Message = "none of the last lines in " + clean.Text(s.Stream) + " names this task; other tasks write there, too"
			return []Event{note}, nil
		}
	}
	g := &logGroup{region: s.Region, name: s.Group}
	stream := &logStream{group: g, name: s.Stream, task: s.Task, container: s.Container, revision: s.Revision}
	return plain.Each(events, func(e types.OutputLogEvent) Event {
		return stream.written("", milliseconds(e.Timestamp), milliseconds(e.IngestionTime), awssdk.ToString(e.Message))
	}), nil
}

// tailOf reads a stream from its end, until there are n events.
func (c *logReader) tailOf(ctx context.Context, s Source, n int) ([]types.OutputLogEvent, error) {
	op := call.Op("GetLogEvents", "read the log of container "+s.Container)
	in := &cloudwatchlogs.GetLogEventsInput{LogGroupName: &s.Group, LogStreamName: &s.Stream, StartFromHead: awssdk.Bool(false)}
	var all []types.OutputLogEvent
	for range lastPages {
		in.Limit = awssdk.Int32(int32(max(1, min(n-len(all), 10_000))))
		out, err := retryLogs(ctx, c, op, s.Region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.GetLogEventsOutput, error) {
			return l.GetLogEvents(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		all = append(slices.Clone(out.Events), all...)
		back := awssdk.ToString(out.NextBackwardToken)
		if len(all) >= n || back == "" || back == awssdk.ToString(in.NextToken) {
			break
		}
		in.NextToken = &back
	}
	return all[max(0, len(all)-n):], nil
}

// ownLines are the last n lines of a shared stream that name a task as the one that has written them.
func ownLines(all []types.OutputLogEvent, task string, n int) []types.OutputLogEvent {
	own := slices.DeleteFunc(all, func(e types.OutputLogEvent) bool {
		m := writerArn().FindStringSubmatch(awssdk.ToString(e.Message))
		return m == nil || m[1] != task
	})
	return own[max(0, len(own)-n):]
}

// written is a line of the stream. A line break at its end is none.
func (s *logStream) written(id string, at, ingested time.Time, message string) Event {
	e := Event{ID: clean.Text(id), Time: at, Ingested: ingested, Group: clean.Text(s.group.name), Stream: clean.Text(s.name), Task: s.task, Container: s.container,
		Revision: s.revision, Unproven: s.unproven, Message: clean.Lines(strings.TrimRight(message, "\r\n"))}
	if s.set != nil {
		e = s.set.event(e)
	}
	return e
}
