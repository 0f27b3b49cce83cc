package theme

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// The rows of a text together are the whole of it, and none is wider than it may be.
func TestRowsHoldTheWholeText(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("abc/:-  数é\u0301🚀")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, w := texts.Draw(t, "text"), rapid.IntRange(2, 30).Draw(t, "w")
		starts := append(Rows(text, w, 0), len(text))
		for i := range len(starts) - 1 {
			part := text[starts[i]:starts[i+1]]
			if n := ansi.StringWidth(strings.TrimRight(part, " ")); n > w || (i > 0 && part == "") {
				t.Fatalf("row %d %q of %d cells in %d", i, part, n, w)
			}
		}
	})
}

// A row ends between words or, in a name that is too long for it, where its parts end: the tag stays whole.
func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		w    int
		want []string
	}{
		{"the image was not found", 12, []string{"the image", "was not", "found"}},
		{"111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:sha-9f3a21", 58, []string{"111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:", "sha-9f3a21"}},
		{"ref registry/checkout:sha-9f3a21: not found", 20, []string{"ref registry/", "checkout:sha-9f3a21:", "not found"}},
		{"a sha256:bfd7e3896f0aa57e", 17, []string{"a sha256:", "bfd7e3896f0aa57e"}},
		{"is checkout-staging", 17, []string{"is", "checkout-staging"}},
		{"is checkout-staging-two", 17, []string{"is checkout-stagi", "ng-two"}},
		{"one\ntwo", 17, []string{"one", "two"}},
		{"one two three four", 9, []string{"one two", "three fo…"}},
	} {
		if got := Wrap(c.text, c.w, max(len(c.want), 2)); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %q; want %q", c.text, c.w, got, c.want)
		}
	}
}
