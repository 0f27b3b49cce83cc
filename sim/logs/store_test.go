package logs

import (
	"errors"
	"slices"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/world"
)

const groupName = "/ecs/prod/api"

// shop is an account with one service that logs.
func shop(t testing.TB, o Options) (*Store, time.Time) {
	t.Helper()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	w := world.New(world.Options{Start: now})
	if err := (blueprint.Service{Cluster: "prod", Name: "api", Desired: 3, Sidecars: []string{"envoy"}}).Seed(w); err != nil {
		t.Fatal(err)
	}
	return New(w, func() time.Time { return now }, "us-east-1", "111122223333", o), now
}

// all reads a query to its end.
func all(t testing.TB, s *Store, in cloudwatchlogs.FilterLogEventsInput) (events []types.FilteredLogEvent, pages int) {
	t.Helper()
	for {
		out, err := s.FilterLogEvents(&in)
		if err != nil {
			t.Fatal(err)
		}
		events, pages = append(events, out.Events...), pages+1
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return events, pages
		}
	}
}

func TestPagesAreWhatWasWritten(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s, now := shop(t, Options{Empty: 3, Rate: map[string]float64{"prod/api": 10}})
	from := now.Add(-3 * time.Minute)
	written := s.Written(groupName, from, now.Add(-time.Second))
	for _, newest := range []bool{false, true} {
		for _, limit := range []int32{97, 10_000} {
			in := cloudwatchlogs.FilterLogEventsInput{LogGroupName: awssdk.String(groupName), StartTime: awssdk.Int64(from.UnixMilli()),
				EndTime: awssdk.Int64(now.Add(-time.Second).UnixMilli() - 1), Limit: &limit, StartFromHead: awssdk.Bool(!newest)}
			events, pages := all(t, s, in)
			if newest {
				slices.Reverse(events)
			}
			if !slices.EqualFunc(events, written, func(e types.FilteredLogEvent, w Line) bool { return *e.EventId == w.ID && *e.Message == w.Message }) {
				t.Errorf("newest %v, limit %d: %d events, %d written", newest, limit, len(events), len(written))
			}
			if limit < 100 && pages < len(written)/97 {
				t.Errorf("%d pages", pages)
			}
		}
	}
	if len(written) < 3*10*170 {
		t.Errorf("%d lines only", len(written))
	}
}

func TestAStreamBothWays(t *testing.T) {
	t.Parallel()
	s, now := shop(t, Options{})
	streams, err := s.DescribeLogStreams(&cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: awssdk.String(groupName), LogStreamNamePrefix: awssdk.String("app/")})
	if err != nil || len(streams.LogStreams) != 3 {
		t.Fatal(streams, err)
	}
	in := cloudwatchlogs.GetLogEventsInput{LogGroupName: awssdk.String(groupName), LogStreamName: streams.LogStreams[0].LogStreamName,
		Limit: awssdk.Int32(100), StartTime: awssdk.Int64(now.Add(-10 * time.Minute).UnixMilli())}
	var back, forth []types.OutputLogEvent
	for {
		out, err := s.GetLogEvents(&in)
		if err != nil {
			t.Fatal(err)
		}
		back = append(slices.Clone(out.Events), back...)
		if awssdk.ToString(in.NextToken) == *out.NextBackwardToken {
			break
		}
		in.NextToken = out.NextBackwardToken
	}
	in.NextToken, in.StartFromHead = nil, awssdk.Bool(true)
	for {
		out, err := s.GetLogEvents(&in)
		if err != nil {
			t.Fatal(err)
		}
		forth = append(forth, out.Events...)
		if awssdk.ToString(in.NextToken) == *out.NextForwardToken {
			break
		}
		in.NextToken = out.NextForwardToken
	}
	same := func(a, b types.OutputLogEvent) bool { return *a.Message == *b.Message && *a.Timestamp == *b.Timestamp }
	if len(back) < 100 || !slices.EqualFunc(back, forth, same) {
		t.Errorf("%d back, %d forth", len(back), len(forth))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s, _ := shop(t, Options{})
	g := awssdk.String(groupName)
	for want, in := range map[string]cloudwatchlogs.FilterLogEventsInput{
		"ResourceNotFoundException: The specified log group does not exist.":                                   {LogGroupName: awssdk.String("/nope")},
		"ResourceNotFoundException: The specified log stream does not exist.":                                  {LogGroupName: g, LogStreamNames: []string{"nope"}},
		"InvalidParameterException: logStreamNames and logStreamNamePrefix cannot be specified together":       {LogGroupName: g, LogStreamNames: []string{"a"}, LogStreamNamePrefix: g},
		"InvalidParameterException: The specified nextToken is invalid.":                                       {LogGroupName: g, NextToken: g},
		"InvalidParameterException: Invalid character(s) in term 'a=b'":                                        {LogGroupName: g, FilterPattern: awssdk.String("a=b")},
		"InvalidParameterException: You must include either logGroupIdentifier or logGroupName, but not both.": {},
	} {
		var refusal *Refusal
		if _, err := s.FilterLogEvents(&in); !errors.As(err, &refusal) || refusal.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A page of a service that writes fifty thousand lines a second.
func BenchmarkFilterLogEvents(b *testing.B) {
	s, now := shop(b, Options{Rate: map[string]float64{"prod/api": 50_000.0 / 3}})
	in := cloudwatchlogs.FilterLogEventsInput{LogGroupName: awssdk.String(groupName), StartTime: awssdk.Int64(now.Add(-time.Minute).UnixMilli())}
	lines := 0
	for b.Loop() {
		out, err := s.FilterLogEvents(&in)
		if err != nil {
			b.Fatal(err)
		}
		in.NextToken, lines = out.NextToken, lines+len(out.Events)
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
