package logs

import (
	"math"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// GetLogEvents reads one stream, from its end unless it is told otherwise. The tokens never end: at either end of the
// stream it returns the one that it was given.
func (s *Store) GetLogEvents(in *cloudwatchlogs.GetLogEventsInput) (*cloudwatchlogs.GetLogEventsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.named(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	sources, err := g.chosen([]string{awssdk.ToString(in.LogStreamName)}, nil)
	if err != nil {
		return nil, err
	}
	sc := scan{group: g, sources: sources, match: func(string) bool { return true }, from: within(in.StartTime, 0), limit: mostEvents}
	sc.to = within(in.EndTime, math.MaxInt64)
	if in.Limit != nil {
		if sc.limit = int(*in.Limit); sc.limit < 1 || sc.limit > mostEvents {
			return nil, invalid("Value at 'limit' failed to satisfy constraint: Member must have value between 1 and 10000")
		}
	}
	token := awssdk.ToString(in.NextToken)
	if err := sc.turn(token, query("get", g.name, sources[0].name), in.StartFromHead != nil && *in.StartFromHead); err != nil {
		return nil, err
	}
	sc.at.Page++
	if n := s.options.Empty; n > 0 && sc.at.Page%n == 0 {
		return answer(sc, nil, ""), nil // leads on
	}
	found, _ := sc.page()
	if sc.newest {
		slices.Reverse(found)
	}
	return answer(sc, found, token), nil
}

// turn puts a scan where a token says: f/… goes on forward, b/… backward.
func (s *scan) turn(token string, q uint64, head bool) error {
	if token == "" {
		s.newest = !head
		s.to = min(s.to, s.last())
		s.begin()
		s.at.Query = q
		return nil
	}
	rest, backward := strings.CutPrefix(token, "b/")
	at, err := open(strings.TrimPrefix(rest, "f/"), q)
	s.at, s.newest = at, backward
	return err
}

func answer(sc scan, found []event, token string) *cloudwatchlogs.GetLogEventsOutput {
	out := &cloudwatchlogs.GetLogEventsOutput{Events: []types.OutputLogEvent{}}
	for _, e := range found {
		out.Events = append(out.Events, types.OutputLogEvent{Timestamp: awssdk.Int64(e.at), IngestionTime: awssdk.Int64(e.ingested), Message: awssdk.String(e.text)})
	}
	first, last := sc.at, sc.at
	if len(found) > 0 {
		first, last = sc.behind(found[0]), sc.behind(found[len(found)-1])
	}
	forward, backward := "f/"+last.token(), "b/"+first.token()
	switch {
	case len(found) > 0:
	case strings.HasPrefix(token, "f/"):
		forward = token
	case token != "":
		backward = token
	}
	out.NextForwardToken, out.NextBackwardToken = &forward, &backward
	return out
}

// behind is the place of an event.
func (s *scan) behind(e event) place {
	return place{Query: s.at.Query, At: e.at, Ingested: e.ingested, Source: e.source, Number: e.number, Behind: true, Page: s.at.Page}
}
