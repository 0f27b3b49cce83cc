package aws

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// rows are a listing of strings; what is listed under a name is given.
func rows(size int, lazy bool, listed map[string][][]string) listing[string] {
	return listing[string]{words: "list rows", size: size, lazy: lazy,
		list: func(_ context.Context, scope string, at cursor) ([]string, *cursor, error) {
			page := 0
			if at.token != "" {
				_, _ = fmt.Sscan(at.token, &page)
			}
			pages := listed[scope]
			if page >= len(pages) {
				return nil, nil, nil
			}
			token := fmt.Sprint(page + 1)
			return slices.Clone(pages[page]), at.next(&token, 1), nil
		},
		describe: func(_ context.Context, _ string, rows []string) ([]string, error) {
			return plain.Each(rows, func(r string) string { return r + "!" }), nil
		},
		key:      func(r string) string { return r },
		complete: func(string) bool { return false },
		asked:    func(r string, names map[string]bool) bool { return names[r] },
	}
}

func TestWantedRowsComeFirst(t *testing.T) {
	t.Parallel()
	b := newWorkQueue(rows(4, false, nil), []string{"a", "b"})
	for _, s := range b.scopes {
		s.at, s.done = nil, true
		for i := range 9 {
			s.pending = append(s.pending, fmt.Sprint(s.name, i))
		}
	}
	var got []string
	for _, want := range [][]string{{"b7", "b2", "a5"}, {"b8"}, nil, {"b2"}, nil, nil} {
		j, ok := b.take(t.Context(), func() []string { return want })
		if !ok {
			t.Fatalf("nothing left after %v", got)
		}
		got = append(got, fmt.Sprint(j.rows))
	}
	want := []string{"[a5 a0 a1 a2]", "[b8 b0 b1 b2]", "[a3 a4 a6 a7]", "[a8]", "[b3 b4 b5 b6]", "[b7]"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestSurveyLosesNothing lists pages with repeats, in several scopes, with any rows wanted: each row is named once and
// described once, or, in a lazy listing, described if it is wanted.
func TestSurveyLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		listed, all := map[string][][]string{}, []string{}
		scopes := []string{"a", "b", "c"}[:rapid.IntRange(0, 3).Draw(r, "scopes")]
		for _, s := range scopes {
			listed[s] = rapid.SliceOfN(rapid.SliceOfN(rapid.StringMatching(s+`[0-9]{1,2}`), 0, 30), 0, 5).Draw(r, "pages")
			all = append(all, slices.Concat(listed[s]...)...)
		}
		all = awstest.Names(all, func(s string) string { return s })
		wanted := []string{"x"}
		if len(all) > 0 {
			wanted = rapid.SliceOf(rapid.SampledFrom(all)).Draw(r, "wanted")
		}
		lazy := rapid.Bool().Draw(r, "lazy")
		s := rows(rapid.IntRange(1, 10).Draw(r, "size"), lazy, listed)
		got, err := awstest.Collect(s.pages(t.Context(), scopes, func() []string { return wanted }))
		if err != nil {
			r.Fatal(err)
		}
		expected := slices.Clone(all)
		for _, row := range all {
			if !lazy || slices.Contains(wanted, row) {
				expected = append(expected, row+"!")
			}
		}
		slices.Sort(expected)
		if slices.Sort(got); !slices.Equal(got, expected) {
			r.Fatalf("%v, want %v", got, expected)
		}
	})
}

// A defect in one of a listing's goroutines ends the listing with an error, and not the program.
func TestDefectInSurvey(t *testing.T) {
	t.Parallel()
	s := rows(1, false, map[string][][]string{"a": {{"x"}}})
	s.describe = func(context.Context, string, []string) ([]string, error) { panic("odd answer") }
	if _, err := awstest.Collect(s.pages(t.Context(), []string{"a"}, nil)); err == nil || err.Error() != "list rows: a bug in ecscope: odd answer" {
		t.Errorf("%v", err)
	}
}

func TestServerThatRepeatsAPage(t *testing.T) {
	t.Parallel()
	c, _ := client(t, awstest.Answers(t, map[string]any{"DescribeServices": map[string]any{"services": []any{}}, "ListServices": map[string]any{"serviceArns": []string{"s"}, "nextToken": "again"}}))
	_, err := awstest.Collect(c.Services(t.Context(), "prod", nil))
	if call.KindOf(err) != call.Server || err.Error() != "list services of prod: the server sends the same page again" {
		t.Errorf("%v", err)
	}
}
