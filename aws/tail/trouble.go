package tail

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/ecscope/ecscope/aws/call"
)

// trouble is what keeps a reading from reading at the moment.
type trouble struct {
	kind  call.Kind // empty for none
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
func retrieve[O any](ctx context.Context, a *asker, op call.Operation, g *logGroup,
	do func(context.Context, *cloudwatchlogs.Client) (O, error)) (O, error) {
	start := a.c.Clock.Now()
	for attempt := 0; ; attempt++ {
		out, e := askLogs(ctx, a.c, op, g.region, do)
		if e == nil {
			return out, a.recovered()
		}
		if a.yields { // the tail waits, or goes on meanwhile
			return out, e
		}
		if !a.keepsOn(e) && !e.Passes(attempt, a.c.Clock.Now().Sub(start), a.c.Clock.Patience()) {
			return out, e
		}
		if call.KindOf(e) != call.Expired && call.KindOf(e) != call.Unsigned && !a.places.alone(g) { // the others go on meanwhile
			if attempt > 0 {
				return out, e
			}
			if err := a.c.Clock.Sleep(ctx, call.Backoff(attempt)); err != nil {
				return out, a.c.Fault(ctx, op, err)
			}
			continue
		}
		if err := a.waitOut(ctx, e, attempt); err != nil {
			return out, err
		}
	}
}

// keepsOn says whether a tail goes on asking in spite of an error.
func (a *asker) keepsOn(e *call.Error) bool {
	switch call.KindOf(e) {
	case call.Throttled, call.Server, call.Offline, call.Expired:
		return a.out.phase.follow
	case call.Unsigned: // what worked once may work again
		return a.out.phase.following()
	}
	return false
}

// waitOut notes a trouble and waits before the next attempt.
func (a *asker) waitOut(ctx context.Context, e *call.Error, attempt int) error {
	now := a.c.Clock.Now()
	if a.trouble.kind == "" {
		a.trouble.since = now
	}
	if a.out.phase.follow && (a.trouble.kind != call.KindOf(e) || now.Sub(a.trouble.noted) >= reminder) {
		a.trouble.noted = now
		if err := a.report(e); err != nil {
			return err
		}
	}
	a.trouble.kind = call.KindOf(e)
	wait := call.Backoff(attempt)
	if call.KindOf(e) == call.Expired || call.KindOf(e) == call.Unsigned {
		wait = call.Pause
	}
	if err := a.c.Clock.Sleep(ctx, wait); err != nil {
		return a.c.Fault(ctx, call.Op("", e.Operation()), err)
	}
	return nil
}

// report notes a trouble, and how far behind it has left the lines.
func (a *asker) report(e *call.Error) error {
	if call.KindOf(e) == call.Throttled {
		return a.out.note(NoteThrottled, a.places.lag(a.out.clock.now), e.Error())
	}
	return a.out.note(NoteTrouble, 0, e.Error())
}

// recovered notes, once, that calls work again.
func (a *asker) recovered() error {
	kind, since := a.trouble.kind, a.trouble.since
	a.trouble = trouble{}
	if kind == "" || kind == call.Throttled || !a.out.phase.follow {
		return nil
	}
	return a.out.note(NoteReconnected, a.c.Clock.Now().Sub(since).Round(time.Millisecond), "reconnected; the lines since then follow")
}
