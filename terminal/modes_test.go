package terminal

import (
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
	"pgregory.net/rapid"
)

func TestUndo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, out, want string }{
		{"nothing", "hello\r\n\x1b[1mbold\x1b[0m", ""},
		{"a prompt of bash", "\x1b[?2004h$ exit\r\n\x1b[?2004l\rexit\r\n", ""},
		{"vim", "\x1b[?1049h\x1b[?1h\x1b=\x1b[?25l\x1b[>4;2m\x1b[2 q", "\x1b[?1l\x1b[?25h\x1b[?1049l\x1b>\x1b[0 q\x1b[>4m"},
		{"vim, which has ended", "\x1b[?1049h\x1b[?1h\x1b=\x1b[?25l\x1b[>4;2m\x1b[2 q\x1b[0 q\x1b[>4;m\x1b[>4;0m\x1b[?25h\x1b>\x1b[?1l\x1b[?1049l", ""},
		{"several at once", "\x1b[?1000;1006;1004h", "\x1b[?1000l\x1b[?1006l\x1b[?1004l"},
		{"no wrap, a region", "\x1b[?7l\x1b[3;9r", "\x1b[?7h\x1b7\x1b[r\x1b8"},
		{"kitty's keys on both screens", "\x1b[>1u\x1b[?1049h\x1b[>5u\x1b[>5u", "\x1b[<2u\x1b[?1049l\x1b[<1u"},
		{"kitty's keys, which were taken back", "\x1b[>1u\x1b[<u\x1b[=5;1u\x1b[=0;1u", ""},
		{"colours", "\x1b[0;31mred", "\x1b[0m"},
		{"line drawing", "\x1b(0lqk", "\x0f\x1b(B"},
		{"line drawing, which has ended", "\x1b(0lqk\x1b(B\x0e\x0f", ""},
		{"garbage", "\x0e", "\x0f\x1b(B"},
		{"a reset", "\x1b[?1049h\x1b[31m\x1bc", ""},
		{"within a title", "\x1b]0;tit", "\x18\x1b\\"},
		{"a title", "\x1b]0;[?25l\a\x1bP[31m\x1b\\", ""},
		{"within a sequence", "\x1b[?25l\x1b[3", "\x18\x1b[?25h"},
		{"old names of the screen", "\x1b[?47h\x1b[?1049l", ""},
	} {
		for n := 1; n <= len(c.out); n++ { // however it comes
			m := Modes{}
			for p := []byte(c.out); len(p) > 0; p = p[min(n, len(p)):] {
				m.Follow(p[:min(n, len(p))])
			}
			if got := m.Undo(); got != c.want {
				t.Errorf("%s, %d bytes at a time: %q, want %q", c.name, n, got, c.want)
				break
			}
		}
	}
}

// Whatever came, what is undone needs no undoing, and a terminal is on its first screen with its cursor shown.
func TestUndoneIsDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		out := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"\x1b", "[", "?", "1049", "25", ";", "h", "l", "m", "r", "3", "(0", "\x0e", "\x1b[>1u",
			"\x1b[?1000h", "\x1b[?1049h", "\x1b[?25l", "\x1b[?6h", "\x1b]0;x", "\a", "é", "\xc3", "\x1b=", "\x1b[4h", "u", "<", "=", " q", "!p", "c"}), 0, 40).Draw(t, "out"), "")
		m := Modes{}
		m.Follow([]byte(out))
		undo := m.Undo()
		m.Follow([]byte(undo))
		if again := m.Undo(); again != "" {
			t.Fatalf("after %q and %q there is still %q", out, undo, again)
		}
	})
	screen := vt10x.New(vt10x.WithSize(20, 5))
	m, out := Modes{}, []byte("before\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[?1hfull\x1b[31m")
	m.Follow(out)
	_, _ = screen.Write(append(out, m.Undo()...))
	if text := screen.String(); screen.Mode()&(vt10x.ModeAltScreen|vt10x.ModeHide|vt10x.ModeMouseButton|vt10x.ModeAppCursor) != 0 || !strings.HasPrefix(text, "before ") {
		t.Errorf("mode %b, it shows\n%s", screen.Mode(), text)
	}
}

func FuzzModes(f *testing.F) {
	f.Add([]byte("\x1b[?1049h\x1b]0;x\x1b[31"), 3)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		whole, parts := Modes{}, Modes{}
		whole.Follow(b)
		n = max(1, min(n, len(b)))
		if len(b) > 0 {
			parts.Follow(b[:n])
			parts.Follow(b[n:])
		}
		if whole.Undo() != parts.Undo() || whole.Settled() != parts.Settled() {
			t.Fatalf("%q in parts at %d: %q, else %q", b, n, parts.Undo(), whole.Undo())
		}
	})
}
