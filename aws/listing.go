package aws

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/ecscope/ecscope/aws/call"
)

// mostWorkers is how many calls one sequence has under way at most.
const mostWorkers = 8

// listing says how rows of one sort are found: listed page by page, then described in batches.
type listing[T any] struct {
	words string // what it does: list services
	size  int    // most rows of one description
	list  func(ctx context.Context, scope string, at cursor) ([]T, *cursor, error)
	// describe answers with the rows that exist. Those it leaves out are gone.
	describe func(ctx context.Context, scope string, rows []T) ([]T, error)
	key      func(T) string
	// complete says that a listed row needs no description.
	complete func(T) bool
	// hidden rows are not shown before they are described; nil for none.
	hidden func(T) bool
	// asked says whether a row is among the wanted names.
	asked func(row T, names map[string]bool) bool
	// lazy listings describe only what is wanted.
	lazy bool
	// more is asked for further rows when all of a scope is listed; keys are the rows that were. It may be nil.
	more func(scope string, keys map[string]bool) []T
}

// cursor is a place in a listing that may have several parts, one after the other.
type cursor struct {
	part  int
	token string
}

// at is the token for a request: nil at the start.
func (c cursor) at() *string {
	if c.token == "" {
		return nil
	}
	return &c.token
}

// next is the place after a page, nil at the end of the last part.
func (c cursor) next(token *string, parts int) *cursor {
	switch {
	case token != nil && *token != "":
		return &cursor{c.part, *token}
	case c.part+1 < parts:
		return &cursor{part: c.part + 1}
	}
	return nil
}

// follow counts the way to a place in a list, nil at its end.
func (c *cursor) follow(pages *call.Paging, words string, rows int) error {
	if c == nil || c.token == "" {
		return nil
	}
	_, err := pages.Next(words, new(fmt.Sprint(c.part, c.token)), rows)
	return err
}

// pages runs the listing over the scopes (clusters). All its goroutines have ended when it ends. Scopes that fail do not
// stop the others; their errors end the sequence.
func (s listing[T]) pages(ctx context.Context, scopes []string, first Wanted) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		b := newWorkQueue(s, scopes)
		out := make(chan []T)
		var defect error
		defer func() {
			cancel()
			for range out { // until the workers have gone
			}
		}()
		var workers sync.WaitGroup
		var once sync.Once
		for range mostWorkers {
			workers.Go(func() {
				if err := call.Sound(s.words, func() error { work(ctx, b, first, out); return nil })(); err != nil {
					once.Do(func() { defect = err })
					cancel()
				}
			})
		}
		go func() {
			workers.Wait()
			close(out)
		}()
		for rows := range out {
			if !yield(rows, nil) {
				return
			}
		}
		if err := cmp.Or(defect, b.trouble(ctx)); err != nil {
			yield(nil, err)
		}
	}
}

// work does jobs until there are none.
func work[T any](ctx context.Context, b *workQueue[T], first Wanted, out chan<- []T) {
	send := func(rows []T) {
		if len(rows) == 0 {
			return
		}
		select {
		case out <- rows:
		case <-ctx.Done():
		}
	}
	for {
		j, ok := b.take(ctx, first)
		if !ok {
			return
		}
		if j.rows != nil {
			rows, err := b.listing.describe(ctx, j.scope.name, j.rows)
			send(rows)
			b.described(j.scope, err, len(rows) > 0)
			continue
		}
		rows, next, err := b.listing.list(ctx, j.scope.name, j.at)
		rows = b.fresh(j.scope, rows)
		send(b.shown(rows))
		if extra := b.listed(j.scope, rows, next, err); extra != nil {
			send(extra())
			b.described(j.scope, nil, true)
		}
	}
}
