package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// reaches presses every key of the changes and of the sessions on the screens that have such actions, answers what is asked as if it were wanted,
// but without a name, and returns which keys had something sent, or opened a shell.
func reaches(t *testing.T, g guard.Guard) []string {
	t.Helper()
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory", func(s *Start) { s.Guard = g })
	var found []string
	for _, screen := range []string{"", ":services prod", ":tasks prod/api", ":tasks prod/api|task", ":revisions prod/inventory", ":service prod/inventory|check"} {
		var keys []string
		for _, group := range d.wiring.keys.Groups() {
			for _, b := range group.Keys {
				if k := b.Keys()[0]; (group.Name == "changes" || group.Name == "sessions" && k != "a" && k != "f") && !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
		}
		if len(keys) < 8 {
			t.Fatalf("the keys are %q of %+v", keys, d.wiring.keys.Groups())
		}
		for _, k := range keys {
			// Editing a definition begins with an editor of this computer, which reaches nothing.
			reached := func() int {
				if k == "M" {
					return len(writes(d))
				}
				return len(writes(d)) + d.shells
			}
			before := reached()
			d.send(switched{account: d.wiring.account(d.wiring.start.Client, "prod", "inventory")})
			d.settle()
			place, further, _ := strings.Cut(screen, "|")
			if place != "" {
				d.typed(place)
				d.press("enter")
				d.settle()
			}
			switch further {
			case "task":
				d.press("enter")
			case "check":
				d.press("a")
			}
			d.settle()
			d.press(k)
			d.settle()
			if d.p.prompt != nil {
				d.typed(map[string]string{"F": "8080", "S": "4", "E": "true"}[k])
				d.press("enter")
				d.settle()
			}
			d.advance(time.Second)
			d.settle()
			for range 2 {
				if strings.Contains(d.screen(), "▐Cancel▌") {
					d.press("tab")
				}
				if d.p.overlay != nil {
					d.press("enter")
					d.settle()
					d.advance(time.Second)
				}
			}
			d.p.overlay = nil
			if reached() > before {
				found = append(found, screen+" "+k)
			}
		}
	}
	return found
}

// Every key that changes something or reaches into a container is guarded: in read-only mode, and where its name is to be typed.
func TestEveryActionIsGuarded(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every action on every screen")
	t.Run("free", func(t *testing.T) {
		t.Parallel()
		found := reaches(t, guard.Guard{})
		for _, want := range []string{" s", " E", " F", " R", " S", ":tasks prod/api K", ":services prod R", ":service prod/inventory|check s"} {
			if !slices.Contains(found, want) {
				t.Errorf("%q reaches nothing; these do: %q", want, found)
			}
		}
	})
	for name, g := range map[string]guard.Guard{"read-only": {Mode: guard.ReadOnly}, "protected": {Protected: []string{"arn:aws:ecs:*:*:cluster/*"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if found := reaches(t, g); len(found) > 0 {
				t.Errorf("not guarded: %q", found)
			}
		})
	}
}

// A protected service takes its name, typed in the dialog, before a shell opens; a task takes its service's.
func TestSessionsProtected(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "inventory", func(s *Start) { s.Guard.Protected = []string{"inventory"} })
	d.settle()
	d.press("s")
	d.settle()
	d.see("Open a shell in app of task", "prod/inventory is protected", "type  inventory  to confirm", "▐Cancel▌ [Open]")
	d.unseen("y copies")
	d.advance(time.Second)
	d.press("tab")
	d.typed("inventory")
	d.press("enter")
	if d.shells > 0 {
		t.Error("a shell opened before the button was pressed")
	}
	d.press("enter")
	for d.shells == 0 {
		d.take()
	}
	d.press("F")
	d.settle()
	d.typed("8080")
	d.press("enter")
	d.settle()
	d.see("Forward 8080 through app of task", "type  inventory  to confirm")
	d.press("esc", "E")
	d.see("prod/inventory is PROTECTED")
	d.typed("rm -r /x")
	d.press("enter")
	d.settle()
	d.see("Run a command in app of task", "$ rm -r /x", "type  inventory  to confirm")
}

// What is struck through says why: the key when it is pressed, and the menu of a text as that of a list.
func TestReadOnlySaysWhy(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "api", func(s *Start) { s.Guard.Mode = guard.AllowForwards })
	d.settle()
	d.typed(":tasks prod/api")
	d.press("enter")
	d.settle()
	d.press("enter")
	d.settle()
	d.press("F")
	d.settle()
	d.press("enter")
	d.settle()
	d.see("port of")
	d.press("esc", ".")
	d.see("refused: read-only mode")
}
