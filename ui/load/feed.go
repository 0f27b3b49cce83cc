// Package load is how data arrives in the interface: a sequence of pages goes in, messages come out. It keeps no
// *tea.Program: a pump goroutine hands one page at a time to one re-armed command, so that a slow screen slows the
// reading down instead of piling it up.
package load

import (
	"context"
	"fmt"
	"iter"

	tea "charm.land/bubbletea/v2"
)

// Source is something that can be read as pages; it ends with its context.
type Source[T any] func(context.Context) iter.Seq2[[]T, error]

// Feed reads one source at a time. The zero value is ready.
type Feed[T any] struct {
	generation int
	cancel     context.CancelFunc
}

// Page is a step of the current reading. Done is true on the last one, which has no items; Err says why it ended early.
type Page[T any] struct {
	Items []T
	Err   error
	Done  bool
}

type page[T any] struct {
	Page[T]
	feed       *Feed[T]
	generation int
	rest       <-chan Page[T]
}

// Start begins to read and ends the reading before it, whose pages are dropped from now on.
func (f *Feed[T]) Start(ctx context.Context, s Source[T]) tea.Cmd {
	f.Stop()
	ctx, f.cancel = context.WithCancel(ctx)
	pages := make(chan Page[T])
	go pump(ctx, s, pages)
	return f.wait(f.generation, pages)
}

// Stop ends the reading; nothing of it arrives any more.
func (f *Feed[T]) Stop() {
	f.generation++
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

// Running is true while a reading has not ended.
func (f *Feed[T]) Running() bool { return f.cancel != nil }

// Take recognises a message of the current reading. The command, if any, waits for the next page. Pages of a reading
// that was stopped are not recognised, nor is the end of one whose context ended.
func (f *Feed[T]) Take(m tea.Msg) (Page[T], tea.Cmd, bool) {
	p, ok := m.(page[T])
	if !ok || p.feed != f || p.generation != f.generation {
		return Page[T]{}, nil, false
	}
	if !p.Done {
		return p.Page, f.wait(p.generation, p.rest), true
	}
	f.cancel()
	f.cancel = nil
	return p.Page, nil, true
}

func (f *Feed[T]) wait(generation int, pages <-chan Page[T]) tea.Cmd {
	return func() tea.Msg {
		p, ok := <-pages
		if !ok {
			return nil
		}
		return page[T]{Page: p, feed: f, generation: generation, rest: pages}
	}
}

// pump reads the source to its end. It closes the channel without a last page when its context ended: then nobody is
// waiting for one.
func pump[T any](ctx context.Context, s Source[T], pages chan<- Page[T]) {
	defer close(pages)
	send := func(p Page[T]) bool {
		select {
		case pages <- p:
			return true
		case <-ctx.Done():
			return false
		}
	}
	err := drain(ctx, s, send)
	if ctx.Err() != nil {
		return
	}
	send(Page[T]{Err: err, Done: true})
}

// drain hands on every page and turns a panic of the source into an error: Bubble Tea recovers panics in its own
// goroutines only, and an unrecovered one would leave the terminal broken.
func drain[T any](ctx context.Context, s Source[T], send func(Page[T]) bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = defect(r)
		}
	}()
	for items, err := range s(ctx) {
		if len(items) > 0 && !send(Page[T]{Items: items}) {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func defect(r any) error { return fmt.Errorf("a bug in ecscope stopped this read: %v", r) }

// One makes a source of a single value.
func One[T any](read func(context.Context) (T, error)) Source[T] {
	return func(ctx context.Context) iter.Seq2[[]T, error] {
		return func(yield func([]T, error) bool) {
			v, err := read(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			yield([]T{v}, nil)
		}
	}
}
