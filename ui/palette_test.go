package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/ui/nav"
)

// where is the stack, from the bottom up.
func where(d *harness) string {
	var all []string
	for _, f := range d.p.stack {
		at := nav.LocationOf(f.screen)
		all = append(all, strings.Trim(at.Cluster+"/"+at.Thing+" "+at.View, "/ "))
	}
	return strings.Join(all, " > ")
}

// The palette jumps: what was typed takes the place of what was there, above what it is a part of, so that the way back stays
// short; - goes back to the view before.
func TestJump(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "api", func(s *Start) {
		s.Settings.Aliases = []config.Alias{{Name: "pay", Text: "logs prod/payments"}}
	})
	d.settle()
	for _, c := range []struct{ typed, want string }{
		{":logs", "home > prod > prod/api > prod/api logs"},
		{":events", "home > prod > prod/api > prod/api events"},
		{":SERVICE staging/checkout", "home > staging/checkout"},
		{":prod/checkout", "home > prod/checkout"},
		{":problems", "home > problems"},
		{":tasks prod/api", "home > problems > prod/api tasks"},
		{":svc prod", "home > problems > prod"},
		{":pay", "home > problems > prod > prod/payments logs"},
		{":aut l", "home > problems > prod > prod/auth logs"},
		{":home", "home"},
	} {
		d.typed(c.typed)
		d.press("enter")
		d.settle()
		if got := where(d); got != c.want {
			t.Fatalf("%s leads to %s, not %s:\n%s", c.typed, got, c.want, d.screen())
		}
	}
	d.press("-")
	d.settle()
	if got := where(d); got != "home > prod/auth logs" {
		t.Errorf("- leads to %s", got)
	}
	d.typed(":q")
	d.press("enter")
	if !d.quit {
		d.settle()
	}
	if !d.quit {
		t.Error(":q does not quit")
	}
}

// A name that several clusters have is asked about, one that one cluster has is not; what takes a service and was given none
// waits for it; what cannot be done says why.
func TestPaletteAsks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.typed(":services")
	d.press("enter")
	d.settle()
	d.typed(":checkout")
	d.see("SERVICES", "prod", "staging")
	d.press("enter")
	d.see("2 services: ")
	d.press("down", "enter")
	d.settle()
	d.see("▸ checkout")
	d.typed(":invent")
	d.press("enter")
	d.settle()
	d.see("prod ▸ inventory")
	d.typed(":home")
	d.press("enter")
	d.typed(":rollout")
	d.press("enter")
	d.see("rollout prod/checkout")
	d.typed("loyal")
	d.press("enter")
	d.settle()
	d.see("prod ▸ loyalty ▸ rollout")
	d.typed(":logs checkout")
	d.press("enter")
	d.see("2 services: ")
	d.press("enter")
	d.settle()
	if at := nav.LocationOf(d.p.top().screen); at.Cluster != "prod" || at.Thing != "checkout" {
		t.Errorf("the best of both is %+v", at)
	}
}

// A row that is offered goes before what was typed, where that is no whole name; and a word of the command line that may mean
// several services is asked about.
func TestPaletteRunsTheRow(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "", func(s *Start) { s.Find, s.Found = "checkout", []string{"prod/checkout", "staging/checkout"} })
	d.see(`"checkout" matches several`, "SERVICES", "staging")
	d.settle()
	d.press("down", "enter")
	d.settle()
	d.see("▸ staging ▸ checkout")
	d.typed(":home")
	d.press("enter")
	d.typed(":insights chk")
	d.press("enter")
	d.settle()
	if at := nav.LocationOf(d.p.top().screen); at.Thing != "checkout" || at.View != "insights" {
		t.Errorf("insights chk leads to %+v:\n%s", at, d.screen())
	}
	d.press("esc", "esc")
	d.typed(":home")
	d.press("enter")
	d.typed(":insights")
	d.press("enter")
	d.see("insights batch/")
	d.press("down", "enter")
	d.settle()
	if at := nav.LocationOf(d.p.top().screen); at.View != "insights" || at.Cluster == "" {
		t.Errorf("insights and the second row lead to %+v:\n%s", at, d.screen())
	}
	d.press("esc", "esc")
	d.typed(":logs /ecs/prod/cart")
	d.press("enter")
	d.settle()
	d.see("/ecs/prod/cart")
	for typed, says := range map[string]string{":edit prod/checkout": "nothing matches", ":describe": "a cluster or a service as AWS"} {
		d.typed(typed)
		d.press("enter")
		d.see(says)
		d.press("esc")
	}
	d.typed(":describe prod/checkout")
	d.press("enter")
	d.settle()
	d.see("▸ checkout ▸ describe", `"clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/prod"`)
	d.typed(":describe prod")
	d.press("enter")
	d.settle()
	d.see(`"clusterName": "prod"`)
}

// The menu of actions narrows as one types.
func TestMenuNarrows(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "checkout")
	d.settle()
	d.press(".")
	d.see("redeploy", "events")
	d.typed("redep")
	d.see("redeploy")
	d.unseen("targets, scaling")
	d.press("enter")
	d.settle()
	d.see("Redeploy checkout")
}

// What one program saw and what was chosen the next one knows before it has read anything; the demo keeps nothing.
func TestNamesAreKept(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	folder := t.TempDir()
	keep := func(s *Start) { s.Names = folder }
	d := start(t, sim.Options{Seed: 1}, "", "", keep)
	d.settle()
	d.typed(":services")
	d.press("enter")
	d.settle()
	d.advance(15e9)
	files, err := filepath.Glob(filepath.Join(folder, "*-us-east-1.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files: %q %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), `"prod/checkout"`) {
		t.Fatalf("%v: %s", err, text)
	}
	if err := os.WriteFile(files[0], []byte(strings.Replace(string(text), `"prod/checkout"`, `"prod/checkout","elsewhere/kept"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	next := start(t, sim.Options{Seed: 1}, "", "", keep)
	for _, action := range []string{"ListClusters", "ListServices"} { // a whole list knows better
		next.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action})
	}
	for next.p.number == "" {
		next.take()
	}
	next.typed(":kept")
	next.see("kept", "elsewhere")
}

// ctrl+b keeps a place; it is offered first from then on, opens it, and another ctrl+b lets go of it. What is no place is not kept.
func TestBookmarks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":logs prod/payments")
	d.press("ctrl+b")
	d.see("logs prod/payments is a bookmark now")
	d.press("esc")
	d.typed(":")
	d.see("BOOKMARKS", "logs prod/payments")
	d.press("enter")
	d.settle()
	if got := where(d); got != "home > prod/payments logs" {
		t.Errorf("the bookmark leads to %s", got)
	}
	d.typed(":")
	d.press("down", "down", "ctrl+b") // what is kept stays under the cursor, so that the key undoes itself
	d.see("is a bookmark now")
	d.press("ctrl+b")
	d.see("is no bookmark any more", "BOOKMARKS")
	d.press("esc")
	d.typed(":")
	d.press("ctrl+b")
	d.see("is no bookmark any more")
	d.unseen("BOOKMARKS")
	d.press("esc")
	d.typed(":force")
	d.press("ctrl+b")
	d.see("only places can be bookmarked")
}
