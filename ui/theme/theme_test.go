package theme

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestPaintIsWhatTheStyleRenders(t *testing.T) {
	t.Parallel()
	th := New(true)
	for _, dark := range []bool{true, false} {
		th.SetDark(dark)
		for tone := range tones {
			var b strings.Builder
			th.Write(&b, tone, "x")
			if got := th.Paint(tone, "x"); got != th.Style(tone).Render("x") || got != b.String() {
				t.Errorf("tone %d, dark %v: %q, %q, want %q", tone, dark, got, b.String(), th.Style(tone).Render("x"))
			}
			if th.Paint(tone, "") != "" || th.PaintSelected(tone, "") != "" {
				t.Errorf("tone %d paints nothing as something", tone)
			}
			if got := th.PaintSelected(tone, "text"); ansi.Strip(got) != "text" || !strings.Contains(got, "48;") && !strings.Contains(got, "7m") && !strings.Contains(got, ";7;") && !strings.Contains(got, "[7;") {
				t.Errorf("tone %d selected is %q", tone, got)
			}
		}
	}
	if th.Paint(200, "x") != "x" || th.look.Dark {
		t.Error("an unknown tone is not plain")
	}
}

func TestSelectionNeedsNoColour(t *testing.T) {
	t.Parallel()
	th := New(true)
	th.SetProfile(colorprofile.ASCII)
	var out strings.Builder
	w := colorprofile.Writer{Forward: &out, Profile: colorprofile.ASCII}
	if _, err := w.WriteString(th.PaintSelected(Bad, "checkout")); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "7m") {
		t.Errorf("without colour the selected row is %q", out.String())
	}
}

func TestGlyphsAreOneCellAndDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, tone := range []Tone{Good, Busy, Bad, Warn, Idle, Unknown} {
		g := Glyph(tone)
		if Width(g) != 1 || seen[g] || g == " " {
			t.Errorf("glyph of tone %d is %q", tone, g)
		}
		seen[g] = true
	}
	if Glyph(Plain) != " " || Glyph(Match) != " " {
		t.Error("a tone that is no state has a glyph")
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		w    int
		want string
	}{
		{"checkout", 8, "checkout"}, {"checkout", 7, "checko…"}, {"checkout", 1, "…"}, {"checkout", 0, ""},
		{"checkout", -1, ""}, {"数据库", 6, "数据库"}, {"数据库", 5, "数据…"}, {"数据库", 4, "数…"}, {"数据库", 1, "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"\x1b[1mbold\x1b[m", 3, "\x1b[1mbo…\x1b[m"},
	} {
		if got, n := Cut(c.text, c.w); got != c.want || n != ansi.StringWidth(c.want) {
			t.Errorf("Cut(%q, %d) is %q of %d cells, want %q", c.text, c.w, got, n, c.want)
		}
	}
}

func TestFitIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab …数🚀é\u0301●"))).Draw(t, "text")
		w := rapid.IntRange(0, 400).Draw(t, "width")
		if n := ansi.StringWidth(Fit(text, w)); n != w {
			t.Fatalf("%q in %d cells takes %d", text, w, n)
		}
		if n, cells := Reach(text, w); cells > w || cells != ansi.StringWidth(text[:n]) || n == len(text) != (Width(text) <= w) {
			t.Fatalf("%d bytes of %q, %d cells, reach %d", n, text, cells, w)
		}
		if Width(text) != ansi.StringWidth(text) {
			t.Fatalf("width of %q", text)
		}
	})
}

// A bar in high contrast is as high as it says, whatever it means: it is not reversed.
func TestBarsAreNotReversed(t *testing.T) {
	t.Parallel()
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ASCII} {
		th := NewLook(Look{Dark: true, Colors: High})
		th.SetProfile(profile)
		var b strings.Builder
		th.Write(&b, Bad, "▂▁█")
		for _, got := range []string{th.Paint(Bad, "▁▂▃ 24"), th.Paint(Bad, "⢸⠉"), b.String()} {
			if got == ansi.Strip(got) || strings.Contains(got, "7m") || strings.Contains(got, ";7") {
				t.Errorf("profile %d: %q", profile, got)
			}
		}
		if got := th.Paint(Bad, "failing"); !strings.Contains(got, "7") {
			t.Errorf("profile %d: what is bad is %q", profile, got)
		}
	}
}
