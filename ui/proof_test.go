package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/ui/nav"
)

// blank is how many lines in a hundred of the body of a screen say nothing.
func blank(screen string) int {
	lines, empty := strings.Split(screen, "\n"), 0
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			empty++
		}
	}
	return 100 * empty / len(lines)
}

// Every screen of the demo fits whatever the size: no line is wider, the header keeps cluster, service and view, the keys are
// last. A large screen is used: at most 35 lines in a hundred are blank.
func TestEveryScreenUsesItsSize(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every screen at several sizes")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 200x60")
	for _, c := range []struct{ open, key string }{{":home", ""}, {":services prod", ""}, {":problems", ""}, {":service prod/checkout", ""},
		{":service prod/api", ""}, {":rollout prod/checkout", ""}, {":tasks prod", ""}, {":timeline prod", ""}, {":logs prod/api", ""}, {":scaling prod/checkout", ""}} {
		d.typed(c.open)
		d.press("enter")
		d.settle()
		at := nav.LocationOf(d.p.top().screen)
		if is := blank(d.screen()); is > 35 {
			t.Errorf("%s: %d lines in a hundred are blank:\n%s", c.open, is, d.screen())
		}
		for _, s := range []tea.WindowSizeMsg{{Width: 60, Height: 15}, {Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 60}} {
			d.send(s)
			lines := strings.Split(d.screen(), "\n")
			for _, l := range lines {
				if n := ansi.StringWidth(l); n > s.Width {
					t.Errorf("%s at %dx%d: %d cells: %q", c.open, s.Width, s.Height, n, l)
				}
			}
			for _, part := range []string{at.Cluster, at.Thing, at.View} {
				if !strings.Contains(lines[0], part) {
					t.Errorf("%s at %dx%d: the header lacks %q: %q", c.open, s.Width, s.Height, part, lines[0])
				}
			}
			if last := strings.TrimSpace(lines[len(lines)-1]); len(lines) != s.Height || !strings.HasSuffix(last, ". actions  ? help") {
				t.Errorf("%s at %dx%d: %d lines, the last is %q", c.open, s.Width, s.Height, len(lines), last)
			}
		}
	}
}

// The decisive word of every problem of the demo is on the first screen, in the lists and on the service's own screen, in 80
// columns.
func TestDecisiveWords(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every dialog at 80 columns")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 80x24")
	problems := map[string]string{"prod/loyalty": "tag v1 ", "prod/checkout": "sha-9f3a21", "staging/checkout": "orders-db-Xy12Ab", "prod/thumbnailer": "no capacity",
		"prod/recommendations": "exit code 1", "prod/orders": "unhealthy", "prod/inventory": "SIGSEGV", "prod/search": "memory"}
	row := func(name string) string {
		for _, l := range strings.Split(d.screen(), "\n") {
			if strings.Contains(l, " "+name+" ") {
				return l
			}
		}
		return ""
	}
	say := func(at, service, line, word string) {
		t.Helper()
		if !strings.Contains(line, word) {
			t.Errorf("%s: %q is not said of %s: %q\n%s", at, word, service, line, d.screen())
		}
	}
	for service, word := range problems {
		say("home", service, row(service), word)
	}
	d.press("!")
	d.settle()
	for service, word := range problems {
		cluster, name, _ := strings.Cut(service, "/")
		line := ""
		for _, l := range strings.Split(d.screen(), "\n") {
			if strings.Contains(l, " "+name+" ") && strings.Contains(l, " "+cluster+" ") {
				line = l
			}
		}
		say("problems", service, line, word)
	}
	for service, word := range problems {
		cluster, name, _ := strings.Cut(service, "/")
		d.typed(":services " + cluster)
		d.press("enter")
		d.settle()
		say("services", service, row(name), word)
		d.typed(":service " + service)
		d.press("enter")
		d.settle()
		say("service", service, d.screen(), word)
		keys := ansi.Strip(d.p.hints(d.p.top().screen.Keys(), nil))
		if first := map[string]string{"prod/thumbnailer": "O settings", "prod/loyalty": "t revisions", "prod/checkout": "B roll back"}[service]; !strings.HasPrefix(keys, " enter open  "+first) {
			t.Errorf("%s: the remedy does not lead the key line: %q", service, keys)
		}
	}
}

// The decisive word of every list is not cut for what says less, in 80 columns.
func TestListsKeepTheirDecisiveWord(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many lists")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 80x24")
	for open, words := range map[string][]string{
		":clusters":               {"2 degraded, 1 instance in trouble", "RUNNING", "BATCH ─", "▲ kafka-connect"},
		":recent":                 {"stopped: image tag sha-9f3a21"},
		":timeline prod/checkout": {"stopped: image tag sha-9f3a21"},
		":timeline prod":          {"stopped: application ended with exit"},
		":instances batch":        {"impaired", "INSTANCE I-", "connected  1.102.0", "capacity            batch-asg"},
		":schedules":              {"every 15 minutes", "RULE BACKUP", "next run"},
	} {
		goTo(d, []string{open})
		d.see(words...)
	}
}

// Of a still account only ages change: they are true without the focus, too, when nothing is asked for.
func TestStillAccount(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 3, TasksPerService: 1}}, "cluster-1", "")
	d.settle()
	d.advance(20e9)
	digits := func(r rune) rune {
		if r >= '0' && r <= '9' || r == 's' || r == 'm' || r == ' ' {
			return -1
		}
		return r
	}
	before := strings.Map(digits, d.screen())
	d.advance(15e9)
	if after := strings.Map(digits, d.screen()); after != before {
		t.Errorf("more than ages changed:\n%s", d.screen())
	}
	d.blur()
	d.sim.Calls().Reset()
	d.advance(60e9)
	if after := strings.Map(digits, d.screen()); after != before {
		t.Errorf("more than ages changed without the focus:\n%s", d.screen())
	}
	if n := len(d.sim.Calls().All()); n > 0 {
		t.Errorf("%d calls without the focus", n)
	}
	d.send(tea.FocusMsg{})
	d.settle()
	if n := len(d.sim.Calls().All()); n == 0 {
		t.Error("nothing is read when the focus comes back, though all is a minute old")
	}
}

// A dialog says at 80x24, without a key, from what to what, what it sends and what its buttons do.
func TestDialogsAboveTheFold(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.script("size 80x24")
	for _, c := range []struct {
		service, key string
		sees         []string
	}{
		{"prod/checkout", "B", []string{"Roll back checkout", "checkout:43 → checkout:42", "stop-service-deployment", "▐Cancel▌ [Roll back]"}},
		{"staging/checkout", "B", []string{"Roll back checkout", "checkout-staging:32 → checkout-staging:31", "▐Cancel▌ [Roll back]"}},
		{"prod/checkout", "R", []string{"Redeploy checkout", "--force-new-deployment", "▐Cancel▌"}},
	} {
		d.typed(":service " + c.service)
		d.press("enter")
		d.settle()
		d.press(c.key)
		d.settle()
		d.see(append(c.sees, "111122223333", strings.Split(c.service, "/")[0])...)
		d.press("esc")
	}
}

// A rollout that was over before its service was opened is no news, though all of it is known at once.
func TestOldRolloutIsNoNews(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":service prod/thumbnailer")
	d.press("enter")
	d.settle()
	d.see("▸ thumbnailer", "EVENTS")
	if said := d.p.flash.text; said != "" {
		t.Errorf("said: %q", said)
	}
}
