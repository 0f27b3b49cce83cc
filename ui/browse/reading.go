package browse

import (
	"context"
	"errors"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// due wakes a list up to read again.
type due[T any] struct {
	reading *reading[T]
	turn    int
}

// reading fills a list: it reads when its time has come, and says how true the rows are.
type reading[T any] struct {
	alarm    alarm
	resource *Resource[T]
	table    *table.Table[T]
	feed     load.Feed[T]
	ctx      context.Context // of the screen that the last reading was started for
	shown    bool
	times    readings
	changes  int
	onScreen *onScreen[T]
	details  *details[T]
}

// readings are when the reading under way began, when the last complete one did, and when the oldest row was seen; and what
// the last one failed at.
type readings struct {
	began, seen, oldest time.Time
	err                 error
}

// alarm is the clock, and the number of the last wake-up that was asked of it.
type alarm struct {
	clock nav.Clock
	turn  int
}

func newReading[T any](c nav.Clock, of *Resource[T], t *table.Table[T]) *reading[T] {
	return &reading[T]{alarm: alarm{clock: c}, resource: of, table: t, onScreen: &onScreen[T]{id: of.ID, table: t},
		details: &details[T]{resource: of, table: t, partial: map[string]struct{}{}, tried: map[string]struct{}{}}}
}

// show reads at once what was never read, or is old or from before a change, or did not succeed; else it waits for its time.
func (r *reading[T]) show(h nav.Host, changes *action.Flow) tea.Cmd {
	r.shown = true
	if r.ctx == nil || r.ctx.Err() != nil || changes.ChangedSince(r.times.began) {
		return r.read(h)
	}
	if r.feed.Running() {
		return nil
	}
	switch d := r.left(); {
	case r.times.err != nil:
		return r.read(h)
	case r.resource.Every == 0:
		return nil
	case d <= 0:
		return r.read(h)
	default:
		return r.rest(d)
	}
}

// left is for how long what is on screen is still good.
func (r *reading[T]) left() time.Duration {
	if r.resource.Next == nil || r.times.seen.IsZero() {
		return r.every() - r.alarm.clock.Now().Sub(r.times.seen)
	}
	r.onScreen.note()
	return r.resource.Next(r.onScreen.ids())
}

// pace is how long to wait after a reading. What it left old has to wait for its turn.
func (r *reading[T]) pace() time.Duration {
	if d := r.left(); r.resource.Next != nil && d > 0 {
		return max(d, time.Second)
	} else if r.resource.Next != nil {
		return r.resource.Every / 3
	}
	return r.every()
}

func (r *reading[T]) every() time.Duration {
	if r.resource.Calm != nil && r.resource.Calm() {
		return 3 * r.resource.Every
	}
	return r.resource.Every
}

// lookCloser reads what came on screen and is old: not for each key, but soon.
func (r *reading[T]) lookCloser(h nav.Host) tea.Cmd {
	if r.resource.Next == nil || !r.shown || r.feed.Running() || r.times.err != nil || r.alarm.clock.Now().Sub(r.times.began) < r.resource.Every/3 || r.left() > 0 {
		return nil
	}
	return r.read(h)
}

// read starts a reading; the rows stay until it says otherwise.
func (r *reading[T]) read(h nav.Host) tea.Cmd {
	r.alarm.turn++
	r.ctx = h.Context()
	r.times.began = r.alarm.clock.Now()
	r.table.Begin()
	r.onScreen.note()
	if r.resource.Begin != nil {
		r.resource.Begin(r.table.Shows)
	}
	return r.feed.Start(r.ctx, func(ctx context.Context) iter.Seq2[[]T, error] {
		return r.resource.Source(ctx, r.onScreen.ids)
	})
}

// take recognises what the list itself asked for. prefer is called after rows came.
func (r *reading[T]) take(m tea.Msg, prefer func()) tea.Cmd {
	if p, next, ok := r.details.feed.Take(m); ok {
		r.merge(p.Items)
		return next
	}
	p, next, ok := r.feed.Take(m)
	if !ok {
		return nil
	}
	r.merge(p.Items)
	prefer()
	if !p.Done {
		return next
	}
	return r.end(p.Err)
}

func (r *reading[T]) merge(items []T) {
	if len(items) == 0 {
		return
	}
	r.changes++
	r.table.Merge(items)
	r.details.learn(items)
}

// end closes a reading: a complete one drops the rows that are gone, another keeps them all.
func (r *reading[T]) end(err error) tea.Cmd {
	r.times.err = err
	if err != nil {
		r.table.Abort()
		return r.rest(pause(err, r.resource.Every))
	}
	r.times.seen = r.times.began
	r.changes++
	r.table.End()
	if at := r.resource.SeenAt; at != nil {
		r.times.oldest = oldest(r.table.All(), at)
	}
	r.details.forget()
	if r.resource.Every == 0 {
		return nil
	}
	return r.rest(r.pace())
}

func (r *reading[T]) rest(d time.Duration) tea.Cmd {
	r.alarm.turn++
	return r.alarm.clock.After(d, due[T]{reading: r, turn: r.alarm.turn})
}

// pause is how long to wait after trouble before trying again by ourselves.
func pause(err error, every time.Duration) time.Duration {
	switch nav.KindOf(err) {
	case "offline", "expired", "throttled", "credentials", nav.Unfinished:
		return 5 * time.Second
	}
	return max(every, 15*time.Second)
}

// anew reads again because the operator wants it.
func (r *reading[T]) anew(h nav.Host) tea.Cmd {
	clear(r.details.tried)
	if r.resource.Expire != nil {
		r.resource.Expire()
	}
	return r.read(h)
}

// wake reads where that is due.
func (r *reading[T]) wake(h nav.Host, m due[T]) tea.Cmd {
	if m.reading == r && m.turn == r.alarm.turn && r.shown {
		return r.read(h)
	}
	return nil
}

// fill takes rows that another screen has read, or the reasons why it could not read them.
func (r *reading[T]) fill(items []T, unknown ...error) {
	r.table.Begin()
	r.merge(items)
	r.table.End()
	r.times.seen, r.times.err = r.alarm.clock.Now(), errors.Join(unknown...)
}

// complete reads the details of partial rows on screen, once the reading that named them is over.
func (r *reading[T]) complete(h nav.Host) tea.Cmd {
	switch {
	case len(r.details.partial) == 0:
		return nil
	case r.feed.Running():
		r.onScreen.note()
		return nil
	case !r.shown:
		return nil
	}
	return r.details.read(h)
}

// oldest is when the oldest of some rows was seen; zero where none was.
func oldest[T any](rows []T, at func(T) time.Time) time.Time {
	var first time.Time
	for _, r := range rows {
		if t := at(r); !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Status is how true the rows are: those on screen, and the oldest of all.
func (r *reading[T]) status() nav.Status {
	n := r.table.Total()
	s := nav.Status{Seen: r.times.seen, Loading: r.feed.Running(), Have: n - len(r.details.partial), Want: n, Err: r.times.err}
	if at := r.resource.SeenAt; at != nil && !s.Seen.IsZero() {
		if t := oldest(r.table.Visible(), at); !t.IsZero() {
			s.Seen = t
		}
		s.Oldest = r.times.oldest
	}
	if r.resource.Oldest != nil && !s.Seen.IsZero() {
		s.Oldest = r.resource.Oldest()
	}
	return s
}
