package tail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// absence is how long a log group that does not exist is left alone.
const absence = 10 * time.Second

// pass reads queries to their ends at the same time: always the one that is furthest behind, so that lines come out in
// order however many queries it takes.
type pass struct {
	queries []*query
	newest  bool
	pattern string
	limit   int  // lines that are wanted at all, 0 for all
	again   bool // looks for late lines a second time: nothing waits for it
	begun   time.Time
	enough  func() bool // stops the pass before its end; nil for never
}

// fetcher is what it takes to fetch a page of lines and to take it in.
type fetcher struct {
	c       *logReader
	out     *outlet
	places  *logPlaces
	planner *planner
	asker   *asker
	owners  *owners
	intake  *intake
}

// run reads to the end. What a query has read to its end is read up to when the pass began.
func (p *pass) run(ctx context.Context, f *fetcher) error {
	for len(p.queries) > 0 && (p.enough == nil || !p.enough()) {
		i := 0
		for j := range p.queries {
			if further(p.newest)(p.queries[j], p.queries[i]) < 0 {
				i = j
			}
		}
		if err := p.step(ctx, f, p.queries[i]); err != nil {
			return err
		}
		if err := f.out.flush(p.cutoff(f.out)); err != nil {
			return err
		}
	}
	return nil
}

// step reads one page of a query.
func (p *pass) step(ctx context.Context, f *fetcher, q *query) error {
	op := call.Op("FilterLogEvents", q.words())
	in := q.input(p.pattern, p.newest, p.limit)
	out, err := retrieve(ctx, f.asker, op, q.group,
		func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.FilterLogEventsOutput, error) {
			return l.FilterLogEvents(ctx, in)
		})
	if err != nil {
		return p.lost(ctx, f, q, err)
	}
	f.out.count.pages++
	f.out.clock.keep(serverTime(out.ResultMetadata))
	q.group.absent = time.Time{}
	if err := q.group.works(f.out); err != nil {
		return err
	}
	if err := q.introduce(ctx, f.owners, out.Events); err != nil {
		return err
	}
	q.take(f, out.Events)
	next := awssdk.ToString(out.NextToken)
	if next == "" || len(out.Events) > 0 {
		q.paging = call.Paging{Most: call.MostEmpty} // a log may be without end; a search that finds nothing may not
	} else if _, err := q.paging.Next(op.Words, out.NextToken, 1); err != nil {
		return err
	}
	q.portion.pages++
	switch {
	case next == "" && q.onward(p.newest):
		q.token = ""
	case next == "" || p.caught(f, q):
		p.finish(q)
	case q.crowds():
		q.group.crowded[q.prefix], f.owners.crowded = true, true
		f.owners.nameProven(q)
		return p.replace(ctx, f, q)
	default:
		q.token = next
	}
	return nil
}

// caught says that a query has come past the moment at which the pass of a tail began. It may have more pages for ever where
// lines are written faster than they can be read: the next pass goes on, for all streams alike.
func (p *pass) caught(f *fetcher, q *query) bool {
	return f.out.phase.follow && !p.newest && q.pos.After(p.begun)
}

