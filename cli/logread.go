package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/words"
)

// overlap is how much of what was read before a tail begins it reads again, for lines that came late; and mostOverlap how
// far back that may be.
const (
	overlap     = 30 * time.Second
	mostOverlap = 5 * time.Minute
)

// print reads a tail and prints what is wanted of it. Following has no other end than to be interrupted, or its time.
func (l *logRun) print(ctx context.Context, r *reader, t tail.Tail) error {
	w := l.printer(t)
	err := l.reading(ctx, r, t, w)
	if call.KindOf(err) == call.Invalid && t.Past != "" && w.lines == 0 { // a server that does not take the pattern of our own
		t.Past = ""
		err = l.reading(ctx, r, t, w)
	}
	select {
	case <-ctx.Done():
		if t.Follow {
			return nil
		}
	default:
	}
	if err == nil && w.lines == 0 && !t.Follow {
		err = w.write([]tail.Event{{Time: l.streams.Now(), Note: tail.NoteSilent, Message: w.nothing(t, !l.filter.open())}})
	}
	if err == nil && len(w.unread) > 0 {
		err = errUnread
	}
	return err
}

// nothing says that no line was printed, and of what.
func (w *logPrinter) nothing(t tail.Tail, filtered bool) string {
	text := "no lines"
	switch {
	case w.read > 0:
		text = fmt.Sprintf("none of %s matches the filter", words.Count(w.read, "line"))
	case t.Past != "" || t.Pattern != "" || filtered:
		text = "no lines match the filter"
	}
	if !t.Since.IsZero() {
		text += " since " + w.clock(t.Since)
	}
	if !t.Until.IsZero() {
		text += " until " + w.clock(t.Until)
	}
	return text
}

func (l *logRun) reading(ctx context.Context, r *reader, t tail.Tail, w *logPrinter) error {
	if t.Live != nil {
		r.progress.stop()
		fmt.Fprintln(l.streams.Err, "-- Live Tail: "+tail.LivePrice)
	}
	if l.limit == 0 {
		l.filter.joins()
		return l.stream(ctx, r, t, w, nil)
	}
	last, err := l.last(ctx, r, t, w)
	r.progress.stop()
	if wrong := w.write(last); wrong != nil {
		return wrong
	}
	if err != nil || !t.Follow {
		return err
	}
	seen := map[string]bool{}
	for _, e := range last {
		seen[identity(e)] = true
	}
	t.Since, t.Past = l.resume(last), ""
	l.filter.joins()
	return l.stream(ctx, r, t, w, seen)
}

// stream prints a tail in its order, but for what was seen.
func (l *logRun) stream(ctx context.Context, r *reader, t tail.Tail, w *logPrinter, seen map[string]bool) error {
	r.progress.at("logs", 0)
	for page, err := range r.Logs(ctx, t) {
		if err != nil {
			return err
		}
		page, over := l.sift(r, page, w, seen), t.Follow && t.Task != "" && slices.ContainsFunc(page, ended)
		if len(page) > 0 {
			r.progress.stop()
		}
		if err := w.write(page); err != nil {
			return err
		}
		if over {
			return nil
		}
	}
	return nil
}

// ended says that an event is the end of a task, after which it writes nothing.
func ended(e tail.Event) bool { return e.Note == tail.NoteStopped }

// sift leaves what is to be printed. How far history is read goes to the progress.
func (l *logRun) sift(r *reader, page []tail.Event, w *logPrinter, seen map[string]bool) []tail.Event {
	var kept []tail.Event
	for _, e := range page {
		switch {
		case e.Note == tail.NoteProgress:
			r.progress.at(strings.TrimSuffix("logs: "+e.Message, ": "), 0)
		case identity(e) != "" && seen[identity(e)]:
		case e.Note != "":
			w.track(e)
			kept = append(kept, e)
		default:
			w.read++
			kept = append(kept, l.context.take(e, l.filter.passes(e))...)
		}
	}
	return kept
}

// identity tells an event from others; it is empty for what may come again.
func identity(e tail.Event) string {
	switch e.Note {
	case "":
		return e.ID
	case tail.NoteStopped:
		return "stopped " + e.Task
	}
	return ""
}

// last reads the newest lines that pass, as many as are wanted, and returns them oldest first. What a tail will say again
// when it follows is left to it.
func (l *logRun) last(ctx context.Context, r *reader, t tail.Tail, w *logPrinter) ([]tail.Event, error) {
	follows := t.Follow
	if follows {
		t.Until = time.Time{} // it lies ahead
	}
	t.Newest, t.Follow, t.Live, t.Limit = true, false, nil, l.limit
	around := surroundings{before: l.context.after, after: l.context.before} // the newest line comes first
	if !l.filter.open() {
		t.Wanted = l.filter.alone
	}
	if around.wanted() {
		t.Wanted, t.Limit = nil, 0
	}
	var kept []tail.Event
	defer func() { slices.Reverse(kept) }()
	lines := 0
	r.progress.at("logs", 0)
	for page, err := range r.Logs(ctx, t) {
		if err != nil {
			return kept, err
		}
		for _, e := range page {
			switch {
			case e.Note == tail.NoteProgress || follows && e.Note != "" && e.Note != tail.NoteStopped && e.Note != tail.NoteOthers:
			case e.Note != "":
				w.track(e)
				kept = append(kept, e)
			default:
				w.read++
				passes := (lines < l.limit || !around.wanted()) && l.filter.alone(e)
				if kept = append(kept, around.take(e, passes)...); passes {
					lines++
				}
			}
			if around.wanted() && lines == l.limit && around.left == 0 {
				return kept, nil
			}
		}
		r.progress.at(fmt.Sprintf("logs: %d of %d lines", lines, l.limit), 0)
	}
	return kept, nil
}

// resume is from when on a tail reads that goes on after its last lines were printed.
func (l *logRun) resume(last []tail.Event) time.Time {
	from, lines := l.streams.Now().Add(-overlap), slices.DeleteFunc(slices.Clone(last), func(e tail.Event) bool { return e.Note != "" })
	if len(lines) == 0 {
		return from
	}
	oldest, newest := lines[0].Time, lines[len(lines)-1].Time
	from = latest(newest.Add(-overlap), l.streams.Now().Add(-mostOverlap))
	if len(lines) >= l.limit {
		from = latest(from, oldest)
	}
	return from
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
