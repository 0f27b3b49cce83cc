package tail

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// missingPart is something that was asked for and cannot be read at the moment, while the rest can.
type missingPart struct {
	key, text string
	group     *logGroup // nil where it is none
}

// setback is why a group cannot be read at the moment.
type setback struct {
	err   error
	again time.Time // when it is tried next
	pause time.Duration
}

// rests says that a group is left alone for now, since it could not be read.
func (g *logGroup) rests(now time.Time) bool {
	return !g.setback.again.IsZero() && now.Before(g.setback.again)
}

// fails says that the last attempt to read the group failed.
func (g *logGroup) fails() bool { return !g.setback.again.IsZero() }

// key names a group among those that cannot be read.
func (g *logGroup) key() string { return "log group " + clean.Text(g.name) + " in " + g.region }

// setBack leaves a group alone for a while, and says so.
func (g *logGroup) setBack(o *outlet, err error) error {
	b := &g.setback
	if !g.fails() {
		g.rewind(late)
	}
	b.pause = min(time.Minute, max(looks/3, 2*b.pause))
	b.err, b.again = err, o.clock.now().Add(b.pause)
	return o.unread(missingPart{key: g.key(), text: g.key() + " cannot be read: " + err.Error(), group: g})
}

// rewind has the group read again from a while before where it stands: meanwhile nobody looks for lines that come late.
func (g *logGroup) rewind(by time.Duration) {
	g.at = g.at.Add(-by)
	for _, s := range g.streams {
		s.at = s.at.Add(-by)
	}
}

// works notes that a group could be read.
func (g *logGroup) works(o *outlet) error {
	if !g.fails() {
		return nil
	}
	g.setback = setback{}
	return o.readAgain(g.key())
}

// retryUnread tries once more, at the end of history, what could not be read. What fails again stays unread.
func (p *pass) retryUnread(ctx context.Context, f *fetcher) error {
	failed := func(g *logGroup) bool { return g.fails() && passing(call.KindOf(g.setback.err)) }
	var again []stretch
	for _, s := range f.places.stretches(always, 0) {
		if failed(s.group) {
			s.group.setback.again = f.out.clock.now().Add(-1)
			again = append(again, s)
		}
	}
	if len(again) == 0 {
		return nil
	}
	queries, err := f.planner.plan(ctx, again)
	if err != nil {
		return err
	}
	second := *p
	second.queries = queries
	return second.run(ctx, f)
}
