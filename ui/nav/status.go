package nav

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Status is what the right side of the header says about the data on screen.
type Status struct {
	// Seen is when the oldest data on screen was read; zero before the first answer.
	Seen time.Time
	// Oldest is when the oldest of what is beyond the screen was read; zero where that is no older.
	Oldest time.Time
	// Loading is true while something is being read. Of what is being read, Have of Want rows are complete; Want is
	// zero where nobody can tell.
	Loading    bool
	Have, Want int
	// Err is why the last read did not succeed; nil after one that did.
	Err error
}

// StatusProvider is a screen that has a Status.
type StatusProvider interface{ Status() Status }

// Trouble is an error that the interface can say something about. Its kind is a word such as "denied", "expired",
// "throttled" or "offline".
type Trouble interface {
	error
	Kind() string
	Hint() string
}

// Unfinished is the kind of what is no fault: the reading goes on.
const Unfinished = "unfinished"

// KindOf is the kind of an error, or "" for one without.
func KindOf(err error) string {
	if t, ok := errors.AsType[Trouble](err); ok {
		return t.Kind()
	}
	return ""
}

// Line is an error in one line: of several the first, and how many more there are.
func Line(err error) string {
	text, rest, more := strings.Cut(err.Error(), "\n")
	if more {
		text += fmt.Sprintf(" (and %d more)", strings.Count(rest, "\n")+1)
	}
	return text
}

// HintOf is what to do about an error; it may be empty.
func HintOf(err error) string {
	if t, ok := errors.AsType[Trouble](err); ok {
		return t.Hint()
	}
	return ""
}
