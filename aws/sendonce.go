package aws

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// How long what became of a lost answer is looked for: ECS shows a change after some seconds.
const (
	traces       = 8
	tracePause   = 2 * time.Second
	tracePatient = 40 * time.Second
)

// sender sends what changes the account: once, and looks what became of it.
type sender struct{ *caller }

// sendOnce makes a pending call, and never a second one. From the first byte on the wire the call no longer depends on
// the context: what was begun is seen to its end, which is at most as far away as the client's patience. An answer that does not come, or
// that makes no sense, is looked for in the account.
func (c *sender) sendOnce(ctx context.Context, o *pendingCall) (change.Receipt, error) {
	b := c.budget.bucket(o.action)
	var sent atomic.Bool
	sending := change.SendingOf(ctx)
	r, generation, err := try(ctx, c.caller, o.operation, b, func(limited context.Context) (change.Receipt, error) {
		if limited.Err() != nil {
			return change.Receipt{}, limited.Err()
		}
		free, stop := sending.Patient(limited)
		defer stop()
		ctx, cancel := context.WithTimeout(free, c.clock.patience())
		defer cancel()
		wire := &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true); sending.Begun() }}
		return o.send(httptrace.WithClientTrace(ctx, wire), c.alone)
	})
	if err == nil {
		b.accept()
		return r, nil
	}
	if sent.Load() && !declined(err) {
		if sending.GivenUp() {
			return change.Receipt{}, &change.Unknown{Title: o.words, Err: change.ErrGivenUp}
		}
		if sending != nil {
			free, stop := sending.Patient(ctx)
			defer stop()
			ctx = free
		}
		return c.trace(ctx, o, c.fault(context.WithoutCancel(ctx), o.operation, err))
	}
	e := c.fault(ctx, o.operation, err)
	switch {
	case !sent.Load():
		return change.Receipt{}, &Error{e.kind, e.operation, e.hint, plain{"nothing was sent: " + e.err.Error(), e.err}}
	case e.kind == Throttled:
		b.throttle(backoff(0))
		e.err = plain{e.err.Error() + "; nothing was changed, and ecscope doesn't retry on its own", e.err}
	case e.kind == Expired || e.kind == Unsigned:
		c.credentials.refused(generation)
	}
	return change.Receipt{}, e
}

// declined says whether an error is an answer that says no: then nothing was carried out.
func declined(err error) bool {
	if _, ok := errors.AsType[*notStarted](err); ok {
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

// alone has a call made once, on a connection of its own: neither the SDK nor Go's transport makes it again.
func (c *caller) alone(o *ecs.Options) {
	o.Retryer, o.HTTPClient = awssdk.NopRetryer{}, c.way().Line().Alone
}

// trace finds out what became of a call whose answer was lost.
func (c *sender) trace(ctx context.Context, o *pendingCall, lost *Error) (change.Receipt, error) {
	cause := "the answer was lost (" + lost.err.Error() + ")"
	start := c.clock.now()
	var blind error
	for attempt := range traces {
		if attempt > 0 {
			if c.clock.now().Sub(start) > tracePatient || c.clock.sleep(ctx, tracePause) != nil {
				break
			}
		}
		r, found, err := o.trace(ctx)
		if found {
			r.Note = cause + ", but reading it back shows that it was applied"
			return r, nil
		}
		blind = err
	}
	e := &Error{kind: lost.kind, operation: o.words, hint: "check the current state before you try again",
		err: plain{cause + "; the account shows no trace of it, and ecscope doesn't send it again", lost.err}}
	if blind == nil {
		blind = ctx.Err()
	}
	if blind != nil {
		e.err = plain{cause + "; ecscope couldn't read whether it was applied (" + clean.Sentence(blind.Error()) + "), and doesn't send it again", lost.err}
	}
	return change.Receipt{}, &change.Unknown{Title: o.words, Err: e}
}
