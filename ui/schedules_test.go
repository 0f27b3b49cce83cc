package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
)

// Schedules are listed with what they run and when, and say where a run shows that was refused; one is disabled, enabled again
// by u, and run now, each by a plan of its own.
func TestSchedulesScreen(t *testing.T) {
	t.Parallel()
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
	d.press("esc", "esc")
	d.press("ctrl+r")
	d.settle()
	d.see("○ stock-snapshot", "disabled")
	d.press("enter")
	d.settle()
	d.see("RULE stock-snapshot", "FailedInvocations of the rule")
	d.press("J")
	d.settle()
	d.see("aws ecs run-task", "--task-definition")
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	var sent []string
	for _, w := range writes(d) {
		action, _, _ := strings.Cut(w, " ")
		sent = append(sent, action)
	}
	if got := strings.Join(sent, " "); got != "DisableRule RunTask" {
		t.Errorf("sent %s", got)
	}
}
