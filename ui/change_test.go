package ui

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// writes are the calls that reached the simulator and were not to read.
func writes(d *harness) []string {
	var all []string
	for _, c := range d.sim.Calls().All() {
		if !strings.HasPrefix(c.Action, "List") && !strings.HasPrefix(c.Action, "Describe") && !strings.HasPrefix(c.Action, "Get") &&
			!strings.HasPrefix(c.Action, "Filter") {
			all = append(all, c.Action+" "+string(c.Input))
		}
	}
	return all
}

// No key on any screen, and no text typed into any field, changes anything without a confirmed dialog.
func TestNothingUnasked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every key on many screens")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	dialogs := 0
	random := rand.New(rand.NewPCG(1, 2))
	for _, path := range [][]string{
		{}, {"down", "enter"}, {"down", "enter", "enter"}, {"down", "enter", "enter", "t"}, {"down", "enter", "enter", "t", "enter"},
		{"down", "enter", "enter", "t", "down", "down"}, {"down", "enter", "t", "G"},
		{"down", "enter", "x"}, {"down", "enter", "x", "enter"}, {"down", "enter", "e"}, {"down", "enter", "v"}, {"down", "enter", "r", "enter"},
		{"down", "enter", "d"}, {"n"},
	} {
		var at *frame
		for _, k := range everyKey(d) {
			if at == nil || strings.Contains("RPuX", k) || d.p.top() != at || d.p.overlay != nil || d.p.prompt != nil {
				home(d)
				for _, step := range path {
					d.press(step)
					d.settle()
				}
				at = d.p.top()
			}
			d.press(k)
			d.settle()
			if strings.Contains(d.screen(), "▐Cancel▌") {
				dialogs++
			}
			if babble(d, random) {
				at = nil
			}
		}
	}
	if dialogs < 4 {
		t.Errorf("only %d dialogs of changes were opened", dialogs)
	}
	if w := writes(d); len(w) > 0 {
		t.Fatalf("%d calls changed something: %v", len(w), w[0])
	}
}

