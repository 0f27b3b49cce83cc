package screens

import (
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/logview"
)

// logEvents takes apart what a tail brings: lines for the pane, and what the notes say of the reading.
type logEvents struct {
	keys    keymap.Logs
	dates   logDates
	span    logSpan
	tide    tide
	news    logNews
	writers *logWriters
	// excerpts are what of the log was read in part alone.
	excerpts *excerpts
	marks    []logMark // what happened, for the histogram
}

// logMark is something that happened to what writes a log.
type logMark struct {
	at   time.Time
	sign rune
}

// mostMarks is how many are kept, the last ones.
const mostMarks = 500

func (v *logEvents) mark(at time.Time, sign rune) {
	v.marks = append(v.marks, logMark{at, sign})
	v.marks = v.marks[max(0, len(v.marks)-mostMarks):]
}

// logSpan is what is read of a log.
type logSpan struct {
	back   time.Duration // how far back the tail began
	asked  time.Time     // when the reading began
	caught time.Time     // when all that is past was read; zero before
	oldest time.Time     // from when on lines are held
	until  time.Time     // up to when a range is read; zero for a log that follows
	within [2]time.Time  // the range to begin with; zero for none
	goal   time.Time     // where the cursor goes to once the range is read; zero for nowhere
}

// logNews is how the reading goes.
type logNews struct {
	err      error
	trouble  string // what is passing: throttled, offline
	progress string // how far history is read
}

// entries are log events as the pane takes them. Notes that are only about how far the reading is stand in the line
// above the log instead of in it.
func (v *logEvents) entries(events []tail.Event) []logview.Entry {
	entries := make([]logview.Entry, 0, len(events))
	for _, e := range events {
		v.tide.note(e)
		v.excerpts.note(e)
		switch e.Note {
		case "":
			v.tide.line(e, v.span.asked, v.dates.clock.Now())
		case tail.NoteProgress:
			if v.news.progress = e.Message; e.Message == "" {
				v.span.caught = v.dates.clock.Now()
			}
			continue
		case tail.NoteBehind:
			continue
		case tail.NoteThrottled, tail.NoteTrouble:
			v.news.trouble = e.Text(" (" + keymap.Does(v.keys.All, "shows them") + ")")
		case tail.NoteReconnected:
			v.news.trouble = ""
		case tail.NoteAttached:
			if v.writers.tasks[e.Task] = true; v.writers.arrived(e.Revision) {
				v.mark(e.Time, '▼')
			}
		case tail.NoteStopped:
			delete(v.writers.tasks, e.Task)
			v.mark(e.Time, '✗')
		}
		entries = append(entries, logview.Entry{Time: e.Time, Source: v.writers.source(e), Kind: kindOf(e), Text: e.Text(" (" + keymap.Does(v.keys.All, "shows them") + ")")})
	}
	return entries
}

func kindOf(e tail.Event) logview.Kind {
	switch e.Note {
	case "":
		return logview.Line
	case tail.NoteStopped:
		return logview.Marker
	case tail.NoteMissed, tail.NoteUnread:
		return logview.Gap
	}
	return logview.Note
}
