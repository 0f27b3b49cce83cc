package load

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// pages is a source of the given pages, and then an error.
func pages(err error, all ...[]int) Source[int] {
	return func(context.Context) iter.Seq2[[]int, error] {
		return func(yield func([]int, error) bool) {
			for _, p := range all {
				if !yield(p, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
			}
		}
	}
}

// collectFeed runs commands until there are none and returns what the feed recognised.
func collectFeed(f *Feed[int], cmd tea.Cmd) (items []int, last Page[int]) {
	for cmd != nil {
		p, next, ok := f.Take(cmd())
		if !ok {
			return items, last
		}
		items, last, cmd = append(items, p.Items...), p, next
	}
	return items, last
}

func TestFeed(t *testing.T) {
	t.Parallel()
	wrong := errors.New("denied")
	for name, c := range map[string]struct {
		source Source[int]
		want   []int
		err    string
	}{
		"all pages":           {pages(nil, []int{1, 2}, nil, []int{3}), []int{1, 2, 3}, ""},
		"nothing":             {pages(nil), nil, ""},
		"an error at the end": {pages(wrong, []int{1}), []int{1}, "denied"},
		"a panic": {func(context.Context) iter.Seq2[[]int, error] {
			return func(yield func([]int, error) bool) {
				yield([]int{1}, nil)
				panic("out of range")
			}
		}, []int{1}, "out of range"},
		"one":          {One(func(context.Context) (int, error) { return 7, nil }), []int{7}, ""},
		"one in error": {One(func(context.Context) (int, error) { return 7, wrong }), nil, "denied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f Feed[int]
			items, last := collectFeed(&f, f.Start(t.Context(), c.source))
			if !slices.Equal(items, c.want) || !last.Done || f.Running() {
				t.Errorf("got %v, done %v, running %v; want %v", items, last.Done, f.Running(), c.want)
			}
			if c.err == "" && last.Err != nil || c.err != "" && (last.Err == nil || !strings.Contains(last.Err.Error(), c.err)) {
				t.Errorf("error %v, want %q", last.Err, c.err)
			}
		})
	}
}

// Pages of a reading that was replaced, of another feed, or that ended with its context are nobody's.
func TestStale(t *testing.T) {
	t.Parallel()
	var f, other Feed[int]
	first := f.Start(t.Context(), pages(nil, []int{1}))()
	second := f.Start(t.Context(), pages(nil, []int{2}))
	if _, _, ok := f.Take(first); ok {
		t.Error("a page of the reading before was taken")
	}
	m := second()
	if _, _, ok := other.Take(m); ok {
		t.Error("a page of another feed was taken")
	}
	if p, _, ok := f.Take(m); !ok || !slices.Equal(p.Items, []int{2}) {
		t.Errorf("the page is not taken: %v", p)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	cmd := f.Start(ctx, func(ctx context.Context) iter.Seq2[[]int, error] {
		return func(func([]int, error) bool) {
			<-ctx.Done()
			close(ended)
		}
	})
	cancel()
	<-ended
	if m := cmd(); m != nil {
		t.Errorf("a reading whose context ended sends %v", m)
	}
}
