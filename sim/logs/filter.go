package logs

import (
	"math"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// FilterLogEvents reads one group: some of its streams or all, merged by time.
func (s *Store) FilterLogEvents(in *cloudwatchlogs.FilterLogEventsInput) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.named(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	sc := scan{group: g, from: within(in.StartTime, 0), to: within(in.EndTime, math.MaxInt64-1) + 1, limit: mostEvents}
	if sc.sources, err = g.chosen(in.LogStreamNames, in.LogStreamNamePrefix); err != nil {
		return nil, err
	}
	if sc.match, err = parse(awssdk.ToString(in.FilterPattern)); err != nil {
		return nil, err
	}
	if in.Limit != nil {
		if sc.limit = int(*in.Limit); sc.limit < 1 || sc.limit > mostEvents {
			return nil, invalid("Value at 'limit' failed to satisfy constraint: Member must have value between 1 and 10000")
		}
	}
	if err := sc.resume(in); err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.FilterLogEventsOutput{Events: []types.FilteredLogEvent{}, SearchedLogStreams: []types.SearchedLogStream{}}
	sc.at.Page++
	if n := s.options.Empty; n > 0 && sc.at.Page%n == 0 {
		out.NextToken = awssdk.String(sc.at.token())
		return out, nil
	}
	found, more := sc.page()
	for _, e := range s.repeated(found) {
		out.Events = append(out.Events, e.filtered())
	}
	if more {
		out.NextToken = awssdk.String(sc.at.token())
	}
	return out, nil
}

// resume puts a scan where its token says, or at its start.
func (s *scan) resume(in *cloudwatchlogs.FilterLogEventsInput) error {
	q := query(s.group.name, in.LogStreamNames, awssdk.ToString(in.LogStreamNamePrefix), s.from, s.to, awssdk.ToString(in.FilterPattern))
	s.newest = in.StartFromHead != nil && !*in.StartFromHead
	if token := awssdk.ToString(in.NextToken); token != "" {
		at, err := open(token, q)
		s.at, s.newest = at, at.Backward
		return err
	}
	const earliest = 1704067200000 // 2024-01-01
	if s.newest && s.from < earliest {
		return invalid("startFromHead=false is supported only with a startTime on or after Jan 1, 2024 00:00:00 UTC")
	}
	s.to = min(s.to, s.last())
	s.begin()
	s.at.Query, s.at.Backward = q, s.newest
	return nil
}

// repeated gives some events twice, where the options ask for it.
func (s *Store) repeated(found []event) []event {
	if s.options.Repeat == 0 {
		return found
	}
	var out []event
	for _, e := range found {
		out = append(out, e)
		if r := roll(e.source ^ e.number); r.share() < s.options.Repeat {
			out = append(out, e)
		}
	}
	return out
}

func (e event) filtered() types.FilteredLogEvent {
	return types.FilteredLogEvent{EventId: awssdk.String(e.id()), IngestionTime: awssdk.Int64(e.ingested), LogStreamName: awssdk.String(e.stream),
		Message: awssdk.String(e.text), Timestamp: awssdk.Int64(e.at)}
}

// named finds a group by name or ARN.
func (s *Store) named(name, id *string) (*group, error) {
	if (name == nil) == (id == nil) {
		return nil, invalid("You must include either logGroupIdentifier or logGroupName, but not both.")
	}
	g := s.group(s.bare(awssdk.ToString(name) + awssdk.ToString(id)))
	if g == nil {
		return nil, missing("group")
	}
	return g, nil
}

// bare is the name of a group that may be given as an ARN.
func (s *Store) bare(id string) string { return strings.TrimPrefix(id, s.arn("")) }

// arn is the ARN of a group.
func (s *Store) arn(group string) string {
	return "arn:aws:logs:" + s.region + ":" + s.account + ":log-group:" + group
}

// chosen are the streams that a call names, or those that begin in some way.
func (g *group) chosen(names []string, prefix *string) ([]source, error) {
	switch {
	case len(names) > 100:
		return nil, invalid("Value at 'logStreamNames' failed to satisfy constraint: Member must have length less than or equal to 100")
	case len(names) > 0 && prefix != nil:
		return nil, invalid("logStreamNames and logStreamNamePrefix cannot be specified together")
	case len(names) > 0:
		for _, name := range names {
			if !slices.ContainsFunc(g.sources, func(s source) bool { return s.name == name && g.visible(s) }) {
				return nil, missing("stream")
			}
		}
		return g.where(func(s source) bool { return slices.Contains(names, s.name) }), nil
	}
	return g.where(func(s source) bool { return strings.HasPrefix(s.name, awssdk.ToString(prefix)) }), nil
}

// where are the streams that exist and pass.
func (g *group) where(pass func(source) bool) []source {
	var out []source
	for _, s := range g.sources {
		if g.visible(s) && pass(s) {
			out = append(out, s)
		}
	}
	return out
}

// visible says whether a stream exists yet: that is as soon as its first event is ingested.
func (g *group) visible(s source) bool {
	if s.output.Started.IsZero() {
		return slices.ContainsFunc(s.written, func(e event) bool { return e.ingested <= g.now })
	}
	return s.output.Started.UnixMilli()+prompt <= g.now
}
