package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// A star watches: the first screen shows it with its state and how old that is, the file has its name and nothing more, and a
// second star ends it. Marked rows are watched together.
func TestWatch(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	names := filepath.Join(t.TempDir(), "names")
	d := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) { s.Names = names })
	d.settle()
	d.typed("/api")
	d.press("enter", "*")
	d.settle()
	d.see("watching prod/api", "api *")
	d.press("esc", "g", "space", "space", "*")
	d.see("watching 2 marked rows")
	d.settle()
	files, _ := filepath.Glob(filepath.Join(names, "*.json"))
	if len(files) != 1 {
		t.Fatalf("%q", files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), `"watched":["prod/api","prod/checkout","prod/loyalty"]`) {
		t.Errorf("%s, %v", text, err)
	}
	d.press("H")
	d.settle()
	for _, size := range []string{"size 80x24", "size 120x40", "size 200x60"} {
		d.script(size)
		d.see("WATCHED", "prod/api", "healthy", "seen 0s")
	}
	d.script("size 120x40")
	d.press("tab", "*")
	d.settle()
	d.see("stopped watching prod/api")
	for _, l := range strings.Split(d.screen(), "\n") {
		if strings.Contains(l, "prod/api ") {
			t.Errorf("%q", l)
		}
	}
	d.press("enter")
	d.settle()
	d.see("▸ prod ▸ checkout")
	d.press("*", "H")
	d.settle()
	d.press("*") // the focus is still there
	d.settle()
	d.unseen("WATCHED")
	d.typed(":clusters")
	d.press("enter")
	d.settle()
	d.press("*", "H")
	d.settle()
	d.see("WATCHED", "seen ")
	d.press("tab", "enter")
	d.settle()
	d.see("SERVICE")
}

// A change of what is watched is told once, when it happens, also while the terminal is out of sight; what was only not known
// before is not.
func TestNotify(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02-crash-loop"}, "prod", "", func(s *Start) { s.Settings.Notify = "osc777" })
	d.settle()
	d.press("g", "*")
	d.settle()
	d.advance(20 * time.Second)
	if len(d.raws) > 0 {
		t.Fatalf("%q before anything happened", d.raws)
	}
	d.press("H")
	watched := d.p.account.Watched(t.Context())
	if len(watched) != 1 || watched[0].State == "" {
		t.Fatalf("%+v", watched)
	}
	d.blur()
	d.advance(4 * time.Minute)
	told := strings.Join(d.raws, "\n")
	if want := "\x1b]777;notify;ecscope;" + watched[0].ID() + ": "; !strings.HasPrefix(told, want) || !strings.Contains(told, "→ failing") {
		t.Errorf("%q", d.raws)
	}
	if n := len(d.raws); n > 3 {
		t.Errorf("%d notifications: %q", n, d.raws)
	}
}

// Nothing in a text can end a notification or be taken for its parameters.
func TestNotification(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"osc9", "osc777", "bell"} {
		got := notification(how, "4;1;50\x07\x1b]0;x\x1b\\\u009b1m\n"+strings.Repeat("long ", 100))
		body := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(got, "\x1b]777;notify;ecscope;"), "\x1b]9;"), "\a")
		if strings.ContainsAny(body, "\x1b\a;\n\u009b") || len(got) > 300 || !strings.HasSuffix(got, "\a") || how == "osc9" && body[0] == '4' {
			t.Errorf("%s: %q", how, got)
		}
	}
}

// Another refresh changes how often the account is read: a minute asks for less than five seconds, which stays within the budget.
func TestRefresh(t *testing.T) {
	t.Parallel()
	calls := map[time.Duration]int{}
	for _, every := range []time.Duration{5 * time.Second, 0, time.Minute} {
		d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 5, TasksPerService: 1}}, "cluster-1", "", func(s *Start) { s.Settings.Refresh = every })
		d.settle()
		d.advance(30 * time.Second)
		_, buckets := callsIn(d, 2*time.Minute)
		if calls[every] = buckets["service read"]; calls[every] > 2*60 {
			t.Errorf("%s: %v in two minutes", every, buckets)
		}
	}
	if calls[5*time.Second] < 2*calls[0] || calls[time.Minute] > calls[0]/2 {
		t.Errorf("calls by refresh: %v", calls)
	}
}
