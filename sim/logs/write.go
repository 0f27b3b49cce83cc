package logs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// What PutLogEvents takes: how old and how new an event may be, how many there may be, and their bytes.
// Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const (
	oldestEvent = 14 * 24 * time.Hour
	newestEvent = 2 * time.Hour
	mostPut     = 10_000
	mostPutSize = 1 << 20
	perEvent    = 26
)

// Writer answers the calls that make groups and streams and write to them.
type Writer struct{ store *Store }

// NewWriter makes the calls that write to a store.
func NewWriter(s *Store) Writer { return Writer{s} }

// CreateLogGroup makes an empty group.
func (w Writer) CreateLogGroup(in *cloudwatchlogs.CreateLogGroupInput) (*cloudwatchlogs.CreateLogGroupOutput, error) {
	s := w.store
	s.mu.Lock()
	defer s.mu.Unlock()
	name := awssdk.ToString(in.LogGroupName)
	if err := called("logGroupName", name, "_-/.#", `[\.\-_/#A-Za-z0-9]+`); err != nil {
		return nil, err
	}
	if slices.Contains(s.names(), name) {
		return nil, &Refusal{"ResourceAlreadyExistsException", "The specified log group already exists"}
	}
	s.written[name] = map[string][]event{}
	return &cloudwatchlogs.CreateLogGroupOutput{}, nil
}

// CreateLogStream makes an empty stream.
func (w Writer) CreateLogStream(in *cloudwatchlogs.CreateLogStreamInput) (*cloudwatchlogs.CreateLogStreamOutput, error) {
	s := w.store
	s.mu.Lock()
	defer s.mu.Unlock()
	name := awssdk.ToString(in.LogStreamName)
	if name == "" || len(name) > 512 || strings.ContainsAny(name, ":*") {
		return nil, constraint("logStreamName", name, "Member must satisfy regular expression pattern: [^:*]*")
	}
	g, err := s.named(in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(g.sources, func(src source) bool { return src.name == name }) {
		return nil, &Refusal{"ResourceAlreadyExistsException", "The specified log stream already exists"}
	}
	if s.written[g.name] == nil {
		s.written[g.name] = map[string][]event{}
	}
	s.written[g.name][name] = []event{}
	return &cloudwatchlogs.CreateLogStreamOutput{}, nil
}

// PutLogEvents writes events to a stream that was made, in the order of their times. Sequence tokens are ignored, as in
// AWS; events that are too old or too new are left out and counted.
func (w Writer) PutLogEvents(in *cloudwatchlogs.PutLogEventsInput) (*cloudwatchlogs.PutLogEventsOutput, error) {
	s := w.store
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.named(in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	stream := awssdk.ToString(in.LogStreamName)
	if !slices.ContainsFunc(g.sources, func(src source) bool { return src.name == stream }) {
		return nil, missing("stream")
	}
	if err := puttable(in.LogEvents); err != nil {
		return nil, err
	}
	now := s.now()
	late, early := 0, len(in.LogEvents)
	for i, e := range in.LogEvents {
		at := time.UnixMilli(*e.Timestamp)
		switch {
		case now.Sub(at) > oldestEvent:
			late = i + 1
			continue
		case at.Sub(now) > newestEvent:
			early = min(early, i)
			continue
		}
		w.write(g.name, stream, *e.Message, at, now)
	}
	out := &cloudwatchlogs.PutLogEventsOutput{NextSequenceToken: awssdk.String(event{at: now.UnixMilli()}.id())}
	if late > 0 || early < len(in.LogEvents) {
		out.RejectedLogEventsInfo = &types.RejectedLogEventsInfo{}
	}
	if late > 0 {
		out.RejectedLogEventsInfo.TooOldLogEventEndIndex = awssdk.Int32(int32(late))
	}
	if early < len(in.LogEvents) {
		out.RejectedLogEventsInfo.TooNewLogEventStartIndex = awssdk.Int32(int32(early))
	}
	return out, nil
}

// puttable refuses a batch that is empty, too large, out of order or of more than a day.
func puttable(events []types.InputLogEvent) error {
	if n := len(events); n == 0 || n > mostPut {
		return constraint("logEvents", fmt.Sprint(n, " events"), "Member must have length between 1 and 10000")
	}
	size, last := 0, int64(0)
	for i, e := range events {
		if e.Timestamp == nil || awssdk.ToString(e.Message) == "" {
			return constraint(fmt.Sprintf("logEvents.%d.member", i+1), "", "timestamp and message must not be empty")
		}
		if i > 0 && *e.Timestamp < last {
			return invalid("Log events in a single PutLogEvents request must be in chronological order.")
		}
		size, last = size+len(*e.Message)+perEvent, *e.Timestamp
	}
	if size > mostPutSize {
		return invalid(fmt.Sprintf("Upload too large: %d bytes exceeds limit of %d", size, mostPutSize))
	}
	if last-*events[0].Timestamp > (24 * time.Hour).Milliseconds() {
		return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
	}
	return nil
}

// called refuses a name that is empty, too long or of other characters.
func called(member, name, also, expression string) error {
	strange := strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"+also) != ""
	if name == "" || len(name) > 512 || strange {
		return constraint(member, name, "Member must satisfy regular expression pattern: "+expression)
	}
	return nil
}

func constraint(member, is, rule string) error {
	return invalid(fmt.Sprintf("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", is, member, rule))
}
