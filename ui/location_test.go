package ui

import (
	"strings"
	"testing"

	"github.com/ecscope/ecscope/sim"
)

// The header names the cluster of what is on screen, whichever way one came to it, and never drops it.
func TestHeaderNamesTheCluster(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.typed(":service staging/checkout")
	d.press("enter")
	d.settle()
	for _, width := range []string{"120x30", "80x24", "50x20"} {
		d.script("size " + width)
		head, _, _ := strings.Cut(d.screen(), "\n")
		if !strings.Contains(head, "staging ▸ checkout") || strings.Contains(head, "prod") {
			t.Errorf("%s: %s", width, head)
		}
	}
	d.script("size 120x30")
	for _, key := range []string{"e", "m", "v", "x"} {
		d.press(key)
		d.settle()
		if head, _, _ := strings.Cut(d.screen(), "\n"); !strings.Contains(head, "staging ▸ checkout ▸ ") {
			t.Errorf("%s: %s", key, head)
		}
		d.press("esc")
	}
}
