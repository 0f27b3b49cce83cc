package exec

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// chunked feeds text in pieces and collects what comes out.
func chunked(m *markers, text []byte, cut func(left int) int) (out []byte, words []string) {
	for len(text) > 0 {
		n := cut(len(text))
		_ = m.feed(slices.Clone(text[:n]), func(p []byte) error { out = append(out, p...); return nil },
			func(w string) error { words = append(words, w); return nil })
		text = text[n:]
	}
	return append(out, m.rest()...), words
}

// However the text is cut, markers are taken out, and everything else comes through: parts of markers, markers of others
// and markers that end nowhere, too.
func TestMarkers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := &markers{nonce: "NONCE"}
		whole := m.prefix()
		var text, plain []byte
		var want []string
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			switch rapid.IntRange(0, 4).Draw(t, "sort") {
			case 0:
				word := rapid.StringMatching(`[a-z0-9 \n]{0,9}`).Draw(t, "word")
				text, want = append(text, whole+word+"\a"...), append(want, word)
			case 1:
				near := whole[:rapid.IntRange(0, len(whole)).Draw(t, "near")] + "\x1b"
				text, plain = append(text, near...), append(plain, near...)
			case 2:
				other := "\x1b]ecscope;OTHER;7\a"
				text, plain = append(text, other...), append(plain, other...)
			case 3:
				long := whole + strings.Repeat("x", longestWord+1)
				text, plain = append(text, long...), append(plain, long...)
			default:
				b := rapid.SliceOfN(rapid.SampledFrom([]byte("a\x1b];\a\x00\xff\r\n")), 0, 9).Draw(t, "bytes")
				text, plain = append(text, b...), append(plain, b...)
			}
		}
		if bytes.Contains(plain, []byte(whole)) && bytes.Count(text, []byte(whole)) != len(want)+strings.Count(string(text), whole+strings.Repeat("x", longestWord)) {
			t.Skip("parts met and made a marker")
		}
		out, words := chunked(m, text, func(left int) int { return rapid.IntRange(1, left).Draw(t, "cut") })
		if !bytes.Equal(out, plain) || !slices.Equal(words, want) {
			t.Fatalf("%q\ngave  %q %q\nwant  %q %q", text, out, words, plain, want)
		}
	})
}

// What cannot be a marker is not held back.
func TestMarkersHoldLittle(t *testing.T) {
	t.Parallel()
	m := &markers{nonce: "NONCE"}
	for text, want := range map[string]string{"login: ": "login: ", "a\x1b[1m": "a\x1b[1m", "b\x1b": "b", "\x1b]ecscope;N": "", "\x1b]ecscope;X": "\x1b]ecscope;X"} {
		var got []byte
		m.held = nil
		_ = m.feed([]byte(text), func(p []byte) error { got = append(got, p...); return nil }, nil)
		if string(got) != want {
			t.Errorf("%q gave %q, want %q", text, got, want)
		}
	}
}

func TestMarkersEndAtAnError(t *testing.T) {
	t.Parallel()
	m, full := &markers{nonce: "NONCE"}, fmt.Errorf("full")
	if err := m.feed([]byte("x"), func([]byte) error { return full }, nil); err != full {
		t.Error(err)
	}
	if err := m.feed([]byte(m.prefix()+"0\a"), nil, func(string) error { return full }); err != full {
		t.Error(err)
	}
}

// Taking back what a terminal does to line feeds gives what was written, however it is cut.
func TestNewlines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		wrote := rapid.SliceOf(rapid.SampledFrom([]byte("ab\r\n\x00"))).Draw(t, "wrote")
		shown := bytes.ReplaceAll(wrote, []byte("\n"), []byte("\r\n"))
		var got bytes.Buffer
		n := &newlines{w: &got}
		for len(shown) > 0 {
			cut := rapid.IntRange(1, len(shown)).Draw(t, "cut")
			if k, err := n.Write(shown[:cut]); k != cut || err != nil {
				t.Fatal(k, err)
			}
			shown = shown[cut:]
		}
		if err := n.Close(); err != nil || !bytes.Equal(got.Bytes(), wrote) {
			t.Fatalf("%q became %q, %v", wrote, got.Bytes(), err)
		}
	})
}
