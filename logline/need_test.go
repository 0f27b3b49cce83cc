package logline

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		include []string
		term    string
		texts   []string
	}{
		{[]string{"timeout"}, "timeout", []string{"timeout"}},
		{[]string{"api", "upstream timeout", "level>=warn"}, "upstream timeout", []string{"upstream timeout"}},
		{[]string{"re:timed? out|refused"}, "re:timed? out|refused", []string{"time", "refu"}},
		{[]string{`re:GET /v1/\w+ (500|502)`}, `re:GET /v1/\w+ (500|502)`, []string{"get /v1/"}},
		{[]string{"order=8812"}, "order=8812", []string{"8812", `\u`, `\b`, `\f`}},
		{[]string{"crème brûlée"}, "crème brûlée", []string{"me br"}},
		{[]string{"dés kayak"}, "dés kayak", []string{"aya"}}, // Unicode folds ſ to s and the Kelvin sign to k
		{[]string{"kiosk"}, "kiosk", []string{"kiosk"}},
		{[]string{"level!=warn"}, "", nil},
		{[]string{"level<=debug", "order=88123"}, "order=88123", []string{"88123", `\u`, `\b`, `\f`}},
		{[]string{"http.code>=500", "é"}, "http.code>=500", []string{"http", `\u`, `\b`, `\f`}},
		{[]string{"container=app", "status!=200", "s>5", "re:.*", "re:[ab]+", "é", ""}, "", nil},
	} {
		n := Needs(c.include, "task", "container")
		if n.Term != c.term || !slices.Equal(n.Texts, c.texts) || n.Shapes != nil {
			t.Errorf("%q: %q needs %q", c.include, n.Term, n.Texts)
		}
	}
}

// What passes a filter has one of the texts that it needs, or one of the shapes.
func TestWhatPassesHasWhatIsNeeded(t *testing.T) {
	t.Parallel()
	letters := rapid.SampledFrom([]rune("aAbBkK\u212asS\u017f /=1é"))
	expr := rapid.OneOf(
		rapid.StringOfN(letters, 1, 4, -1),
		rapid.Custom(func(r *rapid.T) string { return "f=" + rapid.StringOfN(letters, 1, 4, -1).Draw(r, "value") }),
		rapid.SampledFrom([]string{"re:a+b", "re:ab|ba1", "re:(ab){2}", "re:(ab)*1", "re:a(?-i)BB", "re:b$|^a1", "re:[ab]1 /", "re:sab|kb", "re:(a|b1)/",
			"fa>0", "fa.b<=11", "level=info", "level>=warn", "level>error", "level<info"}))
	rapid.Check(t, func(r *rapid.T) {
		f := rapid.SliceOfN(expr, 1, 3).Draw(r, "include")
		text := rapid.StringOfN(letters, 0, 12, -1).Draw(r, "text")
		switch rapid.IntRange(0, 5).Draw(r, "form") {
		case 1:
			text = `{"f":"` + strings.ReplaceAll(text, "b", "\\u0062") + `"}`
		case 2:
			text = "f=" + text
		case 3:
			text = `{"FA": {"b" : 11}, "fa":1,"fa.b":"` + text + `"}`
		case 4:
			text = leveled().Draw(r, "leveled") + text
		}
		passed := true
		for _, expr := range f {
			term, err := ParseTerm(expr)
			if err != nil {
				r.Skip(err)
			}
			passed = passed && term.Holds(text, LevelIn(text), nil)
		}
		if n := Needs(f); passed && n.Term != "" && !n.met(text) {
			r.Fatalf("%q passes %q, which needs %q", text, f, n)
		}
	})
}

func (n Need) met(text string) bool {
	return slices.ContainsFunc(n.Texts, func(s string) bool { return strings.Contains(lowered(text), lowered(s)) }) ||
		slices.ContainsFunc(n.Shapes, func(s string) bool { return regexp.MustCompile(s).MatchString(text) })
}

// leveled are beginnings of lines, and whole lines, of any level.
func leveled() *rapid.Generator[string] {
	words := []string{"trace", "TRC", "Verbose", "finest", "finer", "10", "debug", "dbg", "fine", "20", "INFO", "inf", "information", "notice", "config", "30",
		"warn", "WARNING", "wrn", "40", "error", "Err", "eror", "severe", "50", "FATAL", "ftl", "panic", "critical", "crit", "alert", "emerg", "emergency", "dpanic", "60"}
	return rapid.Custom(func(r *rapid.T) string {
		word := rapid.SampledFrom(words).Draw(r, "level")
		return rapid.SampledFrom([]string{
			strings.ToUpper(word) + " ", "[" + word + "] ", word + ": ", "2026-03-04 12:00:00,123 [main] " + strings.ToUpper(word) + " - ",
			`{"level":"` + word + `"}`, `{"severity" : ` + word, `{"log":{"level":"` + word + `"},"m":"`, "msg=a level=" + word, `lvl="` + word + `" `,
			"E0304 12:00:00.123456       1 file.go:12] ", "W0304 12:00:00 ", "panic: ", "fatal error: ", "Traceback (most recent call last):",
			"Exception in thread main ", "Unhandled exception", "Uncaught Error "}).Draw(r, "form")
	})
}

// Whatever goes on with an entry has one of the shapes that the need of a level has.
func TestWhatContinuesHasAShape(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{" ", "}", "]", ";", "at ", "x.Y", "(", ")", "Caused by: ", "Suppressed: ", "... ", " more", "Traceback (most recent call last)",
		"goroutine ", ":", "a.b.FooError", "Exception", "During handling of the above exception", "The above exception was the direct cause",
		"created by ", "exit status ", "[signal ", "panic: ", "main.(*S).B(0x1)", "x"})
	rapid.Check(t, func(r *rapid.T) {
		j := Joiner{Level: rapid.SampledFrom([]Level{Unknown, Warn, Error, Fatal}).Draw(r, "level")}
		lines := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(part, 1, 4), func(s []string) string { return strings.Join(s, "") }), 2, 4).Draw(r, "lines")
		n := Needs([]string{"level>=warn"})
		j.Learn(lines[0])
		for _, line := range lines[1:] {
			if j.Continues(line) && !n.met(line) {
				r.Fatalf("%q goes on, and is not found by %q", line, n)
			}
			j.Learn(line)
		}
	})
}
