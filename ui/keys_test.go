package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// rebound is a program whose keys are others, as a settings file has them.
func rebound(t *testing.T, cluster, service, file string) *harness {
	t.Helper()
	s, err := config.Parse("config.yaml", []byte(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, sim.Options{Seed: 1}, cluster, service, func(to *Start) { to.Settings = s })
}

// A key of the settings shows everywhere instead of the one before it, and does what that did; the one before does nothing.
func TestReboundKeys(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := rebound(t, "prod", "checkout", "keys:\n  changes.rollback: Z\n  service.stopped: [ctrl+x, V]\n  everywhere.back: f2\n  tables.faults: f3\n  everywhere.help: f1\n"+
		"  dialog.command: ctrl+y\n  dialog.cancel: f2\n  text.secrets: f9\n  dialog.next: ctrl+n\n  everywhere.actions: ','\n")
	d.settle()
	d.see("Z  back to", "ctrl+x stopped", ", actions", "f1 help")
	d.unseen("B  back to", "x stopped:", ". actions", "? help")
	before := d.p.top().screen.View()
	for _, k := range []string{"B", "x", ".", "?"} {
		d.press(k)
		d.see("no key " + k + " here: ")
	}
	if d.settle(); d.p.top().screen.View() != before || d.p.overlay != nil || len(d.p.stack) != 3 {
		t.Errorf("the keys before do something:\n%s", d.screen())
	}
	d.press("Z")
	d.settle()
	d.advance(time.Second)
	d.see("Roll back", "f2 cancel", "ctrl+y copies this command", "ctrl+n next button")
	d.press("ctrl+y")
	d.settle()
	if d.copied == "" {
		t.Error("the new key copies nothing")
	}
	d.press("esc")
	d.see("Roll back")
	d.press("f2")
	d.unseen("copies this command")
	d.press(",")
	if line := lineWith(d.screen(), "roll back "); !strings.Contains(line, "Z    ") {
		t.Errorf("the menu says %q", line)
	}
	d.press("esc", "f1")
	d.see("ctrl+x V", "f3")
	d.press("tab")
	d.see("Z", "roll back")
	d.press("tab")
	d.see("f2", "back or clear")
	d.press("f2")
	d.typed(":roll")
	d.see("roll back")
	if line := lineWith(d.screen(), "roll back"); !strings.Contains(line, " Z ") {
		t.Errorf("the palette says %q", line)
	}
	d.press("esc", "V")
	d.settle()
	d.see("▸ stopped")
	d.typed(":services prod")
	d.press("enter")
	d.settle()
	d.see("f3 hides")
	d.press("space", "down", "space", "T")
	d.see("f2 clears the marks")
	d.press("f2")
	d.typed("/nothing-like-it")
	d.see("f2 clears the filter")
	d.press("enter", "f2")
	d.typed(":describe prod/thumbnailer")
	d.press("enter")
	d.settle()
	d.see("f9 show masked values")
}

// lineWith is the last line of a screen that has a text.
func lineWith(screen, text string) (found string) {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, text) {
			found = strings.TrimSpace(line)
		}
	}
	return found
}

// No sentence names a key by itself: the settings may have bound another.
func TestSentencesNameNoKeys(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`(^|[ ;·(:])([A-Za-z!?/.=(&^]|esc|enter|tab|space|ctrl[+-][a-z])  ?(` +
		`again|back|to|opens|shows|lists|goes|begins|says|undoes|redeploys|rolls|clears|logs|asks|adds|puts|copies|copy|switches|chooses|starts|stops|cancels|hides|takes|reads|moves|skips|leaves|closes|tasks|history)\b`)
	fixed := regexp.MustCompile(`^(ctrl\+c again|; ctrl\+c again|a change is being sent; ctrl\+c|.*; ctrl\+c again|.*↑ ↓ choose, enter opens| ?  ?nothing matches; esc closes|   esc cancels|opening .*ctrl-c)`)
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		ast.Inspect(file, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok && f.Tag != nil {
				return false
			}
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, _ := strconv.Unquote(l.Value); named.MatchString(text) && !fixed.MatchString(text) && !strings.HasPrefix(named.FindString(text), " a ") && !strings.HasPrefix(text, "a ") {
					t.Errorf("%s: %q names a key", name, text)
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

// Every key that can be bound can be pressed from the menu and the palette.
func TestPressOf(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"a", "Z", "é", "+", "ctrl+o", "alt+x", "f1", "f12", "f", "tab", "shift+tab", "space", "enter", "esc", "delete", "insert", "backspace", "pgup", "end", "left", "ctrl+]"} {
		if got := pressOf(k).String(); got != k {
			t.Errorf("%s presses %s", k, got)
		}
	}
}
