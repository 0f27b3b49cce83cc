package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/screens"
)

// marked opens the services of prod and marks some by their names.
func marked(t *testing.T, d *harness, names ...string) {
	t.Helper()
	d.typed(":services prod")
	d.press("enter")
	d.settle()
	for _, name := range names {
		d.press("/")
		d.typed("service:" + name)
		d.press("enter", "space", "esc")
		d.settle()
	}
}

// Marked services make one plan, which is confirmed once; each is sent in turn and followed to its end.
func TestRedeployMarked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "several rollouts are followed to their ends")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	marked(t, d, "auth", "cart")
	d.see("2 marked")
	d.press("R")
	d.settle()
	d.see("Redeploy: 2 of 2; nothing has been sent yet", "auth", "cart", "▐Cancel▌", "[Redeploy 2, one by one]", "--service auth", "and 1 more", "TAKES ABOUT", "8 tasks replaced, up to 4 more at a time")
	d.press("tab", "enter") // too soon: what was typed before the plan was drawn is no answer
	d.advance(time.Second)
	if w := writes(d); len(w) > 0 {
		t.Fatalf("sent %q unasked", w)
	}
	d.press("g", "J") // auth comes later
	d.see("[Redeploy 2, one by one]", "--service cart")
	d.press("tab", "enter")
	d.settle()
	if w := writes(d); len(w) != 1 || !strings.Contains(w[0], `"cart"`) {
		t.Fatalf("sent %q before the first has ended", w)
	}
	d.press("q")
	d.see("changes are being sent one by one")
	for range 20 {
		d.advance(time.Minute)
		d.settle()
	}
	d.see("Redeploy: 2 done")
	if w := writes(d); len(w) != 2 || !strings.Contains(w[1], `"auth"`) {
		t.Fatalf("sent %q", w)
	}
	d.press("esc")
	d.settle()
	d.see("2 marked")
	d.press("esc")
	d.unseen("2 marked")
}

// What fails ends it; what was not sent is said.
func TestMarkedStopsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "UpdateService", Count: 1})
	marked(t, d, "auth", "cart")
	d.press("S")
	d.see("tasks of each of 2 services")
	d.typed("5")
	d.press("enter")
	d.settle()
	d.advance(time.Second)
	d.see("4 → 5")
	d.press("tab", "enter")
	d.settle()
	d.see("1 failed, 1 not sent")
	if w := writes(d); len(w) != 1 {
		t.Fatalf("sent %q", w)
	}
}

// Ctrl-c in the middle ends it: what was sent, what was not, and what nobody knows of is listed, and nothing more is sent.
func TestMarkedInterrupted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	marked(t, d, "auth", "cart", "pricing")
	d.press("R")
	d.settle()
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	d.see("Redeploy: 1 sent") // and followed
	d.press("ctrl+c")
	d.advance(4 * time.Second)
	d.settle()
	d.see("1 sent, 2 not sent", "u undo")
	d.advance(20 * time.Minute)
	d.settle()
	if w := writes(d); len(w) != 1 || d.quit {
		t.Errorf("sent %q", w)
	}
	d.press("esc")
	d.settle()
	d.sim.Faults().Add(wire.Fault{Kind: wire.Delay, Action: "UpdateService", Delay: time.Second})
	d.sim.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateService"})
	d.press("R")
	d.settle()
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle() // the first is on its way
	d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	d.press("ctrl+c")
	for range 20 {
		d.advance(time.Second)
		d.settle()
	}
	d.see("2 not sent", "1 outcome unknown")
	if w := writes(d); len(w) != 2 || d.quit {
		t.Errorf("sent %q", w)
	}
}

// Protected ones take the cluster and the number; one that is taken out is not sent, and what was sent can be taken back.
func TestMarkedProtected(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) { s.Guard = guard.Guard{Protected: []string{"prod"}} })
	d.settle()
	marked(t, d, "auth", "cart", "pricing")
	d.press("S")
	d.typed("5")
	d.press("enter")
	d.settle()
	d.advance(time.Second)
	d.press("space", "o", "tab", "enter")
	d.typed("auth")
	d.press("enter")
	d.see("not confirmed: type prod 2 exactly")
	d.press("enter")
	d.see("type  prod 2  to confirm")
	d.typed("prod 2")
	d.press("enter")
	d.settle()
	if w := writes(d); len(w) != 2 || strings.Contains(w[0]+w[1], `"auth"`) {
		t.Fatalf("sent %q", w)
	}
	d.advance(10 * time.Minute)
	d.settle()
	d.see("2 done, 1 left out")
	d.press("u")
	d.settle()
	d.see("Undo: 2 of 2; nothing has been sent yet", "5 → ")
}

