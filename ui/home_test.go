package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// The program begins with the account at a glance; enter on the worst is its screen, H comes back.
func TestHome(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "", func(s *Start) { s.Hint = "DEMO: press enter" })
	d.settle()
	d.script(`
		see DEMO: press enter
		golden home
		size 80x24
		golden home-narrow
		key enter
		settle
		see ▸ prod ▸ loyalty
		key H
		see ▸ home
		key tab tab enter
		settle
		see ▸ prod
		type :home
		key enter
		see ▸ home
	`)
	if n := len(d.p.stack); n != 1 {
		t.Errorf("%d screens are on the stack: one goes back to the first, not on to another", n)
	}
}

// The parts of the first screen keep their order, which their titles name: keys that sort a list say that they do nothing here.
func TestHomeKeepsItsOrder(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	before := d.line("prod/thumbnailer")
	for _, k := range []string{">", "<", "I", "w", "|"} {
		d.press(k)
		d.see("no key " + k + " here")
	}
	if after := d.line("prod/thumbnailer"); before < 0 || after != before {
		t.Errorf("the worst was on line %d and is on %d:\n%s", before, after, d.screen())
	}
}

// It opens with what is known and says what it has not seen.
func TestHomeFills(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Population: &sim.Population{Clusters: 60, ServicesPerCluster: 1, TasksPerService: 1}}, "", "", atClusters)
	d.settle()
	remove := d.sim.Faults().Add(wire.Fault{Kind: wire.Delay, Delay: time.Second, Action: "ListTasks"})
	d.press("H")
	d.until("0 of 60 clusters seen")
	d.see("60 clusters", "no problems among the services read so far", "no changes among the services read so far")
	d.unseen("● no problems")
	remove()
	d.settle()
	d.see("60 services", "● 60 healthy", "● no problems")
	d.unseen("clusters seen")
}

// What there is to say where there is nothing to see: no clusters, or no permission.
func TestHomeWithout(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Account: "empty"}, "", "")
	d.settle()
	d.see("no clusters in this region", "ctrl+g switches regions")
	d = start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	remove := d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	d.press("H")
	d.settle()
	d.see("not known", "▲ ", "ecs:DescribeServices")
	d.unseen("● no problems")
	remove()
	d.press("ctrl+r")
	d.settle()
	d.see("● 2", "healthy", "prod/checkout")
	d.unseen("ecs:DescribeServices")
}

// It fits whatever the size, and keeps its head: how the services are, and what is worst.
func TestHomeFits(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	for _, s := range []tea.WindowSizeMsg{{Width: 60, Height: 15}, {Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 60}, {Width: 20, Height: 5}, {Width: 1, Height: 1}} {
		d.send(s)
		fits(t, d, s, nil)
		if s.Width >= 60 {
			d.see("41 services", "✗ 4 failing", "prod/loyalty")
		}
	}
}

// A problem that begins is on the first screen without a key.
func TestHomeIsAlive(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02-crash-loop"}, "", "")
	d.settle()
	d.see("● no problems", "● 2 healthy")
	d.advance(3 * time.Minute)
	d.see("✗ prod/api", "application ended with exit code 1", "stopped: application")
}
