package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// A key that a screen shows struck through says why when it is pressed, and does nothing else.
func TestRefusedKeysSayWhy(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every refused key on many screens")
	refused := 0
	for _, mode := range []guard.Mode{guard.Free, guard.ReadOnly} {
		d := start(t, sim.Options{Seed: 1}, "", "", func(s *Start) { s.Guard.Mode = mode })
		d.settle()
		for _, path := range []string{"", "down enter", "down enter enter", "down enter enter t", "down enter enter t enter", "down enter t", "down enter x",
			"down enter x enter", "down enter e", "down enter v", "down enter l", "down enter d", "down enter n", "down enter h", "down enter h r enter", "!", "n", "?"} {
			home(d)
			d.settle()
			for _, k := range strings.Fields(path) {
				d.press(k)
				d.settle()
			}
			at := d.p.top()
			for _, b := range slices.Clone(at.screen.Keys()) {
				if b.Enabled() || len(b.Keys()) == 0 {
					continue
				}
				refused++
				d.p.flash.text = ""
				d.press(b.Keys()[0])
				d.settle()
				if d.p.flash.text == "" || d.p.top() != at || d.p.overlay != nil {
					t.Errorf("%v, at %q: %s (%s) is struck through and says nothing when it is pressed:\n%s", mode, path, b.Keys()[0], b.Help().Desc, d.screen())
					d.press("esc")
				}
			}
		}
		if w := writes(d); len(w) > 0 {
			t.Errorf("sent %q", w)
		}
	}
	if refused < 20 {
		t.Errorf("only %d keys were refused", refused)
	}
	t.Logf("%d refused keys", refused)
}
