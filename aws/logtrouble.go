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

// asker makes calls that may fail for a while.
type asker struct {
	c       *logReader
	out     *outlet
	places  *logPlaces
	trouble trouble
	yields  bool // to the tail for which it reads what is older: that waits, or goes on meanwhile
}

// reminder is how often a trouble that lasts is told.
const reminder = 10 * time.Second

// retrieve makes a call to CloudWatch Logs. A tail goes on asking as long as the trouble is one that passes, and says so;
// history gives up.
func retrieve[O any](ctx context.Context, a *asker, op operation, g *logGroup,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	start := a.c.clock.now()
	for attempt := 0; ; attempt++ {
		out, e := askLogs(ctx, a.c, op, g.region, do)
		if e == nil {
			return out, a.recovered()
		}
		if a.yields { // the tail waits, or goes on meanwhile
			return out, e
		}
		if !a.keepsOn(e) && !e.passes(attempt, a.c.clock.now().Sub(start), a.c.clock.patience()) {
			return out, e
		}
		if KindOf(e) != Expired && KindOf(e) != Unsigned && !a.places.alone(g) { // the others go on meanwhile
			if attempt > 0 {
				return out, e
			}
			if err := a.c.clock.sleep(ctx, backoff(attempt)); err != nil {
				return out, a.c.fault(ctx, op, err)
			}
			continue
		}
		if err := a.waitOut(ctx, e, attempt); err != nil {
			return out, err
		}
	}
}

// keepsOn says whether a tail goes on asking in spite of an error.
func (a *asker) keepsOn(e *Error) bool {
	switch KindOf(e) {
	case Throttled, Server, Offline, Expired:
		return a.out.phase.follow
	case Unsigned: // what worked once may work again
		return a.out.phase.following()
	}
	return false
}

// waitOut notes a trouble and waits before the next attempt.
func (a *asker) waitOut(ctx context.Context, e *Error, attempt int) error {
	now := a.c.clock.now()
	if a.trouble.kind == "" {
		a.trouble.since = now
	}
	if a.out.phase.follow && (a.trouble.kind != KindOf(e) || now.Sub(a.trouble.noted) >= reminder) {
		a.trouble.noted = now
		if err := a.report(e); err != nil {
			return err
		}
	}
	a.trouble.kind = KindOf(e)
	wait := backoff(attempt)
	if KindOf(e) == Expired || KindOf(e) == Unsigned {
		wait = pause
	}
	if err := a.c.clock.sleep(ctx, wait); err != nil {
		return a.c.fault(ctx, Op("", e.Operation()), err)
	}
	return nil
}

// report notes a trouble, and how far behind it has left the lines.
func (a *asker) report(e *Error) error {
	if KindOf(e) == Throttled {
		return a.out.note(NoteThrottled, a.places.lag(a.out.clock.now), e.Error())
	}
	return a.out.note(NoteTrouble, 0, e.Error())
}

// recovered notes, once, that calls work again.
func (a *asker) recovered() error {
	kind, since := a.trouble.kind, a.trouble.since
	a.trouble = trouble{}
	if kind == "" || kind == Throttled || !a.out.phase.follow {
		return nil
	}
	return a.out.note(NoteReconnected, a.c.clock.now().Sub(since).Round(time.Millisecond), "reconnected; the lines since then follow")
}
