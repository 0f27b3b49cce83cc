package cli

import (
	"context"
	"errors"
	"os"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
)

// Why a change is refused; in each case nothing was sent.
const (
	byMode   = "read-only"
	byRule   = "refused"
	byDrift  = "drift"
	byNobody = "not confirmed"
)

// refusal is a change that was refused: exit code 4.
type refusal struct {
	cause, text, hint string
	// command is the AWS CLI command of a change that leads on; empty for none.
	command string
	moved   []change.Field
}

func (r *refusal) Error() string { return r.text }

// interruption is what was interrupted, with what has become of it: exit code 130, or that of the signal it knows of.
type interruption struct {
	text string
	by   os.Signal
}

func (i *interruption) Error() string { return i.text }

// refused makes a refusal of an error that is one, with the command of the change that it offers instead.
func refused(ctx context.Context, err error) error {
	if errors.Is(err, guard.ErrReadOnly) {
		return &refusal{cause: byMode, text: err.Error()}
	}
	if d, ok := errors.AsType[*change.Drift](err); ok {
		return &refusal{cause: byDrift, text: d.Error(), hint: "nothing was sent; try again for a new plan", moved: d.Fields}
	}
	r, ok := errors.AsType[*change.Refused](err)
	if !ok {
		return err
	}
	own := &refusal{cause: byRule, text: "refused: " + r.Reason, hint: r.Way}
	if r.Instead != nil {
		if p, err := r.Instead.Plan(ctx); err == nil {
			own.command = p.Command
		}
	}
	return own
}