// everyKey is each key once, but those that leave the program.
func everyKey(d *harness) []string {
	var keys []string
	for _, g := range d.p.keys.Groups() {
		for _, b := range g.Keys {
			if k := b.Keys()[0]; k != "ctrl+c" && k != "ctrl+z" && k != "q" && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// home closes whatever is open and returns to the first screen.
func home(d *harness) {
	d.p.close()
	d.p.prompt = nil
	d.clock.timers = nil // of screens that are left
	for len(d.p.stack) > 1 {
		d.p.pop(d.p.top())
	}
	d.run(d.p.flush())
	d.press("esc", "esc", "esc") // what hides rows
}

// babble types into whatever is open, and pastes, and lets time pass; it never moves to a button but Cancel.
func babble(d *harness, random *rand.Rand) bool {
	if d.p.overlay == nil && d.p.prompt == nil {
		return false
	}
	for range 12 {
		d.typed(string(rune('!' + random.IntN(94))))
	}
	d.send(tea.PasteMsg{Content: "yes\ny\r\n"})
	d.advance(time.Second)
	if d.p.prompt == nil {
		d.press("enter") // on Cancel, or on what a menu stands on
	}
	d.settle()
	return true
}

// The bad image of the demo, from a cold start: keys until the service runs its last good revision and is steady.
func TestPinLastGood(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a rollout is followed to its end")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	keys := []string{"down", "enter", "z", "P", "P", "tab", "enter"}
	for _, k := range keys {
		d.press(k)
		d.settle()
		d.advance(time.Second)
	}
	t.Logf("%d keys: %v", len(keys), keys)
	w := writes(d)
	if len(w) != 1 || !strings.Contains(w[0], "UpdateService") || strings.Contains(w[0], "desiredCount") || strings.Contains(w[0], "force") {
		t.Fatalf("sent %q", w)
	}
	d.advance(10 * time.Minute)
	d.see("succeeded", "● ")
	if w := writes(d); len(w) != 1 {
		t.Fatalf("sent %d changes: %q", len(w), w)
	}
}

// Redeploy, and an answer that is lost: it is sent once, and what became of it is told.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "api")
	d.settle()
	d.press("R")
	d.settle()
	d.see("Redeploy api", "--force-new-deployment", "▐Cancel▌")
	d.sim.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateService"})
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	if w := writes(d); len(w) != 1 || !strings.Contains(w[0], `"forceNewDeployment":true`) || strings.Contains(w[0], "taskDefinition") {
		t.Fatalf("sent %q", w)
	}
	d.see("▸ api ▸ rollout", "WHAT HOLDS IT UP", "Redeploy api", "in progress") // the rollout that it began
	d.press("u")
	d.see("no undo")
	d.press("esc")
	d.settle()
	d.unseen("▸ rollout") // and below it is where one came from
}

// A one-off task: its log is shown, the service below follows it to its exit code, and u stops it.
func TestRunOnce(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "api")
	d.settle()
	d.press("J")
	d.typed("rake db:migrate; exit 3")
	d.press("enter")
	d.settle()
	d.see("Run a one-off task of api", "/bin/sh -c 'rake db:migrate; exit 3'", "aws ecs run-task", "▐Cancel▌")
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	if w := writes(d); len(w) != 1 || !strings.HasPrefix(w[0], "RunTask") || !strings.Contains(w[0], `"clientToken":"`) {
		t.Fatalf("sent %q", w)
	}
	d.see("logs of ")
	d.advance(2 * time.Minute)
	d.press("esc")
	d.settle()
	d.see("Run a one-off task of api: failed", "app exited with code 3")
	d.press("u")
	d.settle()
	d.see("the task is already stopping")
}

// What the dialog showed is what is sent, or nothing.
func TestDrift(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "api")
	d.settle()
	d.press("R")
	d.settle()
	d.advance(time.Second)
	scale(t, d, "prod", "api", 9)
	before := len(writes(d))
	d.press("tab", "enter")
	d.settle()
	if n := len(writes(d)); n != before {
		t.Fatalf("sent although the desired count moved: %q", writes(d))
	}
	d.see("refused: the service has changed since the plan", "12 → 9", "▐Cancel▌")
}

// The diff of two revisions with six containers and eighty variables reads without scrolling sideways.
func TestDiff(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Account: "empty"}, "", "")
	for revision := range 2 {
		register(t, d, "big", 6, 80, revision)
	}
	d.settle()
	d.typed(":revisions big")
	d.press("enter")
	d.settle()
	d.press("down", "space", "up", "=")
	d.settle()
	d.script(`
		size 120x40
		see big:1 → big:2
		golden diff
		size 80x24
		golden diff-narrow
	`)
}

// Undo is offered in the key line, the menu, the palette and the help only where there is a change to take back; its key
// says so elsewhere.
func TestUndoOffered(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "staging", "api")
	d.settle()
	d.send(tea.WindowSizeMsg{Width: 300, Height: 60})
	offered := func() (in []string) {
		for way, keys := range map[string][]string{"key line": nil, "menu": {"."}, "palette": {":", "u", "n", "d"}, "help": {"?"}} {
			d.press(keys...)
			if strings.Contains(d.screen(), "undo") {
				in = append(in, way)
			}
			for d.p.overlay != nil || d.p.top().screen.Title() == "help" {
				d.press("esc")
			}
		}
		slices.Sort(in)
		return in
	}
	if in := offered(); in != nil {
		t.Errorf("before any change undo is in %v", in)
	}
	d.press("u")
	d.see("you haven't changed anything here")
	d.press("S")
	d.typed("2")
	d.press("enter")
	d.settle()
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	d.see("sent")
	d.advance(10 * time.Second)
	if in := offered(); len(in) != 4 {
		t.Errorf("after a change undo is only in %v", in)
	}
	d.press("u")
	d.settle()
	d.see("▐Cancel▌")
}
