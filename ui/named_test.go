package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// Every box that opens over something of a cluster names the cluster, and so does every command that can be copied.
func TestBoxesNameTheCluster(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every box of the program")
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	boxes, copies := 0, 0
	for _, path := range [][]string{{"down"}, {"down", "enter"}, {"down", "enter", "enter"}, {"down", "enter", "x"}, {"down", "n"}} {
		for _, k := range everyKey(d) {
			if strings.Contains("?.qpgLQ", k) || strings.HasPrefix(k, "ctrl+") {
				continue // boxes of the program, not of a thing
			}
			home(d)
			for _, step := range path {
				d.press(step)
				d.settle()
			}
			d.press(k)
			d.settle()
			if d.p.overlay == nil {
				continue
			}
			box := ansi.Strip(d.p.overlay.overlay.View())
			if strings.Contains(box, "Copy") && strings.Contains(box, "command") {
				copies++
				if i := strings.Index(box, "aws ecs"); i < 0 || !named(box[i:]) {
					t.Errorf("%v %s: the command does not name the cluster:\n%s", path, k, box)
				}
				continue
			}
			boxes++
			if !named(d.screen()) {
				t.Errorf("%v %s: nothing names the cluster:\n%s", path, k, d.screen())
			}
			if strings.Contains(box, "▐Cancel▌") && !named(box) {
				t.Errorf("%v %s: the dialog does not name the cluster:\n%s", path, k, box)
			}
		}
	}
	if boxes < 4 || copies == 0 {
		t.Errorf("only %d boxes and %d menus of copies opened", boxes, copies)
	}
	t.Logf("%d boxes, %d menus of copies", boxes, copies)
}

// named says whether a text names one of the clusters of the demo.
func named(text string) bool {
	return slices.ContainsFunc([]string{"batch", "prod", "staging", "tools"}, func(c string) bool { return strings.Contains(text, c) })
}
