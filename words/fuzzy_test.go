package words

import (
	"fmt"
	"slices"
	"testing"
)

func TestFuzzy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		texts   []string // in order of how well they fit; those after "-" do not
	}{
		{"che", []string{"che", "checkout", "checkout-worker", "prod/checkout", "cache-elastic", "-", "search", "each"}},
		{"CHE", []string{"Checkout", "-", "api"}},
		{"prod/che", []string{"prod/checkout", "-", "staging/checkout"}},
		{"ffl", []string{"feature-flags-loader", "-", "ffi"}},
		{"chout", []string{"checkout", "-", "scout"}},
		{"log", []string{"log", "logs", "catalog", "-", "lag"}},
		{"日本", []string{"日本語", "-", "日"}},
	} {
		last, fits := FuzzySame+1, true
		for _, text := range c.texts {
			if text == "-" {
				fits = false
				continue
			}
			n, at := Fuzzy(c.pattern, text)
			if !fits {
				if n != 0 {
					t.Errorf("%q fits %q by %d", c.pattern, text, n)
				}
				continue
			}
			if n <= 0 || n >= last || len(at) != len([]rune(c.pattern)) || !slices.IsSorted(at) {
				t.Errorf("%q in %q: %d after %d, at %v", c.pattern, text, n, last, at)
			}
			last = n
		}
	}
	if n, at := Fuzzy("", "anything"); fmt.Sprint(n, at) != "1 []" {
		t.Errorf("an empty pattern: %d %v", n, at)
	}
}