// introduce gets to know the streams of a page that are not known.
func (q *query) introduce(ctx context.Context, o *owners, events []types.FilteredLogEvent) error {
	var names []string
	for _, e := range events {
		name := awssdk.ToString(e.LogStreamName)
		if (len(names) == 0 || names[len(names)-1] != name) && q.group.stream(name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return o.identify(ctx, q, slices.Compact(names))
}

// take sorts the lines of a page into the reading.
func (q *query) take(f *fetcher, events []types.FilteredLogEvent) {
	for _, e := range events {
		at := milliseconds(e.Timestamp)
		q.pos = at
		name, message := awssdk.ToString(e.LogStreamName), awssdk.ToString(e.Message)
		s := q.group.stream(name)
		if s != nil && s.shared {
			if s = f.owners.writtenBy(s, q, message, at); s == nil {
				continue
			}
		}
		if s == nil {
			q.foreign++
			if x := f.owners.judged[q.group][name]; x != nil && f.out.bounds.covers(at) {
				q.count(x, at)
			}
			continue
		}
		q.wanted++
		s.born = true
		f.intake.polled(s, awssdk.ToString(e.EventId), at, milliseconds(e.IngestionTime), message)
	}
}

func milliseconds(ms *int64) time.Time { return time.UnixMilli(awssdk.ToInt64(ms)).UTC() }

// finish notes that a query is at its end.
func (p *pass) finish(q *query) {
	p.drop(q)
	if p.again {
		return
	}
	for _, s := range q.stretches {
		switch {
		case s.stream == nil:
			s.group.at, s.group.synced = p.begun, true
		case s.stream.at.Before(p.begun):
			s.stream.at, s.stream.synced = p.begun, true
		}
	}
}

func (p *pass) drop(q *query) {
	p.queries = slices.DeleteFunc(p.queries, func(o *query) bool { return o == q })
}

// replace reads the rest of a query in another way.
func (p *pass) replace(ctx context.Context, f *fetcher, q *query) error {
	p.drop(q)
	more, err := f.planner.plan(ctx, q.rest(p.newest))
	for _, m := range more {
		if q.width > 0 {
			m.divide(p.newest, p.begun)
		}
		m.pos = q.pos
	}
	p.queries = append(p.queries, more...)
	return err
}

// lost handles a query that AWS refused: what it asks for may be missing.
func (p *pass) lost(ctx context.Context, f *fetcher, q *query, err error) error {
	gone := new(types.ResourceNotFoundException)
	missing := errors.As(err, &gone)
	stale := q.token != "" && call.KindOf(err) == call.Invalid
	switch {
	case call.KindOf(err) == call.Cancelled:
		return err
	case stale: // a page token that is no longer valid: begin again where it led to
		return p.replace(ctx, f, q)
	case missing && q.stretches[0].stream != nil && len(q.names) > 0 && !strings.Contains(awssdk.ToString(gone.Message), "log group"):
		for _, s := range q.stretches {
			s.group.blind = s.group.blind || !s.stream.asked.IsZero()
			s.stream.born = false
		}
		return p.replace(ctx, f, q)
	case missing && q.group.open && !q.group.synced && len(f.out.tail.Groups) > 0: // it was asked for by name
		err = f.c.unknownGroup(ctx, q.group.region, q.group.name, err)
	case missing:
		return p.absent(f, q.group)
	}
	switch {
	case errors.Is(err, errLeft) || errors.Is(err, errEnough):
		return err
	case f.asker.yields && passing(call.KindOf(err)): // the same is asked for again later
		return err
	case f.asker.yields && len(f.places.groups) > 1:
		p.dropGroup(q.group)
		return f.out.unread(missingPart{key: OlderLinesOf + q.group.key(), text: "can't read older lines: " + err.Error(), group: q.group})
	case f.places.alone(q.group) && !f.owners.writers.awaited():
		return err
	}
	p.dropGroup(q.group)
	return q.group.setBack(f.out, err)
}

// absent notes that a group that tasks log to is missing: it is made with its first line, or was deleted.
func (p *pass) absent(f *fetcher, g *logGroup) error {
	g.absent = f.out.clock.now()
	p.dropGroup(g)
	text := fmt.Sprintf("log group %s does not exist", clean.Text(g.name))
	if !f.out.phase.follow {
		return f.out.unread(missingPart{key: g.key(), text: text, group: g})
	}
	f.out.silence(text + " yet")
	return nil
}

func (p *pass) dropGroup(g *logGroup) {
	p.queries = slices.DeleteFunc(p.queries, func(o *query) bool { return o.group == g })
}

// cutoff is before when (after when, where the newest come first) no line of the pass is missing any more. The lines of a single query
// come in their order: the last that it brought need not wait for the next, which a search may be long without.
func (p *pass) cutoff(o *outlet) time.Time {
	edge := o.edge()
	if p.again {
		return edge
	}
	if len(p.queries) == 1 && !p.queries[0].pos.IsZero() {
		if at := p.queries[0].pos; p.newest {
			return plain.Later(at.Add(-time.Millisecond), edge)
		} else if at = at.Add(time.Millisecond); at.Before(edge) {
			return at
		}
		return edge
	}
	for _, q := range p.queries {
		switch {
		case q.pos.IsZero() && p.newest:
			return farFuture()
		case q.pos.IsZero():
			return time.Time{}
		case p.newest && q.pos.After(edge), !p.newest && q.pos.Before(edge):
			edge = q.pos
		}
	}
	return edge
}
