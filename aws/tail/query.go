package tail

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Bounds of FilterLogEvents, and when its ways of choosing streams pay.
const (
	mostNames = 100              // stream names in one call
	nearby    = 20 * time.Second // streams whose positions are closer than that are read together
	loners    = 3                // so few streams of a directory that lag behind are read one by one
	stranger  = 1000             // lines of others in a directory that make it crowded, if they are four of five
)

// stretch is a part of a stream, or of an open group, that is to be read: from included, to not; a zero to is no end.
type stretch struct {
	group    *logGroup
	stream   *logStream // nil for all of an open group
	from, to time.Time
}

// query is a sequence of FilterLogEvents calls.
type query struct {
	group *logGroup
	whichStreams
	stretches []stretch
	from, to  time.Time
	token     string
	pos       time.Time // all lines before it (after it, where the newest come first) are here
	portion
	lineCount
	paging call.Paging
}

// whichStreams is which streams of its group a query reads: those of some names, those whose names begin in some way, or all.
type whichStreams struct {
	names  []string
	prefix string
}

// planner makes queries of what is to be read.
type planner struct {
	c     *logReader
	clock *logClock
	phase *phase
}

// plan makes queries of stretches: streams that exist are named, up to a hundred in a call. Those that may not exist yet are
// reached through their directory, which finds them without an error and without another call for each; where others
// crowd the directory, CloudWatch is asked whether they exist.
func (p *planner) plan(ctx context.Context, stretches []stretch) ([]*query, error) {
	var queries []*query
	groups := map[*logGroup][]stretch{}
	var order []*logGroup
	for _, s := range stretches {
		if !s.group.absent.IsZero() && p.clock.now().Sub(s.group.absent) < absence || s.group.rests(p.clock.now()) {
			continue
		}
		if s.stream == nil {
			q := newQuery([]stretch{s})
			if s.group.only != "" {
				q.names = []string{s.group.only}
			}
			queries = append(queries, q)
			continue
		}
		if groups[s.group] == nil {
			order = append(order, s.group)
		}
		groups[s.group] = append(groups[s.group], s)
	}
	for _, g := range order {
		for i, part := range clusters(groups[g]) {
			found, err := p.planGroup(ctx, part, i > 0)
			if err != nil {
				return nil, err
			}
			queries = append(queries, found...)
		}
	}
	return queries, nil
}

