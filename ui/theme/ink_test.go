package theme

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// grounds are the backgrounds of terminals that people have, and that of the selected row.
func grounds(dark bool) []string {
	if dark {
		return []string{"#000000", "#1e1e1e", "#282a36", "#002b36", "#2e3440", "#2b3140"}
	}
	return []string{"#ffffff", "#fdf6e3", "#eff1f5", "#fbf1c7", "#dfe8f3"}
}

// Every ink can be read on every background: 4.5 to 1, as WCAG 2 measures it; lines, which say nothing, 2.5 to 1.
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, set := range []Colors{Normal, Safe} {
		for _, dark := range []bool{true, false} {
			for tone := range tones {
				i, least := inkOf(tone, set, dark), 4.5
				if tone == Border {
					least = 2.5
				}
				if tone == Disabled && i.of16 == "8" || tone != Border && i.of16 == "8" {
					t.Errorf("tone %d is written in the grey that some terminals have as background", tone)
				}
				for _, ground := range grounds(dark) {
					if i.full == "" {
						continue
					}
					if r := contrast(lipgloss.Color(i.full), lipgloss.Color(ground)); r < least {
						t.Errorf("set %d, dark %v: tone %d has %.1f to 1 on %s", set, dark, tone, r, ground)
					}
					// Of 256 colours the nearest is taken, on a background of the terminal's own.
					if r := contrast(lipgloss.Color(i.of256), lipgloss.Color(ground)); r < least-0.6 {
						t.Errorf("set %d, dark %v: tone %d of 256 has %.1f to 1 on %s", set, dark, tone, r, ground)
					}
				}
			}
		}
	}
	for _, dark := range []bool{true, false} {
		for n, ink := range sourceInks(dark) {
			for _, ground := range grounds(dark) {
				if r := contrast(lipgloss.Color(ink), lipgloss.Color(ground)); r < 4.5 {
					t.Errorf("dark %v: source %d has %.1f to 1 on %s", dark, n, r, ground)
				}
			}
		}
	}
	for dark, own := range map[bool]string{true: "#ffffff", false: "#000000"} {
		for _, ground := range grounds(dark) {
			if r := contrast(lipgloss.Color(own), lipgloss.Color(ground)); r < 12 {
				t.Errorf("high contrast is %.1f to 1 on %s", r, ground)
			}
		}
	}
	for tone := range tones {
		if i := highInk(tone); i.full != "" || i.of16 != "" {
			t.Errorf("tone %d of high contrast has a colour", tone)
		}
	}
}

// What is said by colour alone to some is said by attributes to others: with no colour, bad differs from good.
func TestWithoutColor(t *testing.T) {
	t.Parallel()
	for _, set := range []Colors{Normal, Safe, High} {
		th := NewLook(Look{Dark: true, Colors: set})
		th.SetProfile(colorprofile.ASCII)
		for tone := range tones {
			if got := th.Paint(tone, "x"); strings.Contains(got, "38;") || strings.Contains(got, "48;") {
				t.Errorf("set %d: tone %d is coloured without colour: %q", set, tone, got)
			}
		}
		if th.Paint(Bad, "x") == th.Paint(Good, "x") || th.Paint(Selected, "x") == th.Paint(Plain, "x") {
			t.Errorf("set %d: nothing sets off what is bad or selected", set)
		}
	}
	th := New(true)
	th.SetProfile(colorprofile.ANSI)
	if got := th.Paint(Good, "x"); got != "\x1b[92mx\x1b[m" {
		t.Errorf("of 16 colours good is %q", got)
	}
	th = NewLook(Look{Fixed: true})
	if th.SetDark(true); th.look.Dark {
		t.Error("a theme that was set changes with the background")
	}
}

// People who do not tell red from green, or blue from yellow, tell the safe set's good from its bad by far; between any two of its
// states there is a difference, or a line under one of them.
func TestSafeColors(t *testing.T) {
	t.Parallel()
	for name, m := range deficiencies() {
		for _, dark := range []bool{true, false} {
			states := map[Tone][3]float64{}
			for _, tone := range []Tone{Good, Busy, Warn, Bad} {
				states[tone] = lab(m, lipgloss.Color(inkOf(tone, Safe, dark).full))
			}
			if d := distance(states[Good], states[Bad]); d < 60 {
				t.Errorf("%s, dark %v: good and bad differ by %.0f", name, dark, d)
			}
			for a := range states {
				for b := range states {
					if d := distance(states[a], states[b]); a < b && d < 15 && !inkOf(a, Safe, dark).underline && !inkOf(b, Safe, dark).underline {
						t.Errorf("%s, dark %v: tones %d and %d differ by %.0f", name, dark, a, b, d)
					}
				}
			}
		}
	}
}

