package ui

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// The demo account, screen by screen, as recorded.
func TestScreens(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	d.script(`
		size 100x12
		golden clusters
		key down enter
		settle
		size 120x34
		see ✗ checkout            2/4
		see :42→43
		see healthy ───
		see ● api               12/12
		type /checkout
		key enter
		see /checkout   1 of 27
		key enter
		settle
		golden service
		key x
		settle
		size 120x20
		golden stopped
		key enter
		settle
		see ▸ 4 × checkout:43
		key enter
		settle
		size 100x40
		golden task
		key esc esc esc t
		settle
		size 100x14
		golden revisions
		key enter
		settle
		size 100x50
		golden revision
		size 80x24
		key esc esc esc
		see checkout
		golden narrow
	`)
}

// esc, q, h and - walk back and forth; the key after enter already reaches the new screen.
func TestWalk(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	d.press("down", "enter", "z")
	d.settle()
	d.see("▸ prod", "faults only")
	d.press("esc")
	d.unseen("faults only")
	d.press("q")
	d.see("▸ clusters")
	d.press("-")
	d.see("▸ prod")
	d.press("-")
	d.see("▸ clusters")
	d.typed(":serv")
	d.see("services", "service")
	d.typed("ices stag")
	d.see("services staging")
	d.press("tab", "enter")
	d.settle()
	d.see("▸ staging")
	d.press("h")
	d.see("▸ clusters")
	d.typed(":nowhere")
	d.press("enter")
	d.see(`nothing matches "nowhere"`)
	d.press("esc", "q")
	d.see("▸ home")
	d.press("q")
	d.see("Quit?")
	d.press("esc", "q", "y")
	d.settle()
	if !d.quit {
		t.Fatal("q and y do not quit")
	}
}

// Keys that were typed ahead all count: none is lost while a slow answer is awaited, and help opens.
func TestSlow(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	remove := d.sim.Faults().Add(wire.Fault{Kind: wire.Delay, Delay: 2 * time.Second})
	d.press("down", "enter")
	d.see("▸ prod", "reading services")
	d.press("?")
	d.see("▸ help", "FIND, ON THIS SCREEN: PROD", "go to…")
	d.press("esc", "/")
	d.typed("check")
	d.see("/check")
	if err := d.clock.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	d.press("enter", "esc", "esc")
	d.see("▸ clusters")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := d.sim.Calls().Wait(ctx, func(calls []wire.Call) bool {
		for _, c := range calls {
			if c.Action == "ListServices" && c.Cancelled {
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("leaving the screen did not end its calls: %+v", d.sim.Calls().Of("ListServices"))
	}
	remove()
	d.settle()
}

// Whatever fails, the rows stay, the header says what is wrong, and it recovers by itself.
func TestTrouble(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault wire.Fault
		sees  string
	}{
		"denied":  {wire.Fault{Kind: wire.Deny, Action: "DescribeServices"}, "stale: denied"},
		"expired": {wire.Fault{Kind: wire.Expire}, "stale: expired"},
		"missing": {wire.Fault{Kind: wire.Unknown, Action: "DescribeServices"}, "stale: unsupported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Seed: 1}, "prod", "")
			d.settle()
			d.see("● web", "● 0s ago")
			remove := d.sim.Faults().Add(c.fault)
			d.advance(16 * time.Second)
			d.see("● web", ":117", c.sees, "services of prod: ")
			remove()
			d.advance(20 * time.Second)
			d.see("● web", " ago")
			d.unseen("stale", "▲ list")
		})
	}
}

// The cursor stays on its service while services come, go and are refreshed above it.
func TestCursor(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the demo account, through many steps")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.typed("/shipping")
	d.press("enter", "esc")
	d.see("▌● shipping-quotes")
	d.advance(2 * time.Minute)
	d.see("▌● shipping-quotes")
	d.press("R", "P", "X") // nothing changes anything yet
	d.see("▌● shipping-quotes")
}

// A covered or unfocused screen reads nothing; it does so at once when it is looked at again.
func TestPaused(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	d.send(tea.BlurMsg{})
	before := d.sim.Calls().Count("ListServices")
	d.advance(time.Hour)
	if n := d.sim.Calls().Count("ListServices"); n != before {
		t.Errorf("read %d times in the background", n-before)
	}
	d.send(tea.FocusMsg{})
	d.settle()
	if d.sim.Calls().Count("ListServices") == before {
		t.Error("did not read when looked at again")
	}
	d.see("● 0s ago")
}

// Big accounts are shown whole, in order, twice the same.
func TestLarge(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an account of 2,000 services")
	d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 2000, TasksPerService: 1}}, "cluster-1", "")
	d.settle()
	d.press("G")
	d.see("service-2000", "● ")
	names := regexp.MustCompile(`service-\d+`) // what they use is read of what is on screen, when its turn comes
	first := names.FindAllString(d.screen(), -1)
	d.press("ctrl+r")
	d.settle()
	if again := names.FindAllString(d.screen(), -1); !slices.Equal(again, first) {
		t.Errorf("read again, it is another screen:\n%s\n%s", first, d.screen())
	}
	d.typed("/service-1")
	d.see("1000 of 2000")
}

