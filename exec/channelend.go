package exec

import (
	"errors"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
)

// The ways in which a session ends or does not come about, beside the far side's own end. An error of a session is one of
// them, by errors.Is, or an error of aws.
var (
	// ErrLost is a connection that was lost and did not come back.
	ErrLost = errors.New("the connection was lost")
	// ErrGone is a session that ended while the connection was lost.
	ErrGone = errors.New("the session ended while the connection was lost")
	// ErrRefused is a gateway that does not accept the session's token.
	ErrRefused = errors.New("the gateway refused the session")
	// ErrEnded is a session that the far side ended before it was there.
	ErrEnded = errors.New("the session ended before it was open")
	// ErrBroken is a session whose data makes no sense.
	ErrBroken = errors.New("the session sent invalid data")
	// ErrClosed is a session that was closed here.
	ErrClosed = errors.New("the session is closed")
)

// Ended is the end of a session that nobody asked for.
type Ended struct {
	cause  error // one of those above
	where  aws.ExecTarget
	detail string
	hint   string
}

// Error says what ended where and why, in a line.
func (e *Ended) Error() string {
	text := "session in " + place(e.where) + ": " + e.cause.Error()
	if e.detail != "" {
		text += ": " + e.detail
	}
	return text
}

// Unwrap is one of the errors of this package.
func (e *Ended) Unwrap() error { return e.cause }

// Hint says what to do about it, in a line.
func (e *Ended) Hint() string { return e.hint }

// place is how a container is told of.
func place(t aws.ExecTarget) string {
	return "container " + clean.Text(t.Container) + " of task " + aws.ShortID(clean.Text(t.Task))
}

// ended is an end with the hint that goes with it.
func ended(cause error, where aws.ExecTarget, detail string) *Ended {
	e := &Ended{cause: cause, where: where, detail: detail}
	switch {
	case errors.Is(cause, ErrLost):
		e.hint = "check the network, VPN and proxy; what ran in it may keep running for up to 20 minutes"
	case errors.Is(cause, ErrGone):
		e.hint = "open a new session; if the task has stopped, in the task that replaces it"
	case errors.Is(cause, ErrRefused):
		e.hint = "open it again; a proxy must let websockets to ssmmessages.<region> through"
	case errors.Is(cause, ErrEnded):
		e.hint = "check that the container has the command and that the task isn't stopping"
	case errors.Is(cause, ErrBroken):
		e.hint = "open it again; if that doesn't help, the agent in the container is too old or too new: replace the task"
	}
	return e
}
