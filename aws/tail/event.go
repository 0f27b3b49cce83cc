package tail

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Event is one line of a log, or a note between lines. A line may have line breaks within it. All text is clean.
type Event struct {
	// ID is CloudWatch's id of the event. Live Tail tells none: there it is empty. For NoteUnread and NoteRead it names what
	// cannot be read, and it is empty for other notes.
	ID string
	// Time is when the container wrote it, as far as the log driver knows, and Ingested when CloudWatch got it; to the
	// millisecond. For a note it is the moment that the note is about.
	Time, Ingested time.Time
	// Group and Stream are where it is stored. A note that is about none has none.
	Group, Stream string
	// Task (the id), Container and Revision (family:number) are who wrote it; empty where only the group is known.
	Task, Container, Revision string
	// Cluster and Service are what it belongs to, as it was asked for; empty where only the group is known.
	Cluster, Service string
	// Unproven lines may be of something else than was asked for: ECS does not say whose their stream is.
	Unproven bool
	// Message is the line, however long, or the text of the note, such as "OutOfMemoryError: …, exit 137".
	Message string
	// Note says what sort of note this is; empty for a line.
	Note Note
	// Gap is how long the interruption, or the delay, is that a note tells of; zero where it is about none.
	Gap time.Duration
}

// Note is a sort of note in a tail: what would otherwise be silence.
type Note string

// The notes. Message says what happened in words; the fields that matter beside it are named here.
const (
	// NoteAttached: the lines of Task (of Revision) are read from now on.
	NoteAttached Note = "attached"
	// NoteStopped: Task has stopped, and all its lines that came are above. Message is the reason with exit codes, Time
	// when it stopped. There is one for each task.
	NoteStopped Note = "stopped"
	// NoteElsewhere: Container (of Revision) does not log to CloudWatch; Message says where it does, as far as it is known.
	NoteElsewhere Note = "elsewhere"
	// NoteSilent: there is nothing to read yet: no task, no log group, or no line.
	NoteSilent Note = "silent"
	// NoteThrottled: AWS refuses calls; the tail goes on by itself. Gap is how far behind the lines are.
	NoteThrottled Note = "throttled"
	// NoteTrouble: calls fail for another passing reason (offline, expired login); the tail goes on by itself.
	NoteTrouble Note = "trouble"
	// NoteReconnected: calls work again, or the computer has slept. Gap is how long nothing was read; what was written
	// meanwhile follows.
	NoteReconnected Note = "reconnected"
	// NoteBehind: lines come faster than they can be read. Gap is how far behind they are; zero when caught up again.
	NoteBehind Note = "behind"
	// NoteMissed: lines may be missing here, and Message says why.
	NoteMissed Note = "missed"
	// NoteLive: Live Tail started.
	NoteLive Note = "live"
	// NoteSampled: Live Tail leaves lines out, since more than 500 a second match; Gap is zero. The end of it is told too.
	NoteSampled Note = "sampled"
	// NoteLiveEnded: the Live Tail session has ended (after three hours, or was cut) and another one is asked for.
	NoteLiveEnded Note = "live ended"
	// NotePolling: the tail polls instead of using Live Tail, and Message says why.
	NotePolling Note = "polling"
	// NoteOthers: lines were left out, since nothing says that they are of what was asked for. Message counts them.
	NoteOthers Note = "others"
	// NoteUnread: something that was asked for cannot be read, and the rest goes on. ID names it, Message says why. NoteRead
	// with the same ID says that it can be read again.
	NoteUnread Note = "unread"
	NoteRead   Note = "read"
	// NoteProgress: history was read up to Time; Message says how much. It is empty when a tail is at the end of its history.
	NoteProgress Note = "progress"
)

// OlderLinesOf begins the ID of a NoteUnread that is about the older lines of a log group; the group's own ID follows.
const OlderLinesOf = "older lines of "

// Text is a line as it is, or a note in words. others says how to see what NoteOthers tells of.
func (e Event) Text(others string) string {
	text := e.Message
	switch e.Note {
	case "":
		return text
	case NoteStopped:
		return strings.TrimSuffix(aws.ShortID(e.Task)+" stopped: "+text, ": ")
	case NoteAttached:
		return strings.TrimSpace(aws.ShortID(e.Task) + " of " + e.Revision + " attached")
	case NoteElsewhere:
		return strings.TrimSpace(e.Container+" of "+e.Revision) + ": " + text
	case NoteOthers:
		text += others
	case NoteThrottled, NoteTrouble, NoteMissed, NoteUnread:
		text = string(e.Note) + ": " + text
	}
	if e.Gap > 0 && e.Note != NoteBehind {
		text += fmt.Sprintf(" (%s)", e.Gap.Round(100*time.Millisecond))
	}
	return text
}
