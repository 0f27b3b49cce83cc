package aws

import "errors"

// Kind is what sort of trouble an error is; the only thing about an error that a caller decides by.
type Kind string

// The kinds. Cancelled is never shown.
const (
	Unknown     Kind = "unknown"
	Denied      Kind = "denied"
	Expired     Kind = "expired"     // credentials expired, or the session has to be renewed
	Unsigned    Kind = "credentials" // no usable credentials at all
	Throttled   Kind = "throttled"
	NotFound    Kind = "not found"
	Conflict    Kind = "conflict"
	Invalid     Kind = "invalid"
	Unsupported Kind = "unsupported" // this server does not know the action
	Offline     Kind = "offline"
	Server      Kind = "server" // 5xx or an answer that makes no sense
	Cancelled   Kind = "cancelled"
)

// Error is any error of this package. Its text reads `list services of prod: …`, is cleaned and fits in a line.
type Error struct {
	kind      Kind
	operation string // what was tried, in words: list services of prod
	hint      string // what to do about it; may be empty
	err       error
}

// Error says what was tried and what went wrong.
func (e *Error) Error() string { return e.operation + ": " + e.err.Error() }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.err }

// Kind is the kind as a word: the user interface reads it without knowing this package.
func (e *Error) Kind() string { return string(e.kind) }

// Hint says what to do about it, in one line; it may be empty.
func (e *Error) Hint() string { return e.hint }

// KindOf is the kind of any error: Unknown where it is not one of ours.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.kind
	}
	return Unknown
}
