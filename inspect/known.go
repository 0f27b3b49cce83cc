package inspect

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// Known is a part of what there is to know: the value and when it was read, or the reason why it is not known. Its zero
// value was not asked for.
type Known[T any] struct {
	// Value is what was read. Where the reading broke off it is the part that came before the error.
	Value T
	// Seen is when it was read to its end; zero where it was not.
	Seen time.Time
	// Err is why it could not be read; nil also where nobody asked.
	Err error
}

// Read is a part that was read to its end.
func Read[T any](value T, at time.Time) Known[T] { return Known[T]{Value: value, Seen: at} }

// OK says whether the value is complete.
func (k Known[T]) OK() bool { return k.Err == nil && !k.Seen.IsZero() }

// Asked says whether somebody tried to read it.
func (k Known[T]) Asked() bool { return k.Err != nil || !k.Seen.IsZero() }

// why says in a few words why a part is not known; empty where it is.
func (k Known[T]) why() string {
	switch {
	case k.Err != nil && call.KindOf(k.Err) == call.Denied:
		return strings.TrimSuffix("denied, "+call.HintOf(k.Err), ", ")
	case k.Err != nil:
		text, _, _ := strings.Cut(k.Err.Error(), "\n")
		return text
	case k.Seen.IsZero():
		return "not read"
	}
	return ""
}

// take keeps a new reading, unless it failed and an older one is there: the last good value stays, with the error beside it
// only where there never was one.
func take[T any](old Known[T], value T, err error, at time.Time) Known[T] {
	switch {
	case err == nil:
		return Read(value, at)
	case old.OK() && at.Sub(old.Seen) < lasting:
		return old
	}
	return Known[T]{Value: value, Err: err}
}

// lasting is for how long a value outlives failing attempts to read it again.
const lasting = time.Minute
