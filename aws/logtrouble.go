package aws

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// trouble is what keeps a reading from reading at the moment.
type trouble struct {
	kind  Kind      // empty for none
	since time.Time // when it began
	noted time.Time // when it was last noted
}

// reminder is how often a trouble that lasts is told.
const reminder = 10 * time.Second

// retrieve makes a call to CloudWatch Logs. A tail goes on asking as long as the trouble is one that passes, and says so;
// history gives up.
func retrieve[O any](ctx context.Context, r *reading, op operation, g *logGroup,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	start := r.c.clock.now()
	for attempt := 0; ; attempt++ {
		out, e := askLogs(ctx, r.c, op, g.region, do)
		if e == nil {
			return out, r.recovered()
		}
		if r.tail != nil { // the tail waits, or goes on meanwhile
			return out, e
		}
		if !r.keepsOn(e) && !e.passes(attempt, r.c.clock.now().Sub(start)) {
			return out, e
		}
		if e.kind != Expired && e.kind != Unsigned && !g.alone(r) { // the others go on meanwhile
			if attempt > 0 {
				return out, e
			}
			if err := r.c.clock.sleep(ctx, backoff(attempt)); err != nil {
				return out, r.c.fault(ctx, op, err)
			}
			continue
		}
		if err := r.waitOut(ctx, e, attempt); err != nil {
			return out, err
		}
	}
}

// keepsOn says whether a tail goes on asking in spite of an error.
func (r *reading) keepsOn(e *Error) bool {
	switch e.kind {
	case Throttled, Server, Offline, Expired:
		return r.t.Follow
	case Unsigned, NotFound: // what worked once may work again
		return r.following() && e.kind == Unsigned
	}
	return false
}

// waitOut notes a trouble and waits before the next attempt.
func (r *reading) waitOut(ctx context.Context, e *Error, attempt int) error {
	now := r.c.clock.now()
	if r.trouble.kind == "" {
		r.trouble.since = now
	}
	if r.t.Follow && (r.trouble.kind != e.kind || now.Sub(r.trouble.noted) >= reminder) {
		r.trouble.noted = now
		if err := r.report(e); err != nil {
			return err
		}
	}
	r.trouble.kind = e.kind
	wait := backoff(attempt)
	if e.kind == Expired || e.kind == Unsigned {
		wait = pause
	}
	if err := r.c.clock.sleep(ctx, wait); err != nil {
		return r.c.fault(ctx, operation{words: e.operation}, err)
	}
	return nil
}

// report notes a trouble, and how far behind it has left the lines.
func (r *reading) report(e *Error) error {
	if e.kind == Throttled {
		return r.note(NoteThrottled, r.lag(), e.Error())
	}
	return r.note(NoteTrouble, 0, e.Error())
}

// recovered notes, once, that calls work again.
func (r *reading) recovered() error {
	kind, since := r.trouble.kind, r.trouble.since
	r.trouble = trouble{}
	if kind == "" || kind == Throttled || !r.t.Follow {
		return nil
	}
	return r.note(NoteReconnected, r.c.clock.now().Sub(since).Round(time.Millisecond), "reconnected; what was written meanwhile follows")
}

// lag is how far behind the streams are that were read least lately.
func (r *reading) lag() time.Duration {
	oldest := r.now()
	for _, g := range r.groups {
		if g.fails() {
			continue
		}
		if g.open && g.at.Before(oldest) {
			oldest = g.at
		}
		for _, s := range g.streams {
			if !g.open && s.done.IsZero() && s.at.Before(oldest) {
				oldest = s.at
			}
		}
	}
	return r.now().Sub(oldest).Truncate(time.Millisecond)
}
