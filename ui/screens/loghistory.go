package screens

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// How much is read at once of what is older: so many lines or, where CloudWatch filters them, so long.
const (
	mostOlder = 2000
	olderSpan = 24 * time.Hour
)

// errFull is why nothing older is read.
var errFull = errors.New("the log is full and has dropped its oldest lines: go to their time with @, or raise logs.lines and logs.bytes")

// logReading brings lines to a pane: what is written, what was, and what is older still.
type logReading struct {
	source   logSource
	tail     *tail.Tail
	pane     *logview.Pane
	events   *logEvents
	excerpts *excerpts
	feed     load.Feed[tail.Event]
	older    olderLog
	ctx      context.Context // of the screen that the reading was started for
	skip     func()          // ends the reading of a range
	live     atomic.Bool     // asked from the tail's goroutine
}

// olderLog is what is read of what is older than what is held.
type olderLog struct {
	feed   load.Feed[tail.Event]
	bottom time.Time // how far back it is read; zero for as far as it takes
	found  int
}

// show begins where nothing was read yet, or where reading has ended.
func (r *logReading) show(ctx context.Context) tea.Cmd {
	if r.ctx == nil || r.ctx.Err() != nil || r.events.news.err != nil && !r.feed.Running() {
		return r.begin(ctx)
	}
	return nil
}

// begin reads from so long ago on, and follows.
func (r *logReading) begin(ctx context.Context) tea.Cmd {
	if in := r.events.span.within; !in[0].IsZero() {
		r.events.span.within = [2]time.Time{}
		return r.from(ctx, in[0], in[1])
	}
	return r.from(ctx, r.events.dates.now().Add(-r.events.span.back), time.Time{})
}

// again reads everything again: what was left out of the past as well, where there is such.
func (r *logReading) again(ctx context.Context) tea.Cmd {
	if _, missing := r.excerpts.missing(); missing || !r.events.span.until.IsZero() {
		return r.from(ctx, r.events.span.oldest, r.events.span.until)
	}
	return r.begin(ctx)
}

// from reads from a time on, and follows; or up to another time, if that is not zero.
func (r *logReading) from(ctx context.Context, since, until time.Time) tea.Cmd {
	r.ctx, r.events.news.err, r.events.news.trouble, r.events.span.oldest, r.events.span.until = ctx, nil, "", since, until
	r.events.news.progress, r.events.span.asked, r.events.span.caught, r.events.tide = "", r.events.dates.clock.Now(), time.Time{}, tide{}
	r.older.feed.Stop()
	r.pane.Clear()
	r.excerpts.list, r.events.writers.tasks = nil, map[string]bool{}
	t := *r.tail
	t.Since, t.Until = since, until
	if until.IsZero() {
		r.events.tide.enough, r.events.tide.reach = new(atomic.Bool), new(atomic.Int64)
		t.Follow, t.NowFirst, t.Live, t.Enough, t.Past = true, true, r.live.Load, r.events.tide.enough.Load, r.excerpts.pattern(r.events.span.asked)
		t.LivePattern, t.Reach = r.excerpts.livePattern, r.events.tide.reached
	} else {
		t.Pattern = r.excerpts.pattern(until)
	}
	limited, stop := context.WithCancel(ctx)
	r.skip = stop
	return r.feed.Start(ctx, r.stream(t, limited))
}

// skipToNow goes on with what is written now, where the log is far behind. What is in between is not read.
func (r *logReading) skipToNow() tea.Cmd {
	now := r.events.dates.clock.Now()
	r.pane.Append([]logview.Entry{{Time: now, Kind: logview.Gap, Text: fmt.Sprintf("not read: %s, skipped", words.Age(now.Sub(r.events.tide.newest)))}})
	r.events.span.asked, r.events.tide = now, tide{reach: new(atomic.Int64)}
	r.pane.SetFollow(true)
	t := *r.tail
	t.Follow, t.Live, t.LivePattern, t.Since = true, r.live.Load, r.excerpts.livePattern, now
	t.Reach = r.events.tide.reached
	return r.feed.Start(r.ctx, r.stream(t, r.ctx))
}

// stream reads a tail, as long as both contexts last. A range that is cut short says so.
func (r *logReading) stream(t tail.Tail, limited context.Context) load.Source[tail.Event] {
	return func(ctx context.Context) iter.Seq2[[]tail.Event, error] {
		return func(yield func([]tail.Event, error) bool) {
			last := t.Since
			for page, err := range r.source.Logs(limited, t) {
				if limited.Err() != nil && ctx.Err() == nil {
					break
				}
				if !inSteps(page, err, yield) {
					return
				}
				for _, e := range page {
					if e.Note == "" {
						last = e.Time
					}
				}
			}
			if limited.Err() == nil || ctx.Err() != nil {
				return
			}
			yield([]tail.Event{{Time: last, Note: tail.NoteMissed, Gap: t.Until.Sub(last), Message: "not read: you stopped the read"},
				{Time: t.Until, Note: tail.NoteProgress}}, nil)
		}
	}
}

