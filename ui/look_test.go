package ui

import (
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/ui/theme"
)

// How the program looks: the settings say so, and where they do not, what is known of the terminal.
func TestLook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		look    config.Look
		environ []string
		want    theme.Look
	}{
		{config.Look{}, []string{"LANG=en_US.UTF-8", "TERM=xterm-256color"}, theme.Look{Dark: true}},
		{config.Look{}, []string{"LANG=en_US.UTF-8", "LC_ALL=C"}, theme.Look{Dark: true, ASCII: true}},
		{config.Look{}, []string{"TERM=linux", "LANG=C.utf8"}, theme.Look{Dark: true, ASCII: true}},
		{config.Look{Glyphs: "unicode", Theme: "light"}, []string{"TERM=vt100"}, theme.Look{Fixed: true}},
		{config.Look{Glyphs: "ascii", Theme: "dark", Colors: "safe"}, nil, theme.Look{Fixed: true, Dark: true, ASCII: true, Colors: theme.Safe}},
		{config.Look{Glyphs: "auto", Theme: "auto", Colors: "high"}, []string{}, theme.Look{Dark: true, Colors: theme.High}},
	} {
		s := Start{Environ: append([]string{}, c.environ...)}
		s.Settings.Look = c.look
		if got := lookOf(s); got != c.want {
			t.Errorf("%+v, %q: %+v", c.look, c.environ, got)
		}
	}
	for colors, want := range map[string]colorprofile.Profile{"16": colorprofile.ANSI, "none": colorprofile.ASCII} {
		s := Start{}
		s.Settings.Look.Colors = colors
		if got, forced := profileOf(s, &strings.Builder{}, []string{"TERM=xterm-256color", "CLICOLOR_FORCE=1"}); got > want || !forced {
			t.Errorf("%s: %v", colors, got)
		}
	}
}

// drawn are screens of all kinds, and what lies over them: a key that leads to each, and the keys after it.
func drawn() [][]string {
	return [][]string{{":home"}, {":clusters"}, {":services prod"}, {":services prod", "space", "down", "space", "R"}, {":services prod", "|"}, {":service prod/checkout"},
		{":service prod/checkout", "B"}, {":service prod/checkout", "S"}, {":service prod/checkout", "b"}, {":service prod/api"}, {":service prod/cart", "a"}, {":tasks prod"},
		{":tasks prod/api", "g", "enter"}, {":stopped prod"}, {":stopped prod/checkout"}, {":stopped prod/checkout", "enter", "g", "enter"}, {":problems"}, {":timeline prod"},
		{":timeline prod/checkout"}, {":rollout prod/payments"}, {":rollout prod/checkout"}, {":scaling prod/checkout"}, {":events prod/checkout"}, {":revisions prod/checkout"},
		{":revisions prod/checkout", "="}, {":describe prod/api"}, {":instances batch"}, {":schedules"}, {":forwards"}, {":recent"}, {":requests"}, {":changes"}, {":settings"},
		{":groups"}, {":logs prod/api"}, {":insights prod/cart"}, {":home", "?"}, {":service prod/checkout", "?", "tab"}, {":service prod/checkout", "."},
		{":service prod/checkout", "Y"}, {":home", ":"}, {":home", "ctrl+g"}}
}

// In ASCII nothing on screen is anything else, and nothing moves by it. Without colour nothing is coloured, and what colour tells
// is told by a sign or a word, too.
func TestASCIIAndNoColor(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	for i, open := range drawn() {
		if testing.Short() && i%8 > 0 {
			continue
		}
		goTo(d, open)
		inAnyLook(t, d, strings.Join(open, " "))
		d.press("esc")
	}
	first := unopened(t, true)
	first.settle()
	inAnyLook(t, first, "the first page")
}

// inAnyLook holds a screen against itself in ASCII, and without colour.
func inAnyLook(t *testing.T, d *harness, what string) {
	t.Helper()
	for _, size := range []string{"size 80x24", "size 120x40"} {
		d.script(size)
		at := what + " at " + size
		coloured := d.p.View().Content
		*d.wiring.theme = *theme.NewLook(theme.Look{Dark: true, ASCII: true})
		inASCII(t, at, ansi.Strip(coloured), d.screen())
		*d.wiring.theme = *theme.New(true)
		d.wiring.theme.SetProfile(colorprofile.ASCII)
		without(t, at, coloured, d.p.View().Content)
		*d.wiring.theme = *theme.New(true)
	}
}

