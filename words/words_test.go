package words

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"prod", "prod-eu", "staging", "dev", "checkout", "checkout-worker"}
	for word, want := range map[string]string{"prdo": "prod", "chekout": "checkout", "stag": "staging", "PROD": "prod", "zzz": "", "": ""} {
		got := Nearest(word, known)
		if want == "" && got != nil || want != "" && (len(got) == 0 || got[0] != want) {
			t.Errorf("Nearest(%q) = %q, want %q first", word, got, want)
		}
	}
}

func TestNaturalOrder(t *testing.T) {
	t.Parallel()
	names := []string{"api", "api-2", "api-02", "api-10", "api-10a", "b"}
	shuffled := slices.Clone(names)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, Natural)
	if !slices.Equal(shuffled, []string{"api", "api-02", "api-2", "api-10", "api-10a", "b"}) {
		t.Errorf("sorted: %q", shuffled)
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringMatching(`[a-b0-2]{0,5}`)
		a, b, c := name.Draw(rt, "a"), name.Draw(rt, "b"), name.Draw(rt, "c")
		if Natural(a, b) != -Natural(b, a) || Natural(a, b) == 0 && a != b {
			rt.Fatalf("%q and %q: %d, %d", a, b, Natural(a, b), Natural(b, a))
		}
		if Natural(a, b) < 0 && Natural(b, c) < 0 && Natural(a, c) >= 0 {
			rt.Fatalf("%q < %q < %q, but not the ends", a, b, c)
		}
	})
}

func TestNearestIsNeverTheWordItself(t *testing.T) {
	t.Parallel()
	if got := Nearest("prod", []string{"prod", "prod-eu"}); !slices.Equal(got, []string{"prod-eu"}) {
		t.Errorf("%q", got)
	}
	if got := Nearest("prod", []string{"prod"}); got != nil {
		t.Errorf("%q", got)
	}
	if got := NearestPath("web", []string{"prod/web", "web"}); !slices.Equal(got, []string{"prod/web"}) {
		t.Errorf("%q", got)
	}
	if got := NearestPath("prod/web", []string{"prod/web"}); got != nil {
		t.Errorf("%q", got)
	}
}

func TestNumbersAgree(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{Count(0, "task"), "0 tasks"}, {Count(1, "task"), "1 task"}, {Count(2, "task"), "2 tasks"},
		{Plural(1, "field differs", "fields differ"), "1 field differs"}, {Plural(3, "field differs", "fields differ"), "3 fields differ"},
		{List(nil), ""}, {List([]string{"a"}), "a"}, {List([]string{"a", "b", "c"}), "a, b and c"},
		{Age(-time.Second), "0s"}, {Age(59 * time.Second), "59s"}, {Age(47 * time.Hour), "47h"}, {Age(48 * time.Hour), "2d"},
		{Brief(-time.Second), "0s"}, {Brief(725 * time.Second), "12m05s"}, {Brief(309 * time.Minute), "5h09m"}, {Brief(80 * time.Hour), "3d"},
		{Span(90 * time.Second), "90 seconds"}, {Span(-6 * time.Minute), "6 minutes"}, {Ago(time.Minute), "just now"}, {Ago(72 * time.Hour), "3 days ago"},
		{Within(time.Second), "at once"}, {Within(6 * time.Minute), "in 6 minutes"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