// step is how many lines are taken at once, so that a key never waits for more than that.
const step = 1000

// inSteps yields a page, however many lines it has, a few at a time.
func inSteps(page []tail.Event, err error, yield func([]tail.Event, error) bool) bool {
	for len(page) > step {
		if !yield(page[:step:step], nil) {
			return false
		}
		page = page[step:]
	}
	return yield(page, err)
}

// take recognises lines of the tail, and older ones that were asked for.
func (r *logReading) take(m tea.Msg) tea.Cmd {
	if p, next, ok := r.older.feed.Take(m); ok {
		r.prepend(p)
		return next
	}
	p, next, ok := r.feed.Take(m)
	if !ok {
		return nil
	}
	if r.events.span.until.IsZero() {
		older, fresh := divided(p.Items, r.events.span.asked)
		r.pane.Prepend(r.events.entries(older))
		r.pane.Append(r.events.entries(fresh))
	} else {
		r.pane.Append(r.events.entries(p.Items))
	}
	if r.pane.Stats().Dropped > 0 && r.events.span.caught.IsZero() && r.events.tide.enough != nil {
		r.events.tide.enough.Store(true) // no room for what is older
	}
	switch {
	case p.Done && call.KindOf(p.Err) == call.Invalid && len(r.excerpts.list) > 0:
		r.excerpts.refused = true
		return r.from(r.ctx, r.events.span.oldest, r.events.span.until)
	case p.Done:
		r.events.news.err, r.events.news.progress = p.Err, ""
		if goal := r.events.span.goal; !goal.IsZero() {
			r.pane.GoTo(goal)
			r.events.span.goal = time.Time{}
		}
	}
	return next
}

// stop ends the reading of what is past, and says whether any was under way. What is new goes on coming.
func (r *logReading) stop() bool {
	if r.older.feed.Running() {
		r.older.feed.Stop()
		r.events.news.progress, r.events.news.trouble = "", "stopped loading older lines"
		return true
	}
	if r.events.news.progress == "" || !r.feed.Running() {
		return false
	}
	r.events.news.progress = ""
	if r.events.span.until.IsZero() {
		r.events.tide.enough.Store(true)
	} else {
		r.skip()
	}
	return true
}

// readOlder loads a page of lines from before the oldest that is held.
func (r *logReading) readOlder(h nav.Host) tea.Cmd {
	if r.older.feed.Running() {
		return nil
	}
	if r.pane.Stats().Dropped > 0 {
		h.Flash(errFull, "")
		return nil
	}
	t := *r.tail
	t.Until, t.Limit, t.Newest = r.events.span.oldest, mostOlder, true
	r.events.news.trouble, r.older.bottom = "", time.Time{}
	if t.Pattern = r.excerpts.pattern(r.events.span.oldest); t.Pattern != "" {
		t.Since = r.events.span.oldest.Add(-olderSpan)
		r.older.bottom = t.Since
	}
	h.Flash(nil, "loading lines older than "+r.events.dates.at(r.events.span.oldest))
	return r.older.feed.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]tail.Event, error] { return r.source.Logs(ctx, t) })
}

// prepend puts a page of older lines in front.
func (r *logReading) prepend(p load.Page[tail.Event]) {
	before := r.pane.Stats().Received
	r.pane.Prepend(r.events.entries(p.Items))
	r.older.found += r.pane.Stats().Received - before
	for _, e := range p.Items {
		if e.Note == "" && e.Time.Before(r.events.span.oldest) {
			r.events.span.oldest = e.Time
		}
	}
	if !p.Done {
		return
	}
	r.events.news.progress = ""
	switch {
	case p.Err != nil:
		r.excerpts.refused = r.excerpts.refused || call.KindOf(p.Err) == call.Invalid && !r.older.bottom.IsZero()
		r.events.news.trouble = p.Err.Error()
	case r.older.found < mostOlder && !r.older.bottom.IsZero():
		r.events.span.oldest = r.older.bottom
		r.events.news.trouble = fmt.Sprintf("loaded back to %s", r.events.dates.at(r.events.span.oldest))
	case r.older.found == 0:
		r.events.news.trouble = "no older lines"
	}
	r.older.found = 0
}

// status is whether the log follows. A tail has no age: what it holds it holds to the last line.
func (r *logReading) status() nav.Status {
	return nav.Status{Err: r.events.news.err, Loading: r.older.feed.Running()}
}
