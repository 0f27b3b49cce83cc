package terminal

import (
	"strings"
	"testing"
	"time"
)

// typed is bytes that come after a time.
type typed struct {
	after time.Duration
	text  string
}

func TestPaste(t *testing.T) {
	t.Parallel()
	const s, e = pasteStart, pasteEnd
	big := strings.Repeat("x", pasteBytes)
	for name, c := range map[string]struct {
		typed []typed
		want  string
	}{
		"keys":                     {[]typed{{0, "abc"}, {0, "\x03"}}, "abc|\x03"},
		"a whole paste":            {[]typed{{0, s + "a\x03b" + e + "c"}, {0, "\x03"}}, s + "a\x03b" + e + "c|\x03"},
		"markers in parts":         {[]typed{{0, s[:3]}, {0, s[3:] + "a"}, {0, e[:2]}, {0, e[2:]}, {time.Minute, "q"}}, s[:3] + "|" + s[3:] + "a|" + e[:2] + "|" + e[2:] + "|q"},
		"no end, and ctrl-c":       {[]typed{{0, s + "a"}, {0, "\x03"}}, s + "a|" + e + "\x03"},
		"no end, ctrl-c at once":   {[]typed{{0, s + "a\x03"}, {0, "q"}}, s + "a" + e + "\x03|q"},
		"no end, and keys later":   {[]typed{{0, s + "a"}, {0, "b"}, {time.Second, "q"}, {0, "q"}}, s + "a|b|" + e + "q|q"},
		"a paste that pauses":      {[]typed{{0, s + "a"}, {time.Minute / 4, strings.Repeat("y", 99)}, {0, e}, {time.Minute, "q"}}, s + "a|" + strings.Repeat("y", 99) + "|" + e + "|q"},
		"its end after a pause":    {[]typed{{0, s + "a"}, {time.Minute, "b" + e}, {0, "q"}}, s + "a|b" + e + "|q"},
		"without end in sight":     {[]typed{{0, s + big}, {0, "yyyy"}, {0, "y"}, {0, "y\x03"}, {0, "q"}}, s + big + "|yyyy" + e + "||\x03|q"},
		"the rest of one too long": {[]typed{{0, s + big}, {0, "y"}, {0, "y" + e[:3]}, {0, e[3:] + "q"}}, s + big + "|y" + e + "||q"},
		"too slow":                 {[]typed{{0, s + "a"}, {pasteTime + 1, strings.Repeat("y", 40)}, {0, "y"}, {time.Second, "q"}}, s + "a|" + strings.Repeat("y", 40) + e + "||q"},
		"another right after":      {[]typed{{0, s + "a" + e + s + "b"}, {0, "c\x03"}}, s + "a" + e + s + "b|c" + e + "\x03"},
	} {
		now := time.Unix(0, 0)
		p := paste{now: func() time.Time { return now }}
		var got []string
		for _, k := range c.typed {
			now = now.Add(k.after)
			out := string(p.pass([]byte(k.text)))
			if len(out) > len(k.text)+len(pasteEnd) {
				t.Errorf("%s: %d bytes became %d", name, len(k.text), len(out))
			}
			got = append(got, out)
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%s: %.200q, not %.200q", name, strings.ReplaceAll(g, big, "BIG"), strings.ReplaceAll(c.want, big, "BIG"))
		}
	}
}

func TestClamp(t *testing.T) {
	t.Parallel()
	for _, c := range [][4]int{{80, 24, 80, 24}, {65535, 65535, MaxCols, MaxRows}, {0, 0, 0, 0}, {-1, 5, 0, 5}} {
		if w, h := Clamp(c[0], c[1]); w != c[2] || h != c[3] {
			t.Errorf("%v becomes %d×%d", c, w, h)
		}
	}
}
