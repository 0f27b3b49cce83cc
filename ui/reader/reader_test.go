package reader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/ui/theme"
)

func lines(text string) []Line {
	var all []Line
	for l := range strings.SplitSeq(text, "\n") {
		key, value, _ := strings.Cut(l, ": ")
		line := Line{{Text: key, Tone: theme.Key}}
		if value != "" {
			line = append(line, Span{Text: ": "}, Span{Text: value, Tone: theme.Strong})
		}
		all = append(all, line)
	}
	return all
}

func numbered(n int) []Line {
	var all []Line
	for i := range n {
		all = append(all, Line{{Text: fmt.Sprint("line ", i)}})
	}
	return all
}

func reader(w, h int, l []Line) *Reader {
	r := New(theme.New(true))
	r.SetSize(w, h)
	r.SetLines(l)
	return r
}

func expect[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%v\nwant:\n%v", what, got, want)
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	const text = "family: checkout\nimage: registry/checkout:sha\n名前: 数据库数据库"
	r := reader(12, 4, lines(text))
	expect(t, "cut", ansi.Strip(r.View()), "family: che…\nimage: regi…\n名前: 数据…\n")
	r.Right()
	expect(t, "scrolled", ansi.Strip(r.View()), "ily: checko…\nge: registr…\n : 数据库数…\n")
	r.Left()
	r.SetWrap(true)
	r.SetSize(12, 8)
	expect(t, "wrapped", ansi.Strip(r.View()), "family: \ncheckout\nimage: \nregistry/\ncheckout:sha\n名前: \n数据库数据库\n")
	expect(t, "text", r.Text(), text)
	r.SetSize(0, 4)
	expect(t, "no width", r.View(), "")
	r.SetSize(4, 0)
	expect(t, "no height", r.View(), "")
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	r := reader(20, 10, numbered(100))
	for i, step := range []struct {
		move  func()
		first int
	}{
		{r.Up, 1}, {r.Down, 2}, {r.PageDown, 12}, {r.HalfDown, 17}, {r.PageUp, 7}, {r.HalfUp, 2}, {r.Bottom, 91},
		{r.Down, 91}, {func() { r.SetSize(20, 20) }, 81}, {func() { r.SetSize(20, 10) }, 81},
		{func() { r.SetLines(numbered(50)) }, 41}, {func() { r.SetLines(numbered(70)) }, 41}, {r.Top, 1},
		{func() { r.SetLines(nil) }, 0},
	} {
		step.move()
		first, last, total := r.Position()
		expect(t, fmt.Sprintf("step %d", i), first, step.first)
		if total > 0 {
			expect(t, fmt.Sprintf("last of step %d", i), last, first+r.h-1)
		}
	}
}

func TestWrapKeepsThePlace(t *testing.T) {
	t.Parallel()
	r := reader(10, 3, []Line{{{Text: strings.Repeat("abcdefghi ", 6)}}, {{Text: "end"}}})
	r.SetWrap(true)
	r.Down()
	r.Down()
	expect(t, "row", r.top, place{0, 2})
	r.SetSize(20, 2)
	expect(t, "row at twice the width", r.top, place{0, 1})
	r.Bottom()
	expect(t, "view", ansi.Strip(r.View()), "abcdefghi abcdefghi \nend")
	r.SetWrap(false)
	expect(t, "line", r.top, place{})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	all := numbered(60)
	all[40] = Line{{Text: "Time"}, {Text: "out of the timeout", Tone: theme.Bad}}
	r := reader(16, 5, all)
	n, err := r.Search("TIMEOUT")
	if err != nil || n != 2 {
		t.Fatalf("found %d, %v", n, err)
	}
	th := theme.New(true)
	current := th.Paint(theme.Current, "Time") + th.Paint(theme.Current, "out") + th.Paint(theme.Bad, " of the ")
	if !strings.Contains(r.View(), current) {
		t.Errorf("no %q in %q", current, r.View())
	}
	first, last, _ := r.Position()
	expect(t, "lines on screen", [2]int{first, last}, [2]int{40, 44})
	r.Next()
	if want := th.Paint(theme.Current, "timeout"); !strings.Contains(r.View(), want) {
		t.Errorf("no %q in %q", want, r.View())
	}
	r.Next()
	at, count := r.Match()
	expect(t, "match", [2]int{at, count}, [2]int{1, 2})
	r.Previous()
	r.SetLines(append(numbered(3), all...))
	at, count = r.Match()
	expect(t, "match in the new text", [2]int{at, count}, [2]int{1, 2})
	n, err = r.Search("re:line 5[0-9]$")
	expect(t, "pattern", fmt.Sprint(n, err), "10 <nil>")
	n, err = r.Search("re:(")
	expect(t, "bad pattern", fmt.Sprint(n, err), `0 pattern "(": missing closing )`)
	_, count = r.Match()
	expect(t, "matches after the bad pattern", count, 10)
	_, _ = r.Search("")
	_, count = r.Match()
	expect(t, "matches after the end of the search", count, 0)
}

