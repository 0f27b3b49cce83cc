package aws

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/ecscope/ecscope/aws/call"
)

// workQueue is what is left to do in a listing: which pages to list, which rows to describe.
type workQueue[T any] struct {
	listing listing[T]

	mu     sync.Mutex
	wake   chan struct{} // closed when there may be something new to do
	scopes []*scope[T]
	busy   int
	errs   []error
	halted bool
}

// scope is one cluster (or the whole account) of a listing.
type scope[T any] struct {
	name    string
	paging  call.Paging
	at      *cursor // the page to list next; nil while one is being listed and at the end
	done    bool    // all is listed, or listing failed
	keys    map[string]bool
	pending []T
	// refused counts the descriptions that failed since one succeeded. Where it reaches giveUp, or one was denied, the
	// others are not tried.
	refused int
	closed  bool
	// describing is how many descriptions are under way, proven that one succeeded. Before that a lazy listing, in which each
	// row costs a call, tries one at a time.
	describing int
	proven     bool
}

// giveUp is how many descriptions of one scope may fail in a row before the others are not tried.
const giveUp = 3

// job is one call: a page of a scope or, where rows is not nil, a description of rows.
type job[T any] struct {
	scope *scope[T]
	at    cursor
	rows  []T
}

func newWorkQueue[T any](s listing[T], names []string) *workQueue[T] {
	b := &workQueue[T]{listing: s, wake: make(chan struct{})}
	for _, n := range names {
		b.scopes = append(b.scopes, &scope[T]{name: n, at: &cursor{}, keys: map[string]bool{}})
	}
	return b
}

// take waits for a job: rows that are wanted before pages, pages before other rows. It returns false when nothing is
// left to do.
func (b *workQueue[T]) take(ctx context.Context, first Wanted) (job[T], bool) {
	for ctx.Err() == nil {
		names := map[string]bool{}
		if first != nil {
			for _, n := range first() {
				names[n] = true
			}
		}
		b.mu.Lock()
		j, ok := b.pick(names)
		idle, wake := b.busy == 0, b.wake
		if ok {
			b.busy++
		}
		b.mu.Unlock()
		if ok || idle {
			return j, ok
		}
		select {
		case <-wake:
		case <-ctx.Done():
		}
	}
	return job[T]{}, false
}

func (b *workQueue[T]) pick(names map[string]bool) (job[T], bool) {
	if b.halted {
		return job[T]{}, false
	}
	for _, s := range b.scopes {
		if s.closed {
			s.pending = nil
		}
		if b.listing.lazy && !s.proven && s.describing > 0 {
			continue
		}
		if rows := b.batch(s, names); rows != nil {
			s.describing++
			return job[T]{scope: s, rows: rows}, true
		}
	}
	for _, s := range b.scopes {
		if s.at != nil {
			j := job[T]{scope: s, at: *s.at}
			s.at = nil
			return j, true
		}
	}
	for _, s := range b.scopes {
		if n := len(s.pending); !b.listing.lazy && n > 0 && (s.done || n >= b.listing.size) {
			s.describing++
			return job[T]{scope: s, rows: b.cut(s, min(n, b.listing.size))}, true
		}
	}
	return job[T]{}, false
}

// batch takes the wanted rows of a scope, filled up with others; nil where none is wanted.
func (b *workQueue[T]) batch(s *scope[T], names map[string]bool) []T {
	if len(names) == 0 {
		return nil
	}
	n := 0
	for i := range s.pending {
		if n < b.listing.size && b.listing.asked(s.pending[i], names) {
			row := s.pending[i]
			copy(s.pending[n+1:i+1], s.pending[n:i])
			s.pending[n] = row
			n++
		}
	}
	if n == 0 {
		return nil
	}
	if !b.listing.lazy {
		n = min(len(s.pending), b.listing.size)
	}
	return b.cut(s, n)
}

// cut takes the first n pending rows of a scope.
func (b *workQueue[T]) cut(s *scope[T], n int) []T {
	rows := slices.Clone(s.pending[:n])
	s.pending = s.pending[n:]
	return rows
}

// fresh leaves out rows that were listed before.
func (b *workQueue[T]) fresh(s *scope[T], rows []T) []T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(rows, func(r T) bool {
		k := b.listing.key(r)
		known := s.keys[k]
		s.keys[k] = true
		return known || k == ""
	})
}

// shown are the rows to show as they were listed.
func (b *workQueue[T]) shown(rows []T) []T {
	if b.listing.hidden == nil {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), b.listing.hidden)
}

// listed ends the job of listing a page. At the end of a scope that has more rows to tell of, it returns how to get
// them and leaves the job open.
func (b *workQueue[T]) listed(s *scope[T], rows []T, next *cursor, err error) func() []T {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range rows {
		if !b.listing.complete(r) {
			s.pending = append(s.pending, r)
		}
	}
	if err == nil {
		err = next.follow(&s.paging, call.Of(b.listing.words, s.name), len(rows))
	}
	b.fail(err)
	if err == nil && next != nil {
		s.at = next
		b.end()
		return nil
	}
	s.done = true
	if err == nil && b.listing.more != nil {
		return func() []T { return b.listing.more(s.name, s.keys) }
	}
	b.end()
	return nil
}

// described ends the job of describing rows of a scope. Rows of a scope whose descriptions fail are left as listed; some
// says that others of the same batch were described.
func (b *workQueue[T]) described(s *scope[T], err error, some bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail(err)
	s.describing--
	if s.refused++; err == nil || some {
		s.refused, s.proven = 0, true
	}
	if call.KindOf(err) == call.Denied && err != nil || s.refused >= giveUp {
		s.closed = true
	}
	b.end()
}

func (b *workQueue[T]) end() {
	b.busy--
	close(b.wake)
	b.wake = make(chan struct{})
}

// fail keeps an error, and stops the listing where going on is pointless.
func (b *workQueue[T]) fail(err error) {
	if err == nil {
		return
	}
	b.errs = append(b.errs, err)
	switch call.KindOf(err) {
	case call.Expired, call.Unsigned, call.Offline, call.Throttled, call.Cancelled:
		b.halted = true
	}
}

// trouble is the error that ends the listing, nil if all went well.
func (b *workQueue[T]) trouble(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return call.NewError(call.Cancelled, b.listing.words, "", context.Canceled)
	}
	if err := ctx.Err(); err != nil && len(b.errs) == 0 {
		return call.NewError(call.Offline, b.listing.words, "", call.Plain("timed out", err))
	}
	return call.Joined(b.listing.words, b.errs)
}
