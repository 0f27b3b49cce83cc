package browse

import (
	"context"
	"iter"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// onScreen is which rows are on screen, for the reading to ask from its goroutine.
type onScreen[T any] struct {
	id    func(T) string
	table *table.Table[T]
	now   atomic.Pointer[[]string]
}

// note tells the reading which rows are on screen.
func (o *onScreen[T]) note() {
	visible := o.table.Visible()
	ids := make([]string, len(visible))
	for i, v := range visible {
		ids[i] = o.id(v)
	}
	o.now.Store(&ids)
}

// ids are the rows on screen. It is called from the reading's goroutine.
func (o *onScreen[T]) ids() []string {
	if p := o.now.Load(); p != nil {
		return *p
	}
	return nil
}

// details completes rows of which only the name is known.
type details[T any] struct {
	resource *Resource[T]
	table    *table.Table[T]
	feed     load.Feed[T]
	partial  map[string]struct{}
	tried    map[string]struct{} // partial rows whose details were asked for
}

// learn takes note of which rows that came are partial.
func (d *details[T]) learn(items []T) {
	if d.resource.Partial == nil {
		return
	}
	for _, i := range items {
		id := d.resource.ID(i)
		if kept, ok := d.table.Find(id); ok && d.resource.Partial(kept) {
			d.partial[id] = struct{}{}
		} else {
			delete(d.partial, id)
			delete(d.tried, id) // it may be asked for again once it is partial again
		}
	}
}

// forget drops what is known of rows that are gone.
func (d *details[T]) forget() {
	for id := range d.partial {
		if _, ok := d.table.Find(id); !ok {
			delete(d.partial, id)
		}
	}
}

// read reads the details of the partial rows on screen.
func (d *details[T]) read(h nav.Host) tea.Cmd {
	if d.resource.Detail == nil || d.feed.Running() {
		return nil
	}
	var rows []T
	for _, v := range d.table.Visible() {
		id := d.resource.ID(v)
		if _, done := d.tried[id]; !done && d.resource.Partial(v) {
			d.tried[id] = struct{}{}
			rows = append(rows, v)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return d.feed.Start(h.Context(), d.source(rows))
}

func (d *details[T]) source(rows []T) func(context.Context) iter.Seq2[[]T, error] {
	return func(ctx context.Context) iter.Seq2[[]T, error] {
		return func(yield func([]T, error) bool) {
			for _, r := range rows {
				full, err := d.resource.Detail(ctx, r)
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
