package edit

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
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
type sender struct {
	*call.Caller
	account *aws.Client
	aws.APIs
}

// sendOnce makes a pending call, and never a second one. From the first byte on the wire the call no longer depends on
// the context: what was begun is seen to its end, which is at most as far away as the client's patience. An answer that does not come, or
// that makes no sense, is looked for in the account.
func (c *sender) sendOnce(ctx context.Context, o *pendingCall) (change.Receipt, error) {
	var sent atomic.Bool
	sending := change.SendingOf(ctx)
	r, err := call.Once(ctx, c.Caller, o.Operation, func(limited context.Context) (change.Receipt, error) {
		if limited.Err() != nil {
			return change.Receipt{}, limited.Err()
		}
		free, stop := sending.Patient(limited)
		defer stop()
		ctx, cancel := context.WithTimeout(free, c.Clock.Patience())
		defer cancel()
		wire := &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true); sending.Begun() }}
		return o.send(httptrace.WithClientTrace(ctx, wire), c.Alone)
	})
	if err == nil {
		return r, nil
	}
	if sent.Load() && !call.Declined(err) {
		if sending.GivenUp() {
			return change.Receipt{}, &change.Unknown{Title: o.Words, Err: change.ErrGivenUp}
		}
		if sending != nil {
			free, stop := sending.Patient(ctx)
			defer stop()
			ctx = free
		}
		return c.trace(ctx, o, c.Fault(context.WithoutCancel(ctx), o.Operation, err))
	}
	e := c.Fault(ctx, o.Operation, err)
	switch {
	case !sent.Load():
		return change.Receipt{}, e.Saying("nothing was sent: " + e.Why())
	case call.KindOf(e) == call.Throttled:
		e = e.Saying(e.Why() + "; nothing was changed, and ecscope doesn't retry on its own")
	}
	return change.Receipt{}, e
}

// trace finds out what became of a call whose answer was lost.
func (c *sender) trace(ctx context.Context, o *pendingCall, lost *call.Error) (change.Receipt, error) {
	cause := "the answer was lost (" + lost.Why() + ")"
	start := c.Clock.Now()
	var blind error
	for attempt := range traces {
		if attempt > 0 {
			if c.Clock.Now().Sub(start) > tracePatient || c.Clock.Sleep(ctx, tracePause) != nil {
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
	if blind == nil {
		blind = ctx.Err()
	}
	read := "; the account shows no trace of it, and ecscope doesn't send it again"
	if blind != nil {
		read = "; ecscope couldn't read whether it was applied (" + clean.Sentence(blind.Error()) + "), and doesn't send it again"
	}
	e := call.NewError(call.KindOf(lost), o.Words, "check the current state before you try again", call.Plain(cause+read, lost.Unwrap()))
	return change.Receipt{}, &change.Unknown{Title: o.Words, Err: e}
}
