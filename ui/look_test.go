package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/config"
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

// In ASCII nothing of ours is anything else, on the screens with the most signs, and nothing moves by it.
func TestASCII(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	for _, place := range []string{"", ":home", ":services prod", ":problems", ":timeline prod/checkout", ":rollout prod/checkout", "?", "."} {
		d.typed(place)
		if len(place) > 1 {
			d.press("enter")
		}
		d.settle()
		before := d.screen()
		*d.wiring.theme = *theme.NewLook(theme.Look{Dark: true, ASCII: true})
		after := d.screen()
		*d.wiring.theme = *theme.New(true)
		for i, line := range strings.Split(after, "\n") {
			for _, r := range line {
				if r >= 0x80 {
					t.Errorf("%s: %q is not ASCII in %q", place, r, line)
				}
			}
			if was := strings.Split(before, "\n")[i]; ansi.StringWidth(was) != len(line) {
				t.Errorf("%s: %q is %d cells wide and was %d", place, line, len(line), ansi.StringWidth(was))
			}
		}
		if place == "." {
			d.press("esc")
		}
	}
}