// No key ignores the marks: with two rows marked, each action of each list makes one plan of both, asks about both, or says why not.
func TestNoKeyIgnoresTheMarks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every key on every list with two rows marked")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	taken := 0
	for _, place := range []string{":services prod", ":tasks prod/api", ":instances prod", ":revisions prod/api", ":problems", ":stopped prod", ":deployments prod/api", ":service prod/api"} {
		for _, k := range actionKeys(d) {
			home(d)
			d.typed(place)
			d.press("enter")
			d.settle()
			d.press("g", "space", "down", "space")
			if !strings.Contains(d.screen(), "2 marked") {
				if k == actionKeys(d)[0] {
					t.Logf("%s has no two rows to mark", place)
				}
				continue
			}
			before := d.p.top()
			d.press(k)
			d.settle()
			if d.p.prompt != nil {
				if label := d.p.prompt.Label; !strings.Contains(label, "2 ") {
					t.Errorf("%s: %s asks %q, which is not of two", place, k, label)
				}
				taken++
				continue
			}
			switch top := d.p.top().screen.(type) {
			case *action.Several:
				taken++
				if !strings.Contains(d.screen(), " of 2; nothing has been sent yet") {
					t.Errorf("%s: %s plans\n%s", place, k, d.screen())
				}
			case *screens.Logs:
				if !strings.Contains(d.screen(), "▸ logs of ") {
					t.Errorf("%s: %s opens logs of something else\n%s", place, k, d.screen())
				}
			default:
				if d.p.top() != before || d.p.overlay != nil {
					t.Errorf("%s: %s ignores the marks: it opens %T\n%s", place, k, top, d.screen())
				}
			}
		}
	}
	if taken < 8 {
		t.Errorf("only %d keys act on marks", taken)
	}
	if w := writes(d); len(w) > 0 {
		t.Errorf("sent %q", w)
	}
}

// actionKeys are the keys of what can be done with a row, but for those that look at the marks by themselves.
func actionKeys(d *harness) (all []string) {
	for _, g := range d.p.keys.Groups() {
		if !slices.Contains([]string{"clusters, services, tasks", "changes", "sessions"}, g.Name) {
			continue
		}
		for _, b := range g.Keys {
			if k := b.Keys()[0]; !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return all
}

// A service offers the same, with the same reasons, wherever it is selected: in the list of services, in Problems, and on its
// own screens. A protection that was set there is taken back with u.
func TestSameActionsEverywhere(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02-crash-loop", Offset: 2 * time.Minute}, "", "")
	d.settle()
	offers := func(place string) (all []string) {
		home(d)
		d.typed(place)
		d.press("enter")
		d.settle()
		if place != ":service prod/api" && place != ":rollout prod/api" {
			d.press("/")
			d.typed("api")
			d.press("enter")
			d.settle()
		}
		for _, g := range d.p.keys.Groups() {
			if g.Name != "changes" && g.Name != "sessions" {
				continue
			}
			for _, b := range d.p.top().screen.Keys() {
				for _, one := range g.Keys {
					if slices.Equal(one.Keys(), b.Keys()) && !slices.Contains(all, one.Keys()[0]) {
						all = append(all, one.Keys()[0])
					}
				}
			}
		}
		slices.Sort(all)
		return all
	}
	list := offers(":services prod")
	if len(list) < 10 {
		t.Fatalf("a service offers %q", list)
	}
	if got := offers(":problems"); !slices.Equal(got, list) {
		t.Errorf("problems offer %q, services %q", got, list)
	}
	for _, place := range []string{":service prod/api", ":rollout prod/api"} {
		got := offers(place)
		for _, k := range list {
			if !slices.Contains(got, k) {
				t.Errorf("%s does not offer %s: %q", place, k, got)
			}
		}
	}
	home(d)
	d.typed(":tasks prod/web")
	d.press("enter")
	d.settle()
	d.press("A")
	d.settle()
	d.press("enter")
	d.settle()
	d.advance(time.Second)
	d.press("tab", "enter")
	d.settle()
	d.press("u")
	d.settle()
	d.see("Remove the protection of task", "on until", "▐Cancel▌")
	if w := writes(d); len(w) != 1 || !strings.HasPrefix(w[0], "UpdateTaskProtection") {
		t.Errorf("sent %q", w)
	}
}

// Marked services, and marked tasks, open one log together, with who wrote each line in front.
func TestLogsOfMarked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	marked(t, d, "auth", "cart")
	d.press("l")
	d.settle()
	d.see("▸ prod ▸ logs of auth cart", "following")
	d.advance(3 * time.Second)
	body := strings.Join(strings.Split(d.screen(), "\n")[2:39], "\n")
	for _, name := range []string{" auth ", " cart "} {
		if !strings.Contains(body, name) {
			t.Errorf("no line of %s:\n%s", name, body)
		}
	}
	d.press("esc", "esc", "esc")
	d.typed(":tasks prod/cart")
	d.press("enter")
	d.settle()
	d.press("space", "j", "space", "l")
	d.settle()
	d.see("logs of ", "following")
}
