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
	age := l.Clock.Now().Sub(l.seen)
	switch {
	case l.err != nil:
		return l.read(h)
	case l.resource.Every == 0:
		return nil
	case age >= l.resource.Every:
		return l.read(h)
	}
	return l.rest(l.resource.Every - age)
}

// read starts a reading; the rows stay until it says otherwise.
func (l *List[T]) read(h nav.Host) tea.Cmd {
	l.wake++
	l.reading = h.Context()
	l.began = l.Clock.Now()
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
	l.seen = l.began
	l.changes++
	l.table.End()
	for id := range l.partial {
		if _, ok := l.table.Find(id); !ok {
			delete(l.partial, id)
		}
	}
	if l.resource.Every == 0 {
		return nil
	}
	return l.rest(l.resource.Every)
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

// Status is how true the rows are.
func (l *List[T]) Status() nav.Status {
	n := l.table.Total()
	return nav.Status{Seen: l.seen, Loading: l.feed.Running(), Have: n - len(l.partial), Want: n, Err: l.err}
}