// deficiencies are how people see who lack a kind of cone: the matrices of Machado, Oliveira and Fernandes, 2009.
func deficiencies() map[string][9]float64 {
	return map[string][9]float64{
		"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
		"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
	}
}

// lab is a colour as somebody sees it, in CIE L*a*b*.
func lab(m [9]float64, c color.Color) [3]float64 {
	r, g, b := linear(c)
	see := [3]float64{}
	for i := range see {
		see[i] = min(1, max(0, m[3*i]*r+m[3*i+1]*g+m[3*i+2]*b))
	}
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*see[0] + 0.3576*see[1] + 0.1805*see[2]) / 0.95047)
	y := f(0.2126*see[0] + 0.7152*see[1] + 0.0722*see[2])
	z := f((0.0193*see[0] + 0.1192*see[1] + 0.9505*see[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b := linear(c)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linear takes the curve of sRGB off a colour.
func linear(c color.Color) (r, g, b float64) {
	x, y, z, _ := c.RGBA()
	of := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return of(x), of(y), of(z)
}

// Every sign that the program writes has one of ASCII, as wide as itself.
func TestSigns(t *testing.T) {
	t.Parallel()
	th := NewLook(Look{ASCII: true})
	ours := map[rune]string{}
	for _, dir := range []string{"..", "../../inspect", "../../triage", "../../change"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "signs.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+name, nil, parser.SkipObjectResolution)
			ast.Inspect(file, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && (l.Kind == token.STRING || l.Kind == token.CHAR) {
					text, _ := strconv.Unquote(l.Value)
					for _, r := range text {
						if r >= 0x80 {
							ours[r] = fmt.Sprintf("%s: %q", name, text)
						}
					}
				}
				return true
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for r, where := range ours {
		if got := th.Signs("a" + string(r) + "b"); len(got) != 3 && !strings.ContainsRune("\ue000\u212a\u017f", r) {
			t.Errorf("%q has no sign of ASCII (%s)", r, where)
		}
	}
	if len(ours) < 30 {
		t.Errorf("%d signs only", len(ours))
	}
	for text, want := range map[string]string{"✗ prod → 数据 ⣀⠉⣿ …": "x prod > ???? .': ~", "\x1b[1me\u0301t\u00e9\x1b[m\n●": "\x1b[1met?\x1b[m\n.", "a🚀\ufe0f.": "a??.",
		"x\u200bé": "x?", "1\ufe0f\u20e3 2": "1? 2"} {
		if got := th.Signs(text); got != want || ansi.StringWidth(text) != ansi.StringWidth(want) {
			t.Errorf("%q is %q of %d cells, want %q of %d", text, got, ansi.StringWidth(text), want, ansi.StringWidth(want))
		}
	}
	if text := "✗ prod"; New(true).Signs(text) != text {
		t.Error("signs change where they need not")
	}
}

// What tells sources apart in a log is taken for no error, by whoever sees all colours, and no two are the same. In high contrast
// it has none, as nothing has.
func TestSourceInks(t *testing.T) {
	t.Parallel()
	all := [9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}
	for _, dark := range []bool{true, false} {
		seen := map[string]bool{}
		for n, ink := range sourceInks(dark) {
			if seen[ink] {
				t.Errorf("dark %v: source %d has the ink of another", dark, n)
			}
			seen[ink] = true
			for _, set := range []Colors{Normal, Safe} {
				if d := distance(lab(all, lipgloss.Color(ink)), lab(all, lipgloss.Color(inkOf(Bad, set, dark).full))); d < 30 {
					t.Errorf("dark %v: source %d and what is bad in set %d differ by %.0f", dark, n, set, d)
				}
			}
		}
	}
	for _, c := range []struct {
		look    Look
		profile colorprofile.Profile
		want    string
	}{
		{Look{Dark: true}, colorprofile.TrueColor, "\x1b[38;5;75m"}, {Look{}, colorprofile.ANSI256, "\x1b[38;5;26m"},
		{Look{Dark: true}, colorprofile.ANSI, "\x1b[94m"}, {Look{}, colorprofile.ANSI, "\x1b[34m"},
		{Look{Dark: true, Colors: High}, colorprofile.TrueColor, ""}, {Look{Dark: true}, colorprofile.ASCII, ""},
	} {
		th := NewLook(c.look)
		th.SetProfile(c.profile)
		if before, _ := th.Source(0); before != c.want {
			t.Errorf("%+v, profile %d: %q", c.look, c.profile, before)
		}
	}
}
