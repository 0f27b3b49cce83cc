package ui

import (
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// Below the stopped tasks stand the last lines of the container that failed: of the group that the cursor rests on alone, read once,
// and kept for whoever comes back.
func TestLastLinesOfStopped(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	goTo(d, []string{":stopped prod/inventory"})
	d.sim.Calls().Reset()
	d.see("LAST LINES OF TASK", "reading…")
	d.press("down", "up")
	d.advance(100 * time.Millisecond)
	if n := d.sim.Calls().Count("GetLogEvents"); n > 0 {
		t.Errorf("%d calls before the cursor has rested", n)
	}
	d.advance(time.Second)
	d.see(", app", "SIGSEGV")
	d.golden("stopped-lines")
	n := d.sim.Calls().Count("GetLogEvents")
	d.advance(40 * time.Second)
	d.press("esc")
	goTo(d, []string{":stopped prod/inventory"})
	d.advance(time.Second)
	d.see("LAST LINES OF TASK")
	d.unseen("reading…")
	if again := d.sim.Calls().Count("GetLogEvents"); n == 0 || n > 2 || again > n {
		t.Errorf("%d calls, then %d", n, again)
	}
}

// What cannot be read says so, and is read once more when the operator wants it.
func TestLastLinesDenied(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02", Offset: 3 * time.Minute}, "", "", atClusters)
	d.settle()
	remove := d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "GetLogEvents"})
	goTo(d, []string{":stopped prod/api"})
	d.advance(time.Second)
	d.see("not read: ", "logs:GetLogEvents")
	remove()
	d.press("ctrl+r")
	d.settle()
	d.advance(time.Second)
	d.see("missing DATABASE_URL")
}

// On a narrow screen the states of clusters are whole: other columns make room.
func TestClusterStatesAreWhole(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.advance(2 * time.Minute)
	goTo(d, []string{":clusters"})
	d.script("size 80x24")
	d.see("1 failing, 1 stalled, 1 blocked, 5 more ", "2 degraded, 1 instance in trouble ", "SERVICES", "RUNNING")
}
