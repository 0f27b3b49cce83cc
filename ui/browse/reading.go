package browse

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// due wakes a list up to read again.
type due[T any] struct {
	list *List[T]
	wake int
}

// show reads at once what was never read, or is old, or did not succeed; else it waits for its time.
func (l *List[T]) show(h nav.Host) tea.Cmd {
	l.shown = true
	if l.reading == nil || l.reading.Err() != nil {
		return l.read(h)
	}
	if l.feed.Running() {
		return nil
	}
	switch d := left(l); {
	case l.err != nil:
		return l.read(h)
	case l.resource.Every == 0:
		return nil
	case d <= 0:
		return l.read(h)
	default:
		return l.rest(d)
	}
}

// left is for how long what is on screen is still good.
func left[T any](l *List[T]) time.Duration {
	if l.resource.Next == nil || l.times.seen.IsZero() {
		return every(l) - l.Clock.Now().Sub(l.times.seen)
	}
	l.note()
	return l.resource.Next(l.ids())
}

// pace is how long to wait after a reading. What it left old has to wait for its turn.
func pace[T any](l *List[T]) time.Duration {
	if d := left(l); l.resource.Next != nil && d > 0 {
		return max(d, time.Second)
	} else if l.resource.Next != nil {
		return l.resource.Every / 3
	}
	return every(l)
}

func every[T any](l *List[T]) time.Duration {
	if l.resource.Calm != nil && l.resource.Calm() {
		return 3 * l.resource.Every
	}
	return l.resource.Every
}

// lookCloser reads what came on screen and is old: not for each key, but soon.
func lookCloser[T any](h nav.Host, l *List[T]) tea.Cmd {
	if l.resource.Next == nil || !l.shown || l.feed.Running() || l.err != nil || l.Clock.Now().Sub(l.times.began) < l.resource.Every/3 || left(l) > 0 {
		return nil
	}
	return l.read(h)
}

// read starts a reading; the rows stay until it says otherwise.
func (l *List[T]) read(h nav.Host) tea.Cmd {
	l.wake++
	l.reading = h.Context()
	l.times.began = l.Clock.Now()
	l.table.Begin()
	l.note()
	return l.feed.Start(l.reading, func(ctx context.Context) iter.Seq2[[]T, error] {
		return l.resource.Source(ctx, l.ids)
	})
}

// note tells the reading which rows are on screen.
func (l *List[T]) note() {
	visible := l.table.Visible()
	ids := make([]string, len(visible))
	for i, v := range visible {
		ids[i] = l.resource.ID(v)
	}
	l.onScreen.Store(&ids)
}

// ids are the rows on screen. It is called from the reading's goroutine.
func (l *List[T]) ids() []string {
	if p := l.onScreen.Load(); p != nil {
		return *p
	}
	return nil
}

// take recognises what the list itself asked for.
func (l *List[T]) take(m tea.Msg) tea.Cmd {
	if p, next, ok := l.detail.Take(m); ok {
		l.merge(p.Items)
		return next
	}
	p, next, ok := l.feed.Take(m)
	if !ok {
		return nil
	}
	l.merge(p.Items)
	if l.resource.Prefer != nil && !l.chosen {
		l.table.SelectID(l.resource.Prefer())
	}
	if !p.Done {
		return next
	}
	return l.end(p.Err)
}

func (l *List[T]) merge(items []T) {
	if len(items) == 0 {
		return
	}
	l.changes++
	l.table.Merge(items)
	if l.resource.Partial == nil {
		return
	}
	for _, i := range items {
		id := l.resource.ID(i)
		if kept, ok := l.table.Find(id); ok && l.resource.Partial(kept) {
			l.partial[id] = struct{}{}
		} else {
			delete(l.partial, id)
		}
	}
}

// end closes a reading: a complete one drops the rows that are gone, another keeps them all.
func (l *List[T]) end(err error) tea.Cmd {
	l.err = err
	if err != nil {
		l.table.Abort()
		return l.rest(pause(err, l.resource.Every))
	}
	l.times.seen = l.times.began
	l.changes++
	l.table.End()
	if at := l.resource.SeenAt; at != nil {
		l.times.oldest = oldest(l.table.All(), at)
	}
	for id := range l.partial {
		if _, ok := l.table.Find(id); !ok {
			delete(l.partial, id)
		}
	}
	if l.resource.Every == 0 {
		return nil
	}
	return l.rest(pace(l))
}

func (l *List[T]) rest(d time.Duration) tea.Cmd {
	l.wake++
	return l.Clock.After(d, due[T]{list: l, wake: l.wake})
}

// pause is how long to wait after trouble before trying again by ourselves.
func pause(err error, every time.Duration) time.Duration {
	switch nav.KindOf(err) {
	case "offline", "expired", "throttled", "credentials":
		return 5 * time.Second
	}
	return max(every, 15*time.Second)
}

// complete reads the details of partial rows on screen, once the reading that named them is over.
func (l *List[T]) complete(h nav.Host) tea.Cmd {
	if len(l.partial) == 0 {
		return nil
	}
	if l.feed.Running() {
		l.note()
		return nil
	}
	if l.resource.Detail == nil || l.detail.Running() || !l.shown {
		return nil
	}
	var rows []T
	for _, v := range l.table.Visible() {
		id := l.resource.ID(v)
		if _, done := l.tried[id]; !done && l.resource.Partial(v) {
			l.tried[id] = struct{}{}
			rows = append(rows, v)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return l.detail.Start(h.Context(), l.details(rows))
}

func (l *List[T]) details(rows []T) func(context.Context) iter.Seq2[[]T, error] {
	return func(ctx context.Context) iter.Seq2[[]T, error] {
		return func(yield func([]T, error) bool) {
			for _, r := range rows {
				full, err := l.resource.Detail(ctx, r)
				if err != nil {
					continue // this row stays a name; the others may still be told
				}
				if !yield([]T{full}, nil) {
					return
				}
			}
		}
	}
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
func (l *List[T]) Status() nav.Status {
	n := l.table.Total()
	s := nav.Status{Seen: l.times.seen, Loading: l.feed.Running(), Have: n - len(l.partial), Want: n, Err: l.err}
	if at := l.resource.SeenAt; at != nil && !s.Seen.IsZero() {
		if t := oldest(l.table.Visible(), at); !t.IsZero() {
			s.Seen = t
		}
		s.Oldest = l.times.oldest
	}
	if l.resource.Oldest != nil && !s.Seen.IsZero() {
		s.Oldest = l.resource.Oldest()
	}
	return s
}
