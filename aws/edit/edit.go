// Package edit has every change of an account: how it is planned on what AWS says now, applied once, and followed to its end. Each
// is a change.Change, and nothing else in the program changes anything in AWS.
package edit

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// Editor makes the changes of one account, each part with what it alone needs, put together. It is safe for concurrent use.
type Editor struct {
	*serviceEditor
	*rolloutEditor
	*taskEditor
	*taskRunner
	*instanceEditor
	*registrar
	*scheduleEditor
}

// New changes the account that a client reads.
func New(client *aws.Client) *Editor {
	once := &sender{client.Caller, client, client.APIs()}
	register, tasks := &registrar{once}, &taskEditor{once}
	services, runner := &serviceEditor{once, register}, &taskRunner{once, tasks}
	return &Editor{services, &rolloutEditor{once, services}, tasks, runner, &instanceEditor{once}, register, &scheduleEditor{once, runner}}
}

// edit is a change of the account. How it is planned is its own affair; how it is applied is the same for all.
type edit struct {
	sender *sender
	title  string
	plan   func(context.Context) (change.Plan, *pendingCall, error)
	// order is the call that the last plan promised; nil before a plan, and from the moment it is used.
	order *pendingCall
}

// pendingCall is one call to be made, as it was planned.
type pendingCall struct {
	call.Operation
	// moved reads the account again and tells what is no longer as the plan saw it.
	moved func(context.Context) ([]change.Field, error)
	// send makes the call.
	send func(context.Context, ...func(*ecs.Options)) (change.Receipt, error)
	// trace reads whether a call whose answer was lost was carried out.
	trace func(context.Context) (r change.Receipt, found bool, err error)
}

// Title is what the change does.
func (e *edit) Title() string { return e.title }

// Plan reads the account and says what would happen.
func (e *edit) Plan(ctx context.Context) (change.Plan, error) {
	e.order = nil
	p, o, err := e.plan(ctx)
	if err != nil {
		return change.Plan{}, err
	}
	e.order, e.title = o, p.Title
	return p, nil
}

// Apply does what the last plan said, once. After it, whatever its result, the change has to be planned again.
func (e *edit) Apply(ctx context.Context) (change.Receipt, error) {
	o := e.order
	e.order = nil
	if o == nil {
		return change.Receipt{}, call.NewError(call.Invalid, clean.Text(e.title), "", errors.New("it must be planned first; nothing was sent"))
	}
	moved, err := o.moved(ctx)
	if err != nil {
		return change.Receipt{}, unsent(o.Operation, err)
	}
	if len(moved) > 0 {
		return change.Receipt{}, &change.Drift{Fields: moved}
	}
	return e.sender.sendOnce(ctx, o)
}

// unsent says of an error that it came before anything was sent.
func unsent(op call.Operation, err error) error {
	hint := ""
	if cause, ok := errors.AsType[*call.Error](err); ok {
		hint = cause.Hint()
	}
	return call.NewError(call.KindOf(err), op.Words, hint, call.Plain("nothing was sent: "+clean.Sentence(err.Error()), err))
}
