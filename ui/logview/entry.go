package logview

import (
	"cmp"
	"time"

	"github.com/ecscope/ecscope/logline"
)

// Entry is one event of a log. Its text may have several lines: those the container wrote in one event, and stack
// traces whose lines came one by one and were joined.
type Entry struct {
	ID     ID // set by the pane; Append does not read it
	Time   time.Time
	Source Source
	Kind   Kind
	Level  logline.Level // set by the pane from the text; Append does not read it
	Text   string        // free of control characters but the line feed
}

// ID says which entry is meant for as long as the pane lives, however many are inserted before it or dropped. IDs are
// ordered as the entries are: by time, and for equal times as they came.
type ID struct {
	time int64 // nanoseconds since 1970, in whole milliseconds
	seq  int64
}

// Compare is negative if the entry stands before the other, and 0 if they are the same.
func (i ID) Compare(other ID) int {
	if c := cmp.Compare(i.time, other.time); c != 0 {
		return c
	}
	return cmp.Compare(i.seq, other.seq)
}

// Kind says who wrote an entry.
type Kind uint8

// The kinds. All but Line are about the stream itself: they are drawn as rules and pass every filter but the choice of
// sources.
const (
	Line   Kind = iota // written by a container
	Marker             // something happened: "81c2e0 stopped: OutOfMemoryError, exit 137"
	Gap                // lines are missing here
	Note               // worth knowing: "reconnected"
)
