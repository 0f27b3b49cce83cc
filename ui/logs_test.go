package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
)

// A service's logs follow what comes, are searched and filtered, and written to a file that must be new.
func TestLogs(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "cart")
	d.settle()
	d.press("l")
	d.settle()
	d.see("▸ logs", "following", " app ")
	before := d.screen()
	d.advance(20 * time.Second)
	if d.screen() == before {
		t.Errorf("nothing came in 20 seconds:\n%s", before)
	}
	d.typed("&/healthz")
	d.press("enter")
	d.settle()
	d.see("& /healthz", " of ")
	for _, line := range strings.Split(d.screen(), "\n")[2:39] {
		if strings.Contains(line, "app") && !strings.Contains(line, "/healthz") {
			t.Errorf("the filter lets this through: %s", line)
		}
	}
	d.press("esc")
	d.unseen("& /healthz")
	file := filepath.Join(t.TempDir(), "x.log")
	for _, want := range []string{"written to", "exists already"} {
		d.press("W")
		d.press("ctrl+u")
		d.typed(file)
		d.press("enter")
		d.settle()
		d.see(want)
	}
	d.typed("&/healthz")
	d.press("enter")
	d.settle()
	d.press("W", "enter", "ctrl+u")
	d.typed(file + "2")
	d.press("enter")
	d.settle()
	all, some := lines(t, file), lines(t, file+"2")
	if len(some) == 0 || len(some) >= len(all) {
		t.Errorf("%d lines are written of what is shown, and %d of everything", len(some), len(all))
	}
	d.press("esc")
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") < 20 {
		t.Errorf("the file holds %d bytes: %v", len(text), err)
	}
	d.press("up", "enter")
	d.see("▸ event", "container", "app")
	d.press("esc", "esc")
	d.see("DEPLOYMENTS")
}

// The last lines of exactly the dead task, with why it died.
func TestLastWords(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02", Offset: 3 * time.Minute}, "", "")
	d.settle()
	d.press("enter", "z")
	d.settle()
	d.press("p")
	d.settle()
	d.see("missing DATABASE_URL", "-- stopped")
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// During a rollout the old and the new revision can be told apart by their colour and a column of their own.
func TestLogsOfRollout(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "payments")
	d.settle()
	d.press("l")
	d.settle()
	d.advance(30 * time.Second)
	d.see("payments:18", "payments:19")
}
