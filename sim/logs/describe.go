package logs

import (
	"cmp"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// made is how old every log group is, kept how many days it keeps its lines, and typical how many bytes a line takes.
const (
	made    = 400 * 24 * time.Hour
	kept    = 30
	typical = 150
)

// stored is about how many bytes a group held at the last full hour: a list of groups says the same twice.
func (g *group) stored() int64 {
	bytes, now := 0.0, g.now-g.now%time.Hour.Milliseconds()
	for _, src := range g.sources {
		for _, e := range src.written {
			bytes += float64(len(e.text) + perEvent)
		}
		if src.output.Started.IsZero() {
			continue
		}
		from, to := max(src.output.Started.UnixMilli(), now-kept*24*time.Hour.Milliseconds()), now
		if !src.output.Ended.IsZero() {
			to = min(to, src.output.Ended.UnixMilli())
		}
		for i, r := range src.rates {
			begin, end := max(from, r.from.UnixMilli()), to
			if r.from.IsZero() {
				begin = from
			}
			if i+1 < len(src.rates) {
				end = min(end, src.rates[i+1].from.UnixMilli())
			}
			bytes += max(0, float64(end-begin)) / 1000 * r.lines * typical
		}
	}
	return int64(bytes)
}

// DescribeLogGroups lists groups by name.
func (s *Store) DescribeLogGroups(in *cloudwatchlogs.DescribeLogGroupsInput) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	prefix, part := awssdk.ToString(in.LogGroupNamePrefix), awssdk.ToString(in.LogGroupNamePattern)
	if prefix != "" && part != "" {
		return nil, invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	}
	names := slices.DeleteFunc(s.names(), func(name string) bool {
		listed := slices.ContainsFunc(in.LogGroupIdentifiers, func(id string) bool { return s.bare(id) == name })
		return !strings.HasPrefix(name, prefix) || !strings.Contains(name, part) || len(in.LogGroupIdentifiers) > 0 && !listed
	})
	page, next, err := cut(names, in.Limit, in.NextToken, func(name string) string { return name })
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.DescribeLogGroupsOutput{LogGroups: []types.LogGroup{}, NextToken: next}
	for _, name := range page {
		g := types.LogGroup{LogGroupName: awssdk.String(name), Arn: awssdk.String(s.arn(name) + ":*"), LogGroupArn: awssdk.String(s.arn(name)),
			CreationTime: awssdk.Int64(s.now().Truncate(24 * time.Hour).Add(-made).UnixMilli())}
		if part == "" {
			g.LogGroupClass, g.MetricFilterCount, g.RetentionInDays, g.StoredBytes = types.LogGroupClassStandard, awssdk.Int32(0), awssdk.Int32(kept), awssdk.Int64(s.group(name).stored())
		}
		out.LogGroups = append(out.LogGroups, g)
	}
	return out, nil
}

// DescribeLogStreams lists the streams of a group by name or by their last event.
func (s *Store) DescribeLogStreams(in *cloudwatchlogs.DescribeLogStreamsInput) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.named(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	byTime := in.OrderBy == types.OrderByLastEventTime
	if byTime && awssdk.ToString(in.LogStreamNamePrefix) != "" {
		return nil, invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	sources, err := g.chosen(nil, in.LogStreamNamePrefix)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(sources, func(a, b source) int {
		n := strings.Compare(a.name, b.name)
		if byTime {
			n = cmp.Or(cmp.Compare(a.lastSeen(g.now), b.lastSeen(g.now)), n)
		}
		if in.Descending != nil && *in.Descending {
			return -n
		}
		return n
	})
	page, next, err := cut(sources, in.Limit, in.NextToken, func(src source) string { return src.name })
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.DescribeLogStreamsOutput{LogStreams: []types.LogStream{}, NextToken: next}
	for _, src := range page {
		out.LogStreams = append(out.LogStreams, s.stream(g, src))
	}
	return out, nil
}

func (s *Store) stream(g *group, src source) types.LogStream {
	first, last := src.firstSeen(), src.lastSeen(g.now)
	return types.LogStream{LogStreamName: awssdk.String(src.name), Arn: awssdk.String(s.arn(g.name) + ":log-stream:" + src.name),
		CreationTime: awssdk.Int64(first), FirstEventTimestamp: awssdk.Int64(first), LastEventTimestamp: awssdk.Int64(last),
		LastIngestionTime: awssdk.Int64(last + 400), UploadSequenceToken: awssdk.String("49" + event{at: last, source: src.hash}.id()), StoredBytes: awssdk.Int64(0)}
}

func (s source) firstSeen() int64 {
	if s.output.Started.IsZero() {
		if len(s.written) == 0 {
			return 0
		}
		return s.written[0].at
	}
	return s.output.Started.UnixMilli()
}

// lastSeen is roughly when the stream was last written to: AWS is no better at it.
func (s source) lastSeen(now int64) int64 {
	switch {
	case s.output.Started.IsZero() && len(s.written) == 0:
		return 0
	case s.output.Started.IsZero():
		return s.written[len(s.written)-1].at
	case s.output.Ended.IsZero():
		return now - 1000
	}
	return s.output.Ended.UnixMilli()
}

// cut is the wanted page of a list, at most fifty, and the token of the next: the name of the last.
func cut[T any](list []T, limit *int32, token *string, name func(T) string) ([]T, *string, error) {
	n := 50
	if limit != nil {
		if n = int(*limit); n < 1 || n > 50 {
			return nil, nil, invalid("Value at 'limit' failed to satisfy constraint: Member must have value between 1 and 50")
		}
	}
	if last := awssdk.ToString(token); last != "" {
		i := slices.IndexFunc(list, func(v T) bool { return name(v) == last })
		if i < 0 {
			return nil, nil, invalid("The specified nextToken is invalid.")
		}
		list = list[i+1:]
	}
	if len(list) <= n {
		return list, nil, nil
	}
	return list[:n], awssdk.String(name(list[n-1])), nil
}
