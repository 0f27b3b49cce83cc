package exec

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestEscapes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		typed []string // each at once
		sent  string
		what  order
	}{
		{"at the beginning", []string{"~", "."}, "", leave},
		{"after enter", []string{"l", "s", "\r", "~", "."}, "ls\r", leave},
		{"after a line feed, all at once", []string{"\n~."}, "\n", leave},
		{"not within a line", []string{"a", "~", "."}, "a~.", nothing},
		{"a tilde", []string{"\r", "~", "~", "."}, "\r~.", nothing},
		{"a directory", []string{"~", "/", "\r", "~", "."}, "~/\r", leave},
		{"help, and again", []string{"\r", "~", "?", "~", "."}, "\r", leave},
		{"enter takes it back", []string{"~", "\r", "~", "."}, "~\r", leave},
		{"pasted", []string{"\x1b[200~", "a\r", "~.", "\x1b[201~", "~."}, "\x1b[200~a\r~.\x1b[201~~.", nothing},
		{"pasted, with marks in parts", []string{"\r", "\x1b[20", "0~\r", "~.\r", "\x1b[2", "01~", "\r", "~."}, "\r\x1b[200~\r~.\r\x1b[201~\r", leave},
		{"pasted without marks", []string{"\r", "0123456789abcdef\r~.\r", "~."}, "\r0123456789abcdef\r~.\r", leave},
		{"held back, then pasted", []string{"\r~", "0123456789abcdef"}, "\r~0123456789abcdef", nothing},
	} {
		e, sent, what := escapes{}, "", nothing
		for _, p := range c.typed {
			b, o := e.filter([]byte(p))
			sent += string(b)
			if o != nothing {
				what = o
			}
		}
		if sent != c.sent || what != c.what {
			t.Errorf("%s: sent %q, order %d; want %q, %d", c.name, sent, what, c.sent, c.what)
		}
	}
}

// Without a tilde at the beginning of a line nothing is held back or changed, however it comes.
func TestEscapesPassAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, in, out := escapes{begun: true}, []byte{}, []byte{}
		for range rapid.IntRange(0, 40).Draw(t, "reads") {
			p := rapid.SliceOfN(rapid.SampledFrom([]byte("a\r\x1b[2001~.?\x00\xff")), 1, 40).Draw(t, "p")
			for i := range p {
				if p[i] == '~' && (i == 0 || p[i-1] == '\r') {
					p[i] = '-'
				}
			}
			b, o := e.filter(bytes.Clone(p))
			if in, out = append(in, p...), append(out, b...); o != nothing || !bytes.Equal(in, out) {
				t.Fatalf("%q became %q, order %d", in, out, o)
			}
		}
	})
}
