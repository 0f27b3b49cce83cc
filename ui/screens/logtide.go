package screens

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// tide is how far what is held has come: up to the newest line, and back to the oldest.
type tide struct {
	newest time.Time       // line
	lag    time.Duration   // of the newest line when it came
	behind bool            // lines come faster than they can be read
	others string          // what was left out, in short
	unread map[string]bool // what cannot be read at the moment
}

// headstart is how much of the past comes with what is new.
const headstart = 5 * time.Second

// append puts in what a tail brings: what is new behind, and what is older in front.
func (l *Logs) append(events []aws.LogEvent) {
	front := l.asked.Add(-headstart)
	isOld := func(e aws.LogEvent) bool { return e.Note == "" && e.Time.Before(front) }
	if l.until.IsZero() && slices.ContainsFunc(events, isOld) {
		var older []aws.LogEvent
		events = slices.DeleteFunc(slices.Clone(events), func(e aws.LogEvent) bool {
			if isOld(e) {
				older = append(older, e)
			}
			return isOld(e)
		})
		l.pane.Prepend(l.entries(older))
	}
	l.pane.Append(l.entries(events))
	if l.pane.Stats().Dropped > 0 && l.caught.IsZero() && l.enough != nil {
		l.enough.Store(true) // no room for what is older
	}
}

// note takes up what a note says of the reading as a whole, and says whether it is a line of the log as well.
func (l *Logs) note(e aws.LogEvent) bool {
	switch e.Note {
	case aws.NoteProgress:
		if l.progress = e.Message; e.Message == "" {
			l.caught = l.Clock.Now()
		}
		return false
	case aws.NoteBehind:
		l.tide.behind = e.Gap > 0
		return false
	case aws.NoteThrottled, aws.NoteTrouble:
		l.trouble = noteText(e)
	case aws.NoteReconnected:
		l.trouble = ""
	case aws.NoteAttached:
		l.tasks[e.Task] = true
	case aws.NoteStopped:
		delete(l.tasks, e.Task)
	case aws.NoteOthers:
		l.tide.others = "lines of others left out: a shows them"
	case aws.NoteUnread:
		if l.tide.unread == nil {
			l.tide.unread = map[string]bool{}
		}
		l.tide.unread[e.ID] = true
	case aws.NoteRead:
		delete(l.tide.unread, e.ID)
	}
	return true
}

// line takes note of when a line came.
func (l *Logs) line(e aws.LogEvent) {
	if e.Time.After(l.tide.newest) {
		l.tide.newest = e.Time
	}
	if e.Time.After(l.asked) {
		l.tide.lag = l.Clock.Now().Sub(e.Time) // this is not history, but what comes
	}
}

// Lag is worth a word from so much on, and from so much on what is in between can be skipped.
const (
	sayLag  = 3 * time.Second
	skipLag = 10 * time.Second
)

// lag is how far what is shown is behind what is written, as far as that is known.
func (l *Logs) lag() time.Duration {
	if l.tide.behind && !l.tide.newest.IsZero() {
		return l.Clock.Now().Sub(l.tide.newest)
	}
	return l.tide.lag
}

// lags says how far behind the log is, where that is more than it always is.
func (l *Logs) lags() []string {
	lag := l.lag()
	switch {
	case lag < sayLag:
		return nil
	case l.tide.behind && lag >= skipLag:
		return []string{fmt.Sprintf("%ds behind, G skips to now", int(lag.Seconds()))}
	}
	return []string{fmt.Sprintf("%ds behind", int(lag.Seconds()))}
}

// lacks says what is not in the log that was asked for.
func (l *Logs) lacks() []string {
	var parts []string
	if n := len(l.tide.unread); n > 0 {
		for what := range l.tide.unread {
			parts = append(parts, "▲ cannot read "+what)
			break
		}
		if n > 1 {
			parts[0] = fmt.Sprintf("%s and %s", parts[0], words.Count(n-1, "other"))
		}
	}
	if l.tide.others != "" && !l.tail.All {
		parts = append(parts, l.tide.others)
	}
	return parts
}
