package change

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ecscope/ecscope/guard"
)

// Desk is where every change passes: it holds back what is not allowed here, and writes down what was done.
type Desk struct {
	// Guard judges what may be done here, and what takes its name.
	guard.Guard
	// Journal is the record of changes; nil where nothing is to be left behind.
	Journal *Journal
	// Now is the clock; nil for the wall clock.
	Now func() time.Time
	// Pending are the changes under way, which whoever leaves gives up; nil where nobody can.
	Pending *Pending
	// Unrecorded is asked before a change is sent that cannot be recorded; nil from it sends the change all the same. Where
	// it is nil itself, such a change is not sent.
	Unrecorded func(error) error
}

// Typed is what has to be typed to confirm a plan, or empty.
func (d *Desk) Typed(p Plan) string {
	if p.Typed != "" {
		return p.Typed
	}
	return d.Name(p.Where.Guarded())
}

// Apply applies a confirmed change. It is the only caller of Change.Apply. The intent is on disk before anything is sent;
// the outcome follows. A change that cannot be recorded is sent only if Unrecorded allows it.
func (d *Desk) Apply(ctx context.Context, c Change, p Plan) (r Receipt, err error) {
	if err := d.Refuse(guard.Change); err != nil {
		return Receipt{}, err
	}
	pending := d.Pending
	if pending == nil {
		pending = &Pending{}
	}
	ctx, sending, done := pending.begin(ctx, p.Title)
	defer func() { done(err) }()
	e, release, err := d.intend(p)
	if err != nil {
		if err = d.unrecorded(err); err != nil {
			return Receipt{}, err
		}
		r, err = d.send(ctx, c, p, sending)
		r.Note = join(r.Note, "not recorded")
		return r, err
	}
	defer release()
	r, err = d.send(ctx, c, p, sending)
	if d.Journal == nil {
		return r, err
	}
	if wrong := d.Journal.Write(e.ended(d.now(), r, err)); wrong != nil {
		r.Note = join(r.Note, "the outcome is not recorded: "+wrong.Error())
	}
	return r, err
}

// send applies the change. One that was given up on the wire has an unknown outcome.
func (d *Desk) send(ctx context.Context, c Change, p Plan, sending *Sending) (Receipt, error) {
	r, err := c.Apply(ctx)
	if u, ok := errors.AsType[*Unknown](err); ok {
		u.Title = p.Title
		return r, u
	}
	if err != nil && sending.GivenUp() && !sending.sent.Load() {
		err = fmt.Errorf("%s: nothing was sent: %w", p.Title, context.Canceled)
	}
	return r, err
}

// intend records what is about to be sent.
func (d *Desk) intend(p Plan) (Entry, func(), error) {
	if d.Journal == nil {
		return Entry{}, func() {}, nil
	}
	e := entry(d.now(), rand.Text(), p)
	if err := os.MkdirAll(filepath.Dir(d.Journal.Path), 0o700); err != nil {
		return e, nil, err
	}
	release, err := d.Journal.hold(e.ID)
	if err != nil {
		return e, nil, err
	}
	if err := d.Journal.Write(e); err != nil {
		release()
		return e, nil, err
	}
	return e, release, nil
}

func (d *Desk) unrecorded(err error) error {
	cannot := &NotRecorded{err}
	if d.Unrecorded == nil {
		return cannot
	}
	return d.Unrecorded(cannot)
}

// NotRecorded is that a change was not sent because it cannot be recorded first.
type NotRecorded struct{ Err error }

// Error says why.
func (n *NotRecorded) Error() string { return "this change can't be recorded: " + n.Err.Error() }

// Unwrap is why.
func (n *NotRecorded) Unwrap() error { return n.Err }

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