// clusters divides stretches into those that begin at about the same time, the latest first.
func clusters(stretches []stretch) [][]stretch {
	slices.SortStableFunc(stretches, func(a, b stretch) int { return b.from.Compare(a.from) })
	var out [][]stretch
	for i, s := range stretches {
		if i == 0 || stretches[i-1].from.Sub(s.from) > nearby {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}

// planGroup makes the queries for streams of one group.
func (p *planner) planGroup(ctx context.Context, stretches []stretch, behind bool) ([]*query, error) {
	var named []stretch
	var queries []*query
	directories := map[string][]stretch{}
	unborn := map[string]int{}
	for _, s := range stretches {
		if !s.stream.born {
			unborn[s.stream.directory()]++
		}
	}
	for _, s := range stretches {
		d := s.stream.directory()
		narrow := d == "" || s.group.crowded[d] || behind && len(stretches) <= loners
		switch {
		case s.stream.born && (narrow || unborn[d] == 0):
			named = append(named, s)
		case !narrow:
			directories[d] = append(directories[d], s)
		case s.group.blind || behind && d != "" && !s.group.crowded[d]:
			queries = append(queries, newPrefix(s.stream.name, []stretch{s}))
		default:
			exists, err := p.exists(ctx, s.stream)
			if err != nil {
				return nil, err
			}
			if exists {
				named = append(named, s)
			} else if s.stream.at.Before(s.stream.asked) {
				s.stream.at = s.stream.asked // it had no line by then
			}
		}
	}
	for _, d := range slices.Sorted(maps.Keys(directories)) {
		queries = append(queries, newPrefix(d, directories[d]))
	}
	for batch := range slices.Chunk(named, mostNames) {
		q := newQuery(batch)
		q.names = plain.Each(batch, func(s stretch) string { return s.stream.name })
		queries = append(queries, q)
	}
	return queries, nil
}

func newPrefix(prefix string, stretches []stretch) *query {
	q := newQuery(stretches)
	q.prefix = prefix
	return q
}

func newQuery(stretches []stretch) *query {
	q := &query{group: stretches[0].group, stretches: slices.Clone(stretches), from: stretches[0].from, to: stretches[0].to, paging: call.Paging{Most: call.MostEmpty}}
	for _, s := range stretches {
		if s.from.Before(q.from) {
			q.from = s.from
		}
	}
	return q
}

// exists asks whether a stream exists; after a while again, if it did not.
func (p *planner) exists(ctx context.Context, s *logStream) (bool, error) {
	if now := p.clock.now(); s.born || now.Sub(s.asked) < s.pause {
		return s.born, nil
	}
	s.asked, s.pause = p.clock.now(), min(30*time.Second, max(2*time.Second, 2*s.pause))
	in := &cloudwatchlogs.DescribeLogStreamsInput{LogStreamNamePrefix: &s.name, Limit: awssdk.Int32(1)}
	in.LogGroupName, in.LogGroupIdentifier = s.group.address()
	op := call.Op("DescribeLogStreams", "look for log stream "+clean.Text(s.name))
	out, err := retryLogs(ctx, p.c, op, s.group.region,
		func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
			return l.DescribeLogStreams(ctx, in)
		})
	switch kind := call.KindOf(err); {
	case err == nil:
		for _, found := range out.LogStreams {
			s.born = s.born || awssdk.ToString(found.LogStreamName) == s.name
		}
	case kind == call.NotFound:
		s.group.absent = p.clock.now()
	case kind == call.Denied || kind == call.Unsupported:
		s.group.blind = true
	case kind == call.Cancelled || !p.phase.following():
		return false, err
	}
	return s.born, nil
}

// address is how calls name a group: by name or by ARN.
func (g *logGroup) address() (name, id *string) {
	if g.id != "" {
		return nil, &g.id
	}
	return &g.name, nil
}

// input is the query's next call.
func (q *query) input(pattern string, newest bool, limit int) *cloudwatchlogs.FilterLogEventsInput {
	from, to := q.from, q.to
	if q.width > 0 {
		if from, to = q.portion.from, q.portion.to; q.open && to.Equal(q.to) {
			to = time.Time{}
		}
	}
	in := &cloudwatchlogs.FilterLogEventsInput{
		StartTime: awssdk.Int64(from.UnixMilli()), FilterPattern: plain.Optional(pattern), LogStreamNames: q.names,
		LogStreamNamePrefix: plain.Optional(q.prefix), NextToken: plain.Optional(q.token),
	}
	in.LogGroupName, in.LogGroupIdentifier = q.group.address()
	if !to.IsZero() {
		in.EndTime = awssdk.Int64(to.UnixMilli() - 1)
	}
	if newest {
		in.StartFromHead = awssdk.Bool(false)
	}
	if limit > 0 && limit < 10_000 {
		in.Limit = awssdk.Int32(int32(limit))
	}
	return in
}

// words name what a query does.
func (q *query) words() string { return "read the logs in " + clean.Text(q.group.name) }

// crowds says that the lines of others outnumber the wanted ones by far, so that another way is cheaper.
func (q *query) crowds() bool {
	return strings.HasSuffix(q.prefix, "/") && q.foreign > stranger && q.foreign > 4*q.wanted && !q.group.blind
}

// rest is what a query has not read yet.
func (q *query) rest(newest bool) []stretch {
	if q.pos.IsZero() {
		return q.stretches
	}
	return plain.Each(q.stretches, func(s stretch) stretch {
		switch {
		case newest:
			s.to = q.pos.Add(time.Millisecond)
		case s.from.Before(q.pos):
			s.from = q.pos
		}
		return s
	})
}

// further says which of two queries is further behind, and so is read next.
func further(newest bool) func(a, b *query) int {
	return func(a, b *query) int {
		n := cmp.Or(cmp.Compare(boolean(!a.pos.IsZero()), boolean(!b.pos.IsZero())), a.pos.Compare(b.pos))
		if newest && !a.pos.IsZero() && !b.pos.IsZero() {
			return -n
		}
		return n
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lineCount counts the lines of a query that were wanted, and those that were not.
type lineCount struct{ wanted, foreign int }
