package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// A click moves the cursor, two open the row; on a head it sorts, on a key of the last line it presses it; the wheel moves.
func TestMouse(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(d.screen(), "\n") {
			if x := strings.Index(line, text); x >= 0 {
				d.send(tea.MouseClickMsg{X: len([]rune(line[:x])), Y: y, Button: tea.MouseLeft})
				return
			}
		}
		t.Fatalf("no %q to click at:\n%s", text, d.screen())
	}
	click("cart ")
	d.see("▌● cart")
	click("checkout ")
	d.see("▌✗ checkout")
	click("REVISION")
	d.see("REVISION▴")
	click("REVISION")
	d.see("REVISION▾")
	click("CAUSE")
	d.see("CAUSE▴")
	d.press("g")
	d.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	d.see("▌▲ recommendations")
	click("l logs")
	d.settle()
	d.see("▸ logs")
	d.press("esc")
	click("api ")
	click("api ")
	d.settle()
	d.see("▸ prod ▸ api")
	if d.p.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is left to the terminal")
	}
	s := config.Settings{NoMouse: true}
	off := start(t, sim.Options{Seed: 1}, "", "", atClusters, func(to *Start) { to.Settings = s })
	if off.p.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is taken from the terminal")
	}
}

// A program of the operator's own runs on the selected service, each field one argument; what it prints is harmless on screen.
func TestOwnCommands(t *testing.T) {
	t.Parallel()
	file := `commands:
  say it: {key: f7, pane: true, reads: true, run: [printf, "<%s>\\n\\033[31mred\\n", "{cluster} x;$(y)", "{service}", "{profile}{region}"]}
  touch it: {key: "~", run: ["true", "{service}"]}
  fails: {key: f5, pane: true, reads: true, run: ["false"]}
  of tasks: {key: f6, reads: true, run: ["true", "{task}"]}
`
	d := rebound(t, "prod", "", file)
	d.settle()
	d.press("g", "f7")
	d.settle()
	d.see("<prod x;$(y)>", "<loyalty>", "<us-east-1>", "▸ prod ▸ loyalty ▸ say it", "red")
	if strings.Contains(d.p.View().Content, "\x1b[31mred") {
		t.Error("what a program prints reaches the terminal raw")
	}
	d.press("esc", "f5")
	d.settle()
	d.see("no output", "exit status 1")
	d.press("esc", "~")
	if d.shells != 1 {
		d.settle()
	}
	if d.shells != 1 {
		t.Error("a program without a pane does not get the terminal")
	}
	d.press(".")
	d.typed("it")
	d.see("f7", "say it", "touch it")
	d.unseen("of tasks")
	d.press("esc", "esc", "?")
	d.see("say it")

	s, err := config.Parse("c", []byte(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	only := start(t, sim.Options{Seed: 1}, "prod", "", func(to *Start) { to.Settings, to.Guard.Mode = s, guard.ReadOnly })
	only.settle()
	only.press("~")
	only.settle()
	only.see("refused: read-only mode; your own command needs `reads: true` in its settings")
	if only.shells > 0 {
		t.Error("read-only mode lets a program pass that does not say that it reads")
	}
	only.press("g", "f7")
	only.settle()
	only.see("<loyalty>")
}

// What was said leaves at the next key.
func TestFlashLeaves(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.press("y")
	d.see("copied name")
	d.press("down")
	d.unseen("copied name")
}

// What people press who know k9s works, or says what to press.
func TestHabits(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	for _, c := range [][2]string{{"d", "▸ describe"}, {"l", "▸ logs"}} {
		d.press("g", c[0])
		d.settle()
		d.see(c[1])
		d.press("esc")
	}
	d.typed("/check")
	d.see("1 of 27")
	d.press("enter", "esc")
	d.unseen("1 of 27")
	for typed, sees := range map[string]string{":ctx": "one profile", ":ns": "CLUSTER", ":svc": "SERVICE", ":pulses": "WORST FIRST", ":q": ""} {
		if sees == "" {
			continue
		}
		d.typed(typed)
		d.press("enter")
		d.settle()
		d.see(sees)
	}
	d.typed(":svc")
	d.press("enter")
	d.settle()
	d.typed(":sort for")
	d.press("enter")
	d.see("FOR▴")
	before := len(d.sim.Calls().Counts())
	d.sim.Calls().Reset()
	d.press("ctrl+r")
	d.settle()
	if n := len(d.sim.Calls().Counts()); n == 0 || before == 0 {
		t.Error("ctrl+r reads nothing")
	}
	d.press("s")
	d.settle()
	if d.shells == 0 && d.p.overlay == nil && d.p.flash.text == "" {
		t.Error("s neither opens a shell nor says why not")
	}
	d.press("esc")
	d.typed(":q")
	d.press("enter")
	d.settle()
	if !d.quit {
		t.Error(":q does not quit")
	}
}
