package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// Schedules are listed with what they run and when; one is disabled by a plan of its own, and u plans to enable it again.
func TestSchedulesScreen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":schedules")
	d.press("enter")
	d.settle()
	d.see("backup-verification-of-all-volumes", "at 02:30 every day (UTC)", "on an event", "none seen")
	d.press("/")
	d.typed("schedule:stock-snapshot")
	d.press("enter", "W")
	d.settle()
	d.see("Disable rule stock-snapshot", "1 change to make", "aws events disable-rule --name stock-snapshot")
	d.press("tab", "enter") // too soon to be an answer
	d.advance(time.Second)
	if w := writes(d); len(w) > 0 {
		t.Fatalf("sent %q unasked", w)
	}
	d.press("tab", "enter")
	d.settle()
	d.see("1 done")
	d.press("u")
	d.settle()
	d.see("Enable rule stock-snapshot", "DISABLED → ENABLED", "▐Cancel▌")
	if w := writes(d); len(w) != 1 || !strings.HasPrefix(w[0], "DisableRule") {
		t.Errorf("sent %q", w)
	}
	d.press("esc", "esc")
	d.settle() // what was read before the change is read again
	d.see("1 of 7", " disabled ")
}

// The page of a schedule runs it now and switches it, and shows at once what came of that.
func TestScheduleFromItsPage(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":schedules")
	d.press("enter")
	d.settle()
	d.press("/")
	d.typed("schedule:stock-snapshot")
	d.press("enter", "enter")
	d.settle()
	d.see("RULE stock-snapshot", "● enabled", "J run now")
	for _, do := range [][2]string{{"J", "Run rule stock-snapshot now"}, {"W", "Disable rule stock-snapshot"}} {
		d.press(do[0])
		d.settle()
		d.see(do[1], "1 change to make")
		d.advance(time.Second)
		d.press("tab", "enter")
		d.settle()
		if do[0] == "J" {
			d.advance(5 * time.Second)
			d.see("sent: in progress, the task is ")
			d.press("esc", "esc")
			d.advance(5 * time.Second)
			d.see("sent: in progress, the task is ", "; stopped following")
		}
		d.press("esc")
		d.settle()
		d.see("RULE stock-snapshot")
	}
	d.see("○ disabled")
	if w := writes(d); len(w) != 2 || !strings.HasPrefix(w[0], "RunTask") || !strings.HasPrefix(w[1], "DisableRule") {
		t.Errorf("sent %q", w)
	}
}