// However small a terminal becomes, every screen is drawn in its lines, and is as it was when it has its size again.
func TestEveryScreenShrinks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	for i, open := range drawn() {
		if testing.Short() && i%8 != 5 {
			continue
		}
		goTo(d, open)
		before := d.screen()
		for _, s := range []tea.WindowSizeMsg{{Width: 60, Height: 12}, {Width: 20, Height: 5}, {Width: 9, Height: 2}, {Width: 1, Height: 1}, {Width: 140, Height: 4}, {Width: 20, Height: 90}} {
			d.send(s)
			lines := strings.Split(d.screen(), "\n")
			if len(lines) != s.Height {
				t.Errorf("%q at %dx%d has %d lines", open, s.Width, s.Height, len(lines))
			}
			for _, l := range lines {
				if n := ansi.StringWidth(l); n > s.Width {
					t.Errorf("%q at %dx%d: %d cells: %q", open, s.Width, s.Height, n, l)
				}
			}
		}
		if d.send(tea.WindowSizeMsg{Width: 120, Height: 40}); d.screen() != before {
			t.Errorf("%q is not as it was:\n%s\nbut\n%s", open, before, d.screen())
		}
		d.press("esc")
	}
}

// inASCII holds a screen in ASCII against the one before.
func inASCII(t *testing.T, at, before, after string) {
	t.Helper()
	was := strings.Split(before, "\n")
	for i, line := range strings.Split(after, "\n") {
		for _, r := range line {
			if r > '~' {
				t.Errorf("%s: %q is not ASCII in %q", at, r, line)
			}
		}
		if ansi.StringWidth(was[i]) != len(line) {
			t.Errorf("%s: %q is %d cells wide and was %d", at, line, len(line), ansi.StringWidth(was[i]))
		}
	}
}

// without holds a screen without colour against the coloured one.
func without(t *testing.T, at, coloured, plain string) {
	t.Helper()
	if c := regexp.MustCompile(`\x1b\[[0-9;:]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b[0-9;:]*m`).FindString(plain); c != "" {
		t.Errorf("%s: without colour there is %q", at, c)
	}
	if ansi.Strip(plain) != ansi.Strip(coloured) {
		t.Errorf("%s: without colour it says something else:\n%s", at, ansi.Strip(plain))
	}
	told := map[string]map[theme.Tone]string{}
	for _, line := range strings.Split(coloured, "\n") {
		for text, tone := range states(line) {
			if told[text] == nil {
				told[text] = map[theme.Tone]string{}
			}
			told[text][tone] = line
		}
	}
	for text, tones := range told {
		for tone, line := range tones {
			going := tone == theme.Busy && strings.Contains(line, "━") // on a timeline
			if len(tones) > 1 && !going && !strings.Contains(ansi.Strip(line), theme.Glyph(tone)) {
				t.Errorf("%s: %q has %d colours that mean states, and no sign says which in %q", at, text, len(tones), ansi.Strip(line))
			}
		}
	}
}

// states are the texts of a line in colours that mean a state.
func states(line string) map[string]theme.Tone {
	all, th := map[string]theme.Tone{}, theme.New(true)
	for _, tone := range []theme.Tone{theme.Good, theme.Busy, theme.Warn, theme.Bad, theme.Unknown} {
		for _, paint := range []func(theme.Tone, string) string{th.Paint, th.PaintSelected} {
			before, after, _ := strings.Cut(paint(tone, "x"), "x")
			for _, part := range strings.Split(line, before)[1:] {
				text, _, _ := strings.Cut(part, after)
				if text = strings.TrimSpace(text); text != "" {
					all[text] = tone
				}
			}
		}
	}
	return all
}

// No value of a setting is cut, however long it is, nor where it is from.
func TestSettingsAreWhole(t *testing.T) {
	t.Parallel()
	for _, s := range []Setting{
		{Name: "profile", Value: "prod", From: "file", At: "config.yaml:1:1"},
		{Name: "settings_file", Value: "/home/" + strings.Repeat("somebody/", 7) + "config.yaml", From: "default"},
		{Name: "keys.changes.task_protection", Value: strings.Repeat("ctrl+x ", 12) + "f1", From: "file", At: strings.Repeat("/home", 9) + "/config.yaml:12:3"},
	} {
		var texts []string
		for _, l := range settingLines(config.Settings{}.Keymap(), []Setting{s}, 80) {
			one := ""
			for _, span := range l {
				one += span.Text
			}
			texts = append(texts, one)
		}
		all := strings.Join(texts, "\n")
		if !strings.Contains(all, s.Value) || !strings.Contains(all, from(s)) || !strings.Contains(all, s.Name+" ") && !strings.Contains(all, s.Name+"\n") {
			t.Errorf("%+v:\n%s", s, all)
		}
	}
}
