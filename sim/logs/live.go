package logs

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// What Live Tail allows.
const (
	mostSessions = 15
	mostGroups   = 10
	mostSent     = 500 // events of an update; of more, a sample
	session      = 3 * time.Hour
)

// Send sends one member of an event stream.
type Send func(name string, value any) error

// Sleep waits, as a clock does.
type Sleep func(context.Context, time.Duration) error

// live is a Live Tail session.
type live struct {
	in    *cloudwatchlogs.StartLiveTailInput
	names []string
	match pattern
}

// StartLiveTail checks what is asked for and returns what sends it: once the session's start, then each second what was
// ingested meanwhile, until the context ends or three hours are over.
func (s *Store) StartLiveTail(in *cloudwatchlogs.StartLiveTailInput) (func(context.Context, Sleep, Send) error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := live{in: in}
	switch {
	case len(in.LogGroupIdentifiers) == 0 || len(in.LogGroupIdentifiers) > mostGroups:
		return nil, invalid("logGroupIdentifiers takes 1 to 10 log groups")
	case len(in.LogGroupIdentifiers) > 1 && len(in.LogStreamNames)+len(in.LogStreamNamePrefixes) > 0:
		return nil, invalid("logStreamNames and logStreamNamePrefixes can be specified only with one log group")
	case len(in.LogStreamNames) > 0 && len(in.LogStreamNamePrefixes) > 0:
		return nil, invalid("logStreamNames and logStreamNamePrefixes cannot be specified together")
	case len(in.LogStreamNames) > 100 || len(in.LogStreamNamePrefixes) > 100:
		return nil, invalid("at most 100 log streams or prefixes can be specified")
	case s.sessions >= mostSessions:
		return nil, &Refusal{"LimitExceededException", "You have reached the maximum number of concurrent Live Tail sessions."}
	}
	for _, id := range in.LogGroupIdentifiers {
		name, ok := strings.CutPrefix(id, s.arn(""))
		if !ok || strings.HasSuffix(id, "*") {
			return nil, invalid("The log group identifier " + id + " is not a valid log group ARN.")
		}
		if s.group(name) == nil {
			return nil, missing("group")
		}
		l.names = append(l.names, name)
	}
	var err error
	if l.match, err = parse(awssdk.ToString(in.LogEventFilterPattern)); err != nil {
		return nil, err
	}
	return func(ctx context.Context, sleep Sleep, send Send) error { return s.run(ctx, l, sleep, send) }, nil
}

// run is a session.
func (s *Store) run(ctx context.Context, l live, sleep Sleep, send Send) error {
	s.count(1)
	defer s.count(-1)
	started := s.now()
	last := started.UnixMilli()
	id := fmt.Sprintf("%08x-0000-4000-8000-%012x", sum(l.names[0]), last)
	if err := send("sessionStart", types.LiveTailSessionStart{LogEventFilterPattern: l.in.LogEventFilterPattern, LogGroupIdentifiers: l.in.LogGroupIdentifiers,
		LogStreamNamePrefixes: l.in.LogStreamNamePrefixes, LogStreamNames: l.in.LogStreamNames, RequestId: &id, SessionId: &id}); err != nil {
		return err
	}
	for {
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
		if s.now().Sub(started) >= session {
			return send("SessionTimeoutException", types.SessionTimeoutException{Message: awssdk.String("The session has timed out.")})
		}
		results, upto := s.ingested(l, last)
		last = upto
		update := types.LiveTailSessionUpdate{SessionMetadata: &types.LiveTailSessionMetadata{Sampled: len(results) > mostSent}, SessionResults: sample(results)}
		if err := send("sessionUpdate", update); err != nil {
			return err
		}
	}
}

func (s *Store) count(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions += by
}

// Sessions is how many Live Tail sessions are open.
func (s *Store) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// ingested are the events that match and were ingested after a moment and up to now, in the order of their ingestion.
func (s *Store) ingested(l live, after int64) ([]types.LiveTailSessionLogEvent, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now().UnixMilli()
	type found struct {
		event
		group string
	}
	var all []found
	for _, name := range l.names {
		g := s.group(name)
		if g == nil {
			continue
		}
		g.now = now
		sources := slices.DeleteFunc(g.sources, func(src source) bool { return !l.wants(src.name) })
		for _, e := range g.between(sources, after-g.slowest(), math.MaxInt64) {
			if e.ingested > after && e.ingested <= g.now && l.match(e.text) {
				all = append(all, found{e, name})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return int(a.ingested - b.ingested) })
	out := make([]types.LiveTailSessionLogEvent, 0, len(all))
	for _, e := range all {
		out = append(out, types.LiveTailSessionLogEvent{LogGroupIdentifier: awssdk.String(s.account + ":" + e.group), LogStreamName: awssdk.String(e.stream),
			Message: awssdk.String(e.text), Timestamp: awssdk.Int64(e.at), IngestionTime: awssdk.Int64(e.event.ingested)})
	}
	return out, now
}

// wants says whether the session is about a stream.
func (l live) wants(stream string) bool {
	if len(l.in.LogStreamNames) > 0 {
		return slices.Contains(l.in.LogStreamNames, stream)
	}
	return len(l.in.LogStreamNamePrefixes) == 0 ||
		slices.ContainsFunc(l.in.LogStreamNamePrefixes, func(p string) bool { return strings.HasPrefix(stream, p) })
}

// sample is at most as many events as an update holds, spread over all.
func sample(all []types.LiveTailSessionLogEvent) []types.LiveTailSessionLogEvent {
	if len(all) <= mostSent {
		return all
	}
	out := make([]types.LiveTailSessionLogEvent, 0, mostSent)
	for i := range mostSent {
		out = append(out, all[i*len(all)/mostSent])
	}
	return out
}
