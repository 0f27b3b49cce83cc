package call

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

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

// NewError is an error of a kind: what was tried, in words ("list services of prod"), what to do about it, which may be empty, and why.
func NewError(kind Kind, operation, hint string, err error) *Error {
	return &Error{kind: kind, operation: operation, hint: hint, err: err}
}

// Plain is an error with a text for people in place of its own.
func Plain(text string, err error) error { return telling{text, err} }

// Plainly is an error with its text made harmless and fit for a line.
func Plainly(err error) error { return telling{clean.Sentence(err.Error()), err} }

// Saying is the error with another text for what went wrong.
func (e *Error) Saying(text string) *Error {
	return NewError(e.kind, e.operation, e.hint, telling{text, e.err})
}

// Why is what went wrong, without what was tried.
func (e *Error) Why() string { return e.err.Error() }

// Operation is what was tried, in words.
func (e *Error) Operation() string { return e.operation }

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

// telling is what Plain makes.
type telling struct {
	text string
	err  error
}

func (w telling) Error() string { return w.text }

func (w telling) Unwrap() error { return w.err }

// HintOf is what to do about any error; empty where that is not known.
func HintOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.hint
	}
	return ""
}

// Distinct joins errors, those that say the same once, in the order of their texts.
func Distinct(all []error) error {
	all = slices.SortedStableFunc(slices.Values(all), func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(slices.CompactFunc(all, func(a, b error) bool { return a.Error() == b.Error() })...)
}

// Joined makes one error of several: the first one's, and how many more there are.
func Joined(words string, errs []error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	all := errors.Join(errs...)
	one, ok := errors.AsType[*Error](errs[0])
	if !ok {
		one = NewError(Unknown, words, "", Plainly(errs[0]))
	}
	return NewError(one.kind, one.operation, one.hint, Plain(fmt.Sprintf("%v (and %d more)", one.err, len(errs)-1), all))
}

// Of adds a cluster's name to what is done, if there is one.
func Of(words, cluster string) string {
	if cluster == "" {
		return words
	}
	return words + " of " + clean.Text(plain.Short(cluster))
}

// Reason is what went wrong and, where it is known, what permission is missing.
func Reason(err error) string {
	switch e, ok := errors.AsType[*Error](err); {
	case err == nil:
		return "AWS gives no name"
	case ok:
		return e.Why()
	}
	return clean.Sentence(err.Error())
}
