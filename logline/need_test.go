package logline

import (
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
		{[]string{"order=8812"}, "order=8812", []string{"8812", `\u`}},
		{[]string{"crème brûlée"}, "crème brûlée", []string{"me br"}},
		{[]string{"dés kayak"}, "dés kayak", []string{"aya"}}, // Unicode folds ſ to s and the Kelvin sign to k
		{[]string{"kiosk"}, "kiosk", []string{"kiosk"}},
		{[]string{"level>=warn"}, "", nil},
		{[]string{"container=app", "status!=200", "ms>5", "re:.*", "re:[ab]+", "é", ""}, "", nil},
	} {
		term, texts := Needs(c.include, "task", "container")
		if term != c.term || !slices.Equal(texts, c.texts) {
			t.Errorf("%q: %q needs %q", c.include, term, texts)
		}
	}
}

// What passes a filter has one of the texts that it needs.
func TestWhatPassesHasWhatIsNeeded(t *testing.T) {
	t.Parallel()
	letters := rapid.SampledFrom([]rune("aAbBkK\u212asS\u017f /=1é"))
	expr := rapid.OneOf(
		rapid.StringOfN(letters, 1, 4, -1),
		rapid.Custom(func(r *rapid.T) string { return "f=" + rapid.StringOfN(letters, 1, 4, -1).Draw(r, "value") }),
		rapid.SampledFrom([]string{"re:a+b", "re:ab|ba1", "re:(ab){2}", "re:(ab)*1", "re:a(?-i)BB", "re:b$|^a1", "re:[ab]1 /", "re:sab|kb", "re:(a|b1)/"}))
	rapid.Check(t, func(r *rapid.T) {
		f := rapid.SliceOfN(expr, 1, 3).Draw(r, "include")
		text := rapid.StringOfN(letters, 0, 12, -1).Draw(r, "text")
		switch rapid.IntRange(0, 2).Draw(r, "form") {
		case 1:
			text = `{"f":"` + strings.ReplaceAll(text, "b", "\\u0062") + `"}`
		case 2:
			text = "f=" + text
		}
		passed := true
		for _, expr := range f {
			term, err := ParseTerm(expr)
			if err != nil {
				r.Skip(err)
			}
			passed = passed && term.Holds(text, LevelIn(text), nil)
		}
		if _, texts := Needs(f); passed && len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(lowered(text), lowered(s)) }) {
			r.Fatalf("%q passes %q, which needs one of %q", text, f, texts)
		}
	})
}
