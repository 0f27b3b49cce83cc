package call

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Operation is one thing to ask AWS: its action and what that is in words ("list services of prod"). Region is set where AWS counts the
// calls of each region on their own: those of CloudWatch Logs.
type Operation struct{ Action, Words, region string }

// Op is an action and what it does, in words.
func Op(action, words string) Operation { return Operation{Action: action, Words: words} }

// In is the operation in a region of CloudWatch Logs.
func (op Operation) In(region string) Operation { op.region = region; return op }

// How long a read keeps trying. Changes are never retried.
const (
	answerTimeout    = 20 * time.Second // of one attempt, where nothing else is set
	throttlePatience = 30 * time.Second // over all attempts, while AWS throttles
	FaultRetries     = 3                // after a fault of the server or the network
)

// Read makes a call that changes nothing, as often as it takes and makes sense. What the request includes is optional:
// where AWS refuses that, the rest is asked for without it.
func Read[I, O any](ctx context.Context, c *Caller, op Operation,
	do func(context.Context, I, ...func(*ecs.Options)) (O, error), in I, options ...func(*ecs.Options)) (O, error) {
	var out O
	var refusal error
	known := c.extras.dropped(op.Action, included(in))
	for _, dropped := range c.extras.attempts(op.Action, included(in)) {
		less, err := Retry(ctx, c, op, func(ctx context.Context) (O, error) {
			return decoded(ctx, do, without(in, dropped), options...)
		})
		if err == nil {
			if len(dropped) > len(known) {
				c.extras.remember(op.Action, dropped, refusal)
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

// Retry is read for any service.
func Retry[O any](ctx context.Context, c *Caller, op Operation, do func(context.Context) (O, error)) (O, error) {
	b := c.budget.bucket(op)
	start, most := c.Clock.Now(), c.Way().Attempts()
	renewed, struck := false, 0
	defer func() { b.strike(-struck) }()
	for attempt := 0; ; attempt++ {
		out, generation, err := try(ctx, c, op, b, do)
		if err == nil {
			b.accept()
			return out, nil
		}
		e := c.Fault(ctx, op, err)
		wait := Backoff(attempt)
		last := most > 0 && attempt+1 >= most
		switch e.kind {
		case Throttled:
			b.throttle(wait)
			b.strike(1 - struck)
			struck = 1
			if last || c.Clock.Now().Add(wait).Sub(start) > throttlePatience {
				return out, e
			}
		case Server, Offline:
			if misread(err) || last || most == 0 && attempt >= FaultRetries || c.Clock.Now().Sub(start) > c.Clock.Patience() {
				return out, e
			}
		case Expired, Unsigned:
			if none := new(NoCredentials); renewed || errors.As(err, &none) || !c.credentials.refused(generation) {
				return out, e
			}
			renewed, wait = true, 0
		default:
			return out, e
		}
		if err := c.Clock.Sleep(ctx, wait); err != nil {
			return out, c.Fault(ctx, op, err)
		}
	}
}

// Attempt makes one call that changes nothing, and another one only for fresh credentials.
func Attempt[O any](ctx context.Context, c *Caller, op Operation, do func(context.Context) (O, error)) (O, *Error) {
	out, renewable, err := single(ctx, c, op, do)
	if renewable {
		out, _, err = single(ctx, c, op, do)
	}
	if err != nil {
		return out, c.Fault(ctx, op, err)
	}
	return out, nil
}

// Passes says whether a failed read is worth another attempt, after so many and so long; patience is for one answer.
func (e *Error) Passes(attempts int, passed, patience time.Duration) bool {
	switch e.kind {
	case Throttled:
		return passed < throttlePatience
	case Server, Offline:
		return attempts < FaultRetries && passed < patience
	}
	return false
}

// Once makes a call that changes something: one attempt. It notes what the outcome means for the budget and the credentials, and answers
// with the error as it came.
func Once[O any](ctx context.Context, c *Caller, op Operation, do func(context.Context) (O, error)) (O, error) {
	out, _, err := single(ctx, c, op, do)
	return out, err
}

// single makes one attempt, notes what its outcome means for the budget and the credentials, and says whether fresh credentials may help.
func single[O any](ctx context.Context, c *Caller, op Operation, do func(context.Context) (O, error)) (out O, renewable bool, err error) {
	b := c.budget.bucket(op)
	out, generation, err := try(ctx, c, op, b, do)
	if err == nil {
		b.accept()
		return out, false, nil
	}
	switch c.Fault(ctx, op, err).kind {
	case Throttled:
		b.throttle(Backoff(0))
	case Expired, Unsigned:
		renewable = c.credentials.refused(generation)
	}
	return out, renewable, err
}

// Declined says whether an error is an answer that says no: then nothing was carried out.
func Declined(err error) bool {
	if _, ok := errors.AsType[*NotStarted](err); ok {
		return true
	}
	if _, ok := errors.AsType[*turnedDown](err); ok {
		return true
	}
	response := new(smithyhttp.ResponseError)
	if !errors.As(err, &response) || response.Response == nil {
		return false
	}
	status := response.HTTPStatusCode()
	api := smithy.APIError(nil)
	if errors.As(err, &api) && kindOf(api.ErrorCode(), api.ErrorMessage()) == Server {
		return false
	}
	return status >= 400 && status < 500
}

// Alone has a call made once, on a connection of its own: neither the SDK nor Go's transport makes it again.
func (c *Caller) Alone(o *ecs.Options) {
	o.Retryer, o.HTTPClient = awssdk.NopRetryer{}, c.Way().Line().Alone
}

// try makes one attempt. The time that credentials and the budget take is not the answer's.
func try[O any](ctx context.Context, c *Caller, op Operation, b *bucket, do func(context.Context) (O, error)) (out O, generation int, err error) {
	if err := b.take(ctx); err != nil {
		return out, 0, err
	}
	if _, err := c.credentials.Retrieve(ctx); err != nil {
		return out, c.credentials.count(), err
	}
	generation = c.credentials.count()
	ctx, cancel := context.WithTimeout(ctx, c.Clock.Patience())
	defer cancel()
	began := c.Clock.Now()
	if out, err = do(ctx); err == nil {
		err = Whole(op.Action, out)
	}
	c.budget.meter.sent(op.Action, b, began, c.Clock.Now().Sub(began), err, err != nil && c.Fault(ctx, op, err).kind == Throttled)
	return out, generation, err
}

// Backoff is the pause before the next attempt: a quarter of a second, doubled each time up to five, less up to a half
// by chance.
func Backoff(attempt int) time.Duration {
	d := min(5*time.Second, 250*time.Millisecond<<min(attempt, 8))
	return d/2 + rand.N(d/2)
}
