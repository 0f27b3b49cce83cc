package ui

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// A container in which no shell can be opened: pressing s shows why instead of trying, and the fix is a change.
func TestChecklist(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the demo account, through many steps")
	d := start(t, sim.Options{Seed: 1}, "prod", "cart")
	d.settle()
	d.press("s")
	d.see("finding a task of cart")
	d.settle()
	d.script(`
		see ▸ exec check
		golden exec-check
		size 80x24
		golden exec-check-narrow
		size 120x40
		key X
		settle
		see Turn ECS Exec on for cart
		see --enable-execute-command
		see ▐Cancel▌
		advance 1s
		key tab enter
		settle
		see Turn ECS Exec on for cart
		see in progress
	`)
	if w := writes(d); len(w) != 1 || !strings.Contains(w[0], `"enableExecuteCommand":true`) || !strings.Contains(w[0], `"forceNewDeployment":true`) {
		t.Fatalf("sent %q", w)
	}
	d.advance(10 * time.Minute)
	d.press("a")
	d.settle()
	d.see("you can open a session in", "the exec agent is running")
	d.press("X")
	d.see("already on for cart")
}

// A shell, a command and a forward can change anything: read-only mode refuses them, and lets one look whether they would open.
func TestSessionsReadOnly(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the demo account, through many steps")
	d := start(t, sim.Options{Seed: 1}, "prod", "api", func(s *Start) { s.Guard.Mode = guard.ReadOnly })
	d.settle()
	for _, k := range []string{"s", "E", "F", "X"} {
		d.press(k)
		d.settle()
		d.see("refused: read-only mode")
		if d.p.overlay != nil || d.p.prompt != nil || len(d.p.stack) != 3 {
			t.Errorf("%s opens something:\n%s", k, d.screen())
		}
		d.advance(time.Minute)
	}
	d.press("a")
	d.settle()
	d.see("exec check", "you can open a session in app")
	if w := writes(d); len(w) > 0 {
		t.Fatalf("sent %q", w)
	}
}

// During a rollout it is asked which task; on a task, which container, where it has several.
func TestSeats(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "payments")
	d.settle()
	d.press("a")
	d.see("finding a task of payments", "esc cancels")
	d.press("esc")
	d.settle()
	d.unseen("finding a task")
	d.press("a")
	d.settle()
	d.see("Choose a task", "payments:18", "payments:19", "exec on")
	d.press("enter")
	d.settle()
	d.see("you can open a session in app of task") // its sidecars are not asked for
	d.press("esc", "enter", "a")
	d.settle()
	d.see("Container of task", "envoy", "sidecar")
	d.press("down", "enter")
	d.settle()
	d.see("you can open a session in envoy of task")
}

// One command: its output as it comes, harmless, and its exit code; ctrl-c ends one that does not end.
func TestCommand(t *testing.T) {
	t.Parallel()
	needs.Shell(t)
	needs.Time(t, "the demo account, through many steps")
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory")
	d.settle()
	d.press("E")
	d.typed(`printf '\033[31mred\tline\n'; echo wrong >&2; exit 7`)
	d.press("enter")
	d.until("exit code")
	d.see("▸ command", "$ printf", "red     line", "wrong", "✗ exit code 7 after")
	d.press("E", "up", "ctrl+u")
	d.typed("echo begun; sleep 1000")
	d.press("enter")
	d.until("\nbegun")
	d.see("running for 0s in app of task", "standard error is part of the output")
	d.press("ctrl+c")
	d.settle()
	d.see("ended by you")
	if d.quit {
		t.Error("ctrl-c ends the program, not the command")
	}
}

// A port forward lives while one looks elsewhere, is listed and stopped, and is asked about before the program ends.
func TestForward(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory")
	d.settle()
	d.press("F")
	d.settle()
	d.see("port of app")
	d.typed("nine")
	d.press("enter")
	d.see("is not a port")
	d.press("ctrl+u")
	d.typed("0")
	d.press("enter")
	d.see("is not a port")
	d.press("ctrl+u", "down", "enter")
	d.until("forwards to app:8080")
	d.send(switched{account: d.wiring.account(d.wiring.start.Client, "", "")}) // another profile or region
	d.settle()
	d.see("▸ home")
	d.typed(":forwards")
	d.press("enter")
	d.settle()
	d.see("app:8080", "open", "prod/inventory", "0/0")
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(d.screen())
	answer, err := http.Get("http://" + address + "/") //nolint:noctx // it is answered at once
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	d.advance(2 * time.Second)
	d.see("/1")
	d.press("ctrl+c")
	d.see("1 port forward is open; ctrl+c again")
	d.press("K")
	d.settle()
	d.see("no open forwards")
	d.press("ctrl+c")
	d.settle()
	if !d.quit {
		t.Error("ctrl-c does not quit")
	}
}

// A command that cannot be run says why, and the checklist comes by itself.
func TestCommandRefused(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory")
	d.settle()
	d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ExecuteCommand"})
	d.press("E")
	d.typed("true")
	d.press("enter")
	d.until("exec check")
	d.settle()
	d.see("No session opened in app of task", "not authorized", "you need ecs:ExecuteCommand")
	d.press("esc")
	d.see("$ true", "it failed", "not authorized")
}

// The checklist does not come over what somebody looks at instead, but when they look again.
func TestCommandRefusedUnseen(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory")
	d.settle()
	d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ExecuteCommand"})
	d.press("E")
	d.typed("true")
	d.press("enter")
	d.until("running for")
	d.typed(":forwards")
	d.press("enter")
	d.settle()
	d.see("no open forwards")
	d.press("esc")
	d.until("No session opened")
	d.press("esc")
	d.settle()
	d.see("$ true", "it failed")
}
