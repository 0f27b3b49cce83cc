package aws

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// operation is one thing to ask AWS: its action and what that is in words ("list services of prod").
type operation struct{ action, words string }

// How long a read keeps trying. Changes are never retried.
const (
	answerTimeout    = 20 * time.Second // of one attempt, where nothing else is set
	throttlePatience = 30 * time.Second // over all attempts, while AWS throttles
	faultRetries     = 3                // after a fault of the server or the network
)

// read makes a call that changes nothing, as often as it takes and makes sense. What the request includes is optional:
// where AWS refuses that, the rest is asked for without it.
func read[I, O any](ctx context.Context, c *caller, op operation,
	do func(context.Context, I, ...func(*ecs.Options)) (O, error), in I, options ...func(*ecs.Options)) (O, error) {
	var out O
	var refusal error
	known := c.extras.dropped(op.action, included(in))
	for _, dropped := range c.extras.attempts(op.action, included(in)) {
		less, err := retry(ctx, c, op, func(ctx context.Context) (O, error) {
			return decoded(ctx, do, without(in, dropped), options...)
		})
		if err == nil {
			if len(dropped) > len(known) {
				c.extras.remember(op.action, dropped, refusal)
			}
			return less, nil
		}
		if refusal == nil {
			out, refusal = less, err
		}
		if !overExtra(op, err) {
			break
		}
	}
	return out, refusal
}

// retry is read for any service.
func retry[O any](ctx context.Context, c *caller, op operation, do func(context.Context) (O, error)) (O, error) {
	b := c.budget.bucket(op.action)
	start, most := c.clock.now(), c.way().Attempts()
	renewed, struck := false, 0
	defer func() { b.strike(-struck) }()
	for attempt := 0; ; attempt++ {
		out, generation, err := try(ctx, c, op, b, do)
		if err == nil {
			b.accept()
			return out, nil
		}
		e := c.fault(ctx, op, err)
		wait := backoff(attempt)
		last := most > 0 && attempt+1 >= most
		switch e.kind {
		case Throttled:
			b.throttle(wait)
			b.strike(1 - struck)
			struck = 1
			if last || c.clock.now().Add(wait).Sub(start) > throttlePatience {
				return out, e
			}
		case Server, Offline:
			if misread(err) || last || most == 0 && attempt >= faultRetries || c.clock.now().Sub(start) > c.clock.patience() {
				return out, e
			}
		case Expired, Unsigned:
			if none := new(credentialsError); renewed || errors.As(err, &none) || !c.credentials.refused(generation) {
				return out, e
			}
			renewed, wait = true, 0
		default:
			return out, e
		}
		if err := c.clock.sleep(ctx, wait); err != nil {
			return out, c.fault(ctx, op, err)
		}
	}
}

// try makes one attempt. The time that credentials and the budget take is not the answer's.
func try[O any](ctx context.Context, c *caller, op operation, b *bucket, do func(context.Context) (O, error)) (out O, generation int, err error) {
	if err := b.take(ctx); err != nil {
		return out, 0, err
	}
	if _, err := c.credentials.Retrieve(ctx); err != nil {
		return out, c.credentials.count(), err
	}
	generation = c.credentials.count()
	ctx, cancel := context.WithTimeout(ctx, c.clock.patience())
	defer cancel()
	began := c.clock.now()
	if out, err = do(ctx); err == nil {
		err = whole(op.action, out)
	}
	c.budget.meter.sent(op.action, b, began, c.clock.now().Sub(began), err, err != nil && c.fault(ctx, op, err).kind == Throttled)
	return out, generation, err
}

// backoff is the pause before the next attempt: a quarter of a second, doubled each time up to five, less up to a half
// by chance.
func backoff(attempt int) time.Duration {
	d := min(5*time.Second, 250*time.Millisecond<<min(attempt, 8))
	return d/2 + rand.N(d/2)
}
