package dialog

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/ui/theme"
)

func expect[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%v\nwant:\n%v", what, got, want)
	}
}

func TestSplice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, base, box, want string }{
		{"middle", "aaaaaa\nbbbbbb\ncccccc", "XX", "aaaaaa\nbbXXbb\ncccccc"},
		{"wide characters at the edges", "数据库据库\n数据库据库", "XXXX", "数 XXXX 库\n数据库据库"},
		{"short lines", "a\nb\n", "XX", "a\nb   XX\n"},
		{"narrow rows of the box", "aaaaaa\nbbbbbb", "XXXX\nX", "aXXXXa\nbX   b"},
		{"box too large", "aa\nbb", "XXXXXXXXXXXX\nYY\nZZ", "XXXXXXXXXX\nYY        "},
	} {
		w, h := ansi.StringWidth(strings.Split(c.want, "\n")[0]), strings.Count(c.want, "\n")+1
		if c.name == "short lines" {
			w = 10
		}
		expect(t, c.name, ansi.Strip(Splice(c.base, c.box, w, h)), c.want)
	}
	expect(t, "no screen", Splice("a", "b", 0, 0), "")
}

func TestSpliceKeepsTheStyleBesideTheBox(t *testing.T) {
	t.Parallel()
	got := Splice("\x1b[31mredredred\x1b[m", "XXX", 9, 1)
	_, right, _ := strings.Cut(got, "XXX")
	if !strings.Contains(right, "\x1b[31m") || !strings.HasSuffix(right, "red\x1b[m") {
		t.Errorf("to the right of the box: %q", right)
	}
	if left, _, _ := strings.Cut(got, "XXX"); !strings.HasSuffix(left, "\x1b[m") {
		t.Errorf("to the left of the box: %q", left)
	}
}

// TestSpliceKeepsTheSize splices anything into anything: no line gets wider than the screen, and cells outside the
// box stay where they were.
func TestSpliceKeepsTheSize(t *testing.T) {
	t.Parallel()
	th := theme.New(true)
	line := rapid.StringOfN(rapid.SampledFrom([]rune("ab 数e\u0301●")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 30).Draw(t, "w"), rapid.IntRange(1, 6).Draw(t, "h")
		var base []string
		for range h {
			text, _ := theme.Cut(line.Draw(t, "line"), w)
			base = append(base, th.Paint(theme.Bad, text))
		}
		box := Box(th, line.Draw(t, "title"), rapid.SliceOfN(line, 0, 4).Draw(t, "body"), rapid.IntRange(0, 30).Draw(t, "box"))
		lines := strings.Split(Splice(strings.Join(base, "\n"), box, w, h), "\n")
		if len(lines) != h {
			t.Fatalf("%d lines of %d", len(lines), h)
		}
		for i, l := range lines {
			n, was := ansi.StringWidth(l), ansi.StringWidth(base[i])
			if n > w || n < was {
				t.Fatalf("line %d has %d cells, had %d of %d: %q", i, n, was, w, l)
			}
			before, after, x, wide := cells(base[i], w), cells(l, w), 0, 0
			if rows := strings.Split(box, "\n"); i >= max(h-len(rows), 0)/2 && i < max(h-len(rows), 0)/2+len(rows) {
				wide = min(ansi.StringWidth(rows[0]), w)
				x = (w - wide) / 2
			}
			for j := range w {
				inside := j >= x && j < x+wide
				if half := after[j] == " "; !inside && !half && after[j] != before[j] {
					t.Fatalf("cell %d of %q changed: %q", j, base[i], l)
				}
			}
		}
	})
}

// cells returns what stands in each of w cells of a line; the second of a wide character is empty.
func cells(line string, w int) []string {
	all := make([]string, 0, w)
	for rest := ansi.Strip(line); rest != ""; {
		c, n := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		rest = rest[len(c):]
		all = append(all, append([]string{c}, make([]string, max(n-1, 0))...)...)
		if n == 0 {
			all = all[:len(all)-1]
		}
	}
	for len(all) < w {
		all = append(all, " ")
	}
	return all
}

func TestBox(t *testing.T) {
	t.Parallel()
	th := theme.New(true)
	body := []string{"task", th.Paint(theme.Bad, "数据库 is failing")}
	expect(t, "box", ansi.Strip(Box(th, "Pin", body, 16)),
		"┌ Pin ─────────┐\n│ task         │\n│ 数据库 is f… │\n└──────────────┘")
	expect(t, "no title", ansi.Strip(Box(th, "", nil, 6)), "┌────┐\n└────┘")
	expect(t, "long title", ansi.Strip(Box(th, "Pin checkout", nil, 10)), "┌ Pin … ─┐\n└────────┘")
	expect(t, "no room", ansi.Strip(Box(th, "Pin", body, 0)), "┌──┐\n│  │\n│  │\n└──┘")
}

func BenchmarkSplice(b *testing.B) {
	th := theme.New(true)
	line := strings.Repeat(th.Paint(theme.Good, "● checkout")+"  text in between  ", 7)
	base := strings.TrimSuffix(strings.Repeat(line+"\n", 60), "\n")
	box := Box(th, "Pin", make([]string, 15), 80)
	b.ReportAllocs()
	for b.Loop() {
		_ = Splice(base, box, 200, 60)
	}
}