// A service of 250 tasks shows them all; of a family's 3,000 revisions all are there, and only those looked at are read.
func TestDeep(t *testing.T) {
	t.Parallel()
	needs.Time(t, "250 tasks and 3,000 revisions")
	d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: 250, Revisions: 3000}}, "cluster-1", "service-0001")
	d.settle()
	d.press("r")
	d.settle()
	d.typed("/service-0001:3000")
	d.see("250 of 250")
	d.press("enter", "esc", "esc", "t")
	d.settle()
	d.see("service-0001:3000", "runs")
	d.press("G")
	d.settle()
	d.see("▌  service-0001:1 ")
	if n := d.sim.Calls().Count("DescribeTaskDefinition"); n > 400 {
		t.Errorf("%d revisions were described", n)
	}
}

// However the window is resized and whatever the account is called, the frame fits and carries nothing raw.
func TestHostile(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Account: "hostile"}, "", "", atClusters)
	d.settle()
	sizes := []tea.WindowSizeMsg{{Width: 200, Height: 60}, {Width: 20, Height: 5}, {Width: 1, Height: 1}, {}, {Width: 80, Height: 24}, {Width: 40, Height: 3}}
	walk := []string{"enter", "enter", "a", "enter", "esc", "enter", "a", "esc", "esc", "x", "esc", "e", "enter", "esc", "esc", "t", "enter", "esc", "d", "?"}
	for i, k := range walk {
		d.press(k)
		d.settle()
		for _, s := range sizes {
			d.send(s)
			fits(t, d, s, walk[:i+1])
		}
	}
}

func fits(t *testing.T, d *harness, s tea.WindowSizeMsg, walk []string) {
	t.Helper()
	content := d.p.View().Content
	lines := strings.Split(content, "\n")
	if s.Height > 0 && s.Width > 0 && len(lines) != s.Height {
		t.Errorf("after %v at %v: %d lines", walk, s, len(lines))
	}
	for _, line := range lines {
		plain := ansi.Strip(line)
		if w := ansi.StringWidth(plain); w > s.Width {
			t.Errorf("after %v at %v: a line %d wide: %q", walk, s, w, plain)
		}
		for _, r := range plain {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Errorf("after %v at %v: control %U reaches the terminal: %q", walk, s, r, plain)
			}
		}
	}
}

// Every key there is stands in help.
func TestHelp(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Account: "empty"}, "", "")
	d.settle()
	d.see("no clusters in this region")
	d.script("size 100x200")
	d.press("?")
	d.settle()
	pages := ""
	for range 8 {
		pages += d.screen()
		d.press("tab")
	}
	for _, g := range d.p.keys.Groups() {
		for _, b := range g.Keys {
			if !strings.Contains(pages, b.Help().Desc) {
				t.Errorf("help does not say %q", b.Help().Desc)
			}
		}
	}
	d.see("▐Look▌")
	d.typed("/quit")
	d.press("enter")
	d.see("match 1 of")
	d.press("esc", "left")
	d.see("▐Elsewhere▌")
	d.script("size 120x40")
	d.press("tab")
	d.see("▐Look▌▐Find▌")
	d.press("shift+tab", "?")
	d.see("▸ help")
	d.press("esc")
	d.unseen("▸ help")
}

// Help shows the keys of the screen beneath, each on the page of what one wants of it; a page is no longer than a small screen.
func TestHelpIsOfTheScreen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	for _, at := range []struct{ open, kind, page, sees, not string }{
		{":services prod", "list", "Change", "roll back", "next match"},
		{":service prod/checkout", "list", "Get in", "shell", ""},
		{":logs prod/checkout", "log", "Find", "hide lines with", "faults only"},
		{":service prod/checkout", "text", "Look", "wrap", "logs"},
	} {
		d.script("size 80x24")
		d.typed(at.open)
		d.press("enter")
		d.settle()
		if at.kind == "text" {
			d.press("d")
			d.settle()
		}
		here := keysHere(d.p, at.kind)
		if kind := kindOf(d.p.keys, d.p.top().screen); kind != at.kind {
			t.Errorf("%s is a %s", at.open, kind)
		}
		d.press("?")
		all := ""
		for range 8 {
			page := d.screen()
			if strings.Contains(page, "▐"+at.page+"▌") && (!strings.Contains(page, at.sees) || at.not != "" && strings.Contains(page, " "+at.not)) {
				t.Errorf("%s: %s", at.open, page)
			}
			for _, name := range []string{"Look", "Find", "Change", "Get in", "Move"} {
				if strings.Contains(page, "▐"+name+"▌") {
					all += page
				}
			}
			d.press("tab")
		}
		for _, b := range here {
			if !strings.Contains(strings.Join(strings.Fields(all), " "), names(b)+" "+strings.Fields(b.Help().Desc)[0]) {
				t.Errorf("%s: no page of a small screen has %s, %s", at.open, names(b), b.Help().Desc)
			}
		}
		d.press("esc")
	}
}

// Problems are counted in the header while one looks elsewhere, and listed the worst first; what changed lately is a feed.
func TestProblems(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the demo account, through many steps")
	d := start(t, sim.Options{Seed: 1}, "", "", atClusters)
	d.settle()
	d.advance(10 * time.Second)
	d.see("✗ 12 problems")
	d.press("!")
	d.settle()
	d.script(`
		size 140x14
		golden problems
		key enter
		settle
		see CannotPullContainerError
	`)
	d.press("esc")
	d.typed(":recent")
	d.press("enter")
	d.settle()
	d.script("size 140x60")
	d.see("deployment of :43: in progress", "4 × :43 stopped")
}
