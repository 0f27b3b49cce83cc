package aws

import (
	"context"
	"time"
)

// missingPart is something that was asked for and cannot be read at the moment, while the rest can.
type missingPart struct {
	key, text string
	group     *logGroup // nil where it is none
}

// unread notes, once until it works again, that something cannot be read.
func (r *reading) unread(u missingPart) error {
	if r.noted["unread "+u.key] {
		return nil
	}
	r.noted["unread "+u.key] = true
	e := LogEvent{Time: r.now(), Note: NoteUnread, Message: u.text, ID: u.key}
	if u.group != nil {
		e.Group = Clean(u.group.name)
	}
	if r.order.desc || !r.following() {
		return r.emit([]LogEvent{e})
	}
	e.Message += "; it is tried again"
	return r.emit([]LogEvent{e})
}

// readAgain notes that what could not be read now can.
func (r *reading) readAgain(key string) error {
	if !r.noted["unread "+key] {
		return nil
	}
	delete(r.noted, "unread "+key)
	return r.emit([]LogEvent{{Time: r.now(), Note: NoteRead, ID: key, Message: key + " is read again; what was written meanwhile follows"}})
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
func (g *logGroup) key() string { return "log group " + Clean(g.name) + " in " + g.region }

// alone says that no other group is read: then there is nothing to go on with while this one cannot be.
func (g *logGroup) alone(r *reading) bool {
	for _, o := range r.groups {
		if o != g && !o.fails() && o.absent.IsZero() && (o.open || len(o.streams) > 0) {
			return false
		}
	}
	return true
}

// setBack leaves a group alone for a while, and says so.
func (g *logGroup) setBack(r *reading, err error) error {
	b := &g.setback
	b.pause = min(time.Minute, max(looks/3, 2*b.pause))
	b.err, b.again = err, r.now().Add(b.pause)
	return r.unread(missingPart{key: g.key(), text: g.key() + " cannot be read: " + err.Error(), group: g})
}

// works notes that a group could be read.
func (g *logGroup) works(r *reading) error {
	if !g.fails() {
		return nil
	}
	g.setback = setback{}
	return r.readAgain(g.key())
}

// retryUnread tries once more, at the end of history, what could not be read. What fails again stays unread.
func (p *pass) retryUnread(ctx context.Context, r *reading) error {
	failed := func(g *logGroup) bool { return g.fails() && passing(KindOf(g.setback.err)) }
	var again []stretch
	for _, s := range r.stretches(func(time.Time, bool) bool { return true }, 0) {
		if failed(s.group) {
			s.group.setback.again = r.now().Add(-1)
			again = append(again, s)
		}
	}
	if len(again) == 0 {
		return nil
	}
	queries, err := r.plan(ctx, again)
	if err != nil {
		return err
	}
	second := *p
	second.queries = queries
	return second.run(ctx, r)
}
