package exec

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	tty "github.com/ecscope/ecscope/terminal"
)

// What this side says never stands within a character or a sequence, and the session's bytes are all there, in order.
func TestNoticesBetween(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var shown bytes.Buffer
		s, want := &screen{out: &shown}, strings.Builder{}
		for range rapid.IntRange(1, 20).Draw(t, "writes") {
			p := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "\xe2", "\x82", "\xac", "\x1b[", "31", "m", "\x1b]0;", "\a", "\x1b[?1049h", "\x1b[?1049l"}), 1, 4).Draw(t, "p"), "")
			_, _ = s.Write([]byte(p))
			want.WriteString(p)
			s.notice("N")
		}
		parts := strings.Split(shown.String(), "\r\n-- N --\r\n")
		if got := strings.Join(parts, ""); strings.ReplaceAll(got, "\a", "") != strings.ReplaceAll(want.String(), "\a", "") {
			t.Fatalf("%q was shown of %q", got, want.String())
		}
		m := tty.Modes{}
		for _, before := range parts[:len(parts)-1] {
			if m.Follow([]byte(before)); !m.Settled() || m.Full() {
				t.Fatalf("it speaks after %q", before)
			}
		}
	})
}
