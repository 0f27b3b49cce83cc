package screens

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// excerpt is a part of the past of which CloudWatch was asked for no more than what a term of the filter can let through.
type excerpt struct {
	before time.Time
	term   string
}

// How much is read at once of what is older: so many lines or, where CloudWatch filters them, so long.
const (
	olderLines = 2000
	olderSpan  = 24 * time.Hour
)

// errFull is why nothing older is read.
var errFull = errors.New("the log holds as much as it may, and has dropped its oldest lines: go to their time with @, or set logs.lines and logs.bytes")

// begin reads from so long ago on, and follows.
func (l *Logs) begin(h nav.Host) tea.Cmd {
	return l.from(h.Context(), l.Clock.Now().Add(-l.since), time.Time{})
}

// again reads everything again: what was left out of the past as well, where there is such.
func (l *Logs) again(h nav.Host) tea.Cmd {
	if _, missing := l.missing(); missing || !l.until.IsZero() {
		return l.from(h.Context(), l.oldest, l.until)
	}
	return l.begin(h)
}

// from reads from a time on, and follows; or up to another time, if that is not zero.
func (l *Logs) from(ctx context.Context, since, until time.Time) tea.Cmd {
	l.reading, l.err, l.trouble, l.oldest, l.until = ctx, nil, "", since, until
	l.progress, l.asked, l.caught, l.tide = "", l.Clock.Now(), time.Time{}, tide{}
	l.older.Stop()
	l.pane.Clear()
	l.excerpts, l.tasks = nil, map[string]bool{}
	t := l.tail
	t.Since, t.Until = since, until
	if until.IsZero() {
		l.tide.enough = new(atomic.Bool)
		t.Follow, t.NowFirst, t.Live, t.Enough, t.Past = true, true, l.live.Load, l.tide.enough.Load, l.excerpt(l.asked)
	} else {
		t.Pattern = l.excerpt(until)
	}
	limited, stop := context.WithCancel(ctx)
	l.skip = stop
	return l.feed.Start(ctx, l.source(t, limited))
}

// skipToNow goes on with what is written now, where the log is far behind. What is in between is not read.
func skipToNow(l *Logs) tea.Cmd {
	now := l.Clock.Now()
	l.pane.Append([]logview.Entry{{Time: now, Kind: logview.Gap, Text: fmt.Sprintf("not read: %s, skipped", words.Age(now.Sub(l.tide.newest)))}})
	l.asked, l.tide = now, tide{}
	l.pane.SetFollow(true)
	t := l.tail
	t.Follow, t.Live, t.Since = true, l.live.Load, now
	return l.feed.Start(l.reading, l.source(t, l.reading))
}

// excerpt is the filter as a pattern that CloudWatch applies to what is older than a time, and takes note of that; empty
// where it cannot be one.
func (l *Logs) excerpt(before time.Time) string {
	if l.refused {
		return ""
	}
	term, texts := logline.Needs(l.pane.Filter().Include, "task", "container", "revision", "service", "group")
	pattern := aws.Containing(texts...)
	if n := len(l.excerpts); pattern != "" && (n == 0 || l.excerpts[n-1].term != term) {
		l.excerpts = append(l.excerpts, excerpt{before, term})
	}
	return pattern
}

// missing is the newest part of the past of which lines are not held that the filter would let through.
func (l *Logs) missing() (e excerpt, ok bool) {
	terms := l.pane.Filter().Include
	i := slices.IndexFunc(l.excerpts, func(e excerpt) bool { return !slices.Contains(terms, e.term) })
	if i < 0 {
		return e, false
	}
	return l.excerpts[i], true
}

// source reads a tail, as long as both contexts last. A range that is cut short says so.
func (l *Logs) source(t aws.Tail, limited context.Context) load.Source[aws.LogEvent] {
	return func(ctx context.Context) iter.Seq2[[]aws.LogEvent, error] {
		return func(yield func([]aws.LogEvent, error) bool) {
			last := t.Since
			for page, err := range l.logScreens.source.Logs(limited, t) {
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
			yield([]aws.LogEvent{{Time: last, Note: aws.NoteMissed, Gap: t.Until.Sub(last), Message: "not read, since reading was stopped"},
				{Time: t.Until, Note: aws.NoteProgress}}, nil)
		}
	}
}

// step is how many lines are taken at once, so that a key never waits for more than that.
const step = 1000

// inSteps yields a page, however many lines it has, a few at a time.
func inSteps(page []aws.LogEvent, err error, yield func([]aws.LogEvent, error) bool) bool {
	for len(page) > step {
		if !yield(page[:step:step], nil) {
			return false
		}
		page = page[step:]
	}
	return yield(page, err)
}

// stop ends the reading of what is past, and says whether any was under way. What is new goes on coming.
func (l *Logs) stop() bool {
	if l.older.Running() {
		l.older.Stop()
		l.progress, l.trouble = "", "stopped reading what is older"
		return true
	}
	if l.progress == "" || !l.feed.Running() {
		return false
	}
	l.progress = ""
	if l.until.IsZero() {
		l.tide.enough.Store(true)
	} else {
		l.skip()
	}
	return true
}

// readOlder loads a page of lines from before the oldest that is held.
func (l *Logs) readOlder(h nav.Host) tea.Cmd {
	if l.older.Running() {
		return nil
	}
	if l.pane.Stats().Dropped > 0 {
		h.Flash(errFull, "")
		return nil
	}
	t := l.tail
	t.Until, t.Limit, t.Newest = l.oldest, olderLines, true
	l.trouble, l.bottom = "", time.Time{}
	if t.Pattern = l.excerpt(l.oldest); t.Pattern != "" {
		t.Since = l.oldest.Add(-olderSpan)
		l.bottom = t.Since
	}
	h.Flash(nil, "loading what is older than "+l.at(l.oldest))
	return l.older.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]aws.LogEvent, error] { return l.logScreens.source.Logs(ctx, t) })
}

// prepend puts a page of older lines in front.
func (l *Logs) prepend(p load.Page[aws.LogEvent]) {
	before := l.pane.Stats().Received
	l.pane.Prepend(l.entries(p.Items))
	l.found += l.pane.Stats().Received - before
	for _, e := range p.Items {
		if e.Note == "" && e.Time.Before(l.oldest) {
			l.oldest = e.Time
		}
	}
	if !p.Done {
		return
	}
	l.progress = ""
	switch {
	case p.Err != nil:
		l.refused = l.refused || aws.KindOf(p.Err) == aws.Invalid && !l.bottom.IsZero()
		l.trouble = p.Err.Error()
	case l.found < olderLines && !l.bottom.IsZero():
		l.oldest = l.bottom
		l.trouble = fmt.Sprintf("read back to %s", l.at(l.oldest))
	case l.found == 0:
		l.trouble = "there is nothing older"
	}
	l.found = 0
}
