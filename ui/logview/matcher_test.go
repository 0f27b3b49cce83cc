package logview

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// hold returns texts as the lines of a page.
func hold(texts ...string) *lines {
	l := &lines{}
	for _, s := range texts {
		l.text = append(l.text, s...)
		l.recs = append(l.recs, packed{end: uint32(len(l.text))})
	}
	return l
}

// Whatever is looked for, the lines found are those that package regexp finds.
func TestSweepIsRegexp(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.SampledFrom([]rune("aAbBkK\u212a -_.\nstTéÉÿŸ\u017f世0")), 0, 30, -1)
	pattern := rapid.SampledFrom([]string{"re:a+b", "re:^a", "re:b$", `re:\bt\b`, `re:\Bk`, "re:(a|b)*t", "re:[^a-k]é",
		"re:.", "re:", "re:a{2,3}b?$", `re:(?-i)A`, `re:\A.?b`, `re:t\z`, "re:(|a)s", `re:^$`, "re:k.*世",
		"re:(t k.)+", "re:at{2,3}a?", "re:(kt|st)-", "re:(ab)*t-", "re:a(?-i)BB"})
	rapid.Check(t, func(t *rapid.T) {
		l := hold(rapid.SliceOfN(text, 1, 40).Draw(t, "texts")...)
		expr := rapid.OneOf(pattern, rapid.StringOfN(rapid.SampledFrom([]rune("aAbBkt -éŸ世.")), 1, 4, -1)).Draw(t, "expr")
		m, err := newMatcher(expr)
		if err != nil {
			t.Fatal(err)
		}
		want := "(?im)" + regexp.QuoteMeta(expr)
		if len(expr) >= 3 && expr[:3] == "re:" {
			want = "(?im)" + expr[3:]
		}
		re := regexp.MustCompile(want)
		from := rapid.IntRange(0, len(l.recs)-1).Draw(t, "from")
		var got set
		m.sweep(l, from, &got)
		for i := range l.recs {
			if s := l.string(i); got.has(i) != (i >= from && sameButKelvin(m, re, s)) {
				t.Fatalf("%q in %q (line %d from %d): %v", expr, s, i, from, got.has(i))
			}
		}
	})
}

// sameButKelvin is what regexp says, but for the two letters that fold to ASCII ones and which a plain text is not
// looked for in.
func sameButKelvin(m *matcher, re *regexp.Regexp, s string) bool {
	if m.plain {
		s = regexp.MustCompile("\u017f|\u212a").ReplaceAllString(s, "世")
	}
	return re.MatchString(s)
}

func TestManyStates(t *testing.T) {
	t.Parallel()
	m, err := newMatcher("re:a.{14}b.{3}c$")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("aabbbc")), 200, 400, -1).Draw(t, "text")
		var got set
		m.sweep(hold(s), 0, &got)
		if got.has(0) != m.shape.MatchString(s) {
			t.Fatalf("%v in %q", got.has(0), s)
		}
	})
}

func TestSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := map[int]bool{}
		var s set
		for _, i := range rapid.SliceOf(rapid.IntRange(0, pageLines-1)).Draw(t, "lines") {
			s.add(i)
			in[i] = true
		}
		from, to := rapid.IntRange(0, pageLines).Draw(t, "from"), rapid.IntRange(0, pageLines).Draw(t, "to")
		s.span(from, to)
		for i := from; i < to; i++ {
			in[i] = true
		}
		cut := rapid.IntRange(0, pageLines-1).Draw(t, "cut")
		s.cut(cut)
		rank, next, previous := 0, -1, -1
		at := rapid.IntRange(0, pageLines-1).Draw(t, "at")
		for i := range pageLines {
			if s.has(i) != (in[i] && i >= cut) {
				t.Fatalf("line %d: %v", i, s.has(i))
			}
			if s.has(i) && i < at {
				rank++
			}
			if s.has(i) && i <= at {
				previous = i
			}
			if s.has(i) && i >= at && next < 0 {
				next = i
			}
		}
		if s.rank(at) != rank || s.next(at) != next || s.previous(at) != previous {
			t.Fatalf("at %d: rank %d next %d previous %d, want %d %d %d", at, s.rank(at), s.next(at), s.previous(at), rank, next, previous)
		}
	})
}

// FuzzTerm expects of any term and text that it is refused, or tested alike one line at a time and all at once.
func FuzzTerm(f *testing.F) {
	for _, s := range []string{"a.b>=5", "level<warn", `"x`, `""`, "re:(a|b)+?$", "@x!=", "n=\"q\"", "re:\\pL{3}", "re:[", "x<=1e9"} {
		f.Add(s, `{"a":{"b":7},"level":"info","n":"q"}`, "x=1 @x=2 level=debug abc")
	}
	f.Fuzz(func(t *testing.T, expr, a, b string) {
		term, err := newTerm(expr)
		if err != nil {
			return
		}
		var all, last set
		l := hold(a, b, a)
		term.sweep(l, nil, 0, &all)
		term.fresh().sweep(l, nil, 2, &last)
		if all.has(0) != all.has(2) || last.has(2) != all.has(2) || last.count() > 1 {
			t.Errorf("%q in %q, %q: %b and %b", expr, a, b, all[0], last[0])
		}
	})
}
