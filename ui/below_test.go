package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// Problems says in 80 columns, too, why the one under the cursor is one and what to do, and follows the cursor.
func TestProblemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 80x24\nkey !\nsettle")
	for _, c := range [][3]string{{"loyalty", "PROD/LOYALTY", "Push the tag v1"}, {"thumbnailer", "PROD/THUMBNAILER", "Fargate instead of Fargate Spot"}} {
		d.press("g")
		for i := 0; i < 11 && !strings.Contains(firstWith(d.screen(), "▌"), "✗ "+c[0]); i++ {
			d.press("down")
		}
		d.see(c[1], c[2])
		if n := len(strings.Split(d.screen(), "\n")); n != 24 {
			t.Errorf("%d lines", n)
		}
	}
}

// Lists say below their rows what the screen of the one under the cursor says, without a call, and a short list of a service's screen
// leaves room for those after it.
func TestListsLeaveNoEmptyHalf(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	d.script("size 80x24\nsettle")
	d.press("shift+tab")
	d.see("▌DEPLOYMENTS", " TASKS ─")
	d.unseen("tab tasks")
	d.press("x")
	d.settle()
	d.see("4 × CHECKOUT:43", "may never have been pushed")
	d.sim.Calls().Reset()
	d.press("G")
	d.see("2 × CHECKOUT:42", "replaced the task, or the service scaled in", "by deployment ecs-svc/25694869.", "ago  us-east-1")
	if n := len(d.sim.Calls().All()); n > 0 {
		t.Errorf("moving the cursor makes %d calls", n)
	}
	d.press("esc")
	d.script("key r\nsettle\nkey G")
	d.see("TASK ", "stop code", "TaskFailedToStart", "K stop task")
}

// firstWith is the first line of a screen that has a text.
func firstWith(screen, text string) string {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, text) {
			return line
		}
	}
	return ""
}

// A large first screen says of several problems what to do, what the services of the cluster under the cursor use together, and of
// what changed to which revision ECS goes back.
func TestLargeHome(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a large account")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 200x60")
	d.advance(2 * time.Minute)
	d.see("PROD/LOYALTY", "Push the tag v1", "B  back to checkout-staging:31", "TOGETHER IN prod", "cpu % of reservation", "memory % of reservation",
		"ECS is going back to :76")
	d.unseen("deployment ecs-svc/")
	d.sim.Calls().Reset()
	for i := 0; i < 9 && !strings.Contains(d.screen(), "TOGETHER IN staging"); i++ {
		d.press("down")
	}
	d.see("TOGETHER IN staging")
	d.settle()
	if n := len(d.sim.Calls().All()); n > 0 {
		t.Errorf("moving the cursor makes %d calls", n)
	}
}

// The page of the settings, and the palette's list of them, name keys as they are bound.
func TestSettingsNameKeys(t *testing.T) {
	t.Parallel()
	d := rebound(t, "", "", "keys: {exec.shell: f8, logs.live: f9}\n")
	d.settle()
	d.typed(":settings")
	d.press("enter")
	d.settle()
	d.see("▸ settings", "the shell that `f8` and")
	d.press("G")
	d.see("the selected service or task")
	lines := ""
	for i := 0; i < 60 && !strings.Contains(d.screen(), "; `f9` switches back"); i++ {
		d.press("k")
		lines += d.screen()
	}
	d.see("; `f9` switches back")
	if strings.Contains(lines, "`s`") || strings.Contains(lines, "`T`") {
		t.Errorf("the keys before are named:\n%s", lines)
	}
	d.typed(":shell")
	d.see("the shell that `f8`")
}