// TestSizes shows any text at any size, scrolled anyhow: lines never get wider, characters never half drawn, and
// wrapped rows together are the whole text.
func TestSizes(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab  数é\u0301🚀:")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		var all []Line
		for _, s := range rapid.SliceOfN(texts, 0, 12).Draw(t, "lines") {
			all = append(all, lines(s)...)
		}
		r := reader(rapid.IntRange(0, 30).Draw(t, "w"), rapid.IntRange(0, 8).Draw(t, "h"), all)
		_, _ = r.Search("b")
		t.Repeat(map[string]func(*rapid.T){
			"move": func(t *rapid.T) {
				rapid.SampledFrom([]func(){r.Up, r.Down, r.PageDown, r.PageUp, r.Bottom, r.Top, r.Left, r.Right,
					r.Right, r.Next, r.Previous, func() { r.SetWrap(!r.wrap) }}).Draw(t, "move")()
			},
			"size": func(t *rapid.T) {
				r.SetSize(rapid.IntRange(0, 200).Draw(t, "w"), rapid.IntRange(0, 60).Draw(t, "h"))
			},
			"": func(t *rapid.T) {
				got := strings.Split(r.View(), "\n")
				if want := max(r.h, 1); r.w > 0 && len(got) != want {
					t.Fatalf("%d lines, want %d", len(got), want)
				}
				for _, l := range got {
					if ansi.StringWidth(l) > r.w {
						t.Fatalf("%q is wider than %d", l, r.w)
					}
				}
			},
		})
	})
}

func large() *Reader {
	var all []Line
	for i := range 100_000 {
		all = append(all, Line{{Text: fmt.Sprintf("%06d ", i), Tone: theme.Dim},
			{Text: "GET /checkout 200 in 12 ms for a customer with a rather long name that is cut on most screens " +
				strings.Repeat("and on ", i%20)}})
	}
	r := reader(120, 50, all)
	r.SetWrap(true)
	return r
}

func BenchmarkScrollAndViewWrapped(b *testing.B) {
	r := large()
	b.ReportAllocs()
	for b.Loop() {
		r.Down()
		_ = r.View()
	}
}

func BenchmarkSetLines(b *testing.B) {
	r := large()
	b.ReportAllocs()
	for b.Loop() {
		r.SetLines(r.lines)
	}
}

func BenchmarkSearch(b *testing.B) {
	r := large()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = r.Search("099999 get")
	}
}

// A wrapped line goes on under the end of its label, and nothing of it is lost.
func TestHang(t *testing.T) {
	t.Parallel()
	r := New(theme.New(true))
	r.SetSize(20, 4)
	r.SetWrap(true)
	r.SetLines([]Line{{{Text: "reason  ", Hang: true}, {Text: "the image was not found anywhere"}}})
	expect(t, "hanging", ansi.Strip(r.View()), "reason  the image \n        was not \n        found \n        anywhere")
	r.SetSize(10, 4)
	expect(t, "too narrow to hang", ansi.Strip(r.View()), "reason  \nthe image \nwas not \nfound ")
}
